/*
 * The state of the lab "Where to cut" in the page's address, so that a teacher can link to an example:
 *
 *     ?scores=nines&threshold=0.048&prevalence=1&miss=20&alarm=1&doubt=0.1#lab
 *
 * What is missing has its default; what cannot be read is told, and has its default too.
 */
"use strict";

kernelLab.cutAddress = (() => {
  const LARGEST_COST = 1000;
  /** @type {Record<string, string>} */
  const EXPECTED = {
    threshold: "a number from 0 to 1, or 1.001, at which nobody is called",
    prevalence: "a share of more than 0 and less than 100%, or nothing for that of these cases",
    miss: `a cost from 0 to ${LARGEST_COST}`,
    alarm: `a cost from 0 to ${LARGEST_COST}`,
    doubt: "a number from 0 to 0.5",
  };

  /** @returns {CutSettings} */
  function defaults() {
    return { scores: "tumors", threshold: 500, prevalence: null, miss: 10, alarm: 1, doubt: 0 };
  }

  /**
   * A number as a reader types it, 0.5 or 0,5; otherwise NaN.
   * @param {string} text
   */
  function parseNumber(text) {
    return /^\s*\d{0,4}([.,]\d{0,6})?\s*$/.test(text) && /\d/.test(text) ? Number(text.trim().replace(",", ".")) : NaN;
  }

  /**
   * @param {number} value NaN is refused
   * @param {number} least
   * @param {number} most
   */
  function within(value, least, most) {
    return value >= least && value <= most ? value : undefined;
  }

  /** @type {KernelLab["cutAddress"]["parse"]} */
  function parse(name, text) {
    const value = parseNumber(text);
    const thousandths = Math.round(1000 * value);
    if (name === "scores") return Object.hasOwn(kernelLab.scores, text) ? text : undefined;
    if (name === "threshold") return within(thousandths, 0, kernelLab.cuts.NOBODY);
    if (name === "doubt") return within(thousandths, 0, 500);
    if (name === "prevalence") return text.trim() === "" ? null : within(value, 0.001, 99.999);
    return within(value, 0, LARGEST_COST);
  }

  /** @type {KernelLab["cutAddress"]["read"]} */
  function read(query) {
    /** @type {Record<string, any>} */
    const state = defaults();
    const faults = [];
    for (const [name, text] of new URLSearchParams(query)) {
      if (!Object.hasOwn(state, name)) continue;
      const value = parse(/** @type {keyof CutSettings} */ (name), text);
      if (value === undefined) faults.push(`${name}=${text.slice(0, 40)}`);
      else state[name] = value;
    }
    if (state.miss === 0 && state.alarm === 0) {
      faults.push("miss=0 and alarm=0, which leave nothing to pay");
      Object.assign(state, { miss: defaults().miss, alarm: defaults().alarm });
    }
    return { state: /** @type {CutSettings} */ (state), faults };
  }

  /**
   * @param {CutSettings} state
   * @returns {Record<string, string>}
   */
  function textsOf({ scores, threshold, prevalence, miss, alarm, doubt }) {
    return {
      scores, threshold: String(threshold / 1000), prevalence: prevalence === null ? "" : String(prevalence),
      miss: String(miss), alarm: String(alarm), doubt: String(doubt / 1000),
    };
  }

  /** @type {KernelLab["cutAddress"]["write"]} */
  function write(state) {
    const [texts, usual] = [state, defaults()].map(textsOf);
    const parts = Object.entries(texts).filter(([name, text]) => text !== usual[name]);
    return parts.length ? `?${parts.map(([name, text]) => `${name}=${text}`).join("&")}#lab` : "";
  }

  return { EXPECTED, parse, read, write, textsOf };
})();
