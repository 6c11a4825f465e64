/* Small charts in SVG: axes, curves, bars and points, in the colors of the page. */
"use strict";

kernelLab.charts = (() => {
  /** Room for letters at the left and below, in units of the chart's view box. */
  const [LEFT, TOP, RIGHT, BOTTOM] = [44, 14, 14, 46];

  /** @type {KernelLab["charts"]["create"]} */
  function create(svg) {
    const { width, height } = svg.viewBox.baseVal;
    const x = (/** @type {number} */ share) => LEFT + share * (width - LEFT - RIGHT);
    const y = (/** @type {number} */ share) => height - BOTTOM - share * (height - TOP - BOTTOM);

    /** @type {Chart["add"]} */
    function add(tag, attributes, text = "") {
      const element = /** @type {SVGElement} */ (document.createElementNS(svg.namespaceURI, tag));
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
      if (text) element.textContent = text;
      svg.append(element);
      return element;
    }

    /** @type {Chart["axes"]} */
    function axes(below, beside) {
      svg.replaceChildren();
      add("path", { class: "lab-axis", d: `M${x(0)} ${y(1)}V${y(0)}H${x(1)}` });
      for (const share of [0, 0.5, 1]) {
        add("text", { x: x(share), y: y(0) + 16, "text-anchor": "middle" }, String(share));
        add("text", { x: x(0) - 6, y: y(share) + 4, "text-anchor": "end" }, String(share));
      }
      add("text", { x: x(0.5), y: height - 8, "text-anchor": "middle" }, below);
      add("text", { x: 12, y: y(0.5), "text-anchor": "middle", transform: `rotate(-90 12 ${y(0.5)})` }, beside);
    }

    /** @type {Chart["curve"]} */
    function curve(across, up, name = "lab-curve") {
      const points = across.map((value, k) => `${x(value).toFixed(2)} ${y(up[k]).toFixed(2)}`);
      return add("path", { class: name, d: points.length ? `M${points.join("L")}` : "" });
    }

    /** @type {Chart["point"]} */
    function point(across, up) {
      return add("circle", { class: "lab-here", cx: x(across).toFixed(2), cy: y(up).toFixed(2), r: 7 });
    }

    return { add, axes, curve, point, x, y };
  }

  return { create };
})();
