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
  function weight(text) {
    const match = /^\s*([-+−]?)(\d{1,6}(?:[.,]\d{0,9})?|[.,]\d{1,9})(?:\/(\d{1,6}))?\s*$/.exec(text);
    if (!match || Number(match[3]) === 0) return NaN;
    return (match[1] && match[1] !== "+" ? -1 : 1) * Number(match[2].replace(",", ".")) / Number(match[3] ?? 1);
  }

  /** @param {string} text */
  function kernel(text) {
    const rows = text.split(";").map((row) => row.split(",").map(weight));
    const even = rows.every((row) => row.length === rows[0].length && row.every(Number.isFinite));
    return even && rows.length <= MOST_WEIGHTS && rows[0].length <= MOST_WEIGHTS ? rows : undefined;
  }

  /** @param {number} most */
  function whole(most) {
    return (/** @type {string} */ text) => (/^\d{1,2}$/.test(text) && +text >= 1 && +text <= most ? +text : undefined);
  }

  /** @param {string[]} words */
  function word(words) {
    return (/** @type {string} */ text) => (words.includes(text) ? text : undefined);
  }

  /** @param {string} text */
  function place(text) {
    return /^\d{1,4},\d{1,4}$/.test(text) ? text.split(",").map(Number) : undefined;
  }

  /** @returns {LabState} */
  function defaults() {
    return {
      image: "photograph", kernel: kernelLab.presets["vertical edges"], stride: 1, dilation: 1, padding: "valid",
      flip: "0", hide: "0", view: "forward", error: "one", at: [20, 43], pixel: [21, 44],
    };
  }

  /** @type {KernelLab["address"]["read"]} */
  function read(query) {
    const readers = {
      image: word(Object.keys(kernelLab.pictures)), kernel, stride: whole(5), dilation: whole(5),
      padding: word(["valid", "same", "full"]), flip: word(["0", "1"]), hide: word(["0", "1"]), view: word(["forward", "backward"]),
      error: word(["one", "ones", "noise"]), at: place, pixel: place,
    };
    /** @type {Record<string, any>} */
    const state = defaults();
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
    const [texts, usual] = [state, defaults()].map(written);
    const parts = Object.entries(texts).filter(([name, text]) => text !== usual[name] && text !== "own"); // the reader's picture stays here
    return parts.length ? `?${parts.map(([name, text]) => `${name}=${text}`).join("&")}#lab` : "";
  }

  /**
   * @param {LabState} state
   * @returns {Record<string, string>}
   */
  function written(state) {
    const texts = Object.entries(state).map(([name, value]) => [name, String(value)]);
    return { ...Object.fromEntries(texts), kernel: state.kernel.map((row) => row.map(short).join(",")).join(";") };
  }

  /** @param {number} value */
  function short(value) {
    return Number(value.toFixed(6)).toString();
  }

  return { read, write, weight };
})();
