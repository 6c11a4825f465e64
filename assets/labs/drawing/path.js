/* From noise to an image, in steps. Equal, by test, to kernelbook.flow: guided, and sample with Euler's method. */
"use strict";

kernelLab.drawing = (() => {
  const { PIXELS, NONE, velocity } = kernelLab.unet;

  /** What can be set: its name in words, from where to where, and whether it must be whole. */
  const LIMITS = /** @type {const} */ ({
    digit: ["The digit", 0, NONE, true],
    strength: ["Guidance", 0, 5, false],
    steps: ["Steps", 1, 32, true],
    seed: ["The number of the noise", 1, 9999, true],
  });

  /** @type {KernelLab["drawing"]["faultOf"]} */
  function faultOf(name, value) {
    const [words, low, high, whole] = LIMITS[name];
    if (typeof value === "number" && value >= low && value <= high && (!whole || Number.isInteger(value))) return "";
    const shown = Number.isNaN(value) ? "no number" : value;
    if (name === "digit") return `${words} is ${shown}: choose one from 0 to 9, or none in particular.`;
    return `${words}: ${shown}. Expected a ${whole ? "whole " : ""}number from ${low} to ${high}.`;
  }

  /**
   * Random numbers from 0 to 1, the same for the same seed (mulberry32).
   * @param {number} seed
   */
  function randomNumbers(seed) {
    let state = seed >>> 0;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  /** @type {KernelLab["drawing"]["noise"]} */
  function noise(seed) {
    const random = randomNumbers(seed);
    return Float64Array.from({ length: PIXELS }, () =>
      Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())); // Box and Muller
  }

  /** @type {KernelLab["drawing"]["questions"]} */
  function questions(digit, strength) {
    if (digit === NONE || strength === 0) return [NONE];
    return strength === 1 ? [digit] : [NONE, digit];
  }

  /** Let the page do what waits: draw, scroll, hear a key. */
  function pause() {
    return new Promise((resolve) => setTimeout(resolve));
  }

  /** @type {KernelLab["drawing"]["draw"]} */
  async function draw(settings, show = () => {}, stopped = () => false) {
    const { digit, strength, steps, seed } = settings;
    for (const [name, value] of /** @type {[keyof DrawingSettings, number][]} */ (Object.entries(settings))) {
      if (faultOf(name, value)) throw new RangeError(faultOf(name, value));
    }
    let x = noise(seed);
    /** @type {PathPoint[]} */
    const points = [];
    for (let k = 0; k < steps; k++) {
      const t = k / steps;
      /** @type {Float64Array[]} */
      const answers = [];
      for (const label of questions(digit, strength)) {
        await pause();
        if (stopped()) return null;
        answers.push(velocity(x, t, label));
      }
      const [first, second] = answers;
      const u = second ? first.map((none, p) => none + strength * (second[p] - none)) : first;
      points.push({ t, x, guess: x.map((value, p) => value + (1 - t) * u[p]) });
      show(points);
      x = x.map((value, p) => value + u[p] / steps);
    }
    points.push({ t: 1, x, guess: x });
    return points;
  }

  return { faultOf, noise, questions, draw };
})();
