/*
 * A network of layers that learns. Equal, by test, to kernelbook.network.Sequential, from the same seed.
 *
 *     digit 28 × 28 → conv1 → activation → pool1 (→ conv2 → activation → pool2) → logits
 */
"use strict";

kernelLab.learning.define("network", ({ random, layers, activations, loss, optimizers }) => {
  const CLASSES = 10;

  /** @param {number[]} shape */
  function size(shape) {
    return shape.reduce((product, length) => product * length, 1);
  }

  /**
   * @param {LearningSettings} settings
   * @returns {Layer[]}
   */
  function stack({ convolutions, kernels, size: side, activation }) {
    /** @type {Layer[]} */
    const found = [];
    let shape = [28, 28, 1];
    const add = (/** @type {Layer} */ layer) => {
      found.push(layer);
      shape = layer.output;
    };
    for (let k = 1; k <= convolutions; k++) {
      add(layers.convolution(`conv${k}`, shape, k * kernels, side));
      if (activation !== "none") add(activations.activation(activation, `${activation}${k}`, shape));
      add(activations.maxPool(`pool${k}`, shape));
    }
    add(layers.dense("logits", size(shape), CLASSES));
    return found;
  }

  /**
   * How far from 0 the first weights may lie.
   * @param {string} kind
   * @param {number[]} shape (inputs, outputs), or (kh, kw, c_in, c_out)
   */
  function radius(kind, shape) {
    const positions = size(shape.slice(0, -2));
    const [fanIn, fanOut] = shape.slice(-2).map((count) => positions * count);
    if (kind === "zeros") return 0;
    return Math.sqrt(6 / (kind === "he" ? fanIn : fanIn + fanOut));
  }

  /**
   * Parameters and gradients as one long row each, of which the layers have views.
   * @param {Layer[]} found
   * @param {string} kind of first weights
   * @param {RandomNumbers} generator
   */
  function fill(found, kind, generator) {
    const length = found.reduce((sum, { shapes }) => sum + Object.values(shapes).reduce((all, shape) => all + size(shape), 0), 0);
    const [parameters, gradients] = [new Float64Array(length), new Float64Array(length)];
    let start = 0;
    for (const layer of found) {
      for (const [name, shape] of Object.entries(layer.shapes)) {
        const end = start + size(shape);
        layer.parameters[name] = parameters.subarray(start, end);
        layer.gradients[name] = gradients.subarray(start, end);
        if (name === "kernel") {
          const r = radius(kind, shape);
          for (let p = start; p < end; p++) parameters[p] = r * (2 * generator.random() - 1);
        }
        start = end;
      }
    }
    return { parameters, gradients };
  }

  /** @type {LearningParts["network"]["create"]} */
  function create(settings) {
    const [generator, found] = [random.generator(settings.seed), stack(settings)];
    const { parameters, gradients } = fill(found, settings.weights, generator);
    const optimizer = optimizers.create(settings.optimizer, settings.rate);

    /** @type {Network["forward"]} */
    function forward(images, n) {
      return found.reduce((x, layer) => layer.forward(x, n), images);
    }

    /** @type {Network["step"]} */
    function step(images, labels) {
      const { loss: mean, errors, answers } = loss.softmaxCrossEntropy(forward(images, labels.length), labels, CLASSES);
      if (Number.isFinite(mean)) {
        found.reduceRight((error, layer, k) => layer.backward(error, labels.length, k > 0), errors);
        optimizer.update(parameters, gradients);
      }
      return { loss: mean, answers };
    }

    /** @type {Network["evaluate"]} */
    function evaluate(images, labels) {
      const { loss: mean, answers } = loss.softmaxCrossEntropy(forward(images, labels.length), labels, CLASSES);
      return { loss: mean, answers };
    }

    return { generator, layers: found, parameters, gradients, forward, step, evaluate };
  }

  return { create };
});
