/* Hears orders, trains in slices so that it goes on hearing them, and reports. In a worker, or in the page without one. */
"use strict";

kernelLab.learning.define("trainer", ({ training: trainings }) => {
  const SLICE = 40; // milliseconds of training before the next order is heard
  const SILENCE = 200; // milliseconds between two reports, at least
  const STEPS_TO_JUDGE = 50; // batches from one look at the held-out digits to the next; in the beginning fewer
  const EPOCHS = 5; // after so many, Run has to be pressed again

  /** @type {LearningParts["trainer"]["serve"]} */
  function serve(port) {
    /** @type {DigitSets | null} */
    let digits = null;
    /** @type {Training | null} */
    let training = null;
    let [run, digit, turn, last, broken, running] = [0, 0, 0, 0, false, false];
    let [began, goal] = [{ time: 0, epoch: 0 }, 0];
    /** @type {Pick<LearningReport, "losses" | "accuracies" | "held">} */
    let news = { losses: [], accuracies: [], held: [] };
    let lastJudged = -1;

    /** @param {Training} subject */
    function judge(subject) {
      const judged = subject.judge();
      lastJudged = judged.step;
      if (Number.isFinite(judged.loss)) news.held.push(judged);
    }

    /**
     * @param {Training} subject
     * @param {LearningReport["rest"]} rest
     */
    function report(subject, rest) {
      if (rest && !broken && subject.count() !== lastJudged) judge(subject);
      const seconds = (performance.now() - began.time) / 1000;
      const speed = ((subject.epoch() - began.epoch) * subject.sets.training.labels.length) / seconds;
      port.postMessage({ kind: "report", run, ...subject.report(digit), ...news, rest, speed });
      news = { losses: [], accuracies: [], held: [] };
      last = performance.now();
    }

    /** @param {Training} subject */
    function step(subject) {
      const { loss, accuracy } = subject.step();
      broken = !Number.isFinite(loss);
      news.losses.push(loss);
      news.accuracies.push(accuracy);
    }

    /**
     * @param {Training} subject
     * @param {number} mine
     */
    function slice(subject, mine) {
      if (mine !== turn) return;
      const end = performance.now() + SLICE;
      let over = false;
      while (!over && !broken && performance.now() < end) {
        step(subject);
        over = subject.epoch() >= goal;
        const steps = subject.count();
        if (!broken && steps % (steps < STEPS_TO_JUDGE ? STEPS_TO_JUDGE / 5 : STEPS_TO_JUDGE) === 0) judge(subject);
      }
      if (broken || over) {
        running = false;
        return report(subject, broken ? "broken" : "end");
      }
      if (performance.now() > last + SILENCE) report(subject, "");
      setTimeout(() => slice(subject, mine));
    }

    port.onmessage = ({ data: order }) => hear(/** @type {LearningOrder} */ (order));

    /** @param {LearningOrder} order */
    function hear(order) {
      if (order.kind === "digits") digits = order.digits;
      else if (order.kind === "begin") begin(order);
      else if (order.kind === "look") digit = order.digit;
      if (!training || order.kind === "digits" || order.kind === "begin") return;
      if (order.kind === "look" && running) return; // the next report shows it
      turn += 1;
      running = order.kind === "run" && !broken;
      if (running) {
        began = { time: performance.now(), epoch: training.epoch() };
        goal = Math.floor(began.epoch / EPOCHS) * EPOCHS + EPOCHS;
        return slice(training, turn);
      }
      if (order.kind === "step" && !broken) step(training);
      report(training, broken ? "broken" : "pause");
    }

    /** @param {Extract<LearningOrder, {kind: "begin"}>} order */
    function begin(order) {
      if (!digits) return;
      turn += 1;
      running = false;
      [run, digit, broken, lastJudged] = [order.run, order.digit, false, -1];
      news = { losses: [], accuracies: [], held: [] };
      training = trainings.create(order.settings, digits);
      judge(training);
      report(training, "pause");
    }
  }

  return { serve };
});
