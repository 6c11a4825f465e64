/*
 * What can be set, what is wrong with it, and all of it in the page's address:
 *
 *     ?convolutions=2&kernels=4&optimizer=adam&rate=0.01&batch=64&seed=3&wrong=30#lab
 *
 * What is missing has its default; what cannot be read is told, and has its default too.
 */
"use strict";

kernelLab.learningSettings = (() => {
  const TRAINING = 4000;

  /** @type {Record<string, readonly (string | number)[]>} */
  const CHOICES = {
    convolutions: [1, 2], size: [3, 5], activation: ["relu", "tanh", "none"], weights: ["glorot", "he", "zeros"],
    optimizer: ["plain", "momentum", "adam"], shuffled: ["no", "yes"], wrong: [0, 10, 30, 60, 100], shifts: ["none", "held", "all"],
  };

  /** Name in words, least, most, whether whole, and what else to say. @type {Record<string, [string, number, number, boolean, string]>} */
  const NUMBERS = {
    kernels: ["Kernels", 1, 32, true, "Without kernels the convolution has nothing to learn."],
    rate: ["The rate", 1e-6, 1000, false, "The usual rates of plain descent lie near 0.1, those of Adam near 0.001."],
    batch: ["The batch", 1, TRAINING, true, "There are 4,000 training digits."],
    seed: ["The seed", 0, 9999, true, ""],
  };

  /** @type {KernelLab["learningSettings"]["usual"]} */
  function usual() {
    return {
      convolutions: 1, kernels: 8, size: 5, activation: "relu", weights: "glorot", optimizer: "plain", rate: 0.1, batch: 32, seed: 0,
      shuffled: "no", wrong: 0, shifts: "none",
    };
  }

  /** @type {KernelLab["learningSettings"]["faultOf"]} */
  function faultOf(name, value) {
    if (Object.hasOwn(CHOICES, name)) return CHOICES[name].includes(/** @type {any} */ (value)) ? "" : `${name}: ${value}. Expected ${CHOICES[name].join(", ")}.`;
    const [words, least, most, whole, more] = NUMBERS[name];
    const fits = typeof value === "number" && value >= least && value <= most && (!whole || Number.isInteger(value));
    if (fits) return "";
    const shown = Number.isNaN(value) ? "no number" : value;
    return `${words}: ${shown}. Expected a ${whole ? "whole " : ""}number from ${least} to ${most}.${more && ` ${more}`}`;
  }

  /** @param {string} name @param {string} text */
  function parse(name, text) {
    if (Object.hasOwn(CHOICES, name)) return CHOICES[name].find((choice) => String(choice) === text) ?? text;
    return /^\d{1,9}(\.\d{1,9})?(e-?\d{1,3})?$/i.test(text) ? Number(text) : NaN;
  }

  /** @type {KernelLab["learningSettings"]["read"]} */
  function read(query) {
    /** @type {Record<string, any>} */
    const settings = usual();
    const faults = [];
    for (const [name, text] of new URLSearchParams(query)) {
      if (name === "highlight") continue; // the search page's
      const value = Object.hasOwn(settings, name) ? parse(name, text) : undefined;
      if (value !== undefined && !faultOf(/** @type {any} */ (name), value)) settings[name] = value;
      else faults.push(`${name}=${text}`.slice(0, 40));
    }
    return { settings: /** @type {LearningSettings} */ (settings), faults };
  }

  /** @type {KernelLab["learningSettings"]["write"]} */
  function write(settings) {
    const before = Object.entries(usual());
    const parts = before.filter(([name, value]) => value !== settings[/** @type {keyof LearningSettings} */ (name)])
      .map(([name]) => `${name}=${settings[/** @type {keyof LearningSettings} */ (name)]}`);
    return parts.length ? `?${parts.join("&")}#lab` : "";
  }

  return { usual, faultOf, read, write };
})();
