/* One training: batch by batch in a new order each time round, with what there is to be seen of it. */
"use strict";

kernelLab.learning.define("training", ({ network: networks, data }) => {
  const MOST_MISREAD = 12;
  const ROOM = 250; // so many digits are judged at a time

  /** @param {ArrayLike<number>} values */
  function rootMeanSquare(values) {
    let sum = 0;
    for (let p = 0; p < values.length; p++) sum += values[p] * values[p];
    return Math.sqrt(sum / values.length);
  }

  /** @param {number} count */
  function upTo(count) {
    return Uint32Array.from({ length: count }, (_, k) => k);
  }

  /** @type {LearningParts["training"]["create"]} */
  function create(settings, given) {
    const [network, sets] = [networks.create(settings), data.prepare(given, settings)];
    const all = sets.training.labels.length;
    let [order, start, done, epoch] = [network.generator.permutation(all), 0, 0, 0];
    let before = network.parameters.slice();
    /** @type {Misread[]} */
    let misread = [];

    function step() {
      if (start >= all) {
        [order, start] = [network.generator.permutation(all), 0];
        epoch += 1;
      }
      const { images, labels } = data.batch(sets.training, order.subarray(start, start + settings.batch));
      before.set(network.parameters);
      const { loss, answers } = network.step(images, labels);
      start += labels.length;
      done += 1;
      return { loss, accuracy: answers.reduce((right, answer, b) => right + Number(answer === labels[b]), 0) / labels.length };
    }

    function judge() {
      const { labels } = sets.held;
      let loss = 0;
      misread = [];
      for (let first = 0; first < labels.length; first += ROOM) {
        const rows = upTo(labels.length).subarray(first, first + ROOM);
        const judged = network.evaluate(...batchOf(rows));
        loss += judged.loss * rows.length;
        judged.answers.forEach((answer, b) => {
          if (answer !== labels[first + b]) misread.push({ place: first + b, label: labels[first + b], answer });
        });
      }
      return { step: done, loss: loss / labels.length, accuracy: 1 - misread.length / labels.length };
    }

    /** @param {ArrayLike<number>} rows @returns {[Float64Array, Uint8Array]} */
    function batchOf(rows) {
      const { images, labels } = data.batch(sets.held, rows);
      return [images, labels];
    }

    /**
     * What each layer gives for one digit; layers write over what they gave.
     * @param {number} digit
     */
    function mapsOf(digit) {
      let [x] = batchOf([digit]);
      const maps = [];
      for (const layer of network.layers) {
        x = layer.forward(x, 1);
        maps.push({ name: layer.name, shape: layer.output, data: x.slice() });
      }
      return maps;
    }

    /**
     * What a layer gives, after its activation if it has one.
     * @param {NamedVolume[]} maps
     * @param {string} name
     */
    function answersOf(maps, name) {
      const place = maps.findIndex((map) => map.name === name);
      const next = maps[place + 1];
      return (next?.name.startsWith(settings.activation) ? next : maps[place]).data;
    }

    /** @param {NamedVolume[]} maps */
    function sizes(maps) {
      let start = 0;
      return network.layers.filter(({ shapes }) => "kernel" in shapes).map(({ name, parameters, gradients }) => {
        const update = parameters.kernel.map((w, p) => w - before[start + p]);
        start += parameters.kernel.length + parameters.bias.length;
        return {
          layer: name, activation: rootMeanSquare(answersOf(maps, name)),
          gradient: rootMeanSquare(gradients.kernel), update: rootMeanSquare(update),
        };
      });
    }

    /** @type {Training["report"]} */
    function report(digit) {
      const maps = mapsOf(digit);
      const kernels = network.layers.filter(({ shapes }) => shapes.kernel?.length === 4)
        .map(({ name, shapes, parameters }) => ({ name, shape: shapes.kernel, data: parameters.kernel.slice() }));
      return { step: done, epoch: timesRound(), kernels, maps, sizes: sizes(maps), misread: misread.slice(0, MOST_MISREAD), misreadCount: misread.length };
    }

    function timesRound() {
      return epoch + start / all;
    }

    return { network, sets, step, judge, report, count: () => done, epoch: timesRound };
  }

  return { create };
});
