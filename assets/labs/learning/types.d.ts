/* What the scripts of the lab "Watch it learn" hand to each other; read by tsc alone, never by a browser. */

interface LearningSettings {
  convolutions: number;
  /** Of the first convolution; the second has twice as many. */
  kernels: number;
  /** Height and width of a kernel. */
  size: number;
  activation: "relu" | "tanh" | "none";
  weights: "zeros" | "glorot" | "he";
  optimizer: "plain" | "momentum" | "adam";
  rate: number;
  batch: number;
  seed: number;
  /** Whether the pixels of all digits are exchanged, by one rule. */
  shuffled: "no" | "yes";
  /** How many training labels of a hundred are wrong. */
  wrong: number;
  /** Which digits lie up to two pixels off. */
  shifts: "none" | "held" | "all";
}

/** NumPy's default_rng(seed). */
interface RandomNumbers { random(): number; permutation(count: number): Uint32Array }

interface Layer {
  name: string;
  /** Of one image. */
  output: number[];
  /** Of the parameters. */
  shapes: Record<string, number[]>;
  parameters: Record<string, Float64Array>;
  gradients: Record<string, Float64Array>;
  /** What comes of n images; the array is written over the next time. */
  forward(x: Float64Array, n: number): Float64Array;
  /** The gradients are written down, the errors of the input returned, if they are needed. */
  backward(errors: Float64Array, n: number, inputNeeded: boolean): Float64Array;
}

interface Optimizer { update(w: Float64Array, gradient: Float64Array): void }

interface Judged { loss: number; answers: Uint8Array }

interface Network {
  generator: RandomNumbers;
  layers: Layer[];
  parameters: Float64Array;
  gradients: Float64Array;
  forward(images: Float64Array, n: number): Float64Array;
  /** Learn from one batch; what is judged is the answer before. */
  step(images: Float64Array, labels: Uint8Array): Judged;
  evaluate(images: Float64Array, labels: Uint8Array): Judged;
}

/** Digits of 28 × 28 bytes, one after the other, and what they are. */
interface Digits { pixels: Uint8Array; labels: Uint8Array }

interface DigitSets { training: Digits; held: Digits }

/** How large the numbers of a layer are: the root of the mean of their squares. */
interface Sizes { layer: string; activation: number; gradient: number; update: number }

interface HeldOut { step: number; loss: number; accuracy: number }

interface Misread { place: number; label: number; answer: number }

interface NamedVolume { name: string; shape: number[]; data: Float64Array }

/** What has happened since the last report, and how the network stands. */
interface LearningReport {
  kind: "report";
  run: number;
  step: number;
  epoch: number;
  /** Of the last batches: loss, and share of right answers. */
  losses: number[];
  accuracies: number[];
  held: HeldOut[];
  kernels: NamedVolume[];
  maps: NamedVolume[];
  sizes: Sizes[];
  misread: Misread[];
  misreadCount: number;
  /** How it came to rest: asked for, as far as it goes, or because the loss is no number. */
  rest: "" | "pause" | "end" | "broken";
  /** Training images in each second, since Run was pressed. */
  speed: number;
}

type LearningOrder =
  | { kind: "digits"; digits: DigitSets }
  | { kind: "begin"; run: number; settings: LearningSettings; digit: number }
  | { kind: "run" | "step" | "pause" }
  | { kind: "look"; digit: number };

/** Whoever orders, seen from who trains: a worker's global scope, or something like it. */
interface Port { onmessage: ((event: any) => void) | null; postMessage(report: any): void }

interface Training {
  network: Network;
  sets: DigitSets;
  step(): { loss: number; accuracy: number };
  judge(): HeldOut;
  /** Batches so far, and times round all digits. */
  count(): number;
  epoch(): number;
  report(digit: number): Pick<LearningReport, "step" | "epoch" | "kernels" | "maps" | "sizes" | "misread" | "misreadCount">;
}

interface LearningParts {
  random: { generator(seed: number): RandomNumbers };
  layers: {
    createRoom(): (length: number) => Float64Array;
    convolution(name: string, input: number[], filters: number, size: number): Layer;
    dense(name: string, inputs: number, units: number): Layer;
  };
  activations: {
    activation(kind: string, name: string, output: number[]): Layer;
    maxPool(name: string, input: number[]): Layer;
  };
  loss: { softmaxCrossEntropy(logits: Float64Array, labels: Uint8Array, classes: number): Judged & { errors: Float64Array } };
  optimizers: { create(kind: string, rate: number): Optimizer };
  network: { create(settings: LearningSettings): Network };
  data: {
    /** The digits as settings change them. */
    prepare(sets: DigitSets, settings: LearningSettings): DigitSets;
    /** Some of them, as numbers from 0 to 1. */
    batch(digits: Digits, rows: ArrayLike<number>): { images: Float64Array; labels: Uint8Array };
  };
  training: { create(settings: LearningSettings, sets: DigitSets): Training };
  trainer: { serve(port: Port): void };
}

interface LearningLook {
  /** Loss and accuracy of this run, and of the last. */
  drawCurves(runs: LearningCurves[]): void;
  drawReport(report: LearningReport, digits: DigitSets, digit: number): void;
}

/** Who trains: a worker, or the page itself. */
interface LearningTrainer { worker: boolean; send(order: LearningOrder): void }

/** One run: a number for each batch, and points (batch, number) of the held-out digits. */
interface Curve { training: number[]; judged: [number, number][]; old: boolean }

interface LearningCurves { losses: number[]; accuracies: number[]; held: HeldOut[] }

interface KernelLab {
  learning: {
    parts: LearningParts;
    define<Name extends keyof LearningParts>(name: Name, make: (parts: LearningParts) => LearningParts[Name]): void;
    /** The text of a worker that trains. */
    source(): string;
  };
  learningSettings: {
    usual(): LearningSettings;
    /** What is wrong with a setting, in words, or "". */
    faultOf(name: keyof LearningSettings, value: unknown): string;
    read(query: string): { settings: LearningSettings; faults: string[] };
    write(settings: LearningSettings): string;
  };
  learningPython(settings: LearningSettings, steps: number): string;
  /** The digits that the page loads when somebody begins. */
  unpackDigits(): Promise<DigitSets>;
  drawCurves(canvas: HTMLCanvasElement, curves: Curve[], look: { most: number; format(value: number): string; ink: string; held: string }): void;
  startLearning(hear: (report: LearningReport) => void, say: (words: string) => void): LearningTrainer;
  copyCode(code: HTMLElement, say: (words: string) => void): Promise<void>;
  createLearningLook(root: HTMLElement): LearningLook;
  /** 28 × 28 bytes a digit, deflated, in base 64; a letter of a label is a digit. Only there when asked for. */
  learningDigits?: { pixels: string; training: string; held: string };
  /** What the lab on this page shows now; for tests, and for the curious. */
  learned?: () => { settings: LearningSettings; curves: LearningCurves; last: LearningCurves | null; report: LearningReport | null; running: boolean; worker: boolean };
}
