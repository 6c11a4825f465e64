/*
 * The course's network, layer by layer, on the weights that ship with the book: in 16 bits, or with kernels rounded to
 * 8 bits. Equal, by test, to Keras.
 *
 *     image 28 × 28 → conv1 → pool1 → conv2 → pool2 → conv3 → flatten → dense → logits → probabilities
 */
"use strict";

kernelLab.network = (() => {
  const { convolve, zeros } = kernelLab.convolution;

  /** Kernel size and stride of each layer that looks at windows; the dense layers see everything. */
  const WINDOWS = { conv1: [3, 1], pool1: [2, 2], conv2: [3, 1], pool2: [2, 2], conv3: [3, 1] };
  const names = [...Object.keys(WINDOWS), "dense", "logits"];

  /** @typedef {Record<string, Volume>} Weights */

  /** @type {Partial<Record<Bits, Weights>>} */
  const unpacked = {};

  /**
   * The arrays of weights, unpacked when they are first asked for.
   * @param {Bits} bits
   * @returns {Weights}
   */
  function unpackedWeights(bits) {
    const found = unpacked[bits];
    if (found) return found;
    const packed = bits === 8 ? kernelLab.weights8 : kernelLab.weights;
    if (!packed) throw new Error("The weights of 8 bits are not loaded.");
    const unpack = bits === 8 ? kernelLab.packed.unpack : unpackHalves;
    return (unpacked[bits] = Object.fromEntries(Object.entries(packed.arrays).map(([name, array]) => [name, unpack(array)])));
  }

  /**
   * Numbers of 16 bits, as text in base 64.
   * @param {Packed} array
   * @returns {Volume}
   */
  function unpackHalves({ shape, values }) {
    return { shape, data: kernelLab.packed.decodeHalves(Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0))) };
  }

  /** @type {KernelLab["network"]["read"]} */
  function read(image, bits = 16) {
    const weights = unpackedWeights(bits);
    /** @type {Record<string, Volume>} */
    const layers = {};
    /** @type {Volume} */
    let x = { shape: [28, 28, 1], data: Float64Array.from(image.values) };
    for (const name of ["conv1", "pool1", "conv2", "pool2", "conv3"]) {
      x = layers[name] = name.startsWith("conv") ? relu(addBias(convolve(x, weights[name + "/kernel"]), weights[name + "/bias"])) : pool(x);
    }
    layers.dense = relu(dense(x, weights, "dense"));
    layers.logits = dense(layers.dense, weights, "logits");
    const z = Array.from(layers.logits.data);
    return { layers, plain: softmax(z), calibrated: softmax(z.map((score) => score / kernelLab.weights.temperature)) };
  }

  /**
   * @param {Volume} maps
   * @param {Volume} bias a number for each map
   */
  function addBias({ shape, data }, { data: bias }) {
    return { shape, data: data.map((sum, p) => sum + bias[p % bias.length]) };
  }

  /** @param {Volume} maps */
  function relu({ shape, data }) {
    return { shape, data: data.map((value) => Math.max(value, 0)) };
  }

  /**
   * The largest number of each block of 2 × 2; a row or column left over is dropped.
   * @param {Volume} maps
   */
  function pool({ shape: [rows, columns, maps], data }) {
    const pooled = zeros([rows >> 1, columns >> 1, maps]);
    for (let i = 0; i < rows >> 1; i++) {
      for (let j = 0; j < columns >> 1; j++) {
        for (let k = 0; k < maps; k++) {
          const block = [0, 1, columns, columns + 1].map((step) => data[(2 * i * columns + 2 * j + step) * maps + k]);
          pooled.data[(i * (columns >> 1) + j) * maps + k] = Math.max(...block);
        }
      }
    }
    return pooled;
  }

  /**
   * A dense layer is a convolution whose one window holds everything.
   * @param {Volume} x
   * @param {Weights} weights
   * @param {string} layer
   */
  function dense(x, weights, layer) {
    const kernel = weights[layer + "/kernel"];
    const everything = { shape: [1, 1, x.data.length], data: x.data };
    return addBias(convolve(everything, { shape: [1, 1, ...kernel.shape], data: kernel.data }), weights[layer + "/bias"]);
  }

  /**
   * @param {number[]} z
   * @returns {number[]}
   */
  function softmax(z) {
    const largest = Math.max(...z);
    const powers = z.map((score) => Math.exp(score - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  }

  /**
   * The receptive field of one unit: each layer adds k − 1 steps, and a step is all strides before it, multiplied.
   * @param {string} layer
   * @param {number} row
   * @param {number} column
   * @returns {Field}
   */
  function receptiveField(layer, row, column) {
    if (!(layer in WINDOWS)) return { row: 0, column: 0, size: 28 };
    let [size, step] = [1, 1];
    for (const [name, [k, stride]] of Object.entries(WINDOWS)) {
      size += (k - 1) * step;
      step *= stride;
      if (name === layer) break;
    }
    return { row: row * step, column: column * step, size };
  }

  return { names, read, receptiveField };
})();
