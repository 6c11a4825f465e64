/*
 * The convolution of the labs. Equal, by test, to kernelbook.convolution.
 *
 *     Y[i, j, k] = Σ_m Σ_n Σ_c  X[s i + d m − p, s j + d n − q, c] · K[m, n, c, k]
 *
 * X is the image (rows, columns, channels), K are the kernels (rows, columns, channels in, channels out), s the stride,
 * d the dilation, p and q the rows and columns of zeros before the image. Every product of the sum is a meeting: in
 * the window (i, j), the weight (m, n) lies on the pixel (u, v). The backward pass asks the same meetings again:
 *
 *     ∂L/∂K[m, n, c, k] = Σ over its meetings of X[u, v, c] · E[i, j, k]        with E = ∂L/∂Y
 *     ∂L/∂X[u, v, c]    = Σ over its meetings of K[m, n, c, k] · E[i, j, k]
 */
"use strict";

const kernelLab = /** @type {KernelLab} */ ({});

kernelLab.convolution = (() => {
  /**
   * What happens along one axis, in pixels.
   * @param {number} n pixels of the image
   * @param {number} k pixels of the kernel
   * @param {number} stride
   * @param {number} dilation
   * @param {Padding} padding
   * @returns {Axis}
   */
  function createAxis(n, k, stride, dilation, padding) {
    const reach = dilation * (k - 1) + 1;
    const [before, after] = padAmounts(n, reach, stride, padding);
    const free = n + before + after - reach;
    if (free < 0) {
      throw new RangeError(
        `A kernel of ${k} with dilation ${dilation} covers ${reach} pixels, but the padded image has ` +
        `${n + before + after}. Use a smaller kernel or dilation, or more padding.`);
    }
    return { n, k, stride, dilation, before, after, size: Math.floor(free / stride) + 1 };
  }

  /**
   * Zeros before and after the image. "same" gives n / stride positions, rounded up, an odd zero at the end.
   * @param {number} n
   * @param {number} reach pixels that the dilated kernel covers
   * @param {number} stride
   * @param {Padding} padding
   * @returns {[number, number]}
   */
  function padAmounts(n, reach, stride, padding) {
    if (padding === "valid") return [0, 0];
    if (padding === "full") return [reach - 1, reach - 1];
    if (padding !== "same") return padding;
    const total = Math.max((Math.ceil(n / stride) - 1) * stride + reach - n, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  }

  /**
   * Rows and columns of one convolution.
   * @param {number[]} image shape (h, w, …)
   * @param {number[]} kernel shape (kh, kw, …)
   * @param {Partial<Steps>} [steps]
   * @returns {Geometry}
   */
  function geometry(image, kernel, steps = {}) {
    const { strides = [1, 1], dilation = [1, 1], padding = "valid" } = steps;
    const [rows, columns] = [0, 1].map((a) =>
      createAxis(image[a], kernel[a], strides[a], dilation[a], typeof padding === "string" ? padding : padding[a]));
    return { rows, columns };
  }

  /**
   * The pixel under weight m of window i, along one axis; it may lie outside, among the zeros.
   * @param {Axis} axis
   * @param {number} i
   * @param {number} m
   */
  function pixelUnder(axis, i, m) {
    return axis.stride * i + axis.dilation * m - axis.before;
  }

  /**
   * Call `visit` for every meeting of weight (m, n) and pixel (u, v) in window (i, j), inside the image.
   * @param {Geometry} geometry
   * @param {(i: number, j: number, m: number, n: number, u: number, v: number) => void} visit
   */
  function eachMeeting({ rows, columns }, visit) {
    for (let i = 0; i < rows.size; i++) {
      for (let m = 0; m < rows.k; m++) {
        const u = pixelUnder(rows, i, m);
        if (u < 0 || u >= rows.n) continue;
        for (let j = 0; j < columns.size; j++) {
          for (let n = 0; n < columns.k; n++) {
            const v = pixelUnder(columns, j, n);
            if (v >= 0 && v < columns.n) visit(i, j, m, n, u, v);
          }
        }
      }
    }
  }

  /**
   * An array of zeros with a shape.
   * @param {number[]} shape
   * @returns {Volume}
   */
  function zeros(shape) {
    return { shape, data: new Float64Array(shape.reduce((product, length) => product * length, 1)) };
  }

  /**
   * Y, shape (h', w', channels out).
   * @param {Volume} X shape (h, w, channels in)
   * @param {Volume} K shape (kh, kw, channels in, channels out)
   * @param {Partial<Steps>} [steps]
   * @returns {Volume}
   */
  function convolve(X, K, steps) {
    const [, kw, inputs, outputs] = K.shape;
    const shape = geometry(X.shape, K.shape, steps);
    const Y = zeros([shape.rows.size, shape.columns.size, outputs]);
    eachMeeting(shape, (i, j, m, n, u, v) => {
      const y = (i * shape.columns.size + j) * outputs;
      for (let c = 0; c < inputs; c++) {
        const x = X.data[(u * X.shape[1] + v) * inputs + c];
        if (x === 0) continue; // most pixels of a digit, and half the units after a ReLU
        const weight = ((m * kw + n) * inputs + c) * outputs;
        for (let k = 0; k < outputs; k++) Y.data[y + k] += x * K.data[weight + k];
      }
    });
    return Y;
  }

  /**
   * ∂L/∂K, in the shape of K.
   * @param {Volume} X
   * @param {Volume} E the errors, in the shape of Y
   * @param {number[]} kernelShape
   * @param {Partial<Steps>} [steps]
   * @returns {Volume}
   */
  function kernelGradient(X, E, kernelShape, steps) {
    const [, kw, inputs, outputs] = kernelShape;
    const shape = geometry(X.shape, kernelShape, steps);
    const gradient = zeros(kernelShape);
    eachMeeting(shape, (i, j, m, n, u, v) => {
      const y = (i * shape.columns.size + j) * outputs;
      for (let c = 0; c < inputs; c++) {
        const x = X.data[(u * X.shape[1] + v) * inputs + c];
        const weight = ((m * kw + n) * inputs + c) * outputs;
        for (let k = 0; k < outputs; k++) gradient.data[weight + k] += x * E.data[y + k];
      }
    });
    return gradient;
  }

  /**
   * ∂L/∂X, in the shape of X.
   * @param {Volume} E the errors, in the shape of Y
   * @param {Volume} K
   * @param {number[]} imageShape
   * @param {Partial<Steps>} [steps]
   * @returns {Volume}
   */
  function imageGradient(E, K, imageShape, steps) {
    const [, kw, inputs, outputs] = K.shape;
    const shape = geometry(imageShape, K.shape, steps);
    const gradient = zeros(imageShape);
    eachMeeting(shape, (i, j, m, n, u, v) => {
      const y = (i * shape.columns.size + j) * outputs;
      for (let c = 0; c < inputs; c++) {
        const weight = ((m * kw + n) * inputs + c) * outputs;
        let sum = 0;
        for (let k = 0; k < outputs; k++) sum += K.data[weight + k] * E.data[y + k];
        gradient.data[(u * imageShape[1] + v) * inputs + c] += sum;
      }
    });
    return gradient;
  }

  /**
   * The kernel turned by 180 degrees: a cross-correlation with it is the convolution of mathematics.
   * @param {Volume} K shape (kh, kw, 1, 1)
   * @returns {Volume}
   */
  function turned(K) {
    return { shape: K.shape, data: K.data.slice().reverse() };
  }

  return { geometry, pixelUnder, zeros, convolve, kernelGradient, imageGradient, turned };
})();
