/*
 * What follows from a threshold. Equal, by test, to kernelbook.evaluation.
 *
 * Scores are whole thousandths, and of each collection only is kept how many positives and negatives have each score.
 * A case is called positive if its score is at or above the threshold; at 1,001 none is called.
 */
"use strict";

kernelLab.cuts = (() => {
  const NOBODY = 1001;

  /** @param {number[]} counts */
  function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
  }

  /**
   * How many have at least each score from 0 to 1,001.
   * @param {number[]} counts
   */
  function above(counts) {
    const found = new Array(NOBODY + 1).fill(0);
    for (let level = NOBODY - 1; level >= 0; level--) found[level] = found[level + 1] + counts[level];
    return found;
  }

  /** @type {KernelLab["cuts"]["share"]} */
  function share({ positive, negative }) {
    return sum(positive) / (sum(positive) + sum(negative));
  }

  /**
   * The costs of a miss and of an alarm in the collection, so that together they are those at another prevalence.
   * @param {Scores} scores
   * @param {CutSettings} settings
   */
  function weights(scores, { prevalence, miss, alarm }) {
    if (prevalence === null) return { miss, alarm };
    const [used, here] = [prevalence / 100, share(scores)];
    return { miss: miss * used / here, alarm: alarm * (1 - used) / (1 - here) };
  }

  /**
   * As evaluation.threshold_by_cost: of equally cheap ones, the highest.
   * @param {Scores} scores
   * @param {{miss: number, alarm: number}} weights
   */
  function cheapest(scores, { miss, alarm }) {
    const [hits, alarms] = [above(scores.positive), above(scores.negative)];
    let best = { threshold: NOBODY, cost: Infinity };
    for (let t = NOBODY; t >= 0; t--) {
      if (t < NOBODY && !scores.positive[t] && !scores.negative[t]) continue;
      const cost = (miss * (hits[0] - hits[t]) + alarm * alarms[t]) / (hits[0] + alarms[0]);
      if (cost < best.cost) best = { threshold: t, cost };
    }
    return best;
  }

  /**
   * Cases at least `doubt` from the threshold are answered, the others are handed to somebody: evaluation.risk_coverage.
   * @param {Scores} scores
   * @param {CutSettings} settings
   */
  function abstain(scores, { threshold, doubt }) {
    let [kept, wrong] = [0, 0];
    for (let level = 0; level < NOBODY; level++) {
      if (Math.abs(level - threshold) < doubt) continue;
      kept += scores.positive[level] + scores.negative[level];
      wrong += level >= threshold ? scores.negative[level] : scores.positive[level];
    }
    return { kept, wrong };
  }

  /**
   * As evaluation.predictive_values.
   * @param {number} sensitivity
   * @param {number} specificity
   * @param {number} prevalence from 0 to 1
   */
  function predictiveValues(sensitivity, specificity, prevalence) {
    const [tp, fn] = [sensitivity * prevalence, (1 - sensitivity) * prevalence];
    const [tn, fp] = [specificity * (1 - prevalence), (1 - specificity) * (1 - prevalence)];
    return { positive: ratio(tp, tp + fp), negative: ratio(tn, tn + fn) };
  }

  /**
   * Of nothing, 0, as in the library.
   * @param {number} part
   * @param {number} whole
   */
  function ratio(part, whole) {
    return whole ? part / whole : 0;
  }

  /** @type {KernelLab["cuts"]["judge"]} */
  function judge(scores, settings) {
    const [hits, alarms] = [above(scores.positive), above(scores.negative)];
    const [tp, fp] = [hits[settings.threshold], alarms[settings.threshold]];
    const [fn, tn] = [hits[0] - tp, alarms[0] - fp];
    const [recall, specificity] = [tp / (tp + fn), tn / (tn + fp)];
    const prevalence = settings.prevalence === null ? share(scores) : settings.prevalence / 100;
    const costs = weights(scores, settings);
    return {
      tp, fp, fn, tn, recall, specificity, prevalence,
      precision: ratio(tp, tp + fp),
      f1: ratio(2 * tp, 2 * tp + fp + fn),
      accuracy: (tp + tn) / (hits[0] + alarms[0]),
      means: predictiveValues(recall, specificity, prevalence),
      cost: (costs.miss * fn + costs.alarm * fp) / (hits[0] + alarms[0]),
      cheapest: cheapest(scores, costs),
      abstained: abstain(scores, settings),
    };
  }

  /** @type {KernelLab["cuts"]["curves"]} */
  function curves(scores) {
    const [hits, alarms] = [above(scores.positive), above(scores.negative)];
    /** @type {CutCurves} */
    const found = { thresholds: [], recall: [0], falseAlarms: [0], precision: [1], area: 0, average: 0 };
    for (let t = NOBODY - 1; t >= 0; t--) {
      if (!scores.positive[t] && !scores.negative[t]) continue;
      found.thresholds.push(t);
      found.recall.push(hits[t] / hits[0]);
      found.falseAlarms.push(alarms[t] / alarms[0]);
      found.precision.push(hits[t] / (hits[t] + alarms[t]));
      const [gained, called] = [found.recall, found.falseAlarms].map((row) => row[row.length - 1] - row[row.length - 2]);
      found.area += called * (found.recall[found.recall.length - 1] - gained / 2);
      found.average += gained * found.precision[found.precision.length - 1];
    }
    return found;
  }

  return { NOBODY, share, judge, curves };
})();
