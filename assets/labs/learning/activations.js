/* Layers without parameters, forward and backward: relu, tanh, and the largest of each block. As kernelbook.layers. */
"use strict";

kernelLab.learning.define("activations", ({ layers }) => {
  /**
   * A function of each number alone, and its derivative, written with what came out.
   * @type {Record<string, [(x: number) => number, (y: number) => number]>}
   */
  const FUNCTIONS = {
    relu: [(x) => (x > 0 ? x : x === x ? 0 : x), (y) => (y > 0 ? 1 : 0)], // NaN stays NaN
    tanh: [Math.tanh, (y) => 1 - y * y],
  };

  /** @type {LearningParts["activations"]["activation"]} */
  function activation(kind, name, output) {
    const [[value, slope], outputs, inputs] = [FUNCTIONS[kind], layers.createRoom(), layers.createRoom()];
    /** @type {Float64Array} */
    let y = new Float64Array(0);
    return {
      name, output, shapes: {}, parameters: {}, gradients: {},
      forward(x) {
        y = outputs(x.length);
        for (let p = 0; p < x.length; p++) y[p] = value(x[p]);
        return y;
      },
      backward(errors) {
        const dx = inputs(errors.length);
        for (let p = 0; p < dx.length; p++) dx[p] = errors[p] === 0 ? 0 : errors[p] * slope(y[p]);
        return dx;
      },
    };
  }

  /** @type {LearningParts["activations"]["maxPool"]} */
  function maxPool(name, [height, width, maps]) {
    const [rows, columns] = [height >> 1, width >> 1]; // a row or column left over is dropped
    const [outputs, inputs] = [layers.createRoom(), layers.createRoom()];
    const steps = [0, maps, width * maps, (width + 1) * maps]; // to the four numbers of a block, row by row
    let largest = new Uint32Array(0);
    return {
      name, output: [rows, columns, maps], shapes: {}, parameters: {}, gradients: {},
      forward(x, n) {
        const y = outputs(n * rows * columns * maps);
        largest = largest.length < y.length ? new Uint32Array(y.length) : largest;
        for (let b = 0, q = 0; b < n; b++) {
          for (let i = 0; i < rows; i++) {
            for (let j = 0; j < columns; j++) {
              for (let k = 0, p = ((b * height + 2 * i) * width + 2 * j) * maps; k < maps; k++, p++, q++) {
                let first = p; // of several equal ones, the first
                for (const step of steps) if (x[p + step] > x[first]) first = p + step;
                [largest[q], y[q]] = [first, x[first]];
              }
            }
          }
        }
        return y;
      },
      backward(errors, n) {
        const dx = inputs(n * height * width * maps).fill(0);
        for (let q = 0; q < errors.length; q++) dx[largest[q]] = errors[q];
        return dx;
      },
    };
  }

  return { activation, maxPool };
});
