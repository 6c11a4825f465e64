/* The digits that a network learns from, as the settings change them, and batches of them. */
"use strict";

kernelLab.learning.define("data", ({ random }) => {
  const [SIDE, PIXELS] = [28, 784];
  const REACH = 2; // pixels that a digit is shifted by, at most

  /**
   * Each digit as another picture of its pixels: `source` tells where pixel p of digit b comes from.
   * @param {Digits} digits
   * @param {(b: number, p: number) => number} source
   */
  function moved({ pixels, labels }, source) {
    const there = new Uint8Array(pixels.length);
    for (let q = 0; q < there.length; q++) {
      const b = Math.floor(q / PIXELS);
      there[q] = pixels[b * PIXELS + source(b, q % PIXELS)];
    }
    return { pixels: there, labels };
  }

  /**
   * What goes over the border comes in on the other side, as np.roll does.
   * @param {Digits} digits
   * @param {RandomNumbers} generator
   */
  function shifted(digits, generator) {
    const [down, right] = [0, 1].map(() => generator.permutation(digits.labels.length).map((k) => k % (2 * REACH + 1)));
    const from = (/** @type {number} */ place, /** @type {number} */ steps) => (place - (steps - REACH) + SIDE) % SIDE;
    return moved(digits, (b, p) => from(Math.floor(p / SIDE), down[b]) * SIDE + from(p % SIDE, right[b]));
  }

  /**
   * @param {Digits} digits
   * @param {number} percent
   * @param {RandomNumbers} generator
   */
  function mislabeled({ pixels, labels }, percent, generator) {
    const wrong = labels.slice();
    const [chosen, other] = [generator.permutation(labels.length), generator.permutation(labels.length)];
    const count = Math.floor((labels.length * percent) / 100);
    for (const b of chosen.subarray(0, count)) wrong[b] = (labels[b] + 1 + (other[b] % 9)) % 10;
    return { pixels, labels: wrong };
  }

  /** @type {LearningParts["data"]["prepare"]} */
  function prepare({ training, held }, { seed, shuffled: shuffle, wrong, shifts }) {
    const generator = random.generator(seed);
    if (shifts !== "none") held = shifted(held, generator);
    if (shifts === "all") training = shifted(training, generator);
    if (wrong > 0) training = mislabeled(training, wrong, generator);
    if (shuffle === "no") return { training, held };
    const order = generator.permutation(PIXELS);
    return { training: moved(training, (_, p) => order[p]), held: moved(held, (_, p) => order[p]) };
  }

  /** @type {LearningParts["data"]["batch"]} */
  function batch({ pixels, labels }, rows) {
    const [images, chosen] = [new Float64Array(rows.length * PIXELS), new Uint8Array(rows.length)];
    for (let b = 0; b < rows.length; b++) {
      chosen[b] = labels[rows[b]];
      for (let p = 0; p < PIXELS; p++) images[b * PIXELS + p] = pixels[rows[b] * PIXELS + p] / 255;
    }
    return { images, labels: chosen };
  }

  return { prepare, batch };
});
