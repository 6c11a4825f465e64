/*
 * The network that says where each pixel must go, on the weights that ship with the book. Equal, by test, to
 * kernelbook.models.flow_unet with kernels rounded to 8 bits.
 *
 *     image 28 × 28 → enter → down1 ───────────────────────→ beside → up1 → velocity
 *                               └→ halve2 → down2 ──→ beside → up2 → narrow1, doubled
 *                                             └→ halve3 → down3 → narrow2, doubled
 *
 * Time and class reach each block as a scale and a shift of its channels.
 */
"use strict";

kernelLab.unet = (() => {
  const { geometry, zeros } = kernelLab.convolution;

  const SIDE = 28;
  const PIXELS = SIDE * SIDE;
  const NONE = 10; // the label that says: no class in particular
  const GROUPS = 8; // of channels that are normalized together
  const EPSILON = 1e-5;
  const WAVES = 16;
  const FASTEST = 100; // radians in the whole of time, of the fastest wave; the slowest has 1
  const LANES = 4; // outputs whose sums grow together: each input is read once for all of them

  /**
   * A kernel as a table: a row for each number of the window, a column for each output. LANES columns lie side by side,
   * then the next ones follow.
   * @typedef {{shape: number[], rows: number, columns: number, data: Float64Array}} Table
   */

  /** @type {Record<string, Table> | null} */
  let kernels = null;
  /** @type {Record<string, Float64Array>} */
  const lists = {}; // biases, and what is learned for each class

  // Unpacking.

  /** The kernels and lists, unpacked when they are first asked for. */
  function unpackedKernels() {
    if (kernels) return kernels;
    kernels = {};
    for (const [name, array] of Object.entries(kernelLab.unetWeights.arrays)) {
      const weights = kernelLab.packed.unpack(array);
      if (array.steps) kernels[name] = createTable(weights);
      else lists[name] = weights.data;
    }
    return kernels;
  }

  /**
   * @param {Volume} kernel its last axis are the outputs
   * @returns {Table}
   */
  function createTable({ shape, data: weights }) {
    const columns = shape[shape.length - 1];
    const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const data = new Float64Array(rows * LANES * Math.ceil(columns / LANES));
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < columns; k++) {
        data[(Math.floor(k / LANES) * rows + r) * LANES + (k % LANES)] = weights[r * columns + k];
      }
    }
    return { shape, rows, columns, data };
  }

  // Layers.

  /**
   * One row of numbers times a table, plus the bias; most of the time of a drawing is spent here.
   * @param {Float64Array} row
   * @param {Table} table
   * @param {Float64Array | undefined} bias
   * @param {Float64Array} out
   * @param {number} at where in `out` the first of the sums goes
   */
  function multiply(row, { rows, columns, data }, bias, out, at) {
    let p = 0;
    for (let k = 0; k < columns; k += LANES) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let r = 0; r < rows; r++, p += 4) {
        const value = row[r];
        a += value * data[p];
        b += value * data[p + 1];
        c += value * data[p + 2];
        d += value * data[p + 3];
      }
      const sums = [a, b, c, d];
      for (let lane = 0; lane < LANES && k + lane < columns; lane++) out[at + k + lane] = sums[lane] + (bias ? bias[k + lane] : 0);
    }
  }

  /**
   * @param {Float64Array} row
   * @param {string} layer
   */
  function dense(row, layer) {
    const table = unpackedKernels()[`${layer}/kernel`];
    const out = new Float64Array(table.columns);
    multiply(row, table, lists[`${layer}/bias`], out, 0);
    return out;
  }

  /**
   * A convolution with zeros around the image: each window is laid out as a row.
   * @param {Volume} x
   * @param {string} layer
   * @param {number} [stride]
   */
  function convolve(x, layer, stride = 1) {
    const table = unpackedKernels()[`${layer}/kernel`];
    const bias = lists[`${layer}/bias`];
    const { rows, columns } = geometry(x.shape, table.shape, { strides: [stride, stride], padding: "same" });
    const y = zeros([rows.size, columns.size, table.columns]);
    const row = new Float64Array(table.rows);
    for (let i = 0, at = 0; i < rows.size; i++) {
      for (let j = 0; j < columns.size; j++, at += table.columns) {
        layOut(x, i * stride - rows.before, j * stride - columns.before, table.shape[0], row);
        multiply(row, table, bias, y.data, at);
      }
    }
    return y;
  }

  /**
   * Write a window of an image into a row, zeros where it hangs over the edge.
   * @param {Volume} x
   * @param {number} top
   * @param {number} left
   * @param {number} side of the window
   * @param {Float64Array} row
   */
  function layOut({ shape: [height, width, channels], data }, top, left, side, row) {
    let r = 0;
    for (let u = top; u < top + side; u++) {
      for (let v = left; v < left + side; v++) {
        const inside = u >= 0 && v >= 0 && u < height && v < width;
        const from = (u * width + v) * channels;
        for (let c = 0; c < channels; c++, r++) row[r] = inside ? data[from + c] : 0;
      }
    }
  }

  /** @param {Float64Array} numbers made z · sigmoid(z), in place */
  function silu(numbers) {
    for (let p = 0; p < numbers.length; p++) numbers[p] *= 0.5 + 0.5 * Math.tanh(0.5 * numbers[p]);
    return numbers;
  }

  /**
   * Give each group of channels the mean 0 and the variance 1, then scale and shift each channel, in place.
   * @param {Volume} h
   * @param {Float64Array} film scales less 1, then shifts, of the channels
   */
  function normalize({ shape: [height, width, channels], data }, film) {
    const [pixels, wide] = [height * width, channels / GROUPS];
    for (let first = 0; first < channels; first += wide) {
      let [sum, squares] = [0, 0];
      for (let p = 0; p < pixels; p++) for (let c = first; c < first + wide; c++) sum += data[p * channels + c];
      const mean = sum / (pixels * wide);
      for (let p = 0; p < pixels; p++) for (let c = first; c < first + wide; c++) squares += (data[p * channels + c] - mean) ** 2;
      const spread = Math.sqrt(squares / (pixels * wide) + EPSILON);
      for (let c = first; c < first + wide; c++) {
        const [scale, shift] = [(1 + film[c]) / spread, film[channels + c]];
        for (let p = c; p < data.length; p += channels) data[p] = (data[p] - mean) * scale + shift;
      }
    }
  }

  /**
   * Add to x what two convolutions make of it, between which time and class scale and shift the channels.
   * @param {Volume} x
   * @param {Float64Array} told
   * @param {string} name
   */
  function block(x, told, name) {
    const h = convolve(x, `${name}_conv1`);
    normalize(h, dense(told, `${name}_film`));
    silu(h.data);
    const y = convolve(h, `${name}_conv2`);
    const passed = `${name}_pass/kernel` in unpackedKernels() ? convolve(x, `${name}_pass`) : x;
    for (let p = 0; p < y.data.length; p++) y.data[p] += passed.data[p];
    silu(y.data);
    return y;
  }

  /**
   * Repeat each pixel of the coarse maps down and across, and lay the fine maps beside.
   * @param {Volume} coarse
   * @param {Volume} fine
   */
  function doubledBeside(coarse, fine) {
    const [height, width, wide] = fine.shape;
    const own = coarse.shape[2];
    const joined = zeros([height, width, own + wide]);
    for (let p = 0, at = 0; p < height * width; p++, at += own + wide) {
      const from = ((Math.floor(p / width) >> 1) * coarse.shape[1] + ((p % width) >> 1)) * own;
      joined.data.set(coarse.data.subarray(from, from + own), at);
      joined.data.set(fine.data.subarray(p * wide, (p + 1) * wide), at + own);
    }
    return joined;
  }

  /**
   * What every block is told of time and class.
   * @param {number} t
   * @param {number} label
   */
  function condition(t, label) {
    const angles = Array.from({ length: WAVES }, (_, k) => t * FASTEST ** (k / (WAVES - 1)));
    const told = dense(silu(dense(Float64Array.from([...angles.map(Math.sin), ...angles.map(Math.cos)]), "time1")), "time2");
    const classes = lists["class/embeddings"];
    return silu(told.map((value, k) => value + classes[label * told.length + k]));
  }

  /** @type {KernelLab["unet"]["velocity"]} */
  function velocity(x, t, label) {
    if (x.length !== PIXELS) throw new RangeError(`The image has ${x.length} pixels: expected ${PIXELS}, 28 by 28.`);
    if (!(t >= 0 && t <= 1)) throw new RangeError(`The time is ${t}: expected a number from 0 to 1.`);
    if (!Number.isInteger(label) || label < 0 || label > NONE) throw new RangeError(`The label is ${label}: expected 0 to 9, or ${NONE} for none.`);
    unpackedKernels();
    const told = condition(t, label);
    const fine = block(convolve({ shape: [SIDE, SIDE, 1], data: Float64Array.from(x) }, "enter"), told, "down1");
    const middle = block(convolve(fine, "halve2", 2), told, "down2");
    let maps = block(convolve(middle, "halve3", 2), told, "down3");
    maps = block(doubledBeside(convolve(maps, "narrow2"), middle), told, "up2");
    maps = block(doubledBeside(convolve(maps, "narrow1"), fine), told, "up1");
    return convolve(maps, "velocity").data;
  }

  return { PIXELS, NONE, velocity };
})();
