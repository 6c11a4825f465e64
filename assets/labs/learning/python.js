/* A cell for Python that makes the same training with kernelbook: the same first weights, batches and losses. By test. */
"use strict";

kernelLab.learningPython = (() => {
  const TANH = `
class Tanh(Layer):
    def forward(self, x, training=False):
        self.y = np.tanh(x)
        return self.y

    def backward(self, errors, input_needed=True):
        return errors * (1 - self.y**2)

`;
  const SHIFTED = `
def shifted(x):
    down, right = (rng.permutation(len(x)) % 5 - 2 for _ in range(2))
    return np.stack([np.roll(image, shift, axis=(0, 1)) for image, *shift in zip(x, down, right)])

`;

  /** @param {LearningSettings} settings */
  function changes({ seed, shifts, wrong, shuffled }) {
    const lines = [];
    if (shifts !== "none") lines.push(SHIFTED, "x_held = shifted(x_held)");
    if (shifts === "all") lines.push("x = shifted(x)");
    if (wrong > 0) {
      lines.push("chosen, other = rng.permutation(len(y)), rng.permutation(len(y))", `wrong = chosen[: len(y) * ${wrong} // 100]`);
      lines.push("y[wrong] = (y[wrong] + 1 + other[wrong] % 9) % 10");
    }
    if (shuffled === "yes") {
      lines.push("order = rng.permutation(784)", "x, x_held = (a.reshape(-1, 784)[:, order].reshape(a.shape) for a in (x, x_held))");
    }
    return lines.length ? [`rng = np.random.default_rng(${seed})`, ...lines] : [];
  }

  /** @param {LearningSettings} settings */
  function layers({ convolutions, kernels, size, activation }) {
    const act = { relu: "ReLU(), ", tanh: "Tanh(), ", none: "" }[activation];
    const convolution = (/** @type {number} */ k) => `    *(Conv2D(${k * kernels}, ${size}, **begin), ${act}MaxPool2D(2)),`;
    return ["layers = [", ...[1, 2].slice(0, convolutions).map(convolution), "    *(Flatten(), Dense(10, **begin)),", "]"];
  }

  /** @type {KernelLab["learningPython"]} */
  return (settings, steps) => {
    const { optimizer, rate, batch, seed, weights, activation } = settings;
    const rule = { plain: `SGD(${rate})`, momentum: `SGD(${rate}, momentum=0.9)`, adam: `Adam(${rate})` }[optimizer];
    const kinds = ["Conv2D", "Dense", "Flatten", ...(activation === "tanh" ? ["Layer"] : []), "MaxPool2D", ...(activation === "relu" ? ["ReLU"] : [])];
    return [
      "import numpy as np", "from kernelbook import data", `from kernelbook.layers import ${kinds.join(", ")}`,
      `from kernelbook.network import ${optimizer === "adam" ? "Adam" : "SGD"}, Sequential`,
      activation === "tanh" ? TANH : "",
      "(images, labels), _ = data.load_mnist()", "x, y = images[:4_000, ..., np.newaxis] / 255, labels[:4_000].copy()",
      "x_held, y_held = images[55_000:56_000, ..., np.newaxis] / 255, labels[55_000:56_000]", ...changes(settings), "",
      `begin = {"initializer": "${weights}"}`, ...layers(settings),
      `network = Sequential(layers, (28, 28, 1), seed=${seed}, dtype="float64")`, `optimizer = ${rule}`, "losses = []",
      `while len(losses) < ${steps}:`, "    order = network.generator.permutation(len(x))",
      `    for start in range(0, len(x), ${batch})[: ${steps} - len(losses)]:`, `        rows = order[start : start + ${batch}]`,
      "        losses.append(network.step(x[rows], y[rows], optimizer)[0])", "losses[-1], network.evaluate(x_held, y_held)", "",
    ].join("\n");
  };
})();
