/* The small lab of the front page: one digit, one kernel of 3 × 3, and the sum under a finger. */
"use strict";

(() => {
  const { convolve, zeros } = kernelLab.convolution;
  const { createSheet, shade, formatNumber, onArrows, redrawOnChange } = kernelLab.sheet;
  const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-lab="touch"]'));
  if (!root) return;

  const SIDE = 3; // rows and columns of the kernel
  const { part, color } = kernelLab.parts(root);
  const preset = part("preset", HTMLSelectElement);
  const canvases = { x: part("x", HTMLCanvasElement), y: part("y", HTMLCanvasElement) };
  const sheets = { x: createSheet(canvases.x), y: createSheet(canvases.y) };
  const weights = [...part("kernel", HTMLTableElement).querySelectorAll("input")];

  const X = digit();
  const K = zeros([SIDE, SIDE, 1, 1]);
  let Y = zeros([1, 1, 1]);
  let at = [13, 15];

  /** The first digit of the training images, from 0 (paper) to 1 (ink). */
  function digit() {
    const { height, width, levels, values } = kernelLab.pictures.digit;
    return { shape: [height, width, 1], data: Float64Array.from(atob(values), (letter) => letter.charCodeAt(0) / levels) };
  }

  function compute() {
    Y = convolve(X, K);
    draw(at);
  }

  /** @param {number[]} window */
  function draw([row, column]) {
    const [, w] = X.shape;
    const [h, columns] = Y.shape;
    const largest = Y.data.reduce((most, y) => Math.max(most, Math.abs(y)), 0) || 1;
    sheets.x.paint(X.shape[0], w, (r, c) => shade(kernelLab.palettes.ink, X.data[r * w + c]));
    sheets.x.drawFrame(row, column, SIDE, SIDE, color("--lab-kernel"));
    sheets.y.paint(h, columns, (r, c) => shade(kernelLab.palettes.signed, 0.5 + Y.data[r * columns + c] / (2 * largest)));
    sheets.y.drawFrame(row, column, 1, 1, color("--lab-output"));
    const sum = sumUnder(row, column);
    part("sum", HTMLElement).textContent = sum;
    for (const canvas of Object.values(canvases)) canvas.setAttribute("aria-description", sum);
  }

  /**
   * The sum written out; products with 0 are left out, as there is nothing to see in them.
   * @param {number} row
   * @param {number} column
   */
  function sumUnder(row, column) {
    const terms = [];
    for (let p = 0; p < SIDE * SIDE; p++) {
      const x = X.data[(row + Math.floor(p / SIDE)) * X.shape[1] + column + (p % SIDE)];
      if (x !== 0 && K.data[p] !== 0) terms.push(`${formatNumber(x)} · ${K.data[p] < 0 ? `(${formatNumber(K.data[p])})` : formatNumber(K.data[p])}`);
    }
    const result = formatNumber(Y.data[row * Y.shape[1] + column]);
    return `Row ${row}, column ${column}: ${terms.length ? terms.join(" + ") : "every product is 0, the sum"} = ${result}`;
  }

  /** @param {number[]} place */
  function placeInside([row, column]) {
    return [Math.min(Y.shape[0] - 1, Math.max(0, row)), Math.min(Y.shape[1] - 1, Math.max(0, column))];
  }

  /**
   * The window that a pointer means: on the image the one around its cell.
   * @param {"x" | "y"} name
   * @param {MouseEvent} event
   */
  function pointedAt(name, event) {
    const [row, column] = sheets[name].cellAt(event);
    return placeInside(name === "x" ? [row - 1, column - 1] : [row, column]);
  }

  function readWeights() {
    const read = weights.map((input) => kernelLab.address.parseWeight(input.value));
    const wrong = read.findIndex(Number.isNaN);
    weights.forEach((input, p) => { input.ariaInvalid = String(Number.isNaN(read[p])); });
    part("message", HTMLElement).textContent = wrong < 0 ? "" :
      `“${weights[wrong].value.slice(0, 20)}” is no number such as 0.5 or −1. The old weight still counts.`;
    read.forEach((weight, p) => { if (!Number.isNaN(weight)) K.data[p] = weight; });
    compute();
  }

  preset.addEventListener("change", () => {
    kernelLab.presets[preset.value].flat().forEach((weight, p) => { weights[p].value = formatNumber(weight); });
    readWeights();
    kernelLab.presets[preset.value].flat().forEach((weight, p) => { K.data[p] = weight; }); // without rounding
    compute();
  });
  for (const input of weights) {
    input.addEventListener("input", () => {
      preset.value = "";
      readWeights();
    });
  }
  for (const name of /** @type {const} */ (["x", "y"])) {
    const canvas = canvases[name];
    canvas.addEventListener("pointermove", (event) => draw(pointedAt(name, event)));
    canvas.addEventListener("pointerleave", () => draw(at));
    canvas.addEventListener("click", (event) => {
      at = pointedAt(name, event);
      draw(at);
    });
    onArrows(canvas, (rows, columns) => {
      at = placeInside([at[0] + rows, at[1] + columns]);
      draw(at);
      part("spoken", HTMLElement).textContent = part("sum", HTMLElement).textContent;
    });
  }

  kernelLab.touched = () => ({ X, K, Y, at });
  readWeights();
  redrawOnChange(canvases.x, () => draw(at));
  root.classList.add("lab-ready");
})();
