/* A sheet is a canvas that shows a grid of numbers as colors, finds the cell under a finger, and follows the theme. */
"use strict";

kernelLab.sheet = (() => {
  /** From this size on, in pixels of the page, a cell has room for its number. */
  const ROOM_FOR_NUMBER = 26;

  /**
   * The color of a value between 0 and 1.
   * @param {Color[]} palette
   * @param {number} value
   * @returns {Color}
   */
  function shade(palette, value) {
    const place = Math.min(1, Math.max(0, value)) * (palette.length - 1);
    const below = Math.min(Math.floor(place), palette.length - 2);
    const mix = place - below;
    const [r, g, b] = palette[below].map((low, c) => low + mix * (palette[below + 1][c] - low));
    return [r, g, b];
  }

  /**
   * Black or white, whichever stands out from a color.
   * @param {Color} color
   */
  function inkOn([r, g, b]) {
    return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#1f1d1a" : "#fffdf9";
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @returns {Sheet}
   */
  function createSheet(canvas) {
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    let [rows, columns, side] = [1, 1, 1];

    /** @type {Sheet["paint"]} */
    function paint(height, width, color, label) {
      [rows, columns] = [height, width];
      canvas.style.aspectRatio = `${columns} / ${rows}`;
      const ratio = window.devicePixelRatio || 1;
      side = Math.max(1, Math.round((ratio * canvas.clientWidth) / columns));
      [canvas.width, canvas.height] = [side * columns, side * rows];
      pen.imageSmoothingEnabled = false;
      pen.drawImage(createPixelGrid(rows, columns, color), 0, 0, canvas.width, canvas.height);
      if (label && side >= ROOM_FOR_NUMBER * ratio) writeLabels(color, label);
    }

    /**
     * @param {(row: number, column: number) => Color | null} color
     * @param {(row: number, column: number) => string} label
     */
    function writeLabels(color, label) {
      pen.font = `${Math.round(0.34 * side)}px system-ui, sans-serif`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      const plain = getComputedStyle(canvas).color;
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          const paper = color(r, c);
          pen.fillStyle = paper ? inkOn(paper) : plain;
          pen.fillText(label(r, c), (c + 0.5) * side, (r + 0.5) * side, 0.94 * side);
        }
      }
    }

    /** @type {Sheet["drawFrame"]} */
    function drawFrame(row, column, height, width, color) {
      const thick = Math.max(2, Math.min(4, side / 3)) * (window.devicePixelRatio || 1);
      const out = thick / 2 + 1; // around the cells, so that it hides none of them, but never over the edge
      const [top, left] = [row, column].map((start) => Math.max(start * side - out, thick / 2));
      const bottom = Math.min((row + height) * side + out, canvas.height - thick / 2);
      const right = Math.min((column + width) * side + out, canvas.width - thick / 2);
      const box = new Path2D();
      box.rect(left, top, right - left, bottom - top);
      for (const [stroke, extra] of /** @type {[string, number][]} */ ([["#fffdf9", 2], [color, 0]])) {
        pen.strokeStyle = stroke;
        pen.lineWidth = thick + extra;
        pen.stroke(box);
      }
    }

    /** @type {Sheet["drawDot"]} */
    function drawDot(row, column, color) {
      pen.fillStyle = color;
      pen.beginPath();
      pen.arc((column + 0.5) * side, (row + 0.5) * side, Math.max(1.5, Math.min(5, side / 4)) * (window.devicePixelRatio || 1), 0, 7);
      pen.fill();
    }

    /** @type {Sheet["cellAt"]} */
    function cellAt(event) {
      const box = canvas.getBoundingClientRect();
      const inside = (/** @type {number} */ share, /** @type {number} */ count) =>
        Math.min(count - 1, Math.max(0, Math.floor(share * count)));
      return [inside((event.clientY - box.top) / box.height, rows), inside((event.clientX - box.left) / box.width, columns)];
    }

    return { paint, drawFrame, drawDot, cellAt };
  }

  /**
   * The grid with one pixel a cell; a cell without color stays clear.
   * @param {number} rows
   * @param {number} columns
   * @param {(row: number, column: number) => Color | null} color
   */
  function createPixelGrid(rows, columns, color) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [columns, rows];
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = pen.createImageData(columns, rows);
    for (let p = 0; p < rows * columns; p++) {
      const shown = color(Math.floor(p / columns), p % columns);
      if (shown) image.data.set([...shown, 255], 4 * p);
    }
    pen.putImageData(image, 0, 0);
    return canvas;
  }

  /** @type {Record<string, [number, number]>} */
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  /** @type {KernelLab["sheet"]["onArrows"]} */
  function onArrows(element, move) {
    element.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const stride = event.shiftKey ? 5 : 1;
      move(stride * arrow[0], stride * arrow[1]);
    });
  }

  /** @type {KernelLab["sheet"]["redrawOnChange"]} */
  function redrawOnChange(element, draw) {
    new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    let width = 0;
    new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      draw();
    }).observe(element);
  }

  /** @type {KernelLab["sheet"]["formatNumber"]} */
  function formatNumber(value) {
    const short = Number(Math.abs(value) < 0.01 ? value.toPrecision(1) : value.toFixed(2));
    return (Math.abs(short) < 1e-9 ? "0" : String(short)).replace("-", "−");
  }

  /** @type {KernelLab["sheet"]["isExact"]} */
  function isExact(value) {
    return Math.abs(Number(formatNumber(value).replace("−", "-")) - value) < 1e-9;
  }

  return { createSheet, shade, onArrows, redrawOnChange, formatNumber, isExact };
})();
