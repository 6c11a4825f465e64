/* The state of the lab "Where to cut" as a cell of Python, which gives the same numbers. */
"use strict";

kernelLab.cutCell = (() => {
  /** @type {Record<string, {imports: string[], scores: string[]}>} */
  const SOURCES = {
    tumors: {
      imports: ["from sklearn import linear_model, model_selection, pipeline, preprocessing", "", "from kernelbook import data, evaluation"],
      scores: [
        "measured, truth = data.load_tumors()",
        "model = pipeline.make_pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression())",
        "folds = model_selection.StratifiedKFold(5, shuffle=True, random_state=0)",
        'p = model_selection.cross_val_predict(model, measured, truth, cv=folds, method="predict_proba")[:, 1]',
      ],
    },
    nines: {
      imports: ["", "from kernelbook import data, evaluation, models", "from kernelbook.network import digit_network"],
      scores: [
        "network = digit_network()",
        'network.set_weights(models.load_weights("digit_network"))',
        "(images, labels), (test_images, digits) = data.load_mnist()",
        'z_val, z = (network.predict((x[..., None] / 255).astype("float32")) for x in (images[55_000:], test_images))',
        "p = evaluation.softmax(z / evaluation.fit_temperature(z_val, labels[55_000:]))[:, 9]",
        "truth = (digits == 9).astype(int)",
      ],
    },
  };

  /** @type {KernelLab["cutCell"]} */
  return ({ scores, threshold, prevalence, miss, alarm, doubt }) => [
    "import numpy as np",
    ...SOURCES[scores].imports,
    "",
    ...SOURCES[scores].scores,
    "",
    "scores = np.rint(1000 * p).astype(int)  # in thousandths, like the three numbers below",
    `threshold, doubt = ${threshold}, ${doubt}`,
    `miss, alarm = ${miss}, ${alarm}`,
    "here = np.mean(truth)",
    `prevalence = ${prevalence === null ? "here" : `${prevalence} / 100`}`,
    "",
    "called = (scores >= threshold).astype(int)",
    "(tn, fp), (fn, tp) = evaluation.confusion_matrix(truth, called, classes=2).tolist()",
    "precision, recall, f1 = (each[1] for each in evaluation.precision_recall_f1(truth, called, classes=2))",
    "sensitivity, specificity = evaluation.sensitivity_specificity(truth, called)",
    "positive, negative = evaluation.predictive_values(sensitivity, specificity, prevalence)",
    ...(prevalence === null ? [] : ["miss, alarm = miss * prevalence / here, alarm * (1 - prevalence) / (1 - here)"]),
    "cheapest, cost = evaluation.threshold_by_cost(truth, scores, miss=miss, alarm=alarm)",
    "sure = abs(scores - threshold) >= doubt",
    "{",
    '    "matrix": (tp, fp, fn, tn),',
    '    "precision": precision,',
    '    "recall": recall,',
    '    "specificity": specificity,',
    '    "F1": f1,',
    '    "called: yes": positive,',
    '    "not called: no": negative,',
    '    "cost": (miss * fn + alarm * fp) / len(truth),',
    '    "cheapest": (cheapest, cost),',
    '    "answered, wrong": (sure.sum(), (sure & (called != truth)).sum()),',
    '    "areas": (evaluation.roc_auc(truth, scores), evaluation.average_precision(truth, scores)),',
    "}",
  ].join("\n");
})();
