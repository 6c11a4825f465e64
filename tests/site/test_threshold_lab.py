"""The lab "Where to cut": its figures are those of kernelbook.evaluation, and its cell of Python gives them again."""

import re

import numpy as np
import pytest

from canvases import part
from chapters import ROOT
from kernelbook import evaluation
from pages import scores

PAGE, LAB = "chapters/labs/threshold.html", "assets/labs/threshold"
TEXT = (ROOT / "chapters/labs/threshold.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r'href="(\?[^"]*)"', TEXT)
SETS = {"tumors": scores.tumors, "nines": scores.nines}
NOBODY = 1001

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def cases():
    return {name: make() for name, make in SETS.items()}


def settings():
    """Return many settings: the ends of every range, and some drawn."""
    generator = np.random.default_rng(0)
    ends = [(t, None, 10, 1, 0) for t in (0, 1, 11, 500, 999, 1000, NOBODY)]
    ends += [(500, 0.001, 1, 0, 500), (91, 99.999, 0, 1, 500), (48, 1, 20, 1, 100), (NOBODY, 1, 1, 1000, 2)]
    drawn = [
        (
            int(generator.integers(0, NOBODY + 1)),
            [None, round(float(generator.uniform(0.001, 99.999)), 3)][generator.integers(0, 2)],
            round(float(generator.uniform(0, 1000)), 2),
            int(generator.integers(1, 50)),
            int(generator.integers(0, 501)),
        )
        for _ in range(60)
    ]
    names = ("threshold", "prevalence", "miss", "alarm", "doubt")
    return [dict(zip(names, each, strict=True)) | {"scores": name} for name in SETS for each in [*ends, *drawn]]


def by_library(truth, values, asked):
    """Return what the library says of a setting."""
    called = (values >= asked["threshold"]).astype(int)
    (tn, fp), (fn, tp) = evaluation.confusion_matrix(truth, called, classes=2).tolist()
    precision, recall, f1 = (each[1] for each in evaluation.precision_recall_f1(truth, called, classes=2))
    sensitivity, specificity = evaluation.sensitivity_specificity(truth, called)
    here, prevalence = truth.mean(), asked["prevalence"]
    used = here if prevalence is None else prevalence / 100
    positive, negative = evaluation.predictive_values(sensitivity, specificity, used)
    miss, alarm = asked["miss"] * used / here, asked["alarm"] * (1 - used) / (1 - here)
    if prevalence is None:
        miss, alarm = asked["miss"], asked["alarm"]
    threshold, cost = evaluation.threshold_by_cost(truth, values, miss=miss, alarm=alarm)
    away = abs(values - asked["threshold"])
    coverage, risk, bars = evaluation.risk_coverage(away, called == truth)
    kept = np.flatnonzero(bars >= asked["doubt"])
    share, wrong = (coverage[kept[-1]], risk[kept[-1]]) if len(kept) else (0, 0)
    return {
        "counts": [tp, fp, fn, tn],
        "shares": [precision, recall, f1, specificity, (tp + tn) / truth.size, used, positive, negative],
        "cost": (miss * fn + alarm * fp) / truth.size,
        "cheapest": [min(threshold, NOBODY), cost],
        "abstained": [round(share * truth.size), round(wrong * share * truth.size)],
    }


JUDGE = """(settings) => settings.map((each) => {
  const j = kernelLab.cuts.judge(kernelLab.scores[each.scores], each);
  return {
    counts: [j.tp, j.fp, j.fn, j.tn],
    shares: [j.precision, j.recall, j.f1, j.specificity, j.accuracy, j.prevalence, j.means.positive, j.means.negative],
    cost: j.cost, cheapest: [j.cheapest.threshold, j.cheapest.cost], abstained: [j.abstained.kept, j.abstained.wrong],
  };
})"""


def test_what_follows_from_a_threshold_is_what_the_library_says(everywhere, cases):
    tab = everywhere(PAGE)
    for asked, shown in zip(settings(), tab.evaluate(JUDGE, settings()), strict=True):
        for name, expected in by_library(*cases[asked["scores"]], asked).items():
            np.testing.assert_allclose(shown[name], expected, rtol=1e-9, atol=1e-12, err_msg=f"{name}: {asked}")


@pytest.mark.parametrize("name", SETS)
def test_the_curves_are_the_librarys(everywhere, cases, name):
    tab = everywhere(PAGE)
    shown, (truth, values) = tab.evaluate(f"kernelLab.cuts.curves(kernelLab.scores.{name})"), cases[name]
    false_alarms, recall, thresholds = evaluation.roc_curve(truth, values)
    precision, _, _ = evaluation.precision_recall_curve(truth, values)
    assert shown["thresholds"] == thresholds[1:].tolist()
    np.testing.assert_allclose(shown["falseAlarms"], false_alarms, atol=1e-12)
    np.testing.assert_allclose(shown["recall"], recall, atol=1e-12)
    np.testing.assert_allclose(shown["precision"], precision[::-1], atol=1e-12)
    np.testing.assert_allclose(shown["area"], evaluation.roc_auc(truth, values), atol=1e-12)
    np.testing.assert_allclose(shown["average"], evaluation.average_precision(truth, values), atol=1e-12)


CELLS = [
    {"scores": "tumors", "threshold": 91, "prevalence": 1, "miss": 10, "alarm": 1, "doubt": 40},
    {"scores": "tumors", "threshold": NOBODY, "prevalence": None, "miss": 0.5, "alarm": 3, "doubt": 0},
    {"scores": "nines", "threshold": 48, "prevalence": None, "miss": 20, "alarm": 1, "doubt": 48},
]


def value_of(cell):
    """Run a cell, and return what its last expression gives."""
    body, _, last = cell.rpartition("\n{\n")
    names = {}
    exec(body, names)
    return eval("{\n" + last, names)


@pytest.mark.parametrize("asked", CELLS, ids=lambda asked: f"{asked['scores']}-{asked['threshold']}")
def test_the_cell_of_python_gives_the_numbers_of_the_lab(everywhere, asked):
    tab = everywhere(PAGE)
    given = value_of(tab.evaluate("(state) => kernelLab.cutCell(state)", asked))
    (shown,) = tab.evaluate(JUDGE, [asked])
    curves = tab.evaluate(f"kernelLab.cuts.curves(kernelLab.scores.{asked['scores']})")
    assert list(given["matrix"]) == shown["counts"]
    named = [given[name] for name in ("precision", "recall", "F1", "specificity")]
    np.testing.assert_allclose(named, shown["shares"][:4])
    np.testing.assert_allclose([given["called: yes"], given["not called: no"]], shown["shares"][6:])
    np.testing.assert_allclose(given["cost"], shown["cost"])
    np.testing.assert_allclose(np.minimum(given["cheapest"], NOBODY), shown["cheapest"])
    assert list(given["answered, wrong"]) == shown["abstained"]
    np.testing.assert_allclose(given["areas"], [curves["area"], curves["average"]])


# What it shows.


def text(tab, name):
    return tab.locator(part(name)).text_content()


def test_the_page_shows_what_it_computed(watched, cases):
    tab = watched("?threshold=0.091&prevalence=1&doubt=0.05")
    asked = {"threshold": 91, "prevalence": 1, "miss": 10, "alarm": 1, "doubt": 50}
    expected = by_library(*cases["tumors"], asked)
    assert [int(text(tab, name)) for name in ("tp", "fp", "fn", "tn")] == expected["counts"]
    precision, recall, f1, specificity, accuracy, _, positive, negative = expected["shares"]
    for name, value in (
        ("precision", precision),
        ("recall", recall),
        ("specificity", specificity),
        ("accuracy", accuracy),
    ):
        assert text(tab, name) == f"{100 * value:.1f}%"
    assert text(tab, "f1") == f"{f1:.3f}"
    assert text(tab, "cost") == f"{expected['cost']:.4f}"
    assert f"So of those called, {100 * positive:.1f}% are malignant" in text(tab, "meaning")
    assert f"of those not called, {100 * negative:.{2 if negative > 0.999 else 1}f}% are benign." in text(
        tab, "meaning"
    )
    threshold, cost = expected["cheapest"]
    assert f"The cheapest is {threshold / 1000:.3f}, at {cost:.4f}." in text(tab, "price")
    kept, wrong = expected["abstained"]
    assert f"Without the {569 - kept} nearer than 0.050 to the threshold, {wrong} of {kept} are" in text(
        tab, "abstained"
    )
    for name, across, up in (("roc", 1 - specificity, recall), ("pr", recall, precision)):
        dot = tab.locator(f"{part(f'chart-{name}')} circle")
        at = [float(dot.get_attribute(edge)) for edge in ("cx", "cy")]
        np.testing.assert_allclose(at, [44 + across * 262, 244 - up * 230], atol=0.01)


def test_keys_move_the_threshold_and_the_address_keeps_it(watched):
    tab = watched()
    slider = tab.locator(part("threshold"))
    slider.focus()
    for key, value in (("ArrowRight", "0.501"), ("ArrowLeft", "0.500"), ("End", "above all"), ("Home", "0.000")):
        slider.press(key)
        assert text(tab, "value") == value
        assert slider.get_attribute("aria-valuetext").startswith(f"{value}: ")
    assert text(tab, "fn") == "0"
    tab.wait_for_function("location.search === '?threshold=0'")
    assert "Everybody is called, and 37.3% of them are malignant." in text(tab, "meaning")
    slider.press("End")
    assert (text(tab, "tp"), text(tab, "fp"), text(tab, "precision")) == ("0", "0", "none called")
    tab.locator(part("scores")).select_option("nines")
    tab.wait_for_function("location.search === '?scores=nines&threshold=1.001'")
    assert "Nobody is called" in text(tab, "meaning")


def test_buttons_go_to_the_cheapest_threshold_and_to_the_odds(watched):
    tab = watched()
    tab.locator(part("odds")).press("Enter")
    assert text(tab, "value") == "0.091"
    tab.locator(part("cheapest")).click()
    assert text(tab, "message") == f"The threshold is {text(tab, 'value')}."
    assert f"The cheapest is {text(tab, 'value')}, at {text(tab, 'cost')}." in text(tab, "price")
    tab.locator(part("miss")).fill("0")
    tab.locator(part("cheapest")).click()
    assert text(tab, "value") == "above all"
    assert "nobody is called" in text(tab, "price")


def test_the_cell_shown_is_that_of_the_state(watched):
    tab = watched("?scores=nines&threshold=0.048&miss=20")
    tab.locator(".lab-cell summary").press("Enter")
    assert text(tab, "cell") == tab.evaluate("kernelLab.cutCell(kernelLab.cut().state)")
    assert "threshold, doubt = 48, 0\nmiss, alarm = 20, 1\n" in text(tab, "cell")
    tab.locator(part("copy")).click()
    tab.wait_for_function(f"document.querySelector('{part('message')}').textContent !== ''")


# Bad input.

BROKEN = [
    "threshold=2", "threshold=abc", "threshold=-0.1", "prevalence=0", "prevalence=100", "prevalence=NaN", "miss=-1",
    "miss=1e9", "alarm=1001", "doubt=0.6", "scores=__proto__", "scores=constructor", "doubt=%00",
]  # fmt: skip


@pytest.mark.parametrize("query", BROKEN)
def test_a_broken_address_is_told_and_the_rest_stands(tab, query):
    read = tab.evaluate(
        "(query) => kernelLab.cutAddress.read(query)", f"?{query}&threshold=0.25&__proto__=1&toString=2"
    )
    if query.startswith("threshold"):
        read = tab.evaluate("(query) => kernelLab.cutAddress.read(query)", f"?{query}&alarm=1")
        assert read["state"]["threshold"] == 500
    else:
        assert read["state"]["threshold"] == 250
    assert len(read["faults"]) == 1
    assert read["faults"][0].startswith(query.split("=")[0])


def test_the_page_says_what_it_could_not_read(watched):
    tab = watched("?miss=0&alarm=0&threshold=x&prevalence=1")
    assert "threshold=x, miss=0 and alarm=0, which leave nothing to pay" in text(tab, "message")
    state = tab.evaluate("kernelLab.cut().state")
    assert state == {"scores": "tumors", "threshold": 500, "prevalence": 1, "miss": 10, "alarm": 1, "doubt": 0}


def test_the_address_gives_back_every_state(tab):
    for asked in settings():
        query = tab.evaluate("(state) => kernelLab.cutAddress.write(state)", asked)
        read = tab.evaluate("(query) => kernelLab.cutAddress.read(query)", query.removesuffix("#lab"))
        assert read == {"state": asked, "faults": []}, query


def test_a_field_with_what_is_no_number_is_told_and_the_old_one_counts(watched):
    tab = watched()
    for name, typed, said in (
        ("miss", "x", "A miss costs: “x”. Expected a cost from 0 to 1000. 10 still counts."),
        ("alarm", "", "A false alarm costs: “”. Expected a cost from 0 to 1000. 1 still counts."),
        ("prevalence", "100", "Prevalence: “100”. Expected a share of more than 0 and less than 100%"),
        ("doubt", "0.7", "Leave out nearer than: “0.7”. Expected a number from 0 to 0.5. 0 still counts."),
    ):
        field = tab.locator(part(name))
        before = field.input_value()
        field.fill(typed)
        assert text(tab, "message").startswith(said)
        assert field.get_attribute("aria-invalid") == "true"
        field.blur()
        assert (field.input_value(), text(tab, "message")) == (before, "")
    tab.locator(part("miss")).fill("0")
    tab.locator(part("alarm")).fill("0")
    assert "Expected one cost of more than 0. 1 still counts." in text(tab, "message")
    tab.locator(part("doubt")).fill("0,2")
    assert tab.evaluate("kernelLab.cut().state.doubt") == 200


# The page.


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_a_finger(watched, scheme):
    tab = watched(width=390, scheme=scheme)
    tab.locator(".lab-cell summary").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    for control in tab.locator(".lab :is(button, select, input, summary)").all():
        assert control.bounding_box()["height"] >= 38, control.get_attribute("data-part")


def test_the_examples_of_the_page_can_be_read(tab):
    assert len(EXAMPLES) == 6
    for query in EXAMPLES:
        query = query.replace("&amp;", "&").removesuffix("#lab")
        assert tab.evaluate("(query) => kernelLab.cutAddress.read(query).faults", query) == []


def test_what_the_page_says_of_the_scores_is_so(cases):
    assert [truth.size for truth, _ in cases.values()] == [569, 10_000]
    assert "about 569 tumors" in TEXT
    assert "10,000 test digits" in TEXT
    threshold, _ = evaluation.threshold_by_cost(*cases["nines"], miss=20, alarm=1)
    assert threshold < 1000 / 42, "the cheapest threshold lies far below 1/21"
