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

  /** A worker that never says anything is none: then the page takes over what it was told. */
  function inWorker() {
    const address = URL.createObjectURL(new Blob([kernelLab.learning.source()], { type: "text/javascript" }));
    const worker = new Worker(address);
    /** @type {LearningOrder[] | null} until it has spoken */
    let told = [];
    /** @type {LearningTrainer} */
    const trainer = {
      worker: true,
      send(order) {
        told?.push(order);
        worker.postMessage(order);
      },
    };
    worker.addEventListener("message", ({ data }) => {
      told = null;
      hear(data);
    });
    worker.addEventListener("error", (event) => {
      if (!told) return say(`The training stopped: ${event.message || "its worker has gone"}. Load the page anew.`);
      const orders = told;
      Object.assign(trainer, inPage());
      orders.forEach(trainer.send);
    });
    return trainer;
  }

  try {
    return inWorker();
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
