/* The network that draws: choose, draw, and walk along the way from noise to image. It computes with path.js alone. */
"use strict";

(() => {
  const { shade, formatNumber, redrawOnChange } = kernelLab.sheet;
  const { faultOf, noise, questions } = kernelLab.drawing;
  const { NONE } = kernelLab.unet;
  const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-lab="drawing"]'));
  if (!root) return;

  const SIDE = 28;
  const MOST_KEPT = 6;
  const FIELDS = /** @type {const} */ (["digit", "strength", "steps", "seed"]);

  const { part } = kernelLab.parts(root);
  const button = (/** @type {string} */ name) => part(name, HTMLButtonElement);
  const choice = part("digit", HTMLSelectElement);
  /** @type {Record<keyof DrawingSettings, HTMLInputElement | HTMLSelectElement>} */
  const inputs = {
    digit: choice, strength: part("strength", HTMLInputElement), steps: part("steps", HTMLInputElement), seed: part("seed", HTMLInputElement),
  };
  const place = part("place", HTMLInputElement);
  const message = part("message", HTMLElement);
  const sheets = { now: createSheet("now"), guess: createSheet("guess") };

  /** @type {PathPoint[]} the way so far; without one, noise alone is shown */
  let points = [];
  /** @type {DrawingSettings} of that way */
  let drawn = { digit: NONE, strength: 0, steps: 1, seed: 1 };
  let step = 0; // which point of the way is shown
  let running = 0; // the number of the drawing that may go on; another number stops it
  let busy = false;
  /** @type {{x: Float64Array, sheet: Sheet}[]} finished drawings, the last one first */
  let kept = [];

  /** @param {string} name */
  function createSheet(name) {
    return kernelLab.sheet.createSheet(part(name, HTMLCanvasElement));
  }

  // What is set.

  /** @returns {DrawingSettings} NaN where a field holds no number */
  function settings() {
    const [digit, strength, steps, seed] = FIELDS.map((name) => (inputs[name].value.trim() === "" ? NaN : Number(inputs[name].value)));
    return { digit, strength, steps, seed };
  }

  /** The first fault of what is set, in words; each field that has one is marked. */
  function findFault() {
    const set = settings();
    const faults = FIELDS.map((name) => (name === "strength" && set.digit === NONE ? "" : faultOf(name, set[name])));
    FIELDS.forEach((name, k) => {
      if (faults[k]) inputs[name].setAttribute("aria-invalid", "true");
      else inputs[name].removeAttribute("aria-invalid");
    });
    return faults.find(Boolean) ?? "";
  }

  /** @param {number} digit */
  function nameOf(digit) {
    if (digit === NONE) return "no digit in particular";
    return `${digit === 8 ? "an" : "a"} ${digit}`;
  }

  /** Who changes something sees the noise that the drawing will begin with. */
  function refreshSettings() {
    running++;
    busy = false;
    inputs.strength.disabled = settings().digit === NONE;
    const fault = findFault();
    const { seed } = settings();
    if (!faultOf("seed", seed)) drawn = { ...drawn, seed };
    points = [];
    step = 0;
    showMessage(fault || "Press Draw.");
    draw();
  }

  // Drawing.

  async function begin() {
    const fault = findFault();
    if (fault) return showMessage(fault);
    const mine = ++running;
    busy = true;
    drawn = settings();
    if (drawn.digit === NONE) drawn.strength = 0;
    points = [];
    step = 0;
    showMessage(`Drawing ${nameOf(drawn.digit)} in ${formatSteps(drawn.steps)}.`);
    draw();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches; // then the end alone is shown
    const way = await kernelLab.drawing.draw(drawn, (some) => {
      if (still) return;
      points = some;
      step = some.length - 1;
      draw();
    }, () => mine !== running);
    if (!way) return;
    points = way;
    step = drawn.steps;
    busy = false;
    keep();
    const asked = drawn.steps * questions(drawn.digit, drawn.strength).length;
    showMessage(`Finished: ${nameOf(drawn.digit)} in ${formatSteps(drawn.steps)}. The network was asked ${asked === 1 ? "once" : `${asked} times`}.`);
    draw();
  }

  /** @param {number} steps */
  function formatSteps(steps) {
    return steps === 1 ? "1 step" : `${steps} steps`;
  }

  /** Put the finished image before those drawn earlier. */
  function keep() {
    const list = part("kept", HTMLUListElement);
    const [item, canvas, words] = [document.createElement("li"), document.createElement("canvas"), document.createElement("span")];
    const { digit, strength, steps, seed } = drawn;
    const guidance = digit === NONE ? "" : `guidance ${formatNumber(strength)}, `;
    words.textContent = `${digit === NONE ? "none" : digit}: ${guidance}${formatSteps(steps)}, noise ${seed}`;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Drawn: ${words.textContent}`);
    item.append(canvas, words);
    list.prepend(item);
    kept = [{ x: points[steps].x, sheet: kernelLab.sheet.createSheet(canvas) }, ...kept].slice(0, MOST_KEPT);
    while (list.children.length > MOST_KEPT) list.lastElementChild?.remove();
  }

  // What is shown.

  /** @param {string} text */
  function showMessage(text) {
    if (message.textContent !== text) message.textContent = text;
  }

  /**
   * Numbers from −1, paper, to 1, ink; what lies outside is shown like the nearer of the two.
   * @param {Sheet} sheet
   * @param {Float64Array | null} x
   */
  function paint(sheet, x) {
    sheet.paint(SIDE, SIDE, (r, c) => (x ? shade(kernelLab.palettes.ink, (x[SIDE * r + c] + 1) / 2) : null));
  }

  function draw() {
    const point = points.length ? points[step] : null;
    paint(sheets.now, point ? point.x : noise(drawn.seed));
    paint(sheets.guess, point ? point.guess : null);
    const where = point ? `step ${step} of ${drawn.steps}, t = ${formatNumber(point.t)}` : `noise no. ${drawn.seed}, t = 0`;
    const guess = point ? "guess of the image" : "no guess yet";
    for (const [name, words] of [["now", where], ["guess", guess]]) {
      part(`caption-${name}`, HTMLElement).textContent = words;
    }
    part("now", HTMLCanvasElement).setAttribute("aria-label", `The image on its way: ${where}`);
    part("guess", HTMLCanvasElement).setAttribute("aria-label", `${guess[0].toUpperCase()}${guess.slice(1)}`);
    part("about", HTMLElement).textContent = busy || !point ? "" : distance();
    kept.forEach(({ x, sheet }) => paint(sheet, x));
    showWalk();
  }

  /** How far the guess shown is from the finished image. */
  function distance() {
    const { guess } = points[step];
    const end = points[drawn.steps].x;
    const mean = guess.reduce((sum, value, p) => sum + Math.abs(value - end[p]), 0) / guess.length;
    if (step === drawn.steps) return "At the end the image is the guess.";
    return `On average over the pixels, the guess is ${formatNumber(mean)} away from the finished image; from paper to ink it is 2.`;
  }

  /** The slider and its buttons, which work when there is a way to walk along. */
  function showWalk() {
    const still = busy || points.length === 0;
    place.max = String(drawn.steps);
    place.value = String(step);
    place.setAttribute("aria-valuetext", `step ${step} of ${drawn.steps}`);
    place.disabled = still;
    setDisabled("back", still || step === 0);
    setDisabled("on", still || step === drawn.steps);
  }

  /**
   * A button that has the focus and can do nothing more hands the focus to the slider.
   * @param {string} name
   * @param {boolean} disabled
   */
  function setDisabled(name, disabled) {
    if (disabled && document.activeElement === button(name)) place.focus();
    button(name).disabled = disabled;
  }

  /** @param {number} to */
  function walk(to) {
    step = Math.min(drawn.steps, Math.max(0, to));
    showMessage(`Step ${step} of ${drawn.steps}, t = ${formatNumber(points[step].t)}.`);
    draw();
  }

  // Controls.

  for (let digit = 0; digit < NONE; digit++) choice.add(new Option(String(digit), String(digit), digit === 3, digit === 3));
  choice.add(new Option("none in particular", String(NONE)));
  for (const name of FIELDS) {
    inputs[name].addEventListener("input", refreshSettings);
    inputs[name].addEventListener("keydown", (event) => {
      if (/** @type {KeyboardEvent} */ (event).key === "Enter") begin();
    });
  }
  button("draw").addEventListener("click", begin);
  button("other").addEventListener("click", () => {
    const { seed } = settings();
    inputs.seed.value = String(faultOf("seed", seed) ? 1 : (seed % 9999) + 1);
    begin();
  });
  place.addEventListener("input", () => walk(Number(place.value)));
  button("back").addEventListener("click", () => walk(step - 1));
  button("on").addEventListener("click", () => walk(step + 1));

  kernelLab.drawn = () => ({ settings: drawn, points, step, busy });
  root.classList.add("lab-ready");
  refreshSettings();
  redrawOnChange(root, draw);
})();
