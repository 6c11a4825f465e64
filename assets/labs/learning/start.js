/* Starts who trains: a worker from the text of the scripts, or, where there are no workers, the page itself in slices. */
"use strict";

kernelLab.startLearning = (hear, say) => {
  /** @returns {LearningTrainer} */
  function inPage() {
    /** @type {Port} */
    const port = { onmessage: null, postMessage: (report) => setTimeout(() => hear(report)) };
    kernelLab.learning.parts.trainer.serve(port);
    return { worker: false, send: (order) => port.onmessage?.({ data: order }) };
  }

  try {
    const address = URL.createObjectURL(new Blob([kernelLab.learning.source()], { type: "text/javascript" }));
    const worker = new Worker(address);
    worker.addEventListener("message", ({ data }) => hear(data));
    worker.addEventListener("error", (event) => say(`The training stopped: ${event.message || "its worker could not be started"}. Load the page anew.`));
    return { worker: true, send: (order) => worker.postMessage(order) };
  } catch {
    return inPage();
  }
};

/** @type {KernelLab["copyCode"]} */
kernelLab.copyCode = async (code, say) => {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    say("The cell is copied.");
  } catch {
    getSelection()?.selectAllChildren(code);
    say("The cell is selected: copy it with the keys of your system.");
  }
};
