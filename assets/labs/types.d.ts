/* What the labs' scripts hand to each other; read by tsc alone, never by a browser. */

/** Numbers and the lengths of their axes, the last axis running fastest. */
interface Volume { shape: number[]; data: Float64Array }

type Padding = "valid" | "same" | "full" | [number, number];

interface Steps {
  strides: [number, number];
  dilation: [number, number];
  padding: "valid" | "same" | "full" | [[number, number], [number, number]];
}

/** One axis of a convolution: pixels, weights, steps, zeros before and after, and positions of the window. */
interface Axis { n: number; k: number; stride: number; dilation: number; before: number; after: number; size: number }

interface Geometry { rows: Axis; columns: Axis }

/** A gray picture: values from 0 (black) to 1 (white), row by row. */
interface Picture { height: number; width: number; values: ArrayLike<number> }

/** Which pixels of the image one unit sees: the first row and column, and how many of each. */
interface Field { row: number; column: number; size: number }

interface Reading {
  /** By layer: conv1, pool1, conv2, pool2, conv3 as (rows, columns, maps); dense and logits as (1, 1, units). */
  layers: Record<string, Volume>;
  /** Softmax of the logits. */
  plain: number[];
  /** Softmax of the logits divided by the temperature. */
  calibrated: number[];
}

/** How many bits a weight of a kernel has. */
type Bits = 8 | 16;

/** Weights as text. With `steps`, one for each output, in 16 bits: whole numbers of 8 bits, to be multiplied by them. */
interface Packed { shape: number[]; values: string; steps?: string }

/** Bytes in base 64, to be divided by `levels`. */
interface Stored { height: number; width: number; levels: number; values: string }

interface LabState {
  image: string;
  kernel: number[][];
  stride: number;
  dilation: number;
  padding: "valid" | "same" | "full";
  flip: "0" | "1";
  /** Hidden outputs are shown one by one, by steps. */
  hide: "0" | "1";
  view: "forward" | "backward";
  error: "one" | "ones" | "noise";
  /** Row and column of the window. */
  at: number[];
  /** Row and column of the pixel whose gradient is written out in the backward view. */
  pixel: number[];
}

/** What the convolution lab has computed for a state. */
interface Shown { state: LabState; geometry: Geometry; X: Volume; K: Volume; Y: Volume; E: Volume; dK: Volume; dX: Volume }

/** An image, the colors it is drawn with, and the value of the last of them. */
interface LabImage { X: Volume; palette: Color[]; white: number }

interface ConvolutionView {
  draw(shown: Shown, image: LabImage, computed: number): void;
  drawImageAlone(image: LabImage): void;
  /** Give a table so many rows and cells, and each cell its content. */
  fillTable(name: string, rows: number, columns: number, write: (cell: HTMLTableCellElement, row: number, column: number) => void): void;
  reach(axis: Axis): number;
  sheets: Record<string, Sheet>;
}

/** A canvas that shows a grid of colored cells. */
interface Sheet {
  /** A cell without a color stays clear; labels are written where there is room. */
  paint(rows: number, columns: number, color: (row: number, column: number) => Color | null, label?: (row: number, column: number) => string): void;
  drawFrame(row: number, column: number, height: number, width: number, color: string): void;
  drawDot(row: number, column: number, color: string): void;
  /** Row and column under a pointer. */
  cellAt(event: MouseEvent): [number, number];
}

type Color = [number, number, number];

interface Palettes { gray: Color[]; ink: Color[]; signed: Color[]; activation: Color[] }

/** What a drawing is asked for: the digit, or 10 for none in particular; strength of guidance; steps; which noise. */
interface DrawingSettings { digit: number; strength: number; steps: number; seed: number }

/** A point of the way from noise to an image: the time, the image there, and what it leads to if nothing turns. */
interface PathPoint { t: number; x: Float64Array; guess: Float64Array }

/** Cases whose scores are known: how many positives, and negatives, have each score from 0 to 1,000 thousandths. */
interface Scores { title: string; yes: string; no: string; positive: number[]; negative: number[] }

interface CutSettings {
  scores: string;
  /** In thousandths; at 1,001 nobody is called. */
  threshold: number;
  /** In percent; null is that of the cases. */
  prevalence: number | null;
  miss: number;
  alarm: number;
  /** In thousandths: cases nearer to the threshold are left out. */
  doubt: number;
}

/** What follows from a threshold; shares from 0 to 1. */
interface Judgement {
  tp: number; fp: number; fn: number; tn: number;
  precision: number; recall: number; specificity: number; f1: number; accuracy: number; prevalence: number;
  /** How likely a called case is positive, and one that is not called negative. */
  means: { positive: number; negative: number };
  cost: number;
  cheapest: { threshold: number; cost: number };
  abstained: { kept: number; wrong: number };
}

/** At infinity and at each distinct score, from high to low. */
interface CutCurves { thresholds: number[]; recall: number[]; falseAlarms: number[]; precision: number[]; area: number; average: number }

interface CutView {
  draw(scores: Scores, settings: CutSettings, judged: Judgement): void;
  /** A threshold in words. */
  cut(threshold: number): string;
  write(name: string, text: string): void;
}

/** An SVG with axes from 0 to 1. */
interface Chart {
  add(tag: string, attributes: Record<string, string | number>, text?: string): SVGElement;
  /** Empty it, and draw the axes with their names. */
  axes(below: string, beside: string): void;
  curve(across: number[], up: number[], name?: string): SVGElement;
  point(across: number, up: number): SVGElement;
  x(share: number): number;
  y(share: number): number;
}

/** The top, left, bottom and right edge. */
type Box = [number, number, number, number];

/** One step of suppression: the box looked at, the one that stays and that it overlaps most (or −1), and how much. */
interface Suppressed { box: number; by: number; overlap: number; stays: boolean }

interface PrecisionRecall { precision: number[]; recall: number[] }

interface BoxesSettings {
  a: Box;
  b: Box;
  /** Above it a box is dropped, in hundredths. */
  overlap: number;
  /** Steps of suppression taken. */
  step: number;
  /** From it on a box matches, in hundredths. */
  least: number;
  /** Detections that count, the surest first. */
  count: number;
}

interface JudgedBoxes {
  /** For each detection the tree that it matches, or −1. */
  partners: number[];
  curve: PrecisionRecall;
  /** Average precision of those that count, and of all. */
  soFar: number;
  all: number;
}

interface BoxesView {
  write(name: string, text: string): void;
  drawPair(state: BoxesSettings): void;
  drawSteps(state: BoxesSettings, steps: Suppressed[]): void;
  drawCounted(state: BoxesSettings, judged: JudgedBoxes): void;
}

/** Boxes in sixteenths of a pixel, scores in 65,535ths. */
interface FoundBoxes { boxes: Box[]; scores: number[] }

interface KernelLab {
  overlap: {
    area(box: Box): number;
    /** The area that both share. */
    common(a: Box, b: Box): number;
    iou(a: Box, b: Box): number;
    /** The numbers of scores, the surest first. */
    surest(scores: number[]): number[];
    /** Non-maximum suppression, a step for each box, the surest first. */
    suppress(boxes: Box[], scores: number[], threshold: number): Suppressed[];
    match(boxes: Box[], scores: number[], truth: Box[], hundredths: number): number[];
    curve(scores: number[], right: boolean[], count: number): PrecisionRecall;
    averagePrecision(curve: PrecisionRecall): number;
  };
  boxesAddress: {
    /** Pixels of the grid on which the two boxes lie. */
    SIDE: number;
    fits(box: Box): boolean;
    parse(name: "overlap" | "least", text: string): number | undefined;
    read(query: string): { state: BoxesSettings; faults: string[] };
    write(state: BoxesSettings): string;
  };
  boxesCell(state: BoxesSettings): string;
  /** Two boxes to be moved; returns what draws them. */
  createPair(svg: SVGSVGElement, changed: (name: "a" | "b", box: Box) => void): (a: Box, b: Box) => void;
  createBoxesView(root: HTMLElement): BoxesView;
  /** What the lab "Boxes" computes for its state, or another. */
  boxed?: (asked?: BoxesSettings) => { state: BoxesSettings; steps: Suppressed[]; judged: JudgedBoxes; right: number };
  /** Written by the build: a part of chapter 17's photograph, its trees, what one training found and what five did. */
  detections: { side: number; photograph: string; trees: Box[]; one: FoundBoxes; many: FoundBoxes };
  charts: { create(svg: SVGSVGElement): Chart };
  cuts: {
    /** The threshold at which nobody is called. */
    NOBODY: number;
    /** Positives among all. */
    share(scores: Scores): number;
    judge(scores: Scores, settings: CutSettings): Judgement;
    curves(scores: Scores): CutCurves;
  };
  cutAddress: {
    EXPECTED: Record<string, string>;
    /** A setting as text, read; undefined if it cannot be. */
    parse(name: keyof CutSettings, text: string): string | number | null | undefined;
    read(query: string): { state: CutSettings; faults: string[] };
    write(state: CutSettings): string;
    textsOf(state: CutSettings): Record<string, string>;
  };
  cutCell(state: CutSettings): string;
  createCutView(root: HTMLElement): CutView;
  /** What the lab "Where to cut" shows now. */
  cut?: () => { state: CutSettings; judged: Judgement };
  /** Written by the build: the scores of chapters 6 and 14. */
  scores: Record<string, Scores>;
  convolution: {
    geometry(image: number[], kernel: number[], steps?: Partial<Steps>): Geometry;
    pixelUnder(axis: Axis, i: number, m: number): number;
    zeros(shape: number[]): Volume;
    convolve(X: Volume, K: Volume, steps?: Partial<Steps>): Volume;
    kernelGradient(X: Volume, E: Volume, kernelShape: number[], steps?: Partial<Steps>): Volume;
    imageGradient(E: Volume, K: Volume, imageShape: number[], steps?: Partial<Steps>): Volume;
    turned(K: Volume): Volume;
  };
  packed: {
    /** Numbers of 16 bits: a sign, five bits of exponent, ten of fraction (IEEE 754). */
    decodeHalves(bytes: Uint8Array<ArrayBuffer>): Float64Array;
    /** The weights that pages/exhibits.py packed, in base 85. */
    unpack(array: Packed): Volume;
  };
  pieces: {
    CUT_OUT: string;
    MINIMUM_CONTRAST: number;
    digitAlone(ink: Picture): Picture;
    levelOfInk(ink: Picture): number;
    quantile(values: ArrayLike<number>, share: number): number;
    roundToEven(value: number): number;
    withoutEdges(ink: Picture, level: number): Picture;
  };
  preparation: {
    prepareDigit(picture: Picture): Picture;
    resize(picture: Picture, height: number, width: number): Picture;
  };
  network: {
    names: string[];
    /** What every layer makes of an image, 28 × 28 from 0 (paper) to 1 (ink), on weights of 16 bits or of 8. */
    read(image: Picture, bits?: Bits): Reading;
    receptiveField(layer: string, row: number, column: number): Field;
  };
  unet: {
    PIXELS: number;
    /** The label for no class in particular. */
    NONE: number;
    /** How fast each of 28 × 28 pixels must change, at a time from 0 to 1, on the way to a digit or to none. */
    velocity(x: ArrayLike<number>, t: number, label: number): Float64Array;
  };
  drawing: {
    /** What is wrong with a setting, in words, or "". */
    faultOf(name: keyof DrawingSettings, value: number): string;
    /** 784 normal numbers, the same for the same seed. */
    noise(seed: number): Float64Array;
    /** The labels with which the network is asked in each step. */
    questions(digit: number, strength: number): number[];
    /** All points of the way, steps + 1 of them, or null if it was stopped; `show` gets those that there are so far. */
    draw(settings: DrawingSettings, show?: (points: PathPoint[]) => void, stopped?: () => boolean): Promise<PathPoint[] | null>;
  };
  parts(root: HTMLElement): {
    /** The element with that name, which must be of the kind. */
    part<T extends HTMLElement>(name: string, kind: new () => T): T;
    color(name: string): string;
  };
  sheet: {
    createSheet(canvas: HTMLCanvasElement): Sheet;
    shade(palette: Color[], value: number): Color;
    /** Call `move` with the rows and columns that an arrow key asks for; five at a time with Shift. */
    onArrows(element: HTMLElement, move: (rows: number, columns: number) => void): void;
    /** Draw now, and again when the element's width or the theme changes. */
    redrawOnChange(element: HTMLElement, draw: () => void): void;
    /** At most three decimals, or two digits of a small number. */
    formatNumber(value: number): string;
    /** Whether `formatNumber` shows all of it. */
    isExact(value: number): boolean;
  };
  address: {
    read(query: string): { state: LabState; faults: string[] };
    write(state: LabState): string;
    parseWeight(text: string): number;
  };
  /** What the convolution lab on this page shows now; for tests, and for the curious. */
  shown?: () => Shown | null;
  /** What the small lab of the front page shows now. */
  touched?: () => { X: Volume; K: Volume; Y: Volume; at: number[] };
  createConvolutionView(root: HTMLElement): ConvolutionView;
  /** What the network lab on this page reads now. */
  seen?: () => { picture: Picture | null; prepared: Picture | null; reading: Reading | null; bits: Bits };
  /** What the drawing lab on this page shows now. */
  drawn?: () => { settings: DrawingSettings; points: PathPoint[]; step: number; busy: boolean };
  /** Written by the build from the book's own figures, data and weights. */
  palettes: Palettes;
  pictures: Record<string, Stored & { palette: "gray" | "ink" }>;
  /** Test images that the network has not seen, for whoever does not want to draw. */
  digits: Stored[];
  presets: Record<string, number[][]>;
  /** Kernels in 8 bits with the steps of their codes, lists in 16 bits; all in base 85. */
  unetWeights: { arrays: Record<string, Packed> };
  /** In 16 bits, in base 64. */
  weights: { temperature: number; arrays: Record<string, Packed> };
  /** The same network's kernels in 8 bits; only there when somebody has asked for them. */
  weights8?: { arrays: Record<string, Packed> };
}

/** Two drives on one road, in meters and radians; written by scripts/film_of_driving.py. */
interface Film {
  /** Between two poses. */
  seconds: number;
  /** Piece by piece: the left edge, the middle and the right edge, as points (x, y). */
  road: number[][][][];
  /** The poses (x, y, heading) of each driver, until the car leaves the road or the film ends. */
  drives: Record<string, number[][]>;
}

interface Window { filmOfDriving?: Film }
