/*
 * The state of the lab "Boxes" in the page's address, so that a teacher can link to an example:
 *
 *     ?a=6,6,26,22&b=14,12,34,30&overlap=0.4&step=12&least=0.5&count=40#lab
 *
 * What is missing has its default; what cannot be read is told, and has its default too.
 */
"use strict";

kernelLab.boxesAddress = (() => {
  const SIDE = 40;

  /** @returns {BoxesSettings} */
  function defaults() {
    return { a: [6, 6, 26, 22], b: [14, 12, 34, 30], overlap: 40, step: 0, least: 50, count: 0 };
  }

  /** @type {KernelLab["boxesAddress"]["fits"]} */
  function fits(box) {
    const [top, left, bottom, right] = box;
    return box.length === 4 && box.every((edge) => Number.isInteger(edge) && edge >= 0 && edge <= SIDE) && top < bottom && left < right;
  }

  /** @param {string} text */
  function parseBox(text) {
    const box = /^\d{1,2}(,\d{1,2}){3}$/.test(text) ? text.split(",").map(Number) : [];
    return fits(/** @type {Box} */ (box)) ? box : undefined;
  }

  /** @param {number} least @param {number} most of hundredths */
  function hundredths(least, most) {
    return (/** @type {string} */ text) => {
      const value = /^\s*(\d?[.,]\d{1,6}|\d)\s*$/.test(text) ? Math.round(100 * Number(text.replace(",", "."))) : NaN;
      return value >= least && value <= most ? value : undefined;
    };
  }

  /** @param {() => number} most */
  function upTo(most) {
    return (/** @type {string} */ text) => (/^\d{1,4}$/.test(text) && Number(text) <= most() ? Number(text) : undefined);
  }

  /** @type {Record<string, (text: string) => any>} */
  const readers = {
    a: parseBox, b: parseBox, overlap: hundredths(0, 100), least: hundredths(1, 100),
    step: upTo(() => kernelLab.detections.many.scores.length), count: upTo(() => kernelLab.detections.one.scores.length),
  };

  /** @type {KernelLab["boxesAddress"]["read"]} */
  function read(query) {
    /** @type {Record<string, any>} */
    const state = defaults();
    const faults = [];
    for (const [name, text] of new URLSearchParams(query)) {
      if (!Object.hasOwn(readers, name)) continue;
      const value = readers[name](text);
      if (value === undefined) faults.push(`${name}=${text.slice(0, 40)}`);
      else state[name] = value;
    }
    return { state: /** @type {BoxesSettings} */ (state), faults };
  }

  /** @param {BoxesSettings} state @returns {Record<string, string>} */
  function textsOf({ a, b, overlap, step, least, count }) {
    return { a: a.join(","), b: b.join(","), overlap: String(overlap / 100), step: String(step), least: String(least / 100), count: String(count) };
  }

  /** @type {KernelLab["boxesAddress"]["write"]} */
  function write(state) {
    const [texts, usual] = [state, defaults()].map(textsOf);
    const parts = Object.entries(texts).filter(([name, text]) => text !== usual[name]);
    return parts.length ? `?${parts.map(([name, text]) => `${name}=${text}`).join("&")}#lab` : "";
  }

  return { SIDE, fits, parse: (name, text) => readers[name](text), read, write };
})();
