/* Draws the curves of a training, and those of the one before, thinner and dashed. */
"use strict";

kernelLab.drawCurves = (() => {
  const POINTS = 160; // a curve has so many, each the mean of some batches
  const MARGIN = { left: 40, right: 10, top: 8, bottom: 24 };

  /**
   * Points (batch, mean of those before it).
   * @param {number[]} values
   * @returns {[number, number][]}
   */
  function thinned(values) {
    const each = Math.max(1, Math.ceil(values.length / POINTS));
    const count = Math.ceil(values.length / each);
    return Array.from({ length: count }, (_, k) => {
      const some = values.slice(k * each, (k + 1) * each);
      return [k * each + some.length, some.reduce((sum, value) => sum + value, 0) / some.length];
    });
  }

  /** @type {KernelLab["drawCurves"]} */
  return (canvas, curves, { most, format, ink, held }) => {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.scale(ratio, ratio);
    const longest = Math.max(10, ...curves.flatMap(({ training, judged }) => [training.length, ...judged.map(([step]) => step)]));
    const x = (/** @type {number} */ step) => MARGIN.left + (step / longest) * (width - MARGIN.left - MARGIN.right);
    const y = (/** @type {number} */ value) =>
      height - MARGIN.bottom - (Math.min(value, most) / most) * (height - MARGIN.top - MARGIN.bottom);

    pen.font = "12px system-ui, sans-serif";
    pen.fillStyle = pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 0.5;
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    for (const share of [0, 0.5, 1]) {
      pen.globalAlpha = 1;
      pen.fillText(format(share * most), MARGIN.left - 6, y(share * most));
      pen.globalAlpha = 0.35;
      pen.strokeRect(MARGIN.left, y(share * most), width - MARGIN.left - MARGIN.right, 0);
    }
    pen.globalAlpha = 1;
    pen.fillText(`${longest} batches`, width - MARGIN.right, height - MARGIN.bottom / 2);

    /** @param {[number, number][]} points @param {string} color @param {boolean} old */
    function line(points, color, old) {
      pen.strokeStyle = color;
      pen.lineWidth = old ? 1 : 2;
      pen.setLineDash(old ? [4, 3] : []);
      pen.beginPath();
      for (const [step, value] of points) if (Number.isFinite(value)) pen.lineTo(x(step), y(value));
      pen.stroke();
      if (old || points.length === 0) return;
      const [step, value] = points[points.length - 1];
      pen.fillStyle = color;
      pen.beginPath();
      pen.arc(x(step), y(value), 3, 0, 7);
      pen.fill();
    }

    curves.forEach(({ training, judged, old }) => {
      line(thinned(training), ink, old);
      line(judged, held, old);
    });
  };
})();
