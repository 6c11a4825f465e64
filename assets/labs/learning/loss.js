/* The loss that training makes small, and its gradient. Equal, by test, to kernelbook.layers.softmax_cross_entropy. */
"use strict";

kernelLab.learning.define("loss", () => {
  /** @type {LearningParts["loss"]["softmaxCrossEntropy"]} */
  function softmaxCrossEntropy(logits, labels, classes) {
    const errors = new Float64Array(logits.length);
    const answers = new Uint8Array(labels.length);
    let total = 0;
    labels.forEach((label, b) => {
      const z = logits.subarray(b * classes, (b + 1) * classes);
      const largest = Math.max(...z); // taken away, it changes nothing but keeps exponentials small
      const powers = z.map((score) => Math.exp(score - largest));
      const sum = powers.reduce((all, power) => all + power, 0);
      total += Math.log(sum) - (z[label] - largest);
      powers.forEach((power, k) => (errors[b * classes + k] = (power / sum - (k === label ? 1 : 0)) / labels.length));
      answers[b] = z.indexOf(largest);
    });
    return { loss: total / labels.length, errors, answers };
  }

  return { softmaxCrossEntropy };
});
