/*
 * Boxes as rows of four numbers, the top, left, bottom and right edge. Equal, by test, to kernelbook.detection.
 */
"use strict";

kernelLab.overlap = (() => {
  /** @param {Box} box */
  function area([top, left, bottom, right]) {
    return (bottom - top) * (right - left);
  }

  /** @type {KernelLab["overlap"]["common"]} */
  function common(a, b) {
    const height = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
    const width = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    return height * width;
  }

  /** @type {KernelLab["overlap"]["iou"]} */
  function iou(a, b) {
    const shared = common(a, b);
    return shared / (area(a) + area(b) - shared);
  }

  /**
   * The numbers of scores, the surest first; equal ones stay in their order.
   * @param {number[]} scores
   */
  function surest(scores) {
    return scores.map((_, k) => k).sort((a, b) => scores[b] - scores[a] || a - b);
  }

  /** @type {KernelLab["overlap"]["suppress"]} */
  function suppress(boxes, scores, threshold) {
    /** @type {Suppressed[]} */
    const steps = [];
    /** @type {number[]} */
    const kept = [];
    for (const box of surest(scores)) {
      let [by, most] = [-1, 0];
      for (const other of kept) {
        const overlap = iou(boxes[box], boxes[other]);
        if (overlap > most) [by, most] = [other, overlap];
      }
      const stays = !(most > threshold);
      if (stays) kept.push(box);
      steps.push({ box, by, overlap: most, stays });
    }
    return steps;
  }

  /**
   * The least overlap of a match, as COCO's program has it; never quite 1.
   * @param {number} hundredths
   */
  function bar(hundredths) {
    const tenth = (hundredths - 50) / 5; // COCO's ten: 0.5, 0.55, …, 0.95
    const coco = Number.isInteger(tenth) && tenth >= 0 && tenth < 9;
    return Math.min(coco ? tenth * ((0.95 - 0.5) / 9) + 0.5 : hundredths / 100, 1 - 1e-10);
  }

  /** @type {KernelLab["overlap"]["match"]} */
  function match(boxes, scores, truth, hundredths) {
    const least = bar(hundredths);
    const taken = truth.map(() => false);
    /** @type {number[]} */
    const partners = boxes.map(() => -1);
    for (const k of surest(scores)) {
      let [best, most] = [-1, -1];
      truth.forEach((tree, t) => {
        const overlap = taken[t] ? -1 : iou(boxes[k], tree);
        if (overlap >= most) [best, most] = [t, overlap]; // of equal ones the last
      });
      if (best < 0 || most < least) continue;
      partners[k] = best;
      taken[best] = true;
    }
    return partners;
  }

  /** @type {KernelLab["overlap"]["curve"]} */
  function curve(scores, right, count) {
    const [precision, recall] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
    let hits = 0;
    surest(scores).forEach((k, place) => {
      hits += right[k] ? 1 : 0;
      precision.push(hits / (place + 1));
      recall.push(hits / count);
    });
    return { precision, recall };
  }

  /** @type {KernelLab["overlap"]["averagePrecision"]} */
  function averagePrecision({ precision, recall }) {
    let total = 0;
    for (let k = 0; k <= 100; k++) {
      const least = k === 100 ? 1 : k * 0.01; // as the library's 101 recalls
      let best = 0;
      recall.forEach((found, j) => { if (found >= least) best = Math.max(best, precision[j]); });
      total += best;
    }
    return total / 101;
  }

  return { area, common, iou, surest, suppress, match, curve, averagePrecision };
})();
