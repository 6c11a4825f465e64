/*
 * The course's network, layer by layer, on the weights that ship with the book. Equal, by test, to Keras.
 *
 *     image 28 × 28 → conv1 → pool1 → conv2 → pool2 → conv3 → flatten → dense → logits → probabilities
 */
"use strict";

kernelLab.network = (() => {
  const { convolve, zeros } = kernelLab.convolution;

  /** Kernel size and stride of each layer that looks at windows; the dense layers see everything. */
  const WINDOWS = { conv1: [3, 1], pool1: [2, 2], conv2: [3, 1], pool2: [2, 2], conv3: [3, 1] };
  const names = [...Object.keys(WINDOWS), "dense", "logits"];

  /** @type {Record<string, Volume> | null} */
  let unpacked = null;

  /** The arrays of weights, unpacked when they are first asked for. */
  function unpackedWeights() {
    unpacked ??= Object.fromEntries(Object.entries(kernelLab.weights.arrays).map(([name, array]) =>
      [name, { shape: array.shape, data: decodeHalves(array.values) }]));
    return unpacked;
  }

  /**
   * Numbers of 16 bits, as text in base 64: a sign, five bits of exponent, ten of fraction (IEEE 754).
   * @param {string} text
   */
  function decodeHalves(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return Float64Array.from(new Uint16Array(bytes.buffer), (half) => {
      const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023];
      return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
    });
  }

  /**
   * What every layer makes of an image.
   * @param {Picture} image 28 × 28, from 0 (paper) to 1 (ink)
   * @returns {Reading}
   */
  function read(image) {
    /** @type {Record<string, Volume>} */
    const layers = {};
    /** @type {Volume} */
    let x = { shape: [28, 28, 1], data: Float64Array.from(image.values) };
    for (const name of ["conv1", "pool1", "conv2", "pool2", "conv3"]) {
      x = layers[name] = name.startsWith("conv") ? relu(addBias(convolve(x, unpackedWeights()[name + "/kernel"]), name)) : pool(x);
    }
    layers.dense = relu(dense(x, "dense"));
    layers.logits = dense(layers.dense, "logits");
    const z = Array.from(layers.logits.data);
    return { layers, plain: softmax(z), calibrated: softmax(z.map((score) => score / kernelLab.weights.temperature)) };
  }

  /**
   * @param {Volume} maps
   * @param {string} layer whose bias is added, to each map its own
   */
  function addBias({ shape, data }, layer) {
    const bias = unpackedWeights()[layer + "/bias"].data;
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
   * @param {string} layer
   */
  function dense(x, layer) {
    const kernel = unpackedWeights()[layer + "/kernel"];
    const everything = { shape: [1, 1, x.data.length], data: x.data };
    return addBias(convolve(everything, { shape: [1, 1, ...kernel.shape], data: kernel.data }), layer);
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
