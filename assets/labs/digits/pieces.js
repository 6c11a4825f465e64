/*
 * The connected pieces of ink in a picture: which of them are the digit, and which are dust or the edge of a table.
 * Equal, by test, to kernelbook.data.pieces. A mask is an array with 1 for each pixel that belongs, and 0 elsewhere.
 */
"use strict";

kernelLab.pieces = (() => {
  const SMALLEST = 10; // pixels: shorter ink counts as dust in a picture of more than PLENTY pixels
  const PLENTY = 10000;
  const MINIMUM_CONTRAST = 0.1; // of the full gray range: below it a picture counts as blank
  const CUT_OUT = "cut the digit out, and leave a margin of paper around it";

  /** @typedef {{height: number, width: number, values: ArrayLike<number>}} Mask */

  /**
   * @param {Picture} picture
   * @param {(value: number, p: number) => boolean} belongs
   * @returns {Mask}
   */
  function maskOf({ height, width, values }, belongs) {
    const mask = new Uint8Array(values.length);
    for (let p = 0; p < values.length; p++) if (belongs(values[p], p)) mask[p] = 1;
    return { height, width, values: mask };
  }

  /**
   * The value below which a share of the values lies, between neighbors on a straight line, as NumPy does.
   * @param {ArrayLike<number>} values
   * @param {number} share
   */
  function quantile(values, share) {
    return quantileOfSorted(Float64Array.from(values).sort(), share);
  }

  /**
   * @param {Float64Array} sorted
   * @param {number} share
   */
  function quantileOfSorted(sorted, share) {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /**
   * The numbers of the connected pieces, corners included: from 1 on, 0 outside.
   * @param {Mask} mask
   */
  function label({ height, width, values }) {
    const numbers = new Int32Array(values.length);
    let last = 0;
    for (let start = 0; start < values.length; start++) {
      if (!values[start] || numbers[start]) continue;
      const open = [start];
      numbers[start] = ++last;
      for (let p = open.pop(); p !== undefined; p = open.pop()) {
        const [i, j] = [Math.floor(p / width), p % width];
        for (let a = Math.max(0, i - 1); a <= Math.min(height - 1, i + 1); a++) {
          for (let b = Math.max(0, j - 1); b <= Math.min(width - 1, j + 1); b++) {
            const q = a * width + b;
            if (!values[q] || numbers[q]) continue;
            numbers[q] = last;
            open.push(q);
          }
        }
      }
    }
    return numbers;
  }

  /**
   * Widened by so many pixels up and down, and to both sides.
   * @param {Mask} mask
   * @param {number} down
   * @param {number} across
   * @returns {Mask}
   */
  function grow({ height, width, values }, down, across) {
    const rows = new Uint8Array(values.length);
    const grown = new Uint8Array(values.length);
    for (let i = 0; i < height; i++) spread(values, rows, i * width, 1, width, across);
    for (let j = 0; j < width; j++) spread(rows, grown, j, width, height, down);
    return { height, width, values: grown };
  }

  /**
   * Along one line of pixels.
   * @param {ArrayLike<number>} from
   * @param {Uint8Array} to
   * @param {number} start
   * @param {number} step
   * @param {number} count
   * @param {number} by
   */
  function spread(from, to, start, step, count, by) {
    let filled = 0; // up to here all is done
    for (let p = 0; p < count; p++) {
      if (!from[start + p * step]) continue;
      for (let q = Math.max(filled, p - by); q <= Math.min(count - 1, p + by); q++) to[start + q * step] = 1;
      filled = Math.max(filled, Math.min(count, p + by + 1));
    }
  }

  /**
   * The box around each number above 0.
   * @param {ArrayLike<number>} numbers
   * @param {number} width
   */
  function boxesOf(numbers, width) {
    /** @type {Map<number, {top: number, bottom: number, left: number, right: number, height: number, width: number}>} */
    const boxes = new Map();
    for (let p = 0; p < numbers.length; p++) {
      if (!numbers[p]) continue;
      const j = p % width, i = (p - j) / width;
      let box = boxes.get(numbers[p]);
      if (!box) boxes.set(numbers[p], (box = { top: i, bottom: i, left: j, right: j, height: 1, width: 1 }));
      box.bottom = i; // rows come one after the other
      box.left = Math.min(box.left, j);
      box.right = Math.max(box.right, j);
    }
    for (const box of boxes.values()) {
      box.height = box.bottom - box.top + 1;
      box.width = box.right - box.left + 1;
    }
    return boxes;
  }

  /** @param {Mask} mask */
  function boxOf(mask) {
    const nothing = { top: 0, bottom: -1, left: 0, right: -1, height: 0, width: 0 };
    return boxesOf(mask.values, mask.width).get(1) ?? nothing;
  }

  /** @param {{height: number, width: number}} box */
  function longer(box) {
    return Math.max(box.height, box.width);
  }

  /** @param {Mask} mask */
  function longest(mask) {
    return Math.max(0, ...[...boxesOf(label(mask), mask.width).values()].map(longer));
  }

  /**
   * Of numbered pieces the one with the most pixels of a mask, as a mask of these pixels.
   * @param {ArrayLike<number>} numbers
   * @param {Mask} mask
   * @returns {Mask}
   */
  function largest(numbers, mask) {
    const areas = countAreas(numbers, mask.values);
    const most = areas.indexOf(Math.max(...areas));
    return maskOf({ ...mask, values: numbers }, (number, p) => number === most && mask.values[p] > 0);
  }

  /**
   * How many pixels each number above 0 has, of those that count.
   * @param {ArrayLike<number>} numbers
   * @param {ArrayLike<number>} [counts]
   */
  function countAreas(numbers, counts = numbers) {
    /** @type {number[]} */
    const areas = [0];
    for (let p = 0; p < numbers.length; p++) {
      const number = numbers[p];
      while (areas.length <= number) areas.push(0);
      if (number && counts[p]) areas[number]++;
    }
    return areas;
  }

  /**
   * How far the ink differs from the paper: one number for a picture.
   * @param {Picture} ink
   */
  function levelOfInk(ink) {
    const sorted = Float64Array.from(ink.values).sort();
    if (sorted.length <= PLENTY) return sorted[sorted.length - 1];
    const [level, peak] = [quantileOfSorted(sorted, 0.999), sorted[sorted.length - 20]];
    if (level >= peak / 2 || peak < MINIMUM_CONTRAST) return level;
    return longest(maskOf(ink, (value) => value > peak / 2)) >= SMALLEST ? peak : level;
  }

  /**
   * Leave out what comes in over the border of a picture, such as the table, if a digit stands free of it.
   * @param {Picture} ink
   * @param {number} level ink counts from half of this on
   * @returns {Picture}
   */
  function withoutEdges(ink, level) {
    const mask = maskOf(ink, (value) => value > level / 2);
    const numbers = label(mask);
    const times = sidesTouched(numbers, ink);
    if (times.size === 0) return ink;
    const rest = erase(ink, around(maskOf(ink, (_, p) => times.has(numbers[p]))));
    const left = levelOfInk(rest);
    const free = maskOf(rest, (value) => value > left / 2);
    if (left < MINIMUM_CONTRAST || longest(free) < smallest(ink)) {
      refuseMuchBorder(mask);
      return ink;
    }
    const digit = largest(label(free), free);
    const reach = roundToEven(0.15 * longer(boxOf(digit)));
    const reached = grow(digit, reach, reach).values;
    const near = new Set(numbers.filter((_, p) => reached[p]));
    for (const [number, sides] of times) {
      if (sides > 1 && near.has(number)) throw new RangeError(`The ink reaches from the border to the digit: ${CUT_OUT}.`);
    }
    return erase(ink, around(maskOf(ink, (_, p) => times.has(numbers[p]) && !near.has(numbers[p]))));
  }

  /**
   * How many sides of the picture each piece touches.
   * @param {ArrayLike<number>} numbers
   * @param {Picture} picture
   */
  function sidesTouched(numbers, { height, width }) {
    const across = Array.from({ length: width }, (_, j) => j);
    const down = Array.from({ length: height }, (_, i) => i * width);
    const sides = [across, across.map((p) => p + (height - 1) * width), down, down.map((p) => p + width - 1)];
    /** @type {Map<number, number>} */
    const times = new Map();
    for (const side of sides) {
      for (const number of new Set(side.map((p) => numbers[p]))) if (number) times.set(number, (times.get(number) ?? 0) + 1);
    }
    return times;
  }

  /**
   * @param {Picture} ink
   * @param {Mask} mask
   * @returns {Picture}
   */
  function erase(ink, mask) {
    return { ...ink, values: Float64Array.from(ink.values).map((value, p) => (mask.values[p] ? 0 : value)) };
  }

  /**
   * A mask with the soft rim that a photograph gives it.
   * @param {Mask} mask
   */
  function around(mask) {
    const rim = Math.max(1, Math.floor(longer(mask) / 200));
    return grow(mask, rim, rim);
  }

  /**
   * The fewest pixels that the longer side of a digit has in this picture.
   * @param {Picture} ink
   */
  function smallest(ink) {
    return ink.values.length > PLENTY ? SMALLEST : longer(ink) / 4;
  }

  /** @param {Mask} mask */
  function refuseMuchBorder({ height, width, values }) {
    let [ink, border] = [0, 0];
    for (let p = 0; p < height * width; p++) {
      const [i, j] = [Math.floor(p / width), p % width];
      if (i && j && i < height - 1 && j < width - 1) continue;
      border++;
      ink += values[p];
    }
    if (ink / border > 1 / 3) throw new RangeError(`Ink reaches the border, and no digit stands free: ${CUT_OUT}.`);
  }

  /**
   * Leave out dust and other small marks away from the digit.
   * @param {Picture} ink
   * @returns {Picture}
   */
  function digitAlone(ink) {
    const mask = maskOf(ink, (value) => value > 0.5);
    const numbers = label(mask);
    const areas = countAreas(numbers);
    const least = Math.max(...areas) / 100;
    const solid = maskOf(ink, (_, p) => numbers[p] > 0 && areas[numbers[p]] >= least);
    const { digit, groups } = mainGroup(solid);
    const kept = { ...digit, values: Uint8Array.from(digit.values) };
    const box = boxOf(digit);
    const others = Int32Array.from(groups).map((number, p) => (solid.values[p] && !digit.values[p] ? number : 0));
    for (const [number, other] of boxesOf(others, ink.width)) {
      if (other.height >= box.height / 2 && longer(other) >= smallest(ink)) {
        throw new RangeError(`Several digits, or pieces as high as one, where one was expected: ${CUT_OUT}.`);
      }
      if (longer(other) < longer(box) / 5 || !comesInto(others, number, ink.width, box)) continue;
      others.forEach((found, p) => { if (found === number) kept.values[p] = 1; });
    }
    refuseArea(kept);
    const dropped = around(maskOf(ink, (_, p) => mask.values[p] > 0 && !kept.values[p]));
    return { ...ink, values: Float64Array.from(ink.values).map((value, p) => (dropped.values[p] && !kept.values[p] ? 0 : value)) };
  }

  /**
   * The pieces that are the digit, and the numbers of all groups of pieces that are near.
   * @param {Mask} mask
   */
  function mainGroup(mask) {
    let { height, width } = boxOf(mask);
    for (;;) {
      const size = Math.max(height, width);
      const groups = label(grow(mask, roundToEven(0.1 * Math.min(height, 1.5 * width)), roundToEven(0.05 * height)));
      const digit = largest(groups, mask);
      ({ height, width } = boxOf(digit));
      if (Math.max(height, width) >= size) return { digit, groups };
    }
  }

  /**
   * Whether a group has a pixel in a box that is wider by three tenths of its longer side.
   * @param {Int32Array} numbers
   * @param {number} number
   * @param {number} width of the picture
   * @param {{top: number, bottom: number, left: number, right: number, height: number, width: number}} box
   */
  function comesInto(numbers, number, width, box) {
    const by = roundToEven(0.3 * longer(box));
    return numbers.some((found, p) => {
      const [i, j] = [Math.floor(p / width), p % width];
      return found === number && i >= box.top - by && i <= box.bottom + by && j >= box.left - by && j <= box.right + by;
    });
  }

  /** @param {{height: number, width: number, values: ArrayLike<number>}} mask of a sheet on a dark table, or a stain */
  function refuseArea(mask) {
    const { height, width } = boxOf(mask);
    let area = 0;
    for (let p = 0; p < mask.values.length; p++) area += mask.values[p];
    const isArea = area / (height * width) > 0.8 && Math.max(height, width) / Math.min(height, width) < 1.5;
    if (isArea && area > PLENTY / 100) throw new RangeError(`The ink is an area, no strokes: ${CUT_OUT}.`);
  }

  /**
   * Round as Python does: halves go to the even neighbor.
   * @param {number} value
   */
  function roundToEven(value) {
    const below = Math.floor(value);
    if (value - below === 0.5) return below + (below % 2);
    return Math.round(value);
  }

  return { CUT_OUT, MINIMUM_CONTRAST, digitAlone, levelOfInk, quantile, roundToEven, withoutEdges };
})();
