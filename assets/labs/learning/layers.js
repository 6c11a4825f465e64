/*
 * The layers of a network, forward and backward. Equal, by test, to kernelbook.layers.
 *
 * Images are (n, h, w, c) in one long row, kernels (kh, kw, c_in, c_out). Of a window of an image, the pixels of one row
 * lie beside each other, kw · c_in numbers: a run. With each kernel as runs too, a convolution is a product of runs.
 */
"use strict";

kernelLab.learning.define("layers", () => {
  /**
   * Room for numbers that is made once and used again.
   * @returns {(length: number) => Float64Array}
   */
  function createRoom() {
    let room = new Float64Array(0);
    return (length) => {
      if (room.length < length) room = new Float64Array(length);
      return room.subarray(0, length);
    };
  }

  /**
   * (rows, columns) turned into (columns, rows).
   * @param {Float64Array} matrix
   * @param {number} rows
   * @param {number} columns
   */
  function transpose(matrix, rows, columns) {
    const turned = new Float64Array(matrix.length);
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = matrix[r * columns + c];
    return turned;
  }

  /**
   * Add to each sum of a map its bias; or, on the way back, to each bias its errors.
   * @param {Float64Array} errors
   * @param {Float64Array} bias
   */
  function sumOverPlaces(errors, bias) {
    bias.fill(0);
    for (let p = 0; p < errors.length; p += bias.length) for (let k = 0; k < bias.length; k++) bias[k] += errors[p + k];
  }

  /** @type {LearningParts["layers"]["convolution"]} */
  function convolution(name, [height, width, channels], filters, size) {
    const [rows, columns, run] = [height - size + 1, width - size + 1, size * channels];
    const [outputs, inputs] = [createRoom(), createRoom()];
    const [image, map, weights, step] = [height * width * channels, rows * columns * filters, size * run, width * channels];
    /** @type {Float64Array} */
    let x = new Float64Array(0);

    /** Where each window of an image begins. */
    const windows = Uint32Array.from({ length: rows * columns }, (_, w) => (Math.floor(w / columns) * width + (w % columns)) * channels);

    /** @type {Layer} */
    const layer = {
      name, output: [rows, columns, filters], shapes: { kernel: [size, size, channels, filters], bias: [filters] },

      /** Y = X ⋆ K + b */
      forward(images, n) {
        x = images;
        const [y, { kernel, bias }] = [outputs(n * map), layer.parameters];
        for (let w = 0, answer = 0; w < n * windows.length; w++, answer += filters) {
          const window = Math.floor(w / windows.length) * image + windows[w % windows.length];
          for (let k = 0; k < filters; k++) y[answer + k] = bias[k];
          for (let m = 0, p = window, q = 0; m < size; m++, p += step) {
            for (let r = 0; r < run; r++, q += filters) {
              const pixel = images[p + r];
              if (pixel !== 0) for (let k = 0; k < filters; k++) y[answer + k] += pixel * kernel[q + k];
            }
          }
        }
        return y;
      },

      /** ∂L/∂K = X ⋆ E, ∂L/∂b = Σ E, and ∂L/∂X, the transposed convolution of E; most errors are 0, after pooling */
      backward(errors, n, inputNeeded) {
        const [images, kernels] = [x, transpose(layer.parameters.kernel, weights, filters)];
        const [slopes, dx] = [new Float64Array(kernels.length), inputs(inputNeeded ? n * image : 0).fill(0)];
        for (let w = 0, answer = 0; w < n * windows.length; w++) {
          const window = Math.floor(w / windows.length) * image + windows[w % windows.length];
          for (let k = 0; k < filters; k++, answer++) {
            const error = errors[answer];
            if (error === 0) continue;
            for (let m = 0, p = window, q = k * weights; m < size; m++, p += step, q += run) {
              for (let r = 0; r < run; r++) slopes[q + r] += error * images[p + r];
              if (inputNeeded) for (let r = 0; r < run; r++) dx[p + r] += error * kernels[q + r];
            }
          }
        }
        layer.gradients.kernel.set(transpose(slopes, filters, weights));
        sumOverPlaces(errors, layer.gradients.bias);
        return dx;
      },
      parameters: {}, gradients: {},
    };
    return layer;
  }

  /** @type {LearningParts["layers"]["dense"]} */
  function dense(name, inputs, units) {
    const [outputs, room] = [createRoom(), createRoom()];
    /** @type {Float64Array} */
    let x = new Float64Array(0);

    /** @type {Layer} */
    const layer = {
      name, output: [units], shapes: { kernel: [inputs, units], bias: [units] },

      /** y = x W + b */
      forward(rows, n) {
        x = rows;
        const [y, { kernel, bias }] = [outputs(n * units), layer.parameters];
        for (let b = 0; b < n; b++) {
          y.set(bias, b * units);
          for (let c = 0; c < inputs; c++) {
            const value = rows[b * inputs + c];
            if (value !== 0) for (let k = 0; k < units; k++) y[b * units + k] += value * kernel[c * units + k];
          }
        }
        return y;
      },

      /** ∂L/∂W = xᵀ e, ∂L/∂b = Σ e, ∂L/∂x = e Wᵀ */
      backward(errors, n) {
        const [rows, dx, slopes, { kernel }] = [x, room(n * inputs), layer.gradients.kernel.fill(0), layer.parameters];
        for (let b = 0; b < n; b++) {
          for (let c = 0; c < inputs; c++) {
            const value = rows[b * inputs + c];
            let sum = 0;
            for (let k = 0, q = c * units; k < units; k++, q++) {
              const error = errors[b * units + k];
              slopes[q] += value * error;
              sum += error * kernel[q];
            }
            dx[b * inputs + c] = sum;
          }
        }
        sumOverPlaces(errors, layer.gradients.bias);
        return dx;
      },
      parameters: {}, gradients: {},
    };
    return layer;
  }

  return { createRoom, convolution, dense };
});
