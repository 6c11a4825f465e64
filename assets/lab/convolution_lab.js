/* The convolution lab: change the knobs, move the window, read the sum. It computes with convolution.js alone. */
"use strict";

(() => {
  const { geometry, pixel, zeros, convolve, kernelGradient, imageGradient, turned } = kernelLab.convolution;
  const { shade, number, onArrows, onView } = kernelLab.sheet;
  const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-lab="convolution"]'));
  if (!root) return;

  const LARGEST_OWN = 150; // pixels: a reader's picture is reduced to this
  const LARGEST_FILE = 60e6; // bytes
  const TALLEST_SUM = 60; // terms that are written out

  /**
   * @template {Element} T
   * @param {string} name
   * @param {new () => T} kind
   * @returns {T}
   */
  function part(name, kind) {
    return /** @type {T} */ (/** @type {HTMLElement} */ (root).querySelector(`[data-part="${name}"]`));
  }
  const select = (/** @type {string} */ name) => part(name, HTMLSelectElement);
  const input = (/** @type {string} */ name) => part(name, HTMLInputElement);
  const canvases = Object.fromEntries(["x", "y", "e", "dx"].map((name) => [name, part(name, HTMLCanvasElement)]));
  const sheets = Object.fromEntries(Object.entries(canvases).map(([name, canvas]) => [name, kernelLab.sheet.on(canvas)]));
  const message = part("message", HTMLElement);

  let { state, faults } = kernelLab.address.read(location.search);
  /** @type {Volume | null} */
  let own = null;
  /** @type {NonNullable<ReturnType<NonNullable<KernelLab["shown"]>>> | null} */
  let now = null;
  let computed = Infinity; // windows whose output is shown: all, except while the lab plays
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  // From the state to numbers.

  /** @returns {{X: Volume, palette: Color[], white: number}} */
  function image() {
    if (state.image === "own" && own) return { X: own, palette: kernelLab.palettes.gray, white: 1 };
    const { height, width, levels, palette, values } = kernelLab.pictures[state.image];
    const data = Float64Array.from(atob(values), (letter) => letter.charCodeAt(0) / levels);
    return { X: { shape: [height, width, 1], data }, palette: kernelLab.palettes[palette], white: levels === 1 ? 9 : 1 };
  }

  /** The kernel as it lies on the window. */
  function laid() {
    const K = { shape: [state.kernel.length, state.kernel[0].length, 1, 1], data: Float64Array.from(state.kernel.flat()) };
    return state.flip === "1" ? turned(K) : K;
  }

  /** @returns {Steps} */
  function steps() {
    const { stride, dilation, padding } = state;
    return { strides: [stride, stride], dilation: [dilation, dilation], padding };
  }

  /**
   * The errors E that the backward view begins with.
   * @param {number[]} shape
   */
  function errors(shape) {
    const E = zeros(shape);
    if (state.error === "ones") E.data.fill(1);
    else if (state.error === "one") E.data[state.at[0] * shape[1] + state.at[1]] = 1;
    else E.data.forEach((_, p) => { E.data[p] = 2 * ((Math.sin(12.9898 * (p + 1)) * 43758.5453) % 1); });
    return E;
  }

  function compute() {
    const { X } = image();
    const K = laid();
    const shape = geometry(X.shape, K.shape, steps());
    state.at = inside(state.at, shape.rows.size, shape.columns.size);
    state.pixel = inside(state.pixel, X.shape[0], X.shape[1]);
    const Y = convolve(X, K, steps());
    const E = errors(Y.shape);
    const dK = kernelGradient(X, E, K.shape, steps());
    now = {
      state, geometry: shape, X, K, Y, E,
      dK: state.flip === "1" ? turned(dK) : dK,
      dX: imageGradient(E, K, X.shape, steps()),
    };
  }

  /**
   * @param {number[]} place
   * @param {number} rows
   * @param {number} columns
   */
  function inside([row, column], rows, columns) {
    return [Math.min(rows - 1, Math.max(0, row)), Math.min(columns - 1, Math.max(0, column))];
  }

  // From numbers to pictures.

  /** Take the state over: compute, draw, and keep it in the address. */
  function change() {
    pause();
    computed = Infinity;
    showControls();
    try {
      compute();
      say("");
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      now = null;
      say(error.message);
    }
    draw();
    remember();
  }

  /** Keep the state in the address, a little later: browsers allow only so many changes in a time. */
  function remember() {
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState(null, "", kernelLab.address.write(state) || location.pathname), 300);
  }

  /** @param {string} text */
  function say(text) {
    if (message.textContent !== text) message.textContent = text;
  }

  function showControls() {
    for (const name of /** @type {const} */ (["image", "padding", "view", "error"])) select(name).value = state[name];
    for (const name of /** @type {const} */ (["stride", "dilation"])) input(name).value = String(state[name]);
    input("rows").value = String(state.kernel.length);
    input("columns").value = String(state.kernel[0].length);
    input("flip").checked = state.flip === "1";
    select("preset").value = Object.keys(kernelLab.presets).find((name) => same(kernelLab.presets[name], state.kernel)) ?? "";
    for (const element of /** @type {HTMLElement} */ (root).querySelectorAll("[data-view]")) {
      /** @type {HTMLElement} */ (element).hidden = /** @type {HTMLElement} */ (element).dataset.view !== state.view;
    }
  }

  /**
   * @param {number[][]} a
   * @param {number[][]} b
   */
  function same(a, b) {
    return a.length === b.length && a[0].length === b[0].length &&
      a.every((row, m) => row.every((value, n) => Math.abs(value - b[m][n]) < 1e-6));
  }

  function draw() {
    if (!now) return drawNothing();
    const { geometry: { rows, columns } } = now;
    drawImage();
    if (state.view === "forward") drawOutput();
    else drawGradients();
    part("size", HTMLElement).textContent = `Output: ${sizeFormula(rows, "rows")}, ${sizeFormula(columns, "columns")}.`;
    if (state.view === "forward") writeSum();
    else writeGradient();
  }

  /** Without an output there is still the image. */
  function drawNothing() {
    const { X, palette, white } = image();
    const at = (/** @type {number} */ r, /** @type {number} */ c) => X.data[r * X.shape[1] + c];
    sheets.x.paint(X.shape[0], X.shape[1], (r, c) => shade(palette, at(r, c) / white));
    for (const name of ["y", "e", "dx"]) sheets[name].paint(1, 1, () => null);
    for (const name of ["sum", "size"]) part(name, HTMLElement).textContent = "";
  }

  /** @param {string} name */
  function color(name) {
    return getComputedStyle(/** @type {HTMLElement} */ (root)).getPropertyValue(name).trim();
  }

  function drawImage() {
    const { X, geometry: { rows, columns } } = /** @type {NonNullable<typeof now>} */ (now);
    const { palette, white } = image();
    const [h, w] = X.shape;
    const value = (/** @type {number} */ r, /** @type {number} */ c) => {
      const [u, v] = [r - rows.before, c - columns.before];
      return u >= 0 && v >= 0 && u < h && v < w ? X.data[u * w + v] : null;
    };
    sheets.x.paint(h + rows.before + rows.after, w + columns.before + columns.after,
      (r, c) => { const x = value(r, c); return x === null ? null : shade(palette, x / white); },
      (r, c) => number(value(r, c) ?? 0));
    const [i, j] = state.at;
    sheets.x.frame(i * rows.stride, j * columns.stride, reach(rows), reach(columns), color("--lab-kernel"));
    part("caption-x", HTMLElement).textContent = `image X, ${h} × ${w}` + (rows.before + rows.after + columns.before + columns.after ? ", with its padding" : "");
  }

  /** @param {Axis} axis */
  function reach(axis) {
    return axis.dilation * (axis.k - 1) + 1;
  }

  function drawOutput() {
    const { Y } = /** @type {NonNullable<typeof now>} */ (now);
    const [h, w] = Y.shape;
    const paint = valuePaint(Y.data);
    sheets.y.paint(h, w, (r, c) => (r * w + c < computed ? paint(Y.data[r * w + c]) : null), (r, c) => number(Y.data[r * w + c]));
    sheets.y.frame(state.at[0], state.at[1], 1, 1, color("--lab-output"));
    part("caption-y", HTMLElement).textContent = `output Y, ${h} × ${w}`;
  }

  /**
   * Values on both sides of zero become orange and violet; others keep the colors of the image.
   * @param {Float64Array} values
   * @returns {(value: number) => Color}
   */
  function valuePaint(values) {
    const { palette, white } = image();
    let [low, high] = [0, white];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
    if (low > -1e-9) return (value) => shade(palette, value / high);
    return signedPaint(values);
  }

  /**
   * @param {Float64Array} values
   * @returns {(value: number) => Color}
   */
  function signedPaint(values) {
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    return (value) => shade(kernelLab.palettes.signed, 0.5 + value / (2 * largest || 1));
  }

  function drawGradients() {
    const { E, dX, dK } = /** @type {NonNullable<typeof now>} */ (now);
    for (const [name, { shape: [h, w], data }] of /** @type {[string, Volume][]} */ ([["e", E], ["dx", dX]])) {
      const paint = signedPaint(data);
      sheets[name].paint(h, w, (r, c) => paint(data[r * w + c]), (r, c) => number(data[r * w + c]));
    }
    sheets.e.frame(state.at[0], state.at[1], 1, 1, color("--lab-output"));
    sheets.dx.frame(state.pixel[0], state.pixel[1], 1, 1, color("--lab-output"));
    part("caption-e", HTMLElement).textContent = `errors E, ${E.shape[0]} × ${E.shape[1]}`;
    part("caption-dx", HTMLElement).textContent = "gradient of X";
    fill("dk", dK.shape[0], dK.shape[1], (cell, m, n) => { cell.textContent = number(dK.data[m * dK.shape[1] + n]); });
  }

  // Sums, written out.

  /**
   * @param {Axis} axis
   * @param {string} name
   */
  function sizeFormula({ n, before, after, dilation, k, stride, size }, name) {
    return `⌊(${n} + ${before + after} − ${dilation} · (${k} − 1) − 1) / ${stride}⌋ + 1 = ${size} ${name}`;
  }

  function writeSum() {
    const { X, K, Y, geometry: { rows, columns } } = /** @type {NonNullable<typeof now>} */ (now);
    const [i, j] = state.at;
    /** @type {string[]} */
    const terms = [];
    fill("products", K.shape[0], K.shape[1], (cell, m, n) => {
      const [u, v] = [pixel(rows, i, m), pixel(columns, j, n)];
      const outside = u < 0 || v < 0 || u >= X.shape[0] || v >= X.shape[1];
      const product = `${number(outside ? 0 : X.data[u * X.shape[1] + v])} · ${signed(K.data[m * K.shape[1] + n])}`;
      cell.textContent = product;
      cell.classList.toggle("lab-outside", outside);
      terms.push(product);
    });
    const value = Y.data[i * Y.shape[1] + j];
    part("sum", HTMLElement).textContent = `Y[${i}, ${j}] = ${written(terms)} = ${number(value)}`;
    canvases.y.setAttribute("aria-description", `Row ${i}, column ${j}: ${number(value)}`);
  }

  function writeGradient() {
    const { K, E, dX, geometry: { rows, columns } } = /** @type {NonNullable<typeof now>} */ (now);
    const [u, v] = state.pixel;
    /** @type {string[]} */
    const terms = [];
    for (let m = 0; m < K.shape[0]; m++) {
      for (let n = 0; n < K.shape[1]; n++) {
        const i = (u + rows.before - rows.dilation * m) / rows.stride;
        const j = (v + columns.before - columns.dilation * n) / columns.stride;
        if (!Number.isInteger(i) || !Number.isInteger(j) || i < 0 || j < 0 || i >= rows.size || j >= columns.size) continue;
        terms.push(`${signed(K.data[m * K.shape[1] + n])} · ${signed(E.data[i * columns.size + j])}`);
      }
    }
    const value = number(dX.data[u * dX.shape[1] + v]);
    part("sum", HTMLElement).textContent = terms.length
      ? `The pixel (${u}, ${v}) lay under ${terms.length} of the windows: weight · error is ${written(terms)} = ${value}`
      : `No window met the pixel (${u}, ${v}), so its gradient is 0.`;
    canvases.dx.setAttribute("aria-description", `Row ${u}, column ${v}: ${value}`);
  }

  /** @param {string[]} terms */
  function written(terms) {
    return terms.length > TALLEST_SUM ? `${terms.slice(0, TALLEST_SUM).join(" + ")} + …` : terms.join(" + ");
  }

  /** @param {number} value */
  function signed(value) {
    return value < 0 ? `(${number(value)})` : number(value);
  }

  /**
   * Give a table so many rows and cells, and each cell its content.
   * @param {string} name
   * @param {number} rows
   * @param {number} columns
   * @param {(cell: HTMLTableCellElement, row: number, column: number) => void} write
   */
  function fill(name, rows, columns, write) {
    const body = part(name, HTMLTableElement).tBodies[0];
    while (body.rows.length > rows) body.deleteRow(-1);
    for (let m = 0; m < rows; m++) {
      const row = body.rows[m] ?? body.insertRow();
      while (row.cells.length > columns) row.deleteCell(-1);
      for (let n = 0; n < columns; n++) write(row.cells[n] ?? row.insertCell(), m, n);
    }
  }

  // The kernel, to be changed cell by cell.

  function showKernel() {
    fill("kernel", state.kernel.length, state.kernel[0].length, (cell, m, n) => {
      const field = cell.querySelector("input") ?? cell.appendChild(kernelField());
      field.setAttribute("aria-label", `K, row ${m}, column ${n}`);
      field.removeAttribute("aria-invalid");
      field.value = number(state.kernel[m][n]);
    });
  }

  function kernelField() {
    const field = document.createElement("input");
    Object.assign(field, { type: "text", inputMode: "text", autocomplete: "off", spellcheck: false });
    field.addEventListener("input", () => {
      const cell = /** @type {HTMLTableCellElement} */ (field.parentElement);
      const [m, n] = [/** @type {HTMLTableRowElement} */ (cell.parentElement).sectionRowIndex, cell.cellIndex];
      const weight = kernelLab.address.weight(field.value);
      if (Number.isNaN(weight)) {
        field.setAttribute("aria-invalid", "true");
        say(`K, row ${m}, column ${n}: “${field.value}” is not a number such as 2, −0.5 or 1/9. ${number(state.kernel[m][n])} still counts.`);
        return;
      }
      field.removeAttribute("aria-invalid");
      state.kernel = state.kernel.map((row, r) => row.map((old, c) => (r === m && c === n ? weight : old)));
      change();
    });
    return field;
  }

  /**
   * The kernel with another number of rows or columns: cut or filled up with zeros at the bottom and right.
   * @param {number} rows
   * @param {number} columns
   */
  function resized(rows, columns) {
    return Array.from({ length: rows }, (_, m) => Array.from({ length: columns }, (_, n) => state.kernel[m]?.[n] ?? 0));
  }

  // A picture of the reader's own. It is read here and goes nowhere.

  /** @param {File} file */
  async function open(file) {
    if (file.size > LARGEST_FILE) return say(`${file.name} has ${Math.round(file.size / 1e6)} MB; pictures up to 60 MB can be opened.`);
    try {
      const bitmap = await createImageBitmap(file);
      own = grayOf(bitmap);
      bitmap.close();
    } catch {
      return say(`${file.name} is not a picture that this browser can read. The image stays as it was.`);
    }
    if (!select("image").querySelector('[value="own"]')) select("image").add(new Option("your picture", "own"));
    state = { ...state, image: "own" };
    change();
  }

  /**
   * Gray values on white paper, the longer side at most 150 pixels.
   * @param {ImageBitmap} bitmap
   * @returns {Volume}
   */
  function grayOf(bitmap) {
    const scale = Math.min(1, LARGEST_OWN / Math.max(bitmap.width, bitmap.height));
    const [w, h] = [bitmap.width, bitmap.height].map((length) => Math.max(1, Math.round(scale * length)));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [w, h];
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.fillStyle = "white";
    pen.fillRect(0, 0, w, h);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(bitmap, 0, 0, w, h);
    const bytes = pen.getImageData(0, 0, w, h).data;
    return { shape: [h, w, 1], data: Float64Array.from({ length: h * w }, (_, p) => (bytes[4 * p] + bytes[4 * p + 1] + bytes[4 * p + 2]) / 765) };
  }

  // Moving the window.

  /** @param {number[]} place */
  function moveTo(place) {
    if (!now) return;
    const { rows, columns } = now.geometry;
    state.at = inside(place, rows.size, columns.size);
    if (state.view === "backward" && state.error === "one") compute();
    draw();
    remember();
  }

  /** @param {number[]} place */
  function choosePixel(place) {
    if (!now) return;
    state.pixel = inside(place, now.X.shape[0], now.X.shape[1]);
    draw();
    remember();
  }

  /**
   * The window whose middle is nearest to a cell of the padded image.
   * @param {number[]} cell
   */
  function windowAround(cell) {
    const { rows, columns } = /** @type {NonNullable<typeof now>} */ (now).geometry;
    return [rows, columns].map((axis, a) => Math.round((cell[a] - (reach(axis) - 1) / 2) / axis.stride));
  }

  /** @param {number} count windows forward, or back */
  function step(count) {
    if (!now) return;
    const { rows, columns } = now.geometry;
    const all = rows.size * columns.size;
    const next = (state.at[0] * columns.size + state.at[1] + count + all) % all;
    moveTo([Math.floor(next / columns.size), next % columns.size]);
  }

  function play() {
    if (!now) return;
    const { rows, columns } = now.geometry;
    const all = rows.size * columns.size;
    const stride = Math.ceil(all / 150);
    let next = 0;
    timer = setInterval(() => {
      next = Math.min(next + stride, all);
      computed = next;
      moveTo([Math.floor((next - 1) / columns.size), (next - 1) % columns.size]);
      if (next === all) pause();
    }, all > 40 ? 80 : 400);
    part("play", HTMLButtonElement).textContent = "Pause";
  }

  function pause() {
    clearInterval(timer);
    timer = undefined;
    part("play", HTMLButtonElement).textContent = "Play";
  }

  // What the reader can do.

  for (const name of Object.keys(kernelLab.pictures)) select("image").add(new Option(name, name));
  for (const name of ["", ...Object.keys(kernelLab.presets)]) select("preset").add(new Option(name || "your own", name));

  for (const name of /** @type {const} */ (["image", "padding", "view", "error"])) {
    select(name).addEventListener("change", () => {
      state = { ...state, [name]: select(name).value };
      change();
    });
  }
  for (const name of /** @type {const} */ (["stride", "dilation", "rows", "columns"])) {
    input(name).addEventListener("change", () => {
      const [value, most] = [Number(input(name).value), Number(input(name).max)];
      if (!Number.isInteger(value) || value < 1 || value > most) {
        showControls();
        return say(`${name}: expected a whole number from 1 to ${most}. The old one still counts.`);
      }
      const kernel = resized(name === "rows" ? value : state.kernel.length, name === "columns" ? value : state.kernel[0].length);
      state = name === "stride" || name === "dilation" ? { ...state, [name]: value } : { ...state, kernel };
      showKernel();
      change();
    });
  }
  input("flip").addEventListener("change", () => {
    state = { ...state, flip: input("flip").checked ? "1" : "0" };
    change();
  });
  select("preset").addEventListener("change", () => {
    const kernel = kernelLab.presets[select("preset").value];
    if (kernel) state = { ...state, kernel };
    showKernel();
    change();
  });
  input("file").addEventListener("change", () => {
    const [file] = input("file").files ?? [];
    if (file) open(file);
    input("file").value = "";
  });

  part("play", HTMLButtonElement).addEventListener("click", () => (timer === undefined ? play() : pause()));
  part("step", HTMLButtonElement).addEventListener("click", () => { pause(); step(1); });
  part("back", HTMLButtonElement).addEventListener("click", () => { pause(); step(-1); });
  part("link", HTMLButtonElement).addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(new URL(kernelLab.address.write(state), location.href).href);
      say("The link is copied.");
    } catch {
      say("The browser does not let this page copy. The address at the top holds the same link.");
    }
  });

  for (const [name, canvas] of Object.entries(canvases)) {
    const choose = (/** @type {MouseEvent} */ event) => {
      if (!now || timer !== undefined) return;
      const cell = sheets[name].cell(event);
      if (name === "dx") choosePixel(cell);
      else moveTo(name === "x" ? windowAround(cell) : cell);
    };
    canvas.addEventListener("click", choose);
    canvas.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") choose(event); });
    onArrows(canvas, (down, right) => {
      pause();
      if (name === "dx") choosePixel([state.pixel[0] + down, state.pixel[1] + right]);
      else moveTo([state.at[0] + down, state.at[1] + right]);
    });
  }

  kernelLab.shown = () => now;
  root.classList.add("lab-ready");
  showKernel();
  change();
  if (faults.length) say(`The address could not be read here: ${faults.join(", ")}. The usual values stand there instead.`);
  onView(root, draw);
})();
