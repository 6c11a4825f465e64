/* The convolution lab: change the knobs, move the window, read the sum. It computes with convolution.js alone. */
"use strict";

(() => {
  const { geometry, zeros, convolve, kernelGradient, imageGradient, turned } = kernelLab.convolution;
  const { formatNumber, onArrows, redrawOnChange } = kernelLab.sheet;
  const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-lab="convolution"]'));
  if (!root) return;

  const LARGEST_OWN = 150; // pixels: a reader's picture is reduced to this
  const LARGEST_FILE = 60e6; // bytes

  const { part } = kernelLab.parts(root);
  const select = (/** @type {string} */ name) => part(name, HTMLSelectElement);
  const input = (/** @type {string} */ name) => part(name, HTMLInputElement);
  const button = (/** @type {string} */ name) => part(name, HTMLButtonElement);
  const view = kernelLab.createConvolutionView(root);

  let { state, faults } = kernelLab.address.read(location.search);
  /** @type {Volume | null} */
  let own = null;
  /** @type {Shown | null} */
  let now = null;
  let computed = state.hide === "1" ? 0 : Infinity; // windows whose output may be seen
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let playing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  // From the state to numbers.

  /** @returns {LabImage} */
  function currentImage() {
    if (state.image === "own" && own) return { X: own, palette: kernelLab.palettes.gray, white: 1 };
    const { height, width, levels, palette, values } = kernelLab.pictures[state.image];
    const data = Float64Array.from(atob(values), (letter) => letter.charCodeAt(0) / levels);
    return { X: { shape: [height, width, 1], data }, palette: kernelLab.palettes[palette], white: levels === 1 ? 9 : 1 };
  }

  /** The kernel as it lies on the window. */
  function kernelOnWindow() {
    const K = { shape: [state.kernel.length, state.kernel[0].length, 1, 1], data: Float64Array.from(state.kernel.flat()) };
    return state.flip === "1" ? turned(K) : K;
  }

  /** @returns {Steps} */
  function currentSteps() {
    const { stride, dilation, padding } = state;
    return { strides: [stride, stride], dilation: [dilation, dilation], padding };
  }

  /**
   * The errors E that the backward view begins with.
   * @param {number[]} shape
   */
  function createErrors(shape) {
    const E = zeros(shape);
    if (state.error === "ones") E.data.fill(1);
    else if (state.error === "one") E.data[state.at[0] * shape[1] + state.at[1]] = 1;
    else E.data.forEach((_, p) => { E.data[p] = Math.round(200 * ((Math.sin(12.9898 * (p + 1)) * 43758.5453) % 1)) / 100; });
    return E;
  }

  function compute() {
    const { X } = currentImage();
    const K = kernelOnWindow();
    const shape = geometry(X.shape, K.shape, currentSteps());
    state.at = placeInside(state.at, shape.rows.size, shape.columns.size);
    state.pixel = placeInside(state.pixel, X.shape[0], X.shape[1]);
    const Y = convolve(X, K, currentSteps());
    const E = createErrors(Y.shape);
    const dK = kernelGradient(X, E, K.shape, currentSteps());
    now = {
      state, geometry: shape, X, K, Y, E,
      dK: state.flip === "1" ? turned(dK) : dK,
      dX: imageGradient(E, K, X.shape, currentSteps()),
    };
  }

  /**
   * @param {number[]} place
   * @param {number} rows
   * @param {number} columns
   */
  function placeInside([row, column], rows, columns) {
    return [Math.min(rows - 1, Math.max(0, row)), Math.min(columns - 1, Math.max(0, column))];
  }

  // From numbers to the page.

  /** Show a state that the reader has changed, and keep it in the address. */
  function refreshAndSave() {
    refresh();
    saveToAddress();
  }

  function refresh() {
    pause();
    computed = state.hide === "1" ? 0 : Infinity;
    try {
      compute();
      showMessage("");
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      now = null;
      showMessage(error.message);
    }
    showControls();
    draw();
  }

  function draw() {
    if (now) view.draw(now, currentImage(), computed);
    else view.drawImageAlone(currentImage());
  }

  /** Keep the state in the address, a little later: browsers allow only so many changes in a time. */
  function saveToAddress() {
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState(null, "", kernelLab.address.write(state) || location.pathname), 300);
  }

  /** @param {string} text */
  function showMessage(text) {
    const message = part("message", HTMLElement);
    if (message.textContent !== text) message.textContent = text;
  }

  function showControls() {
    for (const name of /** @type {const} */ (["image", "padding", "view", "error"])) select(name).value = state[name];
    for (const name of /** @type {const} */ (["stride", "dilation"])) input(name).value = String(state[name]);
    input("rows").value = String(state.kernel.length);
    input("columns").value = String(state.kernel[0].length);
    for (const name of /** @type {const} */ (["flip", "hide"])) input(name).checked = state[name] === "1";
    select("preset").value = Object.keys(kernelLab.presets).find((name) => sameKernel(kernelLab.presets[name], state.kernel)) ?? "";
    for (const name of ["play", "step", "back"]) button(name).disabled = !now;
    for (const element of /** @type {HTMLElement} */ (root).querySelectorAll("[data-view]")) {
      /** @type {HTMLElement} */ (element).hidden = /** @type {HTMLElement} */ (element).dataset.view !== state.view;
    }
  }

  /**
   * @param {number[][]} a
   * @param {number[][]} b
   */
  function sameKernel(a, b) {
    return a.length === b.length && a[0].length === b[0].length &&
      a.every((row, m) => row.every((value, n) => Math.abs(value - b[m][n]) < 1e-6));
  }

  // The kernel, to be changed cell by cell.

  function showKernel() {
    view.fillTable("kernel", state.kernel.length, state.kernel[0].length, (cell, m, n) => {
      const field = cell.querySelector("input") ?? cell.appendChild(createKernelField());
      field.setAttribute("aria-label", `K, row ${m}, column ${n}`);
      field.removeAttribute("aria-invalid");
      field.value = formatNumber(state.kernel[m][n]);
    });
  }

  function createKernelField() {
    const field = document.createElement("input");
    Object.assign(field, { type: "text", autocomplete: "off", spellcheck: false });
    const place = () => {
      const cell = /** @type {HTMLTableCellElement} */ (field.parentElement);
      return [/** @type {HTMLTableRowElement} */ (cell.parentElement).sectionRowIndex, cell.cellIndex];
    };
    field.addEventListener("input", () => {
      const [m, n] = place();
      const weight = kernelLab.address.parseWeight(field.value);
      if (Number.isNaN(weight)) {
        field.setAttribute("aria-invalid", "true");
        showMessage(`K, row ${m}, column ${n}: “${field.value}” is not a number such as 2, −0.5 or 1/9. ${formatNumber(state.kernel[m][n])} still counts.`);
        return;
      }
      field.removeAttribute("aria-invalid");
      state = { ...state, kernel: state.kernel.map((row, r) => row.map((old, c) => (r === m && c === n ? weight : old))) };
      refreshAndSave();
    });
    field.addEventListener("blur", () => {
      if (!field.hasAttribute("aria-invalid")) return;
      const [m, n] = place();
      field.removeAttribute("aria-invalid");
      field.value = formatNumber(state.kernel[m][n]);
      showMessage("");
    });
    return field;
  }

  /**
   * The kernel with another number of rows or columns: cut or filled up with zeros at the bottom and right.
   * @param {number} rows
   * @param {number} columns
   */
  function resizedKernel(rows, columns) {
    return Array.from({ length: rows }, (_, m) => Array.from({ length: columns }, (_, n) => state.kernel[m]?.[n] ?? 0));
  }

  // A picture of the reader's own. It is read here and goes nowhere.

  /** @param {File} file */
  async function openPicture(file) {
    if (file.size > LARGEST_FILE) return showMessage(`${file.name} has ${Math.round(file.size / 1e6)} MB; pictures up to 60 MB can be opened.`);
    try {
      const bitmap = await createImageBitmap(file);
      own = grayOf(bitmap);
      bitmap.close();
    } catch {
      return showMessage(`${file.name} is not a picture that this browser can read. The image stays as it was.`);
    }
    if (!select("image").querySelector('[value="own"]')) select("image").add(new Option("your picture", "own"));
    state = { ...state, ...middleOf(own), image: "own" };
    refreshAndSave();
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

  /**
   * Where the window and the pixel stand on a new image.
   * @param {{shape: number[]}} image
   */
  function middleOf({ shape: [h, w] }) {
    return { at: [h >> 1, w >> 1], pixel: [h >> 1, w >> 1] };
  }

  // Moving the window. A pointer looks around, and what it found is left again; a click, a key and a step stay.

  /** @param {number[]} place */
  function moveTo(place) {
    if (!now) return;
    const { rows, columns } = now.geometry;
    state.at = placeInside(place, rows.size, columns.size);
    if (state.view === "backward" && state.error === "one") compute();
    draw();
    saveToAddress();
  }

  /** @param {number[]} place */
  function choosePixel(place) {
    if (!now) return;
    state.pixel = placeInside(place, now.X.shape[0], now.X.shape[1]);
    draw();
    saveToAddress();
  }

  /**
   * Where a cell of a sheet leads: the window, or in the backward view the pixel of the image.
   * @param {string} name of the sheet
   * @param {number[]} cell
   * @returns {{at?: number[], pixel?: number[]}}
   */
  function placeOfCell(name, cell) {
    const { rows, columns } = /** @type {Shown} */ (now).geometry;
    if (name === "y" || name === "e") return { at: placeInside(cell, rows.size, columns.size) };
    if (name === "dx") return { pixel: cell };
    if (state.view === "backward") return { pixel: [cell[0] - rows.before, cell[1] - columns.before] };
    // The window whose middle is nearest.
    const near = [rows, columns].map((axis, a) => Math.round((cell[a] - (view.reach(axis) - 1) / 2) / axis.stride));
    return { at: placeInside(near, rows.size, columns.size) };
  }

  /**
   * @param {string} name
   * @param {MouseEvent} event
   */
  function lookAt(name, event) {
    if (!now || playing !== undefined) return;
    const { at = state.at, pixel = state.pixel } = placeOfCell(name, view.sheets[name].cellAt(event));
    if (state.view === "backward" && name === "e") return; // only a click moves an error
    const looked = { ...now, state: { ...state, at, pixel: placeInside(pixel, now.X.shape[0], now.X.shape[1]) } };
    view.draw(looked, currentImage(), computed);
  }

  /** @param {number} count windows forward, or back; where the output is hidden, first the window, then its number */
  function stepBy(count) {
    if (!now) return;
    const { rows, columns } = now.geometry;
    const all = rows.size * columns.size;
    const here = state.at[0] * columns.size + state.at[1];
    if (count > 0 && here >= computed) computed = here + 1;
    else {
      const next = (here + count + all) % all;
      state.at = [Math.floor(next / columns.size), next % columns.size];
    }
    moveTo(state.at);
    announce();
  }

  /** What moved by a key or a button, for those who hear the page. */
  function announce() {
    if (!now) return;
    const name = state.view === "forward" ? "y" : "dx";
    part("spoken", HTMLElement).textContent = part(name, HTMLCanvasElement).getAttribute("aria-description") ?? "";
  }

  function play() {
    if (!now) return;
    const { rows, columns } = now.geometry;
    const all = rows.size * columns.size;
    const stride = Math.ceil(all / 150);
    if (computed >= all) computed = 0;
    playing = setInterval(() => {
      computed = Math.min(computed + stride, all);
      moveTo([Math.floor((computed - 1) / columns.size), (computed - 1) % columns.size]);
      if (computed === all) pause();
    }, all > 40 ? 80 : 500);
    button("play").textContent = "Pause";
  }

  function pause() {
    clearInterval(playing);
    playing = undefined;
    button("play").textContent = "Play";
  }

  // What the reader can do.

  for (const name of Object.keys(kernelLab.pictures)) select("image").add(new Option(name, name));
  for (const name of ["", ...Object.keys(kernelLab.presets)]) select("preset").add(new Option(name || "your own", name));
  select("preset").options[0].disabled = true;

  for (const name of /** @type {const} */ (["padding", "view", "error"])) {
    select(name).addEventListener("change", () => {
      state = { ...state, [name]: select(name).value };
      refreshAndSave();
    });
  }
  select("image").addEventListener("change", () => {
    state = { ...state, image: select("image").value };
    state = { ...state, ...middleOf(currentImage().X) };
    refreshAndSave();
  });
  for (const name of /** @type {const} */ (["stride", "dilation", "rows", "columns"])) {
    input(name).addEventListener("change", () => {
      const [value, most] = [Number(input(name).value), Number(input(name).max)];
      if (!Number.isInteger(value) || value < 1 || value > most) {
        showControls();
        return showMessage(`${name}: expected a whole number from 1 to ${most}. The old one still counts.`);
      }
      const kernel = resizedKernel(name === "rows" ? value : state.kernel.length, name === "columns" ? value : state.kernel[0].length);
      state = name === "stride" || name === "dilation" ? { ...state, [name]: value } : { ...state, kernel };
      showKernel();
      refreshAndSave();
    });
  }
  for (const name of /** @type {const} */ (["flip", "hide"])) {
    input(name).addEventListener("change", () => {
      state = { ...state, [name]: input(name).checked ? "1" : "0" };
      refreshAndSave();
    });
  }
  select("preset").addEventListener("change", () => {
    state = { ...state, kernel: kernelLab.presets[select("preset").value] };
    showKernel();
    refreshAndSave();
  });
  input("file").addEventListener("change", () => {
    const [file] = input("file").files ?? [];
    if (file) openPicture(file);
    input("file").value = "";
  });

  button("play").addEventListener("click", () => (playing === undefined ? play() : pause()));
  button("step").addEventListener("click", () => { pause(); stepBy(1); });
  button("back").addEventListener("click", () => { pause(); stepBy(-1); });
  button("link").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(new URL(kernelLab.address.write(state) || "#lab", location.href).href);
      showMessage(state.image === "own" ? "The link is copied. It holds your settings, not your picture." : "The link is copied.");
    } catch {
      showMessage("The browser does not let this page copy. The address at the top holds the same link.");
    }
  });

  for (const name of ["x", "y", "e", "dx"]) {
    const canvas = part(name, HTMLCanvasElement);
    canvas.addEventListener("click", (event) => {
      if (!now) return;
      pause();
      const { at, pixel } = placeOfCell(name, view.sheets[name].cellAt(event));
      if (at) moveTo(at);
      if (pixel) choosePixel(pixel);
    });
    canvas.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") lookAt(name, event); });
    canvas.addEventListener("pointerleave", () => { if (playing === undefined) draw(); });
    onArrows(canvas, (down, right) => {
      pause();
      if (name === "dx" || (name === "x" && state.view === "backward")) choosePixel([state.pixel[0] + down, state.pixel[1] + right]);
      else moveTo([state.at[0] + down, state.at[1] + right]);
      announce();
    });
  }

  kernelLab.shown = () => now;
  root.classList.add("lab-ready");
  showKernel();
  refresh(); // and leave the address as it came: it may lead to a heading
  if (faults.length) showMessage(`The address could not be read here: ${faults.join(", ")}. The usual values stand there instead.`);
  redrawOnChange(root, draw);
})();
