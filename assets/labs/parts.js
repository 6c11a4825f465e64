/* Finds the parts of a lab in its page, by their names, and the colors of its style. */
"use strict";

/** @type {KernelLab["parts"]} */
kernelLab.parts = (root) => ({
  part: (name) => {
    const found = root.querySelector(`[data-part="${name}"]`);
    if (!found) throw new Error(`the lab has no part ${name}`);
    return /** @type {any} */ (found);
  },
  color: (name) => getComputedStyle(root).getPropertyValue(name).trim(),
});
