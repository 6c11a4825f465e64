/*
 * The parts of the training that need no page: each is a function of those before it. So their text can go into a worker,
 * also where the page comes from disk and a worker could not fetch its script.
 */
"use strict";

kernelLab.learning = (() => {
  const parts = /** @type {LearningParts} */ ({});
  /** @type {string[]} */
  const texts = [];

  /** @type {KernelLab["learning"]["define"]} */
  function define(name, make) {
    parts[name] = make(parts);
    texts.push(`parts.${name} = (${make})(parts);`);
  }

  /** @type {KernelLab["learning"]["source"]} */
  function source() {
    return ['"use strict";', "const parts = {};", ...texts, "parts.trainer.serve(self);"].join("\n");
  }

  return { parts, define, source };
})();
