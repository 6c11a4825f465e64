/* The film of chapter 13: two drivers on one road, seen from above. It stands still until somebody starts it. */
"use strict";

(() => {
  const film = /** @type {Film} */ (window.filmOfDriving);
  const place = /** @type {HTMLElement} */ (document.getElementById("film-driving"));
  if (!film || !place) return;

  /** @type {Record<string, string>} */
  const NAMES = { naive: "the plain clone", dagger: "the clone of DAgger" };
  const drivers = Object.keys(film.drives);
  const steps = Math.max(...drivers.map((name) => film.drives[name].length));
  let step = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  const button = document.createElement("button");
  button.type = "button";
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: "0", max: String(steps - 1), value: "0" });
  slider.setAttribute("aria-label", "moment of the film");
  const text = document.createElement("p");

  const controls = document.createElement("div");
  controls.className = "film-controls";
  controls.append(button, slider);
  place.append(canvas, controls, text);

  const points = film.road.flat(2);
  const bounds = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis]);
    return [Math.min(...values) - 6, Math.max(...values) + 6];
  });

  /**
   * The state of one driver at a step: the last pose once the drive has ended.
   * @param {string} name
   */
  function pose(name) {
    const drive = film.drives[name];
    return drive[Math.min(step, drive.length - 1)];
  }

  /** @param {string} name */
  function ended(name) {
    return film.drives[name].length < steps && step >= film.drives[name].length - 1;
  }

  /** @param {string} name */
  function color(name) {
    return getComputedStyle(place).getPropertyValue(name).trim();
  }

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    const width = place.clientWidth;
    const scale = width / (bounds[0][1] - bounds[0][0]);
    const height = scale * (bounds[1][1] - bounds[1][0]);
    canvas.width = Math.round(ratio * width);
    canvas.height = Math.round(ratio * height);
    canvas.style.height = height + "px";
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.setTransform(ratio * scale, 0, 0, ratio * scale, -ratio * scale * bounds[0][0], -ratio * scale * bounds[1][0]);
    drawRoad(pen);
    drivers.forEach((name) => drawCar(pen, name));
    describe();
  }

  /** @param {CanvasRenderingContext2D} pen */
  function drawRoad(pen) {
    film.road.forEach(([left, middle, right]) => {
      trace(pen, left.concat(right.slice().reverse()));
      pen.fillStyle = color("--film-road");
      pen.fill();
      pen.strokeStyle = color("--film-line");
      pen.lineWidth = 0.5;
      pen.setLineDash([]);
      [left, right].forEach((edge) => { trace(pen, edge); pen.stroke(); });
      pen.setLineDash([2, 3]);
      trace(pen, middle);
      pen.stroke();
    });
    pen.setLineDash([]);
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {number[][]} line points (x, y), in meters
   */
  function trace(pen, line) {
    pen.beginPath();
    line.forEach(([x, y], k) => (k ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {string} name of the driver
   */
  function drawCar(pen, name) {
    const past = film.drives[name].slice(Math.max(0, step - 25), step + 1);
    pen.strokeStyle = pen.fillStyle = color("--film-" + name);
    pen.lineWidth = 0.8;
    trace(pen, past);
    pen.stroke();
    const [x, y, heading] = pose(name);
    pen.save();
    pen.translate(x, y);
    pen.rotate(heading);
    if (name === "naive") {
      pen.fillRect(-2.5, -1.2, 5, 2.4);
    } else {
      pen.beginPath();
      pen.moveTo(3.4, 0);
      pen.lineTo(-2.2, -1.9);
      pen.lineTo(-2.2, 1.9);
      pen.fill();
    }
    pen.restore();
  }

  function describe() {
    const moment = (step * film.seconds).toFixed(1);
    const parts = drivers.map((name) => NAMES[name] + (ended(name) ? " has left the road" : " is on the road"));
    text.textContent = moment + " s: " + parts.join("; ") + ".";
    canvas.setAttribute("aria-label", "Two cars on a closed road, seen from above. " + text.textContent);
    button.textContent = timer === undefined ? "Play" : "Pause";
    slider.value = String(step);
    slider.setAttribute("aria-valuetext", moment + " seconds");
  }

  function pause() {
    clearInterval(timer);
    timer = undefined;
    draw();
  }

  function play() {
    if (step >= steps - 1) step = 0;
    timer = setInterval(() => {
      step += 1;
      if (step >= steps - 1) pause();
      else draw();
    }, 1000 * film.seconds / 2);
    draw();
  }

  button.addEventListener("click", () => (timer === undefined ? play() : pause()));
  slider.addEventListener("input", () => {
    step = Number(slider.value);
    pause();
  });
  window.addEventListener("resize", draw);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  draw();
})();
