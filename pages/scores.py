"""What the lab "Where to cut" shows: scores of chapters 06 and 14, counted in thousandths."""

import numpy as np

from kernelbook import data, evaluation, models
from kernelbook.network import digit_network

LEVELS = 1000


def nines():
    """Return which test images show a nine, and chapter 06's softened probability of it, in thousandths."""
    network = digit_network()
    network.set_weights(models.load_weights("digit_network"))
    (images, labels), (test_images, truth) = data.load_mnist()
    held_out, judged = (
        network.predict((x[..., np.newaxis] / 255).astype("float32")) for x in (images[55_000:], test_images)
    )
    temperature = evaluation.fit_temperature(held_out, labels[55_000:])
    return (truth == 9).astype(int), in_thousandths(evaluation.softmax(judged / temperature)[:, 9])


def tumors():
    """Return which tumors are malignant, and the probability that chapter 14's models say who did not learn from it."""
    from sklearn import linear_model, model_selection, pipeline, preprocessing

    measured, truth = data.load_tumors()
    model = pipeline.make_pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression())
    folds = model_selection.StratifiedKFold(5, shuffle=True, random_state=0)
    p = model_selection.cross_val_predict(model, measured, truth, cv=folds, method="predict_proba")
    return truth, in_thousandths(p[:, 1])


def in_thousandths(p):
    return np.rint(LEVELS * np.asarray(p, np.float64)).astype(int)


def counted(truth, scores):
    """Return, for positives and for negatives, how many have each score from 0 to 1,000."""
    return {
        kind: np.bincount(scores[truth == value], minlength=LEVELS + 1).tolist()
        for kind, value in (("positive", 1), ("negative", 0))
    }


def scores():
    """Return both collections, each with the words for its cases."""
    return {
        "tumors": {"title": "tumors: malignant? (chapter 14)", "yes": "malignant", "no": "benign"} | counted(*tumors()),
        "nines": {"title": "digits: a nine? (chapter 6)", "yes": "nines", "no": "other digits"} | counted(*nines()),
    }
