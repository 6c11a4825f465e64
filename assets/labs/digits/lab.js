/* The network that reads your digit: draw, and see what every layer makes of it. It computes with network.js alone. */
"use strict";

(() => {
  const { shade, formatNumber, onArrows, redrawOnChange } = kernelLab.sheet;
  const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-lab="network"]'));
  if (!root) return;

  const SIDE = 280; // units of the drawing, across and down
  const PEN = 22; // width of the pen
  const MOVE = 28; // a tenth of the paper
  const TURN = Math.PI / 12;
  const NOISE = 0.12; // standard deviation that one press adds, of the way from black to white

  const { part, color } = kernelLab.parts(root);
  const drawing = part("drawing", HTMLCanvasElement);
  const views = ["seen", "look"].map((name) => kernelLab.sheet.createSheet(part(name, HTMLCanvasElement)));
  const message = part("message", HTMLElement);
  const sheets = /** @type {Record<string, {canvas: HTMLCanvasElement, sheet: Sheet}>} */ ({});

  /** @type {number[][][]} strokes of points (x, y) */
  let strokes = [];
  /** @type {Picture | null} a test digit instead of strokes, as it is stored */
  let stored = null;
  let change = { shift: 0, turn: 0, noise: 0 };
  let pen = { x: SIDE / 2, y: SIDE / 2, down: false, byKeys: false };
  /** @type {number | null} */
  let finger = null;
  /** @type {Picture | null} what is drawn, in gray; null if nothing is */
  let gray = null;
  /** @type {Picture | null} */
  let prepared = null;
  /** @type {Reading | null} */
  let reading = null;
  let unit = { layer: "", row: 0, column: 0, map: 0 };
  let pinned = unit; // what a pointer that only looks goes back to
  let examples = 0;
  /** @type {Bits} of each weight that reads */
  let bits = 16;
  let asked = false; // for the weights of 8 bits, and they have not come yet

  // From strokes to a picture.

  /** The strokes, moved and turned, in black on white. */
  function rasterizeStrokes() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE;
    const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
    brush.fillStyle = "white";
    brush.fillRect(0, 0, SIDE, SIDE);
    brush.translate(change.shift + SIDE / 2, SIDE / 2);
    brush.rotate(change.turn);
    brush.translate(-SIDE / 2, -SIDE / 2);
    if (stored) brush.drawImage(createStencil(stored), 0, 0, SIDE, SIDE);
    brush.lineWidth = PEN;
    brush.lineCap = brush.lineJoin = "round";
    for (const stroke of strokes) {
      brush.beginPath();
      brush.moveTo(stroke[0][0], stroke[0][1]);
      for (const [x, y] of stroke) brush.lineTo(x + 0.01, y); // a line without length would not be drawn
      brush.stroke();
    }
    return brush.getImageData(0, 0, SIDE, SIDE);
  }

  /** @param {Picture} digit */
  function createStencil({ height, width, values }) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = brush.createImageData(width, height);
    for (let p = 0; p < values.length; p++) image.data.set([0, 0, 0, 255 * values[p]], 4 * p);
    brush.putImageData(image, 0, 0);
    return canvas;
  }

  /** @returns {Picture} gray values, with the noise that was asked for */
  function grayPicture() {
    const { data } = rasterizeStrokes();
    const random = randomNumbers(20261125);
    const values = Array.from({ length: SIDE * SIDE }, (_, p) => {
      if (!change.noise) return data[4 * p] / 255;
      const bell = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      return Math.min(1, Math.max(0, data[4 * p] / 255 + change.noise * bell));
    });
    return { height: SIDE, width: SIDE, values };
  }

  /**
   * The same random numbers every time, from 0 to 1 (a linear congruence).
   * @param {number} seed
   */
  function randomNumbers(seed) {
    let last = seed;
    return () => (last = (Math.imul(last, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  }

  /**
   * Whether more than a third of the border is ink.
   * @param {Picture} gray
   */
  function reachesBorder({ values }) {
    let dark = 0;
    for (let p = 0; p < SIDE; p++) {
      for (const q of [p, p + SIDE * (SIDE - 1), SIDE * p, SIDE * p + SIDE - 1]) dark += values[q] < 0.5 ? 1 : 0;
    }
    return dark > (4 * SIDE) / 3;
  }

  function isEmpty() {
    return strokes.length === 0 && !stored;
  }

  /** Read what is drawn, and show it everywhere. */
  function refresh() {
    [gray, prepared, reading] = [isEmpty() ? null : grayPicture(), null, null];
    if (!gray) showMessage(bits === 8 ? "Weights of 8 bits are in use." : "");
    else {
      try {
        prepared = prepare(gray);
        reading = kernelLab.network.read(prepared, bits);
        const best = reading.calibrated.indexOf(Math.max(...reading.calibrated));
        const margin = reachesBorder(gray) ? " The ink reaches the border, which the preparation takes for paper: leave a margin." : "";
        showMessage(`The network reads ${best}, with a probability of ${formatPercent(reading.calibrated[best])}, on weights of ${bits} bits.${margin}`);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        showMessage(error.message);
      }
    }
    draw();
  }

  /**
   * @param {Picture} gray
   * @returns {Picture}
   */
  function prepare(gray) {
    if (/** @type {HTMLInputElement} */ (part("prepare", HTMLInputElement)).checked) return kernelLab.preparation.prepareDigit(gray);
    const small = kernelLab.preparation.resize(gray, 28, 28);
    return { ...small, values: Array.from(small.values, (value) => 1 - value) };
  }

  /** @param {number} share */
  function formatPercent(share) {
    return share > 0.995 ? "more than 99%" : `${Math.round(100 * share)}%`;
  }

  /** @param {string} text */
  function showMessage(text) {
    if (message.textContent !== text) message.textContent = text;
  }

  // What is shown.

  function draw() {
    drawPaper();
    const { ink } = kernelLab.palettes;
    for (const view of views) {
      view.paint(28, 28, (r, c) => shade(ink, prepared ? prepared.values[28 * r + c] : 0));
      if (!unit.layer) continue;
      const { row, column, size } = kernelLab.network.receptiveField(unit.layer, unit.row, unit.column);
      view.drawFrame(row, column, size, size, color("--lab-kernel"));
    }
    drawAnswers();
    showChanges();
    for (const name of kernelLab.network.names) drawLayer(name);
    describeUnit();
  }

  function drawPaper() {
    drawing.width = drawing.height = SIDE;
    const brush = /** @type {CanvasRenderingContext2D} */ (drawing.getContext("2d"));
    if (gray) {
      const image = brush.createImageData(SIDE, SIDE);
      const { values } = gray;
      for (let p = 0; p < values.length; p++) image.data.set([255 * values[p], 255 * values[p], 255 * values[p], 255], 4 * p);
      brush.putImageData(image, 0, 0);
    }
    if (!pen.byKeys) return;
    brush.strokeStyle = color("--lab-kernel");
    brush.lineWidth = pen.down ? 6 : 2;
    brush.beginPath();
    brush.arc(pen.x, pen.y, PEN / 2, 0, 2 * Math.PI);
    brush.stroke();
  }

  function drawAnswers() {
    const body = part("answers", HTMLTableElement).tBodies[0];
    for (let digit = 0; digit < 10; digit++) {
      const row = body.rows[digit] ?? addAnswerRow(body, digit);
      const [calibrated, plain] = reading ? [reading.calibrated[digit], reading.plain[digit]] : [0, 0];
      /** @type {HTMLElement} */ (row.cells[1].firstElementChild).style.width = `${100 * calibrated}%`;
      [calibrated, plain].forEach((share, k) => { row.cells[k + 2].textContent = reading ? (100 * share).toFixed(1) : ""; });
      row.classList.toggle("lab-best", Boolean(reading) && calibrated === Math.max(...(reading?.calibrated ?? [])));
    }
  }

  /**
   * @param {HTMLTableSectionElement} body
   * @param {number} digit
   */
  function addAnswerRow(body, digit) {
    const row = body.insertRow();
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = String(digit);
    row.append(name);
    row.insertCell().append(document.createElement("span"));
    row.insertCell();
    row.insertCell();
    return row;
  }

  /** What the buttons did to the drawing, and which of them can do something now. */
  function showChanges() {
    const { shift, turn, noise } = change;
    const texts = [
      turn ? `turned by ${Math.round((turn * 180) / Math.PI)}°` : "",
      shift ? `shifted by ${Math.abs(shift / 10)} of 28 pixels to the ${shift > 0 ? "right" : "left"}` : "",
      noise ? `noise of ${noise.toFixed(2)}` : "",
    ].filter(Boolean);
    part("changes", HTMLElement).textContent = texts.length ? `Changes: ${texts.join(", ")}.` : "";
    for (const name of ["shift", "turn", "clear"]) part(name, HTMLButtonElement).disabled = isEmpty();
    part("noise", HTMLButtonElement).disabled = isEmpty() || noise > 3 * NOISE;
    part("undo", HTMLButtonElement).disabled = strokes.length === 0;
    part("reset", HTMLButtonElement).disabled = texts.length === 0;
  }

  /**
   * Rows and columns of the mosaic in which a layer's maps stand, a line between them; fewer columns on a phone.
   * @param {string} name
   */
  function mosaic(name) {
    const [rows, columns, maps] = SHAPES[name];
    const most = sheets[name].canvas.clientWidth < 420 ? 8 : 16;
    const across = rows === 1 ? Math.min(maps, 2 * most) : maps === 32 ? 8 : most;
    const gap = rows === 1 ? 0 : 1;
    return { across, down: Math.ceil(maps / across), tall: rows + gap, wide: columns + gap, gap };
  }

  /** @param {string} name */
  function drawLayer(name) {
    const { sheet } = sheets[name];
    const shape = SHAPES[name];
    const { across, down, tall, wide, gap } = mosaic(name);
    const data = reading?.layers[name].data;
    let largest = 0;
    for (const value of data ?? []) largest = Math.max(largest, Math.abs(value));
    const signed = name === "logits";
    const { activation, signed: both } = kernelLab.palettes;
    sheet.paint(down * tall - gap, across * wide - gap, (r, c) => {
      const map = Math.floor(r / tall) * across + Math.floor(c / wide);
      const [i, j] = [r % tall, c % wide];
      if (i >= shape[0] || j >= shape[1] || map >= shape[2]) return null;
      const share = data && largest ? data[(i * shape[1] + j) * shape[2] + map] / largest : 0;
      return signed ? shade(both, 0.5 + share / 2) : shade(activation, share);
    }, signed ? (_, c) => String(c) : undefined);
    if (unit.layer !== name) return;
    const [top, left] = [Math.floor(unit.map / across) * tall, (unit.map % across) * wide];
    sheet.drawFrame(top + unit.row, left + unit.column, 1, 1, color("--lab-kernel"));
  }

  /** Shapes of the layers: rows, columns, maps. @type {Record<string, number[]>} */
  const SHAPES = {
    conv1: [26, 26, 32], pool1: [13, 13, 32], conv2: [11, 11, 64], pool2: [5, 5, 64], conv3: [3, 3, 64],
    dense: [1, 1, 64], logits: [1, 1, 10],
  };

  function describeUnit() {
    const { layer, row, column, map } = unit;
    const text = part("unit", HTMLElement);
    if (!layer) {
      text.textContent = "Point at a map, or move in it with the arrow keys: the frame shows which pixels that unit sees. Page up and page down change the map.";
      return;
    }
    const [, columns, maps] = SHAPES[layer];
    const value = reading ? formatNumber(reading.layers[layer].data[(row * columns + column) * maps + map]) : "no value yet";
    const { row: top, column: left, size } = kernelLab.network.receptiveField(layer, row, column);
    const what = SHAPES[layer][0] === 1 ? `${layer}, unit ${map}` : `${layer}, map ${map}, row ${row}, column ${column}`;
    text.textContent = `${what}: ${value}. It sees ${size === 28 ? "the whole image" : `rows ${top} to ${top + size - 1} and columns ${left} to ${left + size - 1}`}.`;
    sheets[layer].canvas.setAttribute("aria-description", text.textContent);
  }

  // Drawing.

  /** @param {PointerEvent} event */
  function placeOnPaper(event) {
    const box = drawing.getBoundingClientRect();
    return [(SIDE * (event.clientX - box.left)) / box.width, (SIDE * (event.clientY - box.top)) / box.height];
  }

  /** A new stroke: the test digit goes, and what was shifted and turned before stays where it lies. */
  function beginStroke() {
    const { shift, turn } = change;
    const [c, s, half] = [Math.cos(turn), Math.sin(turn), SIDE / 2];
    strokes = strokes.map((stroke) => stroke.map(([x, y]) =>
      [c * (x - half) - s * (y - half) + half + shift, s * (x - half) + c * (y - half) + half]));
    stored = null;
    change = { ...change, shift: 0, turn: 0 };
  }

  /** The stroke ends, also one that a finger is still drawing while another presses a button. */
  function liftPen() {
    pen.down = false;
    finger = null;
  }

  function resetChanges() {
    change = { shift: 0, turn: 0, noise: 0 };
  }

  drawing.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || finger !== null) return;
    beginStroke();
    finger = event.pointerId;
    pen.byKeys = false;
    drawing.setPointerCapture(finger);
    strokes.push([placeOnPaper(event)]);
    refresh();
  });
  drawing.addEventListener("pointermove", (event) => {
    if (event.pointerId !== finger) return;
    strokes[strokes.length - 1].push(...event.getCoalescedEvents().map(placeOnPaper), placeOnPaper(event));
    scheduleRefresh();
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) {
    drawing.addEventListener(name, (event) => {
      if (event.pointerId === finger) finger = null;
    });
  }

  /** Many moves, one picture: draw with the screen's next frame. */
  let waiting = false;
  function scheduleRefresh() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      refresh();
    });
  }

  onArrows(drawing, (down, right) => {
    pen.byKeys = true;
    pen.x = Math.min(SIDE, Math.max(0, pen.x + 7 * right));
    pen.y = Math.min(SIDE, Math.max(0, pen.y + 7 * down));
    if (!pen.down) return drawPaper();
    strokes[strokes.length - 1].push([pen.x, pen.y]);
    refresh();
  });
  drawing.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    pen.byKeys = true;
    pen.down = !pen.down;
    if (!pen.down) return drawPaper();
    beginStroke();
    strokes.push([[pen.x, pen.y]]);
    refresh();
  });
  drawing.addEventListener("focus", () => {
    pen.byKeys = drawing.matches(":focus-visible");
    drawPaper();
  });
  drawing.addEventListener("blur", () => {
    pen.down = pen.byKeys = false;
    drawPaper();
  });

  // Buttons.

  /** @type {Record<string, () => void>} */
  const BUTTONS = {
    clear() { liftPen(); [strokes, stored] = [[], null]; resetChanges(); },
    undo() { liftPen(); strokes.pop(); },
    reset: resetChanges,
    example() {
      const { height, width, levels, values } = kernelLab.digits[examples++ % kernelLab.digits.length];
      liftPen();
      strokes = [];
      resetChanges();
      stored = { height, width, values: Array.from(atob(values), (letter) => letter.charCodeAt(0) / levels) };
    },
    shift() { change.shift = change.shift >= 2 * MOVE ? -2 * MOVE : change.shift + MOVE; },
    turn() { change.turn = change.turn > 22.5 * TURN ? 0 : change.turn + TURN; },
    noise() { change.noise += NOISE; },
  };
  for (const [name, act] of Object.entries(BUTTONS)) {
    part(name, HTMLButtonElement).addEventListener("click", () => { act(); refresh(); });
  }
  part("prepare", HTMLInputElement).addEventListener("change", refresh);

  // Weights of 8 bits, which near.js loads when somebody asks for them.

  const eight = part("eight", HTMLInputElement);
  eight.checked = false; // whatever a browser remembers of an earlier visit

  function chooseWeights() {
    if (eight.checked && !kernelLab.weights8) return askForWeights();
    bits = eight.checked ? 8 : 16;
    refresh();
  }

  function askForWeights() {
    showMessage("Loading the weights of 8 bits.");
    if (!asked) root?.dispatchEvent(new Event("asked"));
    asked = true;
  }

  eight.addEventListener("change", chooseWeights);
  root.addEventListener("came", () => {
    asked = false;
    chooseWeights();
  });
  root.addEventListener("failed", () => {
    asked = eight.checked = false;
    refresh();
    showMessage("The weights of 8 bits could not be loaded, and those of 16 stay in use. Look at your connection, then ask again.");
  });

  // Layers.

  /** @param {string} name */
  function addLayer(name) {
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    const shape = SHAPES[name];
    caption.textContent = shape[0] === 1 ? `${name}, ${shape[2]} units` : `${name}, ${shape[2]} maps of ${shape[0]} × ${shape[1]}`;
    const canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", `${caption.textContent}. Arrow keys choose a unit, page up and page down a map.`);
    figure.append(caption, canvas);
    part("layers", HTMLElement).append(figure);
    sheets[name] = { canvas, sheet: kernelLab.sheet.createSheet(canvas) };
    listenToLayer(name, canvas);
  }

  /**
   * @param {string} name
   * @param {HTMLCanvasElement} canvas
   */
  function listenToLayer(name, canvas) {
    const shape = SHAPES[name];
    const unitUnder = (/** @type {MouseEvent} */ event) => {
      const { across, tall, wide } = mosaic(name);
      const [r, c] = sheets[name].sheet.cellAt(event);
      return nearestUnit(name, r % tall, c % wide, Math.floor(r / tall) * across + Math.floor(c / wide));
    };
    canvas.addEventListener("click", (event) => pinUnit(unitUnder(event)));
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "mouse") return;
      unit = unitUnder(event);
      draw();
    });
    canvas.addEventListener("pointerleave", () => pinUnit(pinned));
    canvas.addEventListener("focus", () => { if (canvas.matches(":focus-visible")) pinUnit(nearestUnit(name, 0, 0, 0)); });
    onArrows(canvas, (down, right) => {
      if (shape[0] === 1) pinUnit(nearestUnit(name, 0, 0, pinned.map + right + down * mosaic(name).across));
      else pinUnit(nearestUnit(name, pinned.row + down, pinned.column + right, pinned.map));
    });
    canvas.addEventListener("keydown", (event) => {
      const turn = { PageUp: -1, PageDown: 1 }[event.key];
      if (!turn) return;
      event.preventDefault();
      pinUnit(nearestUnit(name, pinned.row, pinned.column, pinned.map + turn));
    });
  }

  /**
   * The unit of a layer that is nearest to a place.
   * @param {string} layer
   * @param {number} row
   * @param {number} column
   * @param {number} map
   */
  function nearestUnit(layer, row, column, map) {
    const inside = (/** @type {number} */ value, /** @type {number} */ length) => Math.min(length - 1, Math.max(0, value));
    const [rows, columns, maps] = SHAPES[layer];
    return { layer, row: inside(row, rows), column: inside(column, columns), map: inside(map, maps) };
  }

  /** @param {typeof unit} chosen */
  function pinUnit(chosen) {
    unit = pinned = chosen;
    draw();
  }

  kernelLab.network.names.forEach(addLayer);
  kernelLab.seen = () => ({ picture: gray, prepared, reading, bits });
  root.classList.add("lab-ready");
  BUTTONS.example();
  refresh();
  redrawOnChange(root, draw);
})();
