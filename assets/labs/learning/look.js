/* What there is to be seen of a training: curves, kernels, maps, sizes, and digits that are misread. */
"use strict";

kernelLab.createLearningLook = (root) => {
  const { createSheet, shade } = kernelLab.sheet;
  const { part, color } = kernelLab.parts(root);
  const SIDE = 28;
  const across = (/** @type {number} */ maps) => (maps > 8 ? 8 : 4); // beside each other
  const canvas = (/** @type {string} */ name) => part(name, HTMLCanvasElement);
  const sheets = Object.fromEntries(["formed", "digit", "maps1", "maps2", "misread"].map((name) => [name, createSheet(canvas(name))]));
  const words = (/** @type {string} */ name, /** @type {string} */ text) => {
    if (part(name, HTMLElement).textContent !== text) part(name, HTMLElement).textContent = text;
  };

  /**
   * Pictures of one size beside and below each other, with a free cell between them.
   * @param {Sheet} sheet
   * @param {{count: number, side: number, across: number}} layout
   * @param {(picture: number, row: number, column: number) => Color} shown
   */
  function tile(sheet, { count, side, across }, shown) {
    const [pitch, columns] = [side + 1, Math.min(across, count)];
    const rows = Math.max(1, Math.ceil(count / columns));
    sheet.paint(rows * pitch - 1, columns * pitch - 1, (r, c) => {
      const picture = Math.floor(r / pitch) * columns + Math.floor(c / pitch);
      if (r % pitch === side || c % pitch === side || picture >= count) return null;
      return shown(picture, r % pitch, c % pitch);
    });
  }

  /** @param {NamedVolume} kernels */
  function drawKernels({ shape: [side, , channels, count], data }) {
    const most = Math.max(1e-9, ...data.map(Math.abs));
    tile(sheets.formed, { count, side, across: across(count) }, (k, r, c) =>
      shade(kernelLab.palettes.signed, 0.5 + data[((r * side + c) * channels) * count + k] / most / 2));
  }

  /**
   * @param {Sheet} sheet
   * @param {NamedVolume} maps
   */
  function drawMaps(sheet, { shape: [side, , count], data }) {
    const [most, signed] = [Math.max(1e-9, ...data.map(Math.abs)), data.some((value) => value < 0)];
    const { signed: both, activation } = kernelLab.palettes;
    tile(sheet, { count, side, across: across(count) }, (k, r, c) => {
      const share = data[(r * side + c) * count + k] / most;
      return signed ? shade(both, 0.5 + share / 2) : shade(activation, share);
    });
  }

  /**
   * @param {Sheet} sheet
   * @param {Uint8Array} pixels
   * @param {number[]} places
   */
  function drawDigits(sheet, pixels, places) {
    tile(sheet, { count: places.length, side: SIDE, across: root.clientWidth > 600 ? 12 : 6 }, (k, r, c) =>
      shade(kernelLab.palettes.ink, pixels[places[k] * SIDE * SIDE + r * SIDE + c] / 255));
  }

  /** @param {number} value */
  function short(value) {
    if (!Number.isFinite(value)) return "no number";
    return value === 0 ? "0" : Number(value.toPrecision(2)).toString().replace("-", "−");
  }

  /** @param {Sizes[]} sizes */
  function fillSizes(sizes) {
    const body = /** @type {HTMLTableElement} */ (part("sizes", HTMLTableElement)).tBodies[0];
    body.replaceChildren(...sizes.map(({ layer, activation, gradient, update }) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      [head.scope, head.textContent] = ["row", layer];
      row.append(head);
      for (const value of [activation, gradient, update]) row.insertCell().textContent = short(value);
      return row;
    }));
  }

  /** @type {LearningLook["drawCurves"]} */
  function drawCurves(runs) {
    const colors = { ink: color("--lab-kernel"), held: color("--lab-held") };
    const first = Math.max(1, ...runs.map(({ losses }) => losses[0] ?? 0));
    const curvesOf = (/** @type {"losses" | "accuracies"} */ name, /** @type {"loss" | "accuracy"} */ judged) =>
      runs.map((run, k) => ({
        training: run[name], judged: run.held.map((held) => /** @type {[number, number]} */ ([held.step, held[judged]])), old: k > 0,
      })).reverse();
    kernelLab.drawCurves(canvas("loss"), curvesOf("losses", "loss"), { ...colors, most: Math.min(4, Math.ceil(first * 1.2)), format: String });
    kernelLab.drawCurves(canvas("accuracy"), curvesOf("accuracies", "accuracy"), { ...colors, most: 1, format: (share) => `${100 * share}%` });
  }

  /** @type {LearningLook["drawReport"]} */
  function drawReport({ kernels, maps, sizes, misread, misreadCount }, { held }, digit) {
    drawKernels(kernels[0]);
    const seen = maps.filter(({ name }) => name.startsWith("pool")).map(({ name }) => maps[maps.findIndex((map) => map.name === name) - 1]);
    drawMaps(sheets.maps1, seen[0]);
    part("second", HTMLElement).hidden = seen.length < 2;
    if (seen.length > 1) drawMaps(sheets.maps2, seen[1]);
    drawDigits(sheets.digit, held.pixels, [digit]);
    const logits = maps[maps.length - 1].data;
    words("answer", `A ${held.labels[digit]}, read as ${logits.indexOf(Math.max(...logits))}.`);
    fillSizes(sizes);
    drawDigits(sheets.misread, held.pixels, misread.map(({ place }) => place));
    const list = misread.map(({ label, answer }) => `${label} as ${answer > 9 ? "nothing" : answer}`).join(", ");
    words("misreadWords", misread.length ? `${misreadCount} of ${held.labels.length} held-out digits are misread. Row by row, the first: ${list}.` : "No held-out digit is misread.");
  }

  return { drawCurves, drawReport };
};
