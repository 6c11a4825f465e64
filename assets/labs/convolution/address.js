/*
 * The state of the convolution lab in the page's address, so that a teacher can link to an example:
 *
 *     ?image=digit&kernel=-1,0,1;-2,0,2;-1,0,1&stride=2&padding=same&dilation=1&flip=1&at=3,4&view=backward#lab
 *
 * What is missing has its default; what cannot be read is told, and has its default too.
 */
"use strict";

kernelLab.address = (() => {
  const MOST_WEIGHTS = 9; // rows, and columns, of a kernel

  /**
   * A number as a reader types it, 0.5 or 0,5 or -2 or 1/9; otherwise NaN.
   * @param {string} text
   */
  function parseWeight(text) {
    const match = /^\s*([-+−]?)(\d{1,6}(?:[.,]\d{0,9})?|[.,]\d{1,9})(?:\/(\d{1,6}))?\s*$/.exec(text);
    if (!match || Number(match[3]) === 0) return NaN;
    return (match[1] && match[1] !== "+" ? -1 : 1) * Number(match[2].replace(",", ".")) / Number(match[3] ?? 1);
  }

  /** @param {string} text */
  function parseKernel(text) {
    const rows = text.split(";").map((row) => row.split(",").map(parseWeight));
    const even = rows.every((row) => row.length === rows[0].length && row.every(Number.isFinite));
    return even && rows.length <= MOST_WEIGHTS && rows[0].length <= MOST_WEIGHTS ? rows : undefined;
  }

  /** @param {number} most */
  function wholeUpTo(most) {
    return (/** @type {string} */ text) => (/^\d{1,2}$/.test(text) && +text >= 1 && +text <= most ? +text : undefined);
  }

  /** @param {string[]} words */
  function oneOf(words) {
    return (/** @type {string} */ text) => (words.includes(text) ? text : undefined);
  }

  /** @param {string} text */
  function parsePlace(text) {
    return /^\d{1,4},\d{1,4}$/.test(text) ? text.split(",").map(Number) : undefined;
  }

  /** @returns {LabState} */
  function defaultState() {
    return {
      image: "photograph", kernel: kernelLab.presets["vertical edges"], stride: 1, dilation: 1, padding: "valid",
      flip: "0", hide: "0", view: "forward", error: "one", at: [20, 43], pixel: [21, 44],
    };
  }

  /** @type {KernelLab["address"]["read"]} */
  function read(query) {
    const readers = {
      image: oneOf(Object.keys(kernelLab.pictures)), kernel: parseKernel, stride: wholeUpTo(5), dilation: wholeUpTo(5),
      padding: oneOf(["valid", "same", "full"]), flip: oneOf(["0", "1"]), hide: oneOf(["0", "1"]), view: oneOf(["forward", "backward"]),
      error: oneOf(["one", "ones", "noise"]), at: parsePlace, pixel: parsePlace,
    };
    /** @type {Record<string, any>} */
    const state = defaultState();
    const faults = [];
    for (const [name, text] of new URLSearchParams(query)) {
      const value = name in readers ? readers[/** @type {keyof typeof readers} */ (name)](text) : undefined;
      if (value !== undefined) state[name] = value;
      else if (name in readers) faults.push(`${name}=${text.slice(0, 40)}`);
    }
    return { state: /** @type {LabState} */ (state), faults };
  }

  /** @type {KernelLab["address"]["write"]} */
  function write(state) {
    const [texts, usual] = [state, defaultState()].map(textsOf);
    const parts = Object.entries(texts).filter(([name, text]) => text !== usual[name] && text !== "own"); // the reader's picture stays here
    return parts.length ? `?${parts.map(([name, text]) => `${name}=${text}`).join("&")}#lab` : "";
  }

  /**
   * @param {LabState} state
   * @returns {Record<string, string>}
   */
  function textsOf(state) {
    const texts = Object.entries(state).map(([name, value]) => [name, String(value)]);
    return { ...Object.fromEntries(texts), kernel: state.kernel.map((row) => row.map(formatShort).join(",")).join(";") };
  }

  /** @param {number} value */
  function formatShort(value) {
    return Number(value.toFixed(6)).toString();
  }

  return { read, write, parseWeight };
})();
