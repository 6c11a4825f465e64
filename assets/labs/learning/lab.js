/* The lab "Watch it learn": settings and buttons on one side, a worker that trains on the other. */
"use strict";

(() => {
  const { usual, faultOf, read, write } = kernelLab.learningSettings;
  const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-lab="learning"]'));
  if (!root) return;

  const [MANY, LOST] = [3, 10]; // so many batches with a loss above this, where a guess has 2.3, are told
  const CALM = 5000; // milliseconds between two pictures where motion is unwanted
  const { part } = kernelLab.parts(root);
  const look = kernelLab.createLearningLook(root);
  const button = (/** @type {string} */ name) => part(name, HTMLButtonElement);
  const NAMES = /** @type {(keyof LearningSettings)[]} */ (Object.keys(usual()));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  let { settings, faults } = read(location.search);
  /** @type {DigitSets | null} */
  let digits = null;
  /** @type {LearningTrainer | null} */
  let trainer = null;
  /** @type {LearningReport | null} */
  let report = null;
  /** @type {LearningCurves} */
  let curves = { losses: [], accuracies: [], held: [] };
  /** @type {LearningCurves | null} */
  let last = null;
  let [run, running, drawn, waiting, broken] = [0, false, 0, "", false];
  let why = ""; // it pauses, when nobody pressed Pause

  /** @param {string} name @returns {HTMLInputElement | HTMLSelectElement} */
  function field(name) {
    return /** @type {any} */ (part(name, HTMLElement));
  }

  /** @param {string} text */
  function say(text) {
    const message = part("message", HTMLElement);
    if (message.textContent !== text) message.textContent = text;
  }

  // Settings.

  function showSettings() {
    for (const name of NAMES) field(name).value = String(settings[name]);
  }

  /** What the fields say; "" if all can be used, else the first fault in words. Each field with a fault is marked. */
  function readFields() {
    /** @type {Record<string, any>} */
    const found = {};
    let fault = "";
    for (const name of NAMES) {
      const text = field(name).value.trim();
      found[name] = typeof usual()[name] === "number" ? (text === "" ? NaN : Number(text)) : text;
      const wrong = faultOf(name, found[name]);
      if (wrong) field(name).setAttribute("aria-invalid", "true");
      else field(name).removeAttribute("aria-invalid");
      fault ||= wrong;
    }
    if (!fault) settings = /** @type {LearningSettings} */ (found);
    return fault;
  }

  function changed() {
    const fault = readFields();
    if (fault) return halt(`${fault} What was set before still counts.`);
    history.replaceState(null, "", write(settings) || location.pathname);
    again();
  }

  /** A new network from the seed; the curves of the one before stay, dashed. */
  function again() {
    if (curves.losses.length) last = curves;
    curves = { losses: [], accuracies: [], held: [] };
    [run, running, broken, report] = [run + 1, false, false, null];
    trainer?.send({ kind: "begin", run, settings, digit: digit() });
    say(digits ? "A new network. Press Run, or step by one batch." : "Press Run: then 5,000 digits are loaded, and the training begins.");
    show();
  }

  function digit() {
    const number = Number(part("place", HTMLInputElement).value);
    return Number.isInteger(number) && number >= 0 && number < 1000 ? number : 0;
  }

  // Orders.

  /** @param {"run" | "step"} kind */
  function order(kind) {
    const fault = readFields();
    if (fault) return say(fault);
    if (!digits) {
      if (!waiting) root?.dispatchEvent(new Event("asked"));
      waiting = kind;
      return say("Loading the digits.");
    }
    if (broken) return say("The loss is no number any more. Change a setting, or press Again.");
    [running, why] = [kind === "run", ""];
    if (running) say(trainer?.worker === false ? "Training in the page, since this browser starts no worker: it may be slow to answer." : "Training.");
    trainer?.send({ kind });
    show();
  }

  /** @param {string} [words] instead of how far it is */
  function halt(words = "") {
    if (words) say(words);
    if (!running) return;
    [running, why] = [false, words];
    trainer?.send({ kind: "pause" });
    show();
  }

  root.addEventListener("came", async () => {
    try {
      digits = await kernelLab.unpackDigits();
    } catch (error) {
      [digits, waiting] = [null, ""];
      return say(`The digits could not be read: ${/** @type {Error} */ (error).message}.`);
    }
    trainer = kernelLab.startLearning(hear, (words) => say(words));
    trainer.send({ kind: "digits", digits });
    trainer.send({ kind: "begin", run, settings, digit: digit() });
    const kind = /** @type {"run" | "step"} */ (waiting);
    waiting = "";
    order(kind);
  });
  root.addEventListener("failed", () => {
    waiting = "";
    say("The digits did not come. Press Run to try again.");
  });

  // Reports.

  /** @param {LearningReport} news */
  function hear(news) {
    if (news.run !== run) return;
    report = news;
    curves.losses.push(...news.losses);
    curves.accuracies.push(...news.accuracies);
    curves.held.push(...news.held);
    if (news.rest && (news.step > 0 || !running)) tell(news);
    else if (curves.losses.length > MANY && curves.losses.slice(-MANY).every((loss) => loss > LOST)) say(`The loss is far above that of a guess: the steps may be too large. Pause, and try a smaller rate than ${settings.rate}.`);
    if (!news.rest && calm.matches && performance.now() < drawn + CALM) return;
    show();
  }

  /** @param {LearningReport} news */
  function tell({ rest, step, speed }) {
    const judged = curves.held[curves.held.length - 1];
    const now = `after ${step} ${step === 1 ? "batch" : "batches"} the loss is ${lossOf(curves.losses[step - 1])}, and ${(100 * (judged?.accuracy ?? 0)).toFixed(1)}% of the held-out digits are read right`;
    if (rest === "pause" && step > 0 && !running) say(why || `Paused: ${now}.`);
    if (rest === "end") say(`Rest after ${Math.round(report?.epoch ?? 0)} times all digits, with ${Math.round(speed)} images a second: ${now}. Press Run to go on.`);
    if (rest === "broken") say(`The loss is no number any more at batch ${step}: the steps were too large. Try a smaller rate than ${settings.rate}, then Run.`);
    if (rest === "broken") broken = true;
    if (rest === "end" || rest === "broken") running = false;
  }

  /** @param {number} value */
  function numberOf(value) {
    return value === undefined ? "unknown" : kernelLab.sheet.formatNumber(value);
  }

  /** @param {number | undefined} value a loss, which grows beyond all numbers where a training diverges */
  function lossOf(value) {
    if (value === undefined) return "unknown";
    if (!Number.isFinite(value)) return "no number any more";
    return value < 1e6 ? numberOf(value) : value.toPrecision(2).replace("e+", " × 10 to the ");
  }

  function show() {
    drawn = performance.now();
    button("run").textContent = running ? "Pause" : "Run";
    look.drawCurves(last ? [curves, last] : [curves]);
    const judged = curves.held[curves.held.length - 1];
    const recent = curves.losses.slice(-20);
    const mean = recent.reduce((sum, loss) => sum + loss, 0) / recent.length;
    part("state", HTMLElement).textContent = report
      ? `Batch ${report.step}, ${report.epoch.toFixed(2)} times all digits. Loss of the last batches: ${recent.length ? lossOf(mean) : "none yet"}; held-out: ${lossOf(judged?.loss)}. Held-out digits read right: ${judged ? (100 * judged.accuracy).toFixed(1) : "–"}%.`
      : "Nothing has been learned yet.";
    for (const name of ["loss", "accuracy"]) part(name, HTMLCanvasElement).setAttribute("aria-label", `Curves of the ${name}. ${part("state", HTMLElement).textContent}`);
    part("code", HTMLElement).textContent = kernelLab.learningPython(settings, Math.max(1, curves.losses.length || 50));
    if (report && digits) look.drawReport(report, digits, digit());
  }

  // Controls.

  for (const name of NAMES) field(name).addEventListener("change", changed);
  part("place", HTMLInputElement).addEventListener("change", () => trainer?.send({ kind: "look", digit: digit() }));
  button("run").addEventListener("click", () => (running ? halt() : order("run")));
  button("step").addEventListener("click", () => order("step"));
  button("again").addEventListener("click", again);
  button("copy").addEventListener("click", () => kernelLab.copyCode(part("code", HTMLElement), say));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && running) halt("Paused, since this tab went into the background. Press Run to go on; nothing is lost.");
  });

  kernelLab.learned = () => ({ settings, curves, last, report, running, worker: trainer?.worker ?? false });
  showSettings();
  root.classList.add("lab-ready");
  again();
  if (faults.length) say(`The address could not be read in full, so these were left out: ${faults.join(", ")}.`);
  kernelLab.sheet.redrawOnChange(root, show);
})();
