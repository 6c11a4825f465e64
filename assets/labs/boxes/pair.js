/* Two boxes that fingers, mouse and keys move; the corner at the lower right changes the size. */
"use strict";

/** @type {KernelLab["createPair"]} */
kernelLab.createPair = (svg, changed) => {
  const { SIDE, fits } = kernelLab.boxesAddress;
  const { add } = kernelLab.charts.create(svg);
  const UNIT = 10; // of the view box, for a pixel of the grid
  const NEAR = 3; // pixels of the grid around a corner
  const shared = add("rect", { class: "lab-shared" });
  /** @type {Record<string, Box>} */
  const boxes = {};
  /** @type {{name: string, corner: boolean, at: number[], from: Box} | null} */
  let held = null;

  /** @param {string} name */
  function createBox(name) {
    const group = add("g", { class: `lab-box lab-box-${name}`, tabindex: 0, role: "application" });
    const [rect, dot, letter] = [add("rect", {}), add("circle", { r: UNIT }), add("text", {}, name.toUpperCase())];
    const grip = add("circle", { class: "lab-grip", r: UNIT * NEAR }); // what a finger meets
    group.append(rect, dot, letter, grip);
    group.addEventListener("keydown", (event) => {
      const steps = /** @type {Record<string, number[]>} */ ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] });
      const { key, shiftKey, ctrlKey, altKey, metaKey } = /** @type {KeyboardEvent} */ (event);
      if (!Object.hasOwn(steps, key) || ctrlKey || altKey || metaKey) return;
      event.preventDefault();
      move(name, boxes[name], shiftKey, steps[key]);
    });
    return { group, rect, dots: [dot, grip], letter };
  }
  const drawn = { a: createBox("a"), b: createBox("b") };

  /**
   * @param {string} name
   * @param {Box} from
   * @param {boolean} corner
   * @param {number[]} by rows and columns
   */
  function move(name, from, corner, by) {
    const box = /** @type {Box} */ (from.slice());
    for (const axis of [0, 1]) {
      const [low, high] = [from[axis], from[axis + 2]];
      if (corner) box[axis + 2] = Math.min(SIDE, Math.max(low + 1, high + by[axis]));
      else {
        const step = Math.min(SIDE - high, Math.max(-low, by[axis]));
        [box[axis], box[axis + 2]] = [low + step, high + step];
      }
    }
    if (fits(box) && box.some((edge, k) => edge !== boxes[name][k])) changed(/** @type {"a" | "b"} */ (name), box);
  }

  /** @param {PointerEvent} event */
  function placeOf(event) {
    const frame = svg.getBoundingClientRect();
    return [(event.clientY - frame.top) / frame.height, (event.clientX - frame.left) / frame.width].map((share) => share * (SIDE + 2) - 1);
  }

  svg.addEventListener("pointerdown", (event) => {
    const at = placeOf(event);
    const corner = ["b", "a"].find((name) => Math.hypot(at[0] - boxes[name][2], at[1] - boxes[name][3]) <= NEAR);
    const inside = ["b", "a"].find((name) => [0, 1].every((axis) => at[axis] >= boxes[name][axis] && at[axis] <= boxes[name][axis + 2]));
    const name = corner ?? inside;
    if (!name) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    /** @type {SVGElement} */ (drawn[/** @type {"a" | "b"} */ (name)].group).focus({ preventScroll: true });
    held = { name, corner: corner !== undefined, at, from: boxes[name] };
  });
  // A finger on a box moves it; beside the boxes it scrolls the page.
  svg.addEventListener("touchstart", (event) => { if (held) event.preventDefault(); }, { passive: false });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const { name, corner, at, from } = held;
    move(name, from, corner, placeOf(event).map((place, axis) => Math.round(place - at[axis])));
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => { held = null; });

  /** @param {SVGElement} rect @param {Box} box */
  function lay(rect, [top, left, bottom, right]) {
    for (const [name, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top })) rect.setAttribute(name, String(UNIT * value));
  }

  return (a, b) => {
    Object.assign(boxes, { a, b });
    for (const name of /** @type {const} */ (["a", "b"])) {
      const { group, rect, dots, letter } = drawn[name];
      const [top, left, bottom, right] = boxes[name];
      lay(rect, boxes[name]);
      for (const [key, value] of Object.entries({ cx: right, cy: bottom })) dots.forEach((dot) => dot.setAttribute(key, String(UNIT * value)));
      for (const [key, value] of Object.entries({ x: left + 0.6, y: top + 2.6 })) letter.setAttribute(key, String(UNIT * value));
      group.setAttribute("aria-label", `Box ${name.toUpperCase()}: top ${top}, left ${left}, bottom ${bottom}, right ${right}. Arrow keys move it, with Shift its lower right corner.`);
    }
    const [top, left] = [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
    lay(shared, [top, left, Math.max(top, Math.min(a[2], b[2])), Math.max(left, Math.min(a[3], b[3]))]);
  };
};
