/* Draws what the lab "Boxes" shows: boxes on the photograph, the curve, and the sentences beside them. */
"use strict";

kernelLab.createBoxesView = (root) => {
  const { area, common, iou, surest } = kernelLab.overlap;
  const { part } = kernelLab.parts(root);
  const { one, many, trees, photograph, side } = kernelLab.detections;
  const chartOf = (/** @type {string} */ name) => kernelLab.charts.create(/** @type {SVGSVGElement} */ (root.querySelector(`[data-part="${name}"]`)));
  const [oneChart, manyChart, curveChart] = ["one", "many", "curve"].map(chartOf);
  const LEVELS = 65535;

  /** @param {string} name @param {string} text */
  function write(name, text) {
    const element = part(name, HTMLElement);
    if (element.textContent !== text) element.textContent = text;
  }

  /** @param {number} count @param {string} one @param {string} more */
  function counted(count, one, more) {
    return `${count} ${count === 1 ? one : more}`;
  }

  const drawn = [oneChart, manyChart].map(({ add }) => {
    const wide = 16 * side;
    add("image", { href: `data:image/jpeg;base64,${photograph}`, x: 0, y: 0, width: wide, height: wide });
    return add("g", {});
  });

  /**
   * @param {number} which picture: 0 for one training, 1 for all
   * @param {{box: Box, kind: string}[]} shown
   */
  function drawBoxes(which, shown) {
    drawn[which].replaceChildren(...shown.map(({ box: [top, left, bottom, right], kind }) =>
      [oneChart, manyChart][which].add("rect", { class: `lab-found lab-${kind}`, x: left, y: top, width: right - left, height: bottom - top })));
  }

  /** @type {BoxesView["drawPair"]} */
  function drawPair({ a, b }) {
    const shared = common(a, b);
    const whole = area(a) + area(b) - shared;
    write("sum", `Intersection ${shared}. Union ${area(a)} + ${area(b)} − ${shared} = ${whole}. Intersection over union ${shared} / ${whole} = ${iou(a, b).toFixed(3)}.`);
    write("edges", `Top, left, bottom, right: A ${a.join(", ")}; B ${b.join(", ")}.`);
  }

  /** @type {BoxesView["drawSteps"]} */
  function drawSteps({ step, overlap }, steps) {
    const taken = steps.slice(0, step);
    const now = taken[step - 1];
    const kinds = taken.map(({ box, stays }) => ({ box: many.boxes[box], kind: stays ? "right" : "wrong" }));
    const rest = steps.slice(step).map(({ box }) => ({ box: many.boxes[box], kind: "waiting" }));
    const marked = now ? [{ box: many.boxes[now.box], kind: "now" }] : [];
    if (now && !now.stays) marked.push({ box: many.boxes[now.by], kind: "right" });
    drawBoxes(1, [...rest, ...kinds.filter(({ kind }) => kind === "wrong"), ...kinds.filter(({ kind }) => kind === "right"), ...marked]);
    write("caption-many", `What five trainings found, in one list: ${many.scores.length} boxes of a score from 0.4 on. Blue stays, orange and dashed is dropped, thin white waits, yellow is looked at now.`);
    const stay = taken.filter(({ stays }) => stays).length;
    write("step-value", `${step} of ${steps.length}`);
    part("step", HTMLInputElement).setAttribute("aria-valuetext", `${step} of ${steps.length} boxes, ${stay} stay`);
    write("stepped", now ? `${tell(now, overlap)} So far ${counted(stay, "box stays", "boxes stay")}, ${step - stay} dropped.`
      : "The surest box is looked at first. Press Step on.");
  }

  /** @param {Suppressed} now @param {number} overlap in hundredths */
  function tell({ box, by, overlap: most, stays }, overlap) {
    const name = `The box in yellow has a score of ${(many.scores[box] / LEVELS).toFixed(3)}.`;
    if (by < 0) return `${name} It overlaps none of those that stay, so it stays.`;
    return `${name} The most that it overlaps one that stays is ${most.toFixed(3)}, ${stays ? "not " : ""}more than ${(overlap / 100).toFixed(2)}: ${stays ? "it stays" : "it is dropped"}.`;
  }

  /** @type {BoxesView["drawCounted"]} */
  function drawCounted({ count, least }, { partners, curve, soFar, all }) {
    const order = surest(one.scores).slice(0, count);
    const right = order.filter((k) => partners[k] >= 0);
    const met = new Set(right.map((k) => partners[k]));
    drawBoxes(0, [
      ...trees.map((box, t) => ({ box, kind: met.has(t) ? "met" : "missed" })),
      ...order.map((k) => ({ box: one.boxes[k], kind: partners[k] >= 0 ? "right" : "wrong" })),
    ]);
    write("caption-one", `What one training found, against ${trees.length} trees that people drew (white; dotted where missed). Blue is right, orange and dashed is wrong.`);
    curveChart.axes("recall", "precision");
    curveChart.curve(curve.recall, curve.precision, "lab-guess");
    curveChart.curve(curve.recall.slice(0, count), curve.precision.slice(0, count));
    if (count) curveChart.point(curve.recall[count - 1], curve.precision[count - 1]);
    write("caption-curve", `precision over recall; average precision so far ${soFar.toFixed(3)}, of all ${all.toFixed(3)}`);
    write("count-value", `${count} of ${one.scores.length}`);
    part("count", HTMLInputElement).setAttribute("aria-valuetext", `${count} of ${one.scores.length}: ${right.length} right`);
    const last = order[count - 1];
    write("counted", count === 0 ? "Nothing counts yet. Move the slider: the threshold falls, and more counts."
      : `From a score of ${(one.scores[last] / LEVELS).toFixed(3)} on, ${counted(count, "detection counts", "detections count")}: ${right.length} right, ${count - right.length} wrong; ` +
        `of ${trees.length} trees ${trees.length - met.size} are missed. Precision ${curve.precision[count - 1].toFixed(3)}, recall ${curve.recall[count - 1].toFixed(3)}, at a least overlap of ${(least / 100).toFixed(2)}.`);
  }

  return { write, drawPair, drawSteps, drawCounted };
};
