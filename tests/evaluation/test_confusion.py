import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn import metrics

from kernelbook import evaluation
from strategies import answers

AVERAGES = ["macro", "micro", "weighted"]


@given(answers())
def test_confusion_matrix_agrees_with_scikit_learn(pair):
    truth, predicted = pair
    expected = metrics.confusion_matrix(truth, predicted, labels=range(4))
    np.testing.assert_array_equal(evaluation.confusion_matrix(truth, predicted, classes=4), expected)


@given(answers(), st.sampled_from([None, *AVERAGES]), st.sampled_from([0.0, 1.0]))
def test_precision_recall_f1_agrees_with_scikit_learn(pair, average, zero):
    truth, predicted = pair
    expected = metrics.precision_recall_fscore_support(
        truth, predicted, labels=range(4), average=average, zero_division=zero
    )[:3]
    found = evaluation.precision_recall_f1(truth, predicted, average=average, classes=4, zero_division=zero)
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


@given(answers(), st.sampled_from(AVERAGES), st.sampled_from([0.0, 1.0]))
def test_precision_recall_f1_without_classes_agrees_with_scikit_learn_without_labels(pair, average, zero):
    truth, predicted = (3 * labels for labels in pair)  # with gaps: 0, 3, 6, 9
    assume(truth.size)
    expected = metrics.precision_recall_fscore_support(truth, predicted, average=average, zero_division=zero)[:3]
    found = evaluation.precision_recall_f1(truth, predicted, average=average, zero_division=zero)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_precision_recall_f1_of_all_right_is_one_in_every_sample_of_the_bootstrap():
    def macro_f1(truth, predicted):
        return evaluation.precision_recall_f1(truth, predicted, average="macro")[2]

    labels = np.random.default_rng(0).integers(0, 10, 20)
    assert len(np.unique(labels)) < 10
    assert evaluation.bootstrap_interval(macro_f1, labels, labels, repeats=200) == (1.0, 1.0, 1.0)


def test_precision_recall_f1_without_images_is_zero_division():
    for average in AVERAGES:
        found = evaluation.precision_recall_f1([], [], average=average, classes=3, zero_division=1.0)
        assert found == (1.0, 1.0, 1.0)
    assert evaluation.confusion_matrix([], [], classes=2).tolist() == [[0, 0], [0, 0]]


REFUSED = {
    "truth has 2 labels and predicted 1": lambda: evaluation.confusion_matrix([0, 1], [0]),
    "predicted holds labels from 3 to 3: expected 0 to 2": lambda: evaluation.confusion_matrix([0], [3], classes=3),
    "truth holds labels from -1 to -1": lambda: evaluation.confusion_matrix([-1], [0]),
    "predicted has dtype float64: .* take .argmax": lambda: evaluation.confusion_matrix([0], [0.7]),
    r"predicted has shape \(1, 2\)": lambda: evaluation.confusion_matrix([0], [[0, 1]]),
    "truth is empty: say how many classes": lambda: evaluation.confusion_matrix([], []),
    "classes=2.5: expected a whole number from 1": lambda: evaluation.confusion_matrix([0], [0], classes=2.5),
    "classes=0": lambda: evaluation.precision_recall_f1([0], [0], classes=0),
    "truth=.*expected an array": lambda: evaluation.confusion_matrix([[0], [0, 1]], [0, 1]),
    "average='mean'": lambda: evaluation.precision_recall_f1([0], [0], average="mean"),
    "zero_division=nan": lambda: evaluation.precision_recall_f1([0], [0], zero_division=np.nan),
}


@pytest.mark.parametrize("message", REFUSED)
def test_confusion_matrix_and_precision_recall_f1_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_confusion_matrix_refuses_more_classes_than_memory_holds():
    for arguments in ({}, {"classes": 10**7 + 1}):
        with pytest.raises(ValueError, match="of 10,000,001 classes: expected 10,000 at most"):
            evaluation.confusion_matrix([0, 10**7], [0, 1], **arguments)
