/* The lab "Boxes": overlap, suppression, and the curve of precision over recall. It computes with overlap.js alone. */
"use strict";

(() => {
  const { suppress, match, curve, surest, averagePrecision } = kernelLab.overlap;
  const { parse, read, write } = kernelLab.boxesAddress;
  const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-lab="boxes"]'));
  if (!root) return;

  const { one, many, trees } = kernelLab.detections;
  const { part } = kernelLab.parts(root);
  const input = (/** @type {string} */ name) => part(name, HTMLInputElement);
  const button = (/** @type {string} */ name) => part(name, HTMLButtonElement);
  const view = kernelLab.createBoxesView(root);
  const layPair = kernelLab.createPair(/** @type {SVGSVGElement} */ (root.querySelector('[data-part="pair"]')), (name, box) => change({ [name]: box }));
  let { state, faults } = read(location.search);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  /** @param {BoxesSettings} state */
  function compute({ overlap, least, count }) {
    const partners = match(one.boxes, one.scores, trees, least);
    const whole = curve(one.scores, partners.map((partner) => partner >= 0), trees.length);
    const first = { precision: whole.precision.slice(0, count), recall: whole.recall.slice(0, count) };
    return {
      steps: suppress(many.boxes, many.scores, overlap / 100),
      judged: { partners, curve: whole, soFar: averagePrecision(first), all: averagePrecision(whole) },
    };
  }

  function draw() {
    const { steps, judged } = compute(state);
    layPair(state.a, state.b);
    view.drawPair(state);
    view.drawSteps(state, steps);
    view.drawCounted(state, judged);
    view.write("cell", kernelLab.boxesCell(state));
    for (const name of /** @type {const} */ (["step", "count"])) input(name).value = String(state[name]);
    for (const [name, end] of /** @type {[string, number][]} */ ([["back", 0], ["on", many.scores.length]])) {
      if (state.step === end && document.activeElement === button(name)) input("step").focus();
      button(name).disabled = state.step === end;
    }
  }

  function showFields() {
    for (const name of /** @type {const} */ (["overlap", "least"])) {
      input(name).value = String(state[name] / 100);
      input(name).removeAttribute("aria-invalid");
    }
  }

  /** @param {Partial<BoxesSettings>} change */
  function change(change) {
    state = { ...state, ...change };
    view.write("message", "");
    draw();
    clearTimeout(waiting); // browsers allow only so many changes of the address in a time
    waiting = setTimeout(() => history.replaceState(null, "", write(state) || location.pathname), 300);
  }

  /** @param {"overlap" | "least"} name */
  function typed(name) {
    const value = parse(name, input(name).value);
    if (value === undefined) {
      input(name).setAttribute("aria-invalid", "true");
      const from = name === "least" ? "0.01" : "0";
      return view.write("message", `Overlap: “${input(name).value}”. Expected a number from ${from} to 1. ${state[name] / 100} still counts.`);
    }
    input(name).removeAttribute("aria-invalid");
    change({ [name]: value });
  }

  /** @param {string} text @param {string} done @param {string} otherwise */
  async function copy(text, done, otherwise) {
    try {
      await navigator.clipboard.writeText(text);
      view.write("message", done);
    } catch {
      view.write("message", `The browser does not let this page copy. ${otherwise}`);
    }
  }

  input("step").max = String(many.scores.length);
  input("count").max = String(one.scores.length);
  for (const name of /** @type {const} */ (["step", "count"])) {
    input(name).addEventListener("input", () => change({ [name]: Number(input(name).value) }));
  }
  for (const name of /** @type {const} */ (["overlap", "least"])) {
    input(name).addEventListener("input", () => typed(name));
    input(name).addEventListener("blur", () => {
      if (!input(name).hasAttribute("aria-invalid")) return;
      showFields();
      view.write("message", "");
    });
  }
  const stepBy = (/** @type {number} */ by) => {
    change({ step: Math.min(many.scores.length, Math.max(0, state.step + by)) });
    view.write("spoken", part("stepped", HTMLElement).textContent ?? "");
  };
  button("back").addEventListener("click", () => stepBy(-1));
  button("on").addEventListener("click", () => stepBy(1));
  button("link").addEventListener("click", () => copy(new URL(write(state) || "#lab", location.href).href,
    "The link is copied.", "The address at the top holds the same link."));
  button("copy").addEventListener("click", () => copy(kernelLab.boxesCell(state), "The cell is copied.", "Mark the cell and copy it."));

  kernelLab.boxed = (asked = state) => {
    const { steps, judged } = compute(asked);
    const order = surest(one.scores).slice(0, asked.count);
    return { state: asked, steps, judged, right: order.filter((k) => judged.partners[k] >= 0).length };
  };
  showFields();
  draw();
  root.classList.add("lab-ready");
  if (faults.length) view.write("message", `The address could not be read here: ${faults.join(", ")}. The usual values stand there instead.`);
})();
