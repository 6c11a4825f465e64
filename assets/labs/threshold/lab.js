/* The lab "Where to cut": move the threshold, read what follows. It computes with cuts.js alone. */
"use strict";

(() => {
  const { NOBODY, judge } = kernelLab.cuts;
  const { EXPECTED, parse, read, write, textsOf } = kernelLab.cutAddress;
  const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-lab="threshold"]'));
  if (!root) return;

  const NUMBERS = /** @type {const} */ (["miss", "alarm", "prevalence", "doubt"]);
  const NAMES = { miss: "A miss costs", alarm: "A false alarm costs", prevalence: "Prevalence", doubt: "Leave out nearer than" };
  const { part } = kernelLab.parts(root);
  const input = (/** @type {string} */ name) => part(name, HTMLInputElement);
  const button = (/** @type {string} */ name) => part(name, HTMLButtonElement);
  const choice = part("scores", HTMLSelectElement);
  const view = kernelLab.createCutView(root);
  let { state, faults } = read(location.search);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  /** @param {string} text */
  function showMessage(text) {
    view.write("message", text);
  }

  function draw() {
    const scores = kernelLab.scores[state.scores];
    const judged = judge(scores, state);
    view.draw(scores, state, judged);
    view.write("value", view.cut(state.threshold));
    view.write("cell", kernelLab.cutCell(state));
    choice.value = state.scores;
    input("threshold").value = String(state.threshold);
    input("threshold").setAttribute("aria-valuetext", `${view.cut(state.threshold)}: ${judged.fn} missed, ${judged.fp} false alarms`);
    input("prevalence").placeholder = (100 * kernelLab.cuts.share(scores)).toFixed(1);
  }

  /** What stands in the fields; who types is not disturbed. */
  function showFields() {
    const texts = textsOf(state);
    for (const name of NUMBERS) {
      input(name).value = texts[name];
      input(name).removeAttribute("aria-invalid");
    }
  }

  /** @param {Partial<CutSettings>} change */
  function change(change) {
    state = { ...state, ...change };
    draw();
    clearTimeout(waiting); // browsers allow only so many changes of the address in a time
    waiting = setTimeout(() => history.replaceState(null, "", write(state) || location.pathname), 300);
  }

  /** @param {"miss" | "alarm" | "prevalence" | "doubt"} name */
  function typed(name) {
    const text = input(name).value;
    const value = parse(name, text);
    const other = name === "miss" ? state.alarm : state.miss;
    const free = (name === "miss" || name === "alarm") && value === 0 && other === 0;
    if (value === undefined || free) {
      input(name).setAttribute("aria-invalid", "true");
      const right = free ? "one cost of more than 0" : EXPECTED[name];
      return showMessage(`${NAMES[name]}: “${text}”. Expected ${right}. ${textsOf(state)[name] || "That of these cases"} still counts.`);
    }
    input(name).removeAttribute("aria-invalid");
    showMessage("");
    change({ [name]: value });
  }

  /** @param {string} text @param {string} done @param {string} otherwise */
  async function copy(text, done, otherwise) {
    try {
      await navigator.clipboard.writeText(text);
      showMessage(done);
    } catch {
      showMessage(`The browser does not let this page copy. ${otherwise}`);
    }
  }

  /** @param {number} threshold */
  function goTo(threshold) {
    change({ threshold });
    showMessage(`The threshold is ${view.cut(threshold)}.`);
  }

  for (const [name, { title }] of Object.entries(kernelLab.scores)) choice.add(new Option(title, name));
  choice.addEventListener("change", () => { showMessage(""); change({ scores: choice.value }); });
  input("threshold").addEventListener("input", () => { showMessage(""); change({ threshold: Number(input("threshold").value) }); });
  for (const name of NUMBERS) {
    input(name).addEventListener("input", () => typed(name));
    input(name).addEventListener("blur", () => {
      if (!input(name).hasAttribute("aria-invalid")) return;
      showFields();
      showMessage("");
    });
  }
  button("cheapest").addEventListener("click", () => goTo(judge(kernelLab.scores[state.scores], state).cheapest.threshold));
  button("odds").addEventListener("click", () => goTo(Math.min(NOBODY, Math.round(1000 * state.alarm / (state.alarm + state.miss)))));
  button("link").addEventListener("click", () => copy(new URL(write(state) || "#lab", location.href).href,
    "The link is copied.", "The address at the top holds the same link."));
  button("copy").addEventListener("click", () => copy(kernelLab.cutCell(state), "The cell is copied.", "Mark the cell and copy it."));

  kernelLab.cut = () => ({ state, judged: judge(kernelLab.scores[state.scores], state) });
  showFields();
  draw();
  root.classList.add("lab-ready");
  if (faults.length) showMessage(`The address could not be read here: ${faults.join(", ")}. The usual values stand there instead.`);
})();
