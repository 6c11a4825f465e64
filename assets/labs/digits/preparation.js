/*
 * Prepares the picture of a digit as the MNIST images were prepared. Equal, by test, to kernelbook.data.prepare_digit:
 * the ink is separated from the paper, cropped, scaled so that its longer side is 20 pixels, and set into 28 × 28
 * pixels with its center of mass in the middle.
 */
"use strict";

kernelLab.preparation = (() => {
  const SIDE = 28;
  const BOX = 20;
  const LARGEST_SIDE = 1000;
  const { MINIMUM_CONTRAST, roundToEven } = kernelLab.pieces;

  /** Weights of the two filters by the distance from the middle, as Pillow has them, and how far they reach. */
  const FILTERS = {
    box: { reach: 0.5, weight: (/** @type {number} */ x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
    bicubic: {
      reach: 2,
      weight: (/** @type {number} */ x) => {
        const t = Math.abs(x);
        if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
        return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
      },
    },
  };

  /**
   * @param {Picture} picture of any size
   * @returns {Picture} 28 × 28, from 0 (paper) to 1 (ink)
   */
  function prepareDigit(picture) {
    const largest = Math.max(picture.height, picture.width);
    const gray = largest > LARGEST_SIDE ? fitIntoBox(picture, LARGEST_SIDE) : picture;
    const ink = fitIntoBox(crop(kernelLab.pieces.digitAlone(separateInk(gray))), BOX);
    const most = Math.max(...Array.from(ink.values));
    return centerByMass({ ...ink, values: Array.from(ink.values, (value) => value / most) });
  }

  /**
   * How much ink each pixel holds, from 0 (paper) to 1, whichever of the two is darker.
   * @param {Picture} gray
   * @returns {Picture}
   */
  function separateInk(gray) {
    const paper = lightOfPaper(gray);
    const difference = Float64Array.from(gray.values).map((value, p) => value - paper[p]);
    let [low, high] = [0, 0];
    for (const d of difference) {
      if (d < low) low = d;
      if (d > high) high = d;
    }
    const sign = -low >= high ? -1 : 1;
    /** @type {Picture} */
    let ink = { ...gray, values: difference.map((d) => Math.max(0, sign * d)) };
    const { levelOfInk, withoutEdges } = kernelLab.pieces;
    let contrast = levelOfInk(ink);
    if (contrast >= MINIMUM_CONTRAST) {
      ink = withoutEdges(ink, contrast);
      contrast = levelOfInk(ink);
    }
    if (contrast < MINIMUM_CONTRAST) throw new RangeError("The picture is blank: draw a digit.");
    const values = Float64Array.from(ink.values).map((value) => (value / contrast < 0.25 ? 0 : Math.min(1, value / contrast)));
    return { ...gray, values };
  }

  /**
   * The brightness of the paper: a plane through the pixels of the border, by least squares.
   * @param {Picture} gray
   * @returns {Float64Array}
   */
  function lightOfPaper({ height, width, values }) {
    const margin = Math.max(1, Math.floor(Math.min(height, width) / 20));
    /** @type {number[]} */
    const border = [];
    for (let p = 0; p < height * width; p++) {
      const [i, j] = [Math.floor(p / width), p % width];
      if (i < margin || j < margin || i >= height - margin || j >= width - margin) border.push(p);
    }
    const { quantile, CUT_OUT } = kernelLab.pieces;
    const middle = quantile(border.map((p) => values[p]), 0.5);
    const chosen = border.filter((p) => Math.abs(values[p] - middle) < 0.25);
    if (2 * chosen.length < border.length) throw new RangeError(`The border shows no one paper: ${CUT_OUT}.`);
    const at = (/** @type {number} */ p) => [1, Math.floor(p / width) / height, (p % width) / width];
    const [level, down, across] = solve(normalEquations(chosen.map(at), chosen.map((p) => values[p])));
    const light = new Float64Array(height * width);
    for (let i = 0, p = 0; i < height; i++) {
      for (let j = 0; j < width; j++, p++) light[p] = level + (down * i) / height + (across * j) / width;
    }
    return light;
  }

  /**
   * AᵀA beside Aᵀb: the equations of the least squares.
   * @param {number[][]} A
   * @param {number[]} b
   */
  function normalEquations(A, b) {
    return A[0].map((_, r) => [
      ...A[0].map((_, c) => A.reduce((sum, row) => sum + row[r] * row[c], 0)),
      A.reduce((sum, row, k) => sum + row[r] * b[k], 0),
    ]);
  }

  /**
   * Gauss and Jordan's elimination. An unknown that nothing determines is set to zero.
   * @param {number[][]} equations
   * @returns {number[]}
   */
  function solve(equations) {
    const unknowns = equations.length;
    for (let a = 0; a < unknowns; a++) {
      if (Math.abs(equations[a][a]) < 1e-9) equations[a].fill(0);
      else equations[a] = equations[a].map((value) => value / equations[a][a]);
      for (let r = 0; r < unknowns; r++) {
        const factor = equations[r][a];
        if (r !== a) equations[r] = equations[r].map((value, c) => value - factor * equations[a][c]);
      }
    }
    return equations.map((row) => row[unknowns]);
  }

  /**
   * The smallest part of the picture that holds all that is more than half ink.
   * @param {Picture} ink
   * @returns {Picture}
   */
  function crop({ width, values }) {
    let [top, bottom, left, right] = [Infinity, -1, Infinity, -1];
    for (let p = 0; p < values.length; p++) {
      if (values[p] <= 0.5) continue;
      const [i, j] = [Math.floor(p / width), p % width];
      [top, bottom] = [Math.min(top, i), Math.max(bottom, i)];
      [left, right] = [Math.min(left, j), Math.max(right, j)];
    }
    /** @type {number[]} */
    const inside = [];
    for (let i = top; i <= bottom; i++) for (let j = left; j <= right; j++) inside.push(values[i * width + j]);
    return { height: bottom - top + 1, width: right - left + 1, values: inside };
  }

  /**
   * Scale so that the longer side has `side` pixels, proportions kept.
   * @param {Picture} picture
   * @param {number} side
   * @returns {Picture}
   */
  function fitIntoBox(picture, side) {
    const scale = side / Math.max(picture.height, picture.width);
    const [height, width] = [picture.height, picture.width].map((length) => Math.max(1, roundToEven(scale * length)));
    return resize(picture, height, width);
  }

  /**
   * Smaller by averages, larger by cubic curves, as Pillow does; rows and columns one after the other.
   * @param {Picture} picture
   * @param {number} height
   * @param {number} width
   * @returns {Picture}
   */
  function resize(picture, height, width) {
    const filter = Math.max(height, width) < Math.max(picture.height, picture.width) ? FILTERS.box : FILTERS.bicubic;
    const across = resamplingTaps(picture.width, width, filter);
    const down = resamplingTaps(picture.height, height, filter);
    const rows = Array.from({ length: picture.height }, (_, i) =>
      across.map((taps) => weightedSum(taps, (j) => picture.values[i * picture.width + j])));
    const values = down.flatMap((taps) => rows[0].map((_, j) => weightedSum(taps, (i) => rows[i][j])));
    return { height, width, values: values.map((value) => Math.min(1, Math.max(0, value))) };
  }

  /**
   * For each new pixel, where its old ones begin and what each weighs.
   * @param {number} before
   * @param {number} after
   * @param {{reach: number, weight: (x: number) => number}} filter
   */
  function resamplingTaps(before, after, filter) {
    const scale = before / after;
    const widen = Math.max(1, scale);
    return Array.from({ length: after }, (_, p) => {
      const center = (p + 0.5) * scale;
      const start = Math.max(0, Math.trunc(center - filter.reach * widen + 0.5));
      const end = Math.min(before, Math.trunc(center + filter.reach * widen + 0.5));
      const weights = Array.from({ length: end - start }, (_, k) => filter.weight((k + start - center + 0.5) / widen));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return { start, weights: weights.map((weight) => weight / total) };
    });
  }

  /**
   * @param {{start: number, weights: number[]}} taps
   * @param {(p: number) => number} value
   */
  function weightedSum({ start, weights }, value) {
    return Math.fround(weights.reduce((sum, weight, k) => sum + weight * value(start + k), 0)); // Pillow keeps float32
  }

  /**
   * Set into 28 × 28 pixels, the center of mass as near to the middle as it fits.
   * @param {Picture} ink
   * @returns {Picture}
   */
  function centerByMass({ height, width, values }) {
    let [mass, down, across] = [0, 0, 0];
    for (let p = 0; p < values.length; p++) {
      mass += values[p];
      down += values[p] * (Math.floor(p / width) + 0.5);
      across += values[p] * ((p % width) + 0.5);
    }
    const [top, left] = [[down, height], [across, width]].map(([moment, length]) =>
      Math.min(Math.max(roundToEven(SIDE / 2 - moment / mass), 0), SIDE - length));
    const canvas = new Array(SIDE * SIDE).fill(0);
    for (let p = 0; p < values.length; p++) {
      canvas[(top + Math.floor(p / width)) * SIDE + left + (p % width)] = values[p];
    }
    return { height: SIDE, width: SIDE, values: canvas };
  }

  return { prepareDigit, resize };
})();
