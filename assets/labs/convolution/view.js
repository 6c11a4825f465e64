/* What the convolution lab shows: sheets of numbers, and sums written out. It reads the state and never changes it. */
"use strict";

/** @param {HTMLElement} root */
kernelLab.createConvolutionView = (root) => {
  const { pixelUnder } = kernelLab.convolution;
  const { shade, formatNumber, isExact } = kernelLab.sheet;
  const TALLEST_SUM = 60; // terms that are written out

  const { part: find, color } = kernelLab.parts(root);
  const part = (/** @type {string} */ name) => find(name, HTMLElement);
  const sheets = Object.fromEntries(["x", "y", "e", "dx"].map((name) =>
    [name, kernelLab.sheet.createSheet(find(name, HTMLCanvasElement))]));

  /** @param {Axis} axis */
  function reach(axis) {
    return axis.dilation * (axis.k - 1) + 1;
  }

  /** @type {ConvolutionView["draw"]} */
  function draw(shown, image, computed) {
    drawImage(shown, image);
    if (shown.state.view === "forward") {
      drawOutput(shown, image, computed);
      writeSum(shown, computed);
    } else {
      drawGradients(shown);
      writeGradient(shown);
    }
    const { rows, columns } = shown.geometry;
    part("size").textContent = `(pixels + padding − dilation · (kernel − 1) − 1) / stride, rounded down, + 1: ` +
      `${sizeFormula(rows, "rows")}, ${sizeFormula(columns, "columns")}.`;
  }

  /** Without an output there is still the image. @type {ConvolutionView["drawImageAlone"]} */
  function drawImageAlone({ X, palette, white }) {
    const [h, w] = X.shape;
    sheets.x.paint(h, w, (r, c) => shade(palette, X.data[r * w + c] / white), (r, c) => formatNumber(X.data[r * w + c]));
    part("caption-x").textContent = `image X, ${h} × ${w}; ${legendOf(palette, white)}`;
    for (const name of ["y", "e", "dx"]) {
      sheets[name].paint(1, 3, () => null);
      part(`caption-${name}`).textContent = "no output";
    }
    for (const name of ["sum", "size", "caption-products"]) part(name).textContent = "";
    fillTable("products", 0, 0, () => {});
    fillTable("dk", 0, 0, () => {});
  }

  /**
   * @param {Color[]} palette
   * @param {number} white the largest value
   */
  function legendOf(palette, white) {
    return palette === kernelLab.palettes.gray ? `black 0, white ${formatNumber(white)}` : `white 0, black ${formatNumber(white)}`;
  }

  /**
   * @param {Shown} shown
   * @param {LabImage} image
   */
  function drawImage({ state, X, geometry: { rows, columns } }, { palette, white }) {
    const [h, w] = X.shape;
    const value = (/** @type {number} */ r, /** @type {number} */ c) => {
      const [u, v] = [r - rows.before, c - columns.before];
      return u >= 0 && v >= 0 && u < h && v < w ? X.data[u * w + v] : null;
    };
    sheets.x.paint(h + rows.before + rows.after, w + columns.before + columns.after,
      (r, c) => { const x = value(r, c); return x === null ? null : shade(palette, x / white); },
      (r, c) => formatNumber(value(r, c) ?? 0));
    const [top, left] = [state.at[0] * rows.stride, state.at[1] * columns.stride];
    sheets.x.drawFrame(top, left, reach(rows), reach(columns), color("--lab-kernel"));
    if (Math.max(rows.dilation, columns.dilation) > 1) {
      for (let m = 0; m < rows.k; m++) {
        for (let n = 0; n < columns.k; n++) sheets.x.drawDot(top + rows.dilation * m, left + columns.dilation * n, color("--lab-kernel"));
      }
    }
    if (state.view === "backward") sheets.x.drawFrame(state.pixel[0] + rows.before, state.pixel[1] + columns.before, 1, 1, color("--lab-output"));
    const padded = rows.before + rows.after + columns.before + columns.after > 0;
    part("caption-x").textContent = `image X, ${h} × ${w}${padded ? ", striped: padding" : ""}; ${legendOf(palette, white)}`;
  }

  /**
   * @param {Shown} shown
   * @param {LabImage} image
   * @param {number} computed windows whose output may be seen
   */
  function drawOutput({ state, K, Y }, { palette, white }, computed) {
    const [h, w] = Y.shape;
    // Weights that add up to something give brightness, others give differences: chapter 2 draws them alike.
    const bright = Math.abs(K.data.reduce((sum, weight) => sum + weight, 0)) > 0.5;
    const largest = white === 1 ? 1 : Y.data.reduce((most, y) => Math.max(most, y), white);
    const { paint, legend } = bright
      ? { paint: (/** @type {number} */ y) => shade(palette, y / largest), legend: legendOf(palette, largest) }
      : signedColors(Y.data);
    sheets.y.paint(h, w, (r, c) => (r * w + c < computed ? paint(Y.data[r * w + c]) : null),
      (r, c) => (r * w + c < computed ? formatNumber(Y.data[r * w + c]) : ""));
    sheets.y.drawFrame(state.at[0], state.at[1], 1, 1, color("--lab-output"));
    part("caption-y").textContent = `output Y, ${h} × ${w}; ${legend}`;
  }

  /**
   * Orange below zero, violet above.
   * @param {Float64Array} values
   */
  function signedColors(values) {
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    return {
      paint: (/** @type {number} */ value) => shade(kernelLab.palettes.signed, 0.5 + value / (2 * largest || 1)),
      legend: `orange ${formatNumber(-largest)}, violet ${formatNumber(largest)}`,
    };
  }

  /** @param {Shown} shown */
  function drawGradients({ state, E, dX, dK }) {
    for (const [name, { shape: [h, w], data }, text] of /** @type {[string, Volume, string][]} */ (
      [["e", E, "errors E"], ["dx", dX, "gradient of X"]])) {
      const { paint, legend } = signedColors(data);
      sheets[name].paint(h, w, (r, c) => paint(data[r * w + c]), (r, c) => formatNumber(data[r * w + c]));
      part(`caption-${name}`).textContent = `${text}, ${h} × ${w}; ${legend}`;
    }
    sheets.e.drawFrame(state.at[0], state.at[1], 1, 1, color("--lab-kernel"));
    sheets.dx.drawFrame(state.pixel[0], state.pixel[1], 1, 1, color("--lab-output"));
    fillTable("dk", dK.shape[0], dK.shape[1], (cell, m, n) => { cell.textContent = formatNumber(dK.data[m * dK.shape[1] + n]); });
  }

  /**
   * @param {Axis} axis
   * @param {string} name
   */
  function sizeFormula({ n, before, after, dilation, k, stride, size }, name) {
    return `⌊(${n} + ${before + after} − ${dilation} · (${k} − 1) − 1) / ${stride}⌋ + 1 = ${size} ${name}`;
  }

  /**
   * @param {Shown} shown
   * @param {number} computed
   */
  function writeSum({ state, X, K, Y, geometry: { rows, columns } }, computed) {
    const [i, j] = state.at;
    /** @type {string[]} */
    const terms = [];
    /** @type {number[]} */
    const numbers = [];
    part("caption-products").textContent = state.flip === "1" ? "window · turned kernel" : "window · kernel";
    fillTable("products", K.shape[0], K.shape[1], (cell, m, n) => {
      const [u, v] = [pixelUnder(rows, i, m), pixelUnder(columns, j, n)];
      const outside = u < 0 || v < 0 || u >= X.shape[0] || v >= X.shape[1];
      const [x, weight] = [outside ? 0 : X.data[u * X.shape[1] + v], K.data[m * K.shape[1] + n]];
      cell.textContent = `${formatNumber(x)} · ${formatFactor(weight)}`;
      cell.classList.toggle("lab-outside", outside);
      terms.push(cell.textContent);
      numbers.push(x, weight);
    });
    const index = i * Y.shape[1] + j;
    const value = index < computed ? formatNumber(Y.data[index]) : "?";
    part("sum").textContent = `Y[${i}, ${j}] = ${sumText(terms, [...numbers, Y.data[index]], value)}`;
    part("y").setAttribute("aria-description", `Row ${i}, column ${j}: ${value}`);
  }

  /** @param {Shown} shown */
  function writeGradient({ state, K, E, dX, geometry: { rows, columns } }) {
    const [u, v] = state.pixel;
    /** @type {string[]} */
    const terms = [];
    /** @type {number[]} */
    const numbers = [];
    for (let m = 0; m < K.shape[0]; m++) {
      for (let n = 0; n < K.shape[1]; n++) {
        const i = (u + rows.before - rows.dilation * m) / rows.stride;
        const j = (v + columns.before - columns.dilation * n) / columns.stride;
        if (!Number.isInteger(i) || !Number.isInteger(j) || i < 0 || j < 0 || i >= rows.size || j >= columns.size) continue;
        const [weight, error] = [K.data[m * K.shape[1] + n], E.data[i * columns.size + j]];
        terms.push(`${formatFactor(weight)} · ${formatFactor(error)}`);
        numbers.push(weight, error);
      }
    }
    const value = dX.data[u * dX.shape[1] + v];
    const windows = terms.length === 1 ? "1 window" : `${terms.length} windows`;
    part("sum").textContent = terms.length
      ? `The pixel (${u}, ${v}) lay under ${windows}. Weight · error, added up: ${sumText(terms, [...numbers, value], formatNumber(value))}`
      : `No window met the pixel (${u}, ${v}), so its gradient is 0.`;
    part("dx").setAttribute("aria-description", `Row ${u}, column ${v}: ${formatNumber(value)}`);
  }

  /**
   * A sum and its value; "≈" where a number was rounded to be shown.
   * @param {string[]} terms
   * @param {number[]} numbers all that appear
   * @param {string} value
   */
  function sumText(terms, numbers, value) {
    const shown = terms.length > TALLEST_SUM ? [...terms.slice(0, TALLEST_SUM), "…"] : terms;
    return `${shown.join(" + ")} ${numbers.every(isExact) ? "=" : "≈"} ${value}`;
  }

  /** @param {number} value */
  function formatFactor(value) {
    return value < 0 ? `(${formatNumber(value)})` : formatNumber(value);
  }

  /** @type {ConvolutionView["fillTable"]} */
  function fillTable(name, rows, columns, write) {
    const body = find(name, HTMLTableElement).tBodies[0];
    while (body.rows.length > rows) body.deleteRow(-1);
    for (let m = 0; m < rows; m++) {
      const row = body.rows[m] ?? body.insertRow();
      while (row.cells.length > columns) row.deleteCell(-1);
      for (let n = 0; n < columns; n++) write(row.cells[n] ?? row.insertCell(), m, n);
    }
  }

  return { draw, drawImageAlone, fillTable, reach, sheets };
};
