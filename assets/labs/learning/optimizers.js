/* Rules by which parameters follow their gradients. Equal, by test, to kernelbook.network: SGD and Adam. */
"use strict";

kernelLab.learning.define("optimizers", () => {
  const MOMENTUM = 0.9;

  /**
   * Δw ← β Δw − η g, w ← w + Δw
   * @param {number} rate η
   * @param {number} momentum β, how much of the last step stays
   * @returns {Optimizer}
   */
  function sgd(rate, momentum) {
    let velocity = new Float64Array(0);
    return {
      update(w, gradient) {
        if (velocity.length === 0) velocity = new Float64Array(w.length);
        for (let p = 0; p < w.length; p++) {
          velocity[p] = momentum * velocity[p] - rate * gradient[p];
          w[p] += velocity[p];
        }
      },
    };
  }

  /**
   * m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), w ← w − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)
   * @param {number} rate η
   * @returns {Optimizer}
   */
  function adam(rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7) {
    let [m, v, t] = [new Float64Array(0), new Float64Array(0), 0];
    return {
      update(w, gradient) {
        if (t === 0) [m, v] = [new Float64Array(w.length), new Float64Array(w.length)];
        t += 1;
        const size = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
        for (let p = 0; p < w.length; p++) {
          m[p] += (1 - beta1) * (gradient[p] - m[p]);
          v[p] += (1 - beta2) * (gradient[p] * gradient[p] - v[p]);
          w[p] -= (size * m[p]) / (Math.sqrt(v[p]) + epsilon);
        }
      },
    };
  }

  /** @type {LearningParts["optimizers"]["create"]} */
  function create(kind, rate) {
    return kind === "adam" ? adam(rate) : sgd(rate, kind === "momentum" ? MOMENTUM : 0);
  }

  return { create };
});
