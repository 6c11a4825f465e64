/* Draws what the lab "Where to cut" shows: scores, both curves, and the sentences below them. */
"use strict";

kernelLab.createCutView = (root) => {
  const { NOBODY, curves } = kernelLab.cuts;
  const { part } = kernelLab.parts(root);
  const [scoresChart, rocChart, prChart] = ["scores", "roc", "pr"].map((name) =>
    kernelLab.charts.create(/** @type {SVGSVGElement} */ (root.querySelector(`[data-part="chart-${name}"]`))));
  const BINS = 50;

  /** @param {string} name @param {string} text */
  function write(name, text) {
    const element = part(name, HTMLElement);
    if (element.textContent !== text) element.textContent = text;
  }

  /** @param {number} value */
  function percent(value) {
    const shown = 100 * value;
    const digits = shown === 0 || shown === 100 ? 0 : shown < 0.1 || shown > 99.9 ? 2 : 1;
    return `${shown.toFixed(digits)}%`;
  }

  /** @param {number} count */
  function whole(count) {
    return Math.round(count).toLocaleString("en-US");
  }

  /** @param {number} threshold in thousandths */
  function cut(threshold) {
    return threshold === NOBODY ? "above all" : (threshold / 1000).toFixed(3);
  }

  /** @param {number} cost */
  function money(cost) {
    return cost.toFixed(4);
  }

  /**
   * Positives stand above the middle, negatives hang below it.
   * @param {Scores} scores
   * @param {CutSettings} settings
   */
  function drawScores(scores, { threshold, doubt }) {
    const { add } = scoresChart;
    const x = (/** @type {number} */ share) => 12 + 616 * share; // above the slider's thumb
    const svg = part("chart-scores", /** @type {any} */ (SVGSVGElement));
    svg.replaceChildren();
    const [middle, reach] = [90, 72];
    const binned = [scores.positive, scores.negative].map((counts) => {
      const bins = new Array(BINS).fill(0);
      counts.forEach((count, level) => { bins[Math.min(BINS - 1, Math.floor(level * BINS / 1000))] += count; });
      return bins;
    });
    const tallest = Math.max(...binned.flat());
    if (doubt > 0) {
      const [low, high] = [Math.max(0, threshold - doubt), Math.min(1000, threshold + doubt)];
      add("rect", { class: "lab-left-out", x: x(low / 1000), width: Math.max(0, x(high / 1000) - x(low / 1000)), y: 8, height: 164 });
    }
    binned.forEach((bins, k) => bins.forEach((count, bin) => {
      if (!count) return;
      const height = Math.max(2, reach * Math.log1p(count) / Math.log1p(tallest));
      add("rect", { class: k ? "lab-no" : "lab-yes", x: x(bin / BINS) + 1, width: x(1 / BINS) - x(0) - 2, y: k ? middle + 1 : middle - 1 - height, height });
    }));
    add("path", { class: "lab-axis", d: `M${x(0)} ${middle}H${x(1)}` });
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      add("text", { x: x(share), y: 193, "text-anchor": share === 0 ? "start" : share === 1 ? "end" : "middle" }, String(share));
    }
    const line = x(threshold === NOBODY ? 1.01 : threshold / 1000);
    add("path", { class: "lab-cut-line", d: `M${line} 4V172` });
    write("caption-scores", `scores: ${scores.yes} above (${whole(sum(scores.positive))}), ${scores.no} below (${whole(sum(scores.negative))}); the lengths grow like the logarithm of the counts; called is what lies right of the line`);
  }

  /** @param {number[]} counts */
  function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
  }

  /**
   * @param {Scores} scores
   * @param {Judgement} judged
   */
  function drawCurves(scores, judged) {
    const { recall, falseAlarms, precision, area, average } = curves(scores);
    rocChart.axes("false alarms: 1 − specificity", "recall");
    rocChart.curve([0, 1], [0, 1], "lab-guess");
    rocChart.curve(falseAlarms, recall);
    rocChart.point(1 - judged.specificity, judged.recall);
    prChart.axes("recall", "precision");
    prChart.curve([0, 1], [kernelLab.cuts.share(scores), kernelLab.cuts.share(scores)], "lab-guess");
    prChart.curve(recall, precision);
    const called = judged.tp + judged.fp > 0;
    prChart.point(judged.recall, called ? judged.precision : 1);
    write("caption-roc", `ROC curve, area ${area.toFixed(3)}; dashed: guessing`);
    write("caption-pr", `precision over recall, average precision ${average.toFixed(3)}; dashed: guessing`);
    for (const [name, text] of [
      ["roc", `ROC curve: ${percent(1 - judged.specificity)} false alarms, ${percent(judged.recall)} found`],
      ["pr", `Precision over recall: ${called ? percent(judged.precision) : "nothing called"} at ${percent(judged.recall)} found`],
    ]) root.querySelector(`[data-part="chart-${name}"]`)?.setAttribute("aria-label", text);
  }

  /**
   * @param {Scores} scores
   * @param {Judgement} judged
   */
  function writeFigures(scores, judged) {
    for (const name of /** @type {const} */ (["tp", "fp", "fn", "tn"])) write(name, whole(judged[name]));
    for (const name of /** @type {const} */ (["precision", "recall", "specificity", "f1", "accuracy"])) {
      write(name, name === "f1" ? judged.f1.toFixed(3) : percent(judged[name]));
    }
    if (judged.tp + judged.fp === 0) write("precision", "none called");
    write("cost", money(judged.cost));
    write("yes", scores.yes);
    write("no", scores.no);
  }

  /**
   * @param {Scores} scores
   * @param {Judgement} judged
   */
  function writeMeaning(scores, { prevalence, recall, specificity, means }) {
    const all = prevalence < 0.01 ? 100_000 : 10_000;
    const there = all * prevalence;
    const [found, alarms] = [there * recall, (all - there) * (1 - specificity)];
    const after = recall === 1 && specificity === 0
      ? `Everybody is called, and ${percent(means.positive)} of them are ${scores.yes}.`
      : found + alarms > 0
      ? `So of those called, ${percent(means.positive)} are ${scores.yes}, and of those not called, ${percent(means.negative)} are ${scores.no}.`
      : `Nobody is called, and of those not called, ${percent(means.negative)} are ${scores.no}.`;
    write("meaning", `Of ${whole(all)} cases at a prevalence of ${percent(prevalence)}, about ${whole(there)} are ${scores.yes}. ` +
      `${whole(found)} of them are called, and ${whole(alarms)} of the others. ${after}`);
  }

  /**
   * @param {Scores} scores
   * @param {CutSettings} settings
   * @param {Judgement} judged
   */
  function writeDecisions(scores, { doubt }, { cost, cheapest, abstained, tp, fp, fn, tn }) {
    const [all, wrong] = [tp + fp + fn + tn, fp + fn];
    write("price", `A case costs ${money(cost)} at this threshold. The cheapest is ${cut(cheapest.threshold)}, at ${money(cheapest.cost)}` +
      `${cheapest.threshold === NOBODY ? ": nobody is called" : ""}.`);
    const errors = `Of all ${whole(all)}, ${whole(wrong)} are answered wrong (${percent(wrong / all)}).`;
    const { kept, wrong: left } = abstained;
    const rest = kept === 0
      ? `All lie nearer than ${cut(doubt)} to the threshold: nobody is answered.`
      : `Without the ${whole(all - kept)} nearer than ${cut(doubt)} to the threshold, ${whole(left)} of ${whole(kept)} are (${percent(left / kept)}).`;
    write("abstained", doubt === 0 ? `${errors} Nothing is left out.` : `${errors} ${rest}`);
  }

  /** @type {CutView["draw"]} */
  function draw(scores, settings, judged) {
    drawScores(scores, settings);
    drawCurves(scores, judged);
    writeFigures(scores, judged);
    writeMeaning(scores, judged);
    writeDecisions(scores, settings, judged);
  }

  return { draw, cut, write };
};
