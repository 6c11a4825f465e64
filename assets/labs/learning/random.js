/*
 * The random numbers of NumPy's default_rng(seed), so that a seed means here what it means in Python: a seed is mixed into
 * a state of 128 bits (SeedSequence), and the state moves on and is folded to 64 bits (PCG64, M. E. O'Neill, 2014).
 */
"use strict";

kernelLab.learning.define("random", () => {
  const [BITS_64, BITS_128] = [(1n << 64n) - 1n, (1n << 128n) - 1n];
  const FACTOR = 0x2360ed051fc65da44385df649fccf645n;

  /**
   * A number of 32 bits that depends on every bit of another; `constants` moves on.
   * @param {number} value
   * @param {{now: number, factor: number}} constants
   */
  function hash(value, constants) {
    const mixed = value ^ constants.now;
    constants.now = Math.imul(constants.now, constants.factor);
    const product = Math.imul(mixed, constants.now);
    return (product ^ (product >>> 16)) >>> 0;
  }

  /**
   * Eight numbers of 32 bits from a seed below 2³².
   * @param {number} seed
   */
  function spread(seed) {
    const first = { now: 0x43b0d7e5, factor: 0x931e8875 };
    const pool = [seed, 0, 0, 0].map((word) => hash(word, first));
    for (let from = 0; from < 4; from++) {
      for (let to = 0; to < 4; to++) {
        if (from === to) continue;
        const mixed = Math.imul(0xca01f9dd, pool[to]) - Math.imul(0x4973f715, hash(pool[from], first));
        pool[to] = (mixed ^ ((mixed | 0) >>> 16)) >>> 0;
      }
    }
    const second = { now: 0x8b51f9dd, factor: 0x58f38ded };
    return Array.from({ length: 8 }, (_, k) => hash(pool[k % 4], second));
  }

  /** @type {LearningParts["random"]["generator"]} */
  function generator(seed) {
    const words = spread(seed).map(BigInt);
    const [high, low, up, down] = [0, 2, 4, 6].map((k) => words[k] | (words[k + 1] << 32n));
    const odd = ((((up << 64n) | down) << 1n) | 1n) & BITS_128;
    const move = (/** @type {bigint} */ state) => (state * FACTOR + odd) & BITS_128;
    let state = move((odd + ((high << 64n) | low)) & BITS_128);
    let kept = -1; // half of 64 bits, for the next who asks for 32

    function next64() {
      state = move(state);
      const [folded, turn] = [(state >> 64n) ^ (state & BITS_64), state >> 122n];
      return ((folded >> turn) | (folded << (64n - turn))) & BITS_64;
    }

    function next32() {
      const half = kept;
      kept = -1;
      if (half >= 0) return half;
      const both = next64();
      kept = Number(both >> 32n);
      return Number(both & 0xffffffffn);
    }

    /**
     * A whole number up to `most`: as many bits as that has, drawn until they are small enough.
     * @param {number} most
     */
    function upTo(most) {
      const mask = 2 ** (32 - Math.clz32(most)) - 1;
      for (;;) {
        const drawn = (next32() & mask) >>> 0;
        if (drawn <= most) return drawn;
      }
    }

    function random() {
      return Number(next64() >> 11n) * 2 ** -53;
    }

    /** @param {number} count */
    function permutation(count) {
      const order = Uint32Array.from({ length: count }, (_, k) => k);
      for (let k = count - 1; k > 0; k--) {
        const other = upTo(k);
        [order[k], order[other]] = [order[other], order[k]];
      }
      return order;
    }

    return { random, permutation };
  }

  return { generator };
});
