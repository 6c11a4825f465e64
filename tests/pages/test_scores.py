"""What the lab "Where to cut" is given are the scores of chapters 06 and 14."""

import numpy as np
import pytest

from chapters import ROOT, cells
from kernelbook import evaluation
from pages import scores

HERE = "pages/scores.py"


@pytest.fixture(scope="module")
def made():
    return {"tumors": scores.tumors(), "nines": scores.nines()}


def source_of(number, words):
    """Return the one cell of a chapter that has these words."""
    (path,) = ROOT.glob(f"chapters/{number}_*.ipynb")
    (found,) = [cell.source for cell in cells(path, "code") if words in cell.source]
    return found


def test_tumors_are_scored_by_models_that_chapter_14_builds_and_deals(made):
    from sklearn import linear_model, model_selection, pipeline, preprocessing

    from kernelbook import data

    measured, malignant = data.load_tumors()
    names = {
        "linear_model": linear_model, "pipeline": pipeline, "preprocessing": preprocessing, "np": np,
        "model_selection": model_selection, "measured": measured, "malignant": malignant,
    }  # fmt: skip
    exec(source_of(14, "pipeline.make_pipeline("), names)
    exec(source_of(14, "def judged_by_others"), names)
    truth, values = made["tumors"]
    assert truth.tolist() == malignant.tolist()
    np.testing.assert_allclose(values / 1000, names["judged_by_others"](0), atol=0.000501, err_msg=HERE)


def test_nines_have_the_probabilities_that_chapter_06_softens(made):
    truth, values = made["nines"]
    assert truth.sum() == 1009
    softer = source_of("06", "fit_temperature(")
    assert "softer = evaluation.softmax(z / temperature)" in softer
    assert values.min() == 0
    assert values.max() == 1000
    assert evaluation.roc_auc(truth, values) > 0.999
    share = np.mean((values > 500) == truth)
    assert 0.99 < share < 1, "nearly all nines are above one half"


@pytest.mark.parametrize("name", ["tumors", "nines"])
def test_counts_hold_every_case_once(made, name):
    truth, values = made[name]
    given = scores.counted(truth, values)
    for kind, value in (("positive", 1), ("negative", 0)):
        assert len(given[kind]) == 1001
        assert np.repeat(np.arange(1001), given[kind]).tolist() == np.sort(values[truth == value]).tolist()


def test_thousandths_are_the_nearest():
    assert scores.in_thousandths([0, 0.0004, 0.0006, 0.4321, 1]).tolist() == [0, 0, 1, 432, 1000]


def test_no_benign_tumor_of_357_is_called_at_the_cheapest_threshold_of_a_thousand_and_as_many_may_be(made):
    truth, values = made["tumors"]
    here = truth.mean()
    miss, alarm = 10 * 0.001 / here, 0.999 / (1 - here)  # a thousandth is malignant, and a miss costs ten alarms
    threshold, _ = evaluation.threshold_by_cost(truth, values, miss=miss, alarm=alarm)
    benign = values[truth == 0]
    assert (len(benign), (benign >= threshold).sum()) == (357, 0)
    assert round(100 * evaluation.wilson_interval(0, 357)[1], 1) == 1.1
