"""The lab "Boxes": overlap, suppression and curve are those of kernelbook.detection, and its cell gives them again."""

import re

import numpy as np
import pytest

from built_site import SITE
from canvases import open_lab, part
from chapters import ROOT
from kernelbook import detection
from pages import detections

PAGE, LAB = "chapters/labs/boxes.html", "assets/labs/boxes"
TEXT = (ROOT / "chapters/labs/boxes.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r'href="(\?[^"]*)"', TEXT)
USUAL = {"a": [6, 6, 26, 22], "b": [14, 12, 34, 30], "overlap": 40, "step": 0, "least": 50, "count": 0}

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def lists():
    """Return the trees, what one training found, and what all did."""
    return detections.trees(), detections.found(), detections.found(range(5), detections.SURE)


def random_boxes(generator, count, side=30):
    """Return boxes of whole numbers, so that some overlap exactly as much as others."""
    corners = generator.integers(0, side, (count, 2))
    return np.concatenate([corners, corners + generator.integers(1, 12, (count, 2))], axis=1)


def random_case(seed):
    generator = np.random.default_rng(seed)
    boxes, truth = (random_boxes(generator, int(generator.integers(1, 25))) for _ in range(2))
    scores = generator.integers(1, 12, len(boxes)) / 16  # some alike
    return boxes, scores, truth, int(generator.integers(0, 21)) * 5


COMPUTE = """(cases) => cases.map(([boxes, scores, truth, hundredths]) => {
  const { iou, suppress, match, curve, averagePrecision } = kernelLab.overlap;
  const partners = match(boxes, scores, truth, Math.max(1, hundredths));
  const found = curve(scores, partners.map((tree) => tree >= 0), truth.length);
  return {
    iou: boxes.map((a) => truth.map((b) => iou(a, b))),
    stay: suppress(boxes, scores, hundredths / 100).filter((s) => s.stays).map((s) => s.box),
    right: partners.map((tree) => tree >= 0), ...found, average: averagePrecision(found),
  };
})"""


def test_overlap_suppression_and_curve_are_the_librarys(everywhere):
    tab = everywhere(PAGE)
    cases = [random_case(seed) for seed in range(150)]
    plain = [[case[0].tolist(), case[1].tolist(), case[2].tolist(), case[3]] for case in cases]
    for seed, ((boxes, scores, truth, hundredths), shown) in enumerate(
        zip(cases, tab.evaluate(COMPUTE, plain), strict=True)
    ):
        assert shown["iou"] == detection.iou(boxes, truth).tolist(), seed
        assert shown["stay"] == detection.non_max_suppression(boxes, scores, hundredths / 100).tolist(), seed
        right = detection.match(boxes, scores, truth, max(1, hundredths) / 100)
        assert shown["right"] == right.tolist(), seed
        precision, recall = detection.precision_recall(scores, right, len(truth))
        np.testing.assert_allclose([shown["precision"], shown["recall"]], [precision, recall], rtol=1e-12)
        np.testing.assert_allclose(shown["average"], detection.average_precision(precision, recall), rtol=1e-12)


NEARLY = [[0, 0, 1, 0.8999999999999999]]  # COCO's ninth threshold is the number before 0.9
EDGES = {  # boxes, the surest first; trees; hundredths that must overlap; which are right
    "of two trees that a box overlaps alike, it takes the last": (
        *([[0, 5, 10, 25], [0, 0, 10, 10]], [[0, 0, 10, 10], [0, 20, 10, 30]]),
        *(20, [True, True]),
    ),
    "a hair below nine tenths is nine tenths": (NEARLY, [[0, 0, 1, 1]], 90, [True]),
    "half is half": ([[0, 0, 1, 1]], [[0, 0, 1, 2]], 50, [True]),
    "and no more": ([[0, 0, 1, 1]], [[0, 0, 1, 2]], 51, [False]),
}


@pytest.mark.parametrize("edge", EDGES)
def test_a_match_on_the_edge_is_decided_as_the_library_does(everywhere, edge):
    boxes, truth, hundredths, right = EDGES[edge]
    scores = [1 - k / 8 for k in range(len(boxes))]
    (shown,) = everywhere(PAGE).evaluate(COMPUTE, [[boxes, scores, truth, hundredths]])
    assert shown["right"] == detection.match(boxes, scores, truth, hundredths / 100).tolist() == right


@pytest.mark.parametrize("least", [1, 30, 50, 60, 75, 90, 100])
def test_stored_detections_are_judged_as_the_library_does(everywhere, lists, least):
    tab = everywhere(PAGE)
    trees, (boxes, scores), (many, sure) = lists
    states = [USUAL | {"least": least, "count": count, "overlap": 5 * k} for k, count in enumerate((0, 1, 2, 40, 116))]
    right = detection.match(boxes, scores, trees, least / 100)
    precision, recall = detection.precision_recall(scores, right, len(trees))
    order = np.argsort(-scores, kind="stable")
    for state, shown in zip(
        states, tab.evaluate("(states) => states.map((s) => kernelLab.boxed(s))", states), strict=True
    ):
        count = state["count"]
        assert shown["right"] == right[order[:count]].sum()
        np.testing.assert_allclose(shown["judged"]["curve"]["precision"], precision, rtol=1e-12)
        first = detection.average_precision(precision[:count], recall[:count])
        np.testing.assert_allclose(shown["judged"]["soFar"], first, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(shown["judged"]["all"], detection.average_precision(precision, recall), rtol=1e-12)
        stay = detection.non_max_suppression(many, sure, state["overlap"] / 100)
        assert [step["box"] for step in shown["steps"] if step["stays"]] == stay.tolist()


CELLS = [USUAL, {"a": [0, 0, 40, 40], "b": [39, 39, 40, 40], "overlap": 15, "step": 37, "least": 30, "count": 60}]


@pytest.mark.parametrize("asked", CELLS, ids=["usual", "changed"])
def test_the_cell_of_python_gives_the_numbers_of_the_lab(everywhere, asked):
    tab = everywhere(PAGE)
    names = {}
    body, _, last = tab.evaluate("(state) => kernelLab.boxesCell(state)", asked).rpartition("\n{\n")
    exec(body, names)
    given, shown = eval("{\n" + last, names), tab.evaluate("(state) => kernelLab.boxed(state)", asked)
    assert given["overlap"] == tab.evaluate("([a, b]) => kernelLab.overlap.iou(a, b)", [asked["a"], asked["b"]])
    assert given["stay"] == [step["box"] for step in shown["steps"][: asked["step"]] if step["stays"]]
    assert given["right"] == shown["right"]
    if asked["count"]:
        last = asked["count"] - 1
        np.testing.assert_allclose(given["precision"], shown["judged"]["curve"]["precision"][last])
        np.testing.assert_allclose(given["recall"], shown["judged"]["curve"]["recall"][last])
    np.testing.assert_allclose(given["average precision so far"], shown["judged"]["soFar"], atol=1e-15)
    np.testing.assert_allclose(given["average precision"], shown["judged"]["all"])


# What it shows.


def text(tab, name):
    return tab.locator(part(name)).text_content()


def state(tab):
    return tab.evaluate("kernelLab.boxed().state")


def test_boxes_move_by_keys_and_by_their_corner_and_stay_inside(watched):
    tab = watched()
    assert text(tab, "sum").startswith("Intersection 120. Union 320 + 360 − 120 = 560. ")
    assert text(tab, "sum").endswith("120 / 560 = 0.214.")
    box = tab.locator(".lab-box-a")
    box.press("ArrowDown")
    box.press("ArrowLeft")
    assert state(tab)["a"] == [7, 5, 27, 21]
    box.press("Shift+ArrowRight")
    assert state(tab)["a"] == [7, 5, 27, 22]
    assert "top 7, left 5, bottom 27, right 22" in box.get_attribute("aria-label")
    for _ in range(8):
        box.press("ArrowLeft")
    assert state(tab)["a"] == [7, 0, 27, 17]
    for _ in range(25):
        box.press("Shift+ArrowUp")
    assert state(tab)["a"] == [7, 0, 8, 17]
    assert text(tab, "sum").startswith("Intersection 0.")
    tab.wait_for_function("location.search === '?a=7,0,8,17'")


def test_boxes_move_under_a_pointer(watched):
    tab = watched()
    svg = tab.locator(part("pair"))
    svg.scroll_into_view_if_needed()
    frame = svg.bounding_box()
    at = lambda row, column: (  # noqa: E731
        frame["x"] + frame["width"] * (column + 1) / 42,
        frame["y"] + frame["height"] * (row + 1) / 42,
    )
    tab.mouse.move(*at(30, 20))
    tab.mouse.down()
    tab.mouse.move(*at(26, 24), steps=4)
    tab.mouse.up()
    assert state(tab)["b"] == [10, 16, 30, 34]
    tab.mouse.move(*at(30, 34))
    tab.mouse.down()
    tab.mouse.move(*at(20, 40), steps=4)
    tab.mouse.up()
    tab.mouse.move(*at(5, 5))
    assert state(tab)["b"] == [10, 16, 20, 40]


def test_a_finger_moves_a_box_and_not_the_page(browser):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    tab = context.new_page()
    open_lab(tab, PAGE)
    tab.evaluate(f"document.querySelector('{part('pair')}').scrollIntoView({{block: 'center', behavior: 'instant'}})")
    frame, hand = tab.locator(part("pair")).bounding_box(), context.new_cdp_session(tab)
    scrolled = tab.evaluate("scrollY")
    for start, end, expected in (((10, 10), (20, 8), [16, 4, 36, 20]), ((36, 20), (26, 30), [16, 4, 26, 30])):
        for kind, share in (("touchStart", 0), ("touchMove", 0.5), ("touchMove", 1), ("touchEnd", None)):
            points = []
            if share is not None:
                row, column = (np.array(start) + share * np.subtract(end, start) + 1) / 42
                points = [{"x": frame["x"] + frame["width"] * column, "y": frame["y"] + frame["height"] * row}]
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        assert state(tab)["a"] == expected
    assert tab.evaluate("scrollY") == scrolled
    context.close()


def test_suppression_goes_step_by_step(watched, lists):
    tab = watched("?overlap=0.3")
    _, _, (boxes, scores) = lists
    order = np.argsort(-scores, kind="stable")
    on, back = tab.locator(part("on")), tab.locator(part("back"))
    assert back.is_disabled()
    for step in range(1, 7):
        on.press("Enter")
        stay = detection.non_max_suppression(boxes[order[:step]], scores[order[:step]], 0.3)
        assert f"a score of {scores[order[step - 1]]:.3f}." in text(tab, "stepped")
        assert ("is dropped" in text(tab, "stepped")) == (step - 1 not in stay)
        assert re.search(rf"So far {len(stay)} box(es)? stays?, {step - len(stay)} dropped\.", text(tab, "stepped"))
        assert text(tab, "spoken") == text(tab, "stepped"), "who hears the page hears it"
    back.click()
    assert text(tab, "step-value") == "5 of 66"
    slider = tab.locator(part("step"))
    slider.press("End")
    stay = detection.non_max_suppression(boxes, scores, 0.3)
    assert slider.get_attribute("aria-valuetext") == f"66 of 66 boxes, {len(stay)} stay"
    assert on.is_disabled()


def test_the_curve_grows_as_the_threshold_falls(watched, lists):
    tab = watched()
    trees, (boxes, scores), _ = lists
    right = detection.match(boxes, scores, trees, 0.5)
    precision, recall = detection.precision_recall(scores, right, len(trees))
    slider = tab.locator(part("count"))
    assert text(tab, "counted").startswith("Nothing counts yet.")
    for count in range(1, 5):
        slider.press("ArrowRight")
        curve = tab.locator(f"{part('curve')} .lab-curve").get_attribute("d")
        assert curve.count("L") == count - 1
        assert f"Precision {precision[count - 1]:.3f}, recall {recall[count - 1]:.3f}" in text(tab, "counted")
        assert tab.locator(f"{part('one')} :is(.lab-right, .lab-wrong)").count() == count
    tab.locator(part("least")).fill("0,75")
    strict = detection.match(boxes, scores, trees, 0.75)
    whole = detection.average_precision(*detection.precision_recall(scores, strict, len(trees)))
    assert text(tab, "caption-curve").endswith(f"of all {whole:.3f}")


# Bad input.

BROKEN = [
    "a=1,2,3", "a=5,5,5,9", "b=0,0,41,3", "b=-1,0,3,3", "a=__proto__", "overlap=1.5", "overlap=x", "least=0",
    "step=67", "step=1e1", "count=117", "count=-1", "step=%00",
]  # fmt: skip


@pytest.mark.parametrize("query", BROKEN)
def test_a_broken_address_is_told_and_the_rest_stands(tab, query):
    name = query.split("=")[0]
    other = "overlap" if name != "overlap" else "least"
    asked = f"?{query}&{other}=0.25&__proto__=1&toString=2&constructor=3"
    read = tab.evaluate("(query) => kernelLab.boxesAddress.read(query)", asked)
    assert read["state"] == USUAL | {other: 25}
    assert len(read["faults"]) == 1
    assert read["faults"][0].startswith(name)


def test_what_is_no_overlap_is_told_and_the_old_one_counts(watched):
    tab = watched("?step=x")
    assert "step=x" in text(tab, "message")
    for name, typed, said in (
        ("overlap", "2", "from 0 to 1. 0.4 still"),
        ("least", "0", "from 0.01 to 1. 0.5"),
    ):
        field = tab.locator(part(name))
        field.fill(typed)
        assert text(tab, "message").startswith(f"Overlap: “{typed}”. Expected a number {said}")
        assert field.get_attribute("aria-invalid") == "true"
        field.blur()
        assert text(tab, "message") == ""


def test_the_address_gives_back_every_state(tab):
    states = [USUAL, *CELLS, USUAL | {"least": 1, "overlap": 100}, USUAL | {"step": 66, "count": 116, "overlap": 0}]
    for asked in states:
        query = tab.evaluate("(state) => kernelLab.boxesAddress.write(state)", asked)
        read = tab.evaluate("(query) => kernelLab.boxesAddress.read(query)", query.removesuffix("#lab"))
        assert read == {"state": asked, "faults": []}, query


# The page.


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_a_finger(watched, scheme):
    tab = watched(width=390, scheme=scheme)
    tab.locator(".lab-cell summary").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    for control in tab.locator(".lab :is(button, input, summary)").all():
        assert control.bounding_box()["height"] >= 38, control.get_attribute("data-part")


def test_the_examples_of_the_page_can_be_read_and_its_numbers_are_so(tab, lists):
    assert len(EXAMPLES) == 4
    for query in EXAMPLES:
        query = query.replace("&amp;", "&").removesuffix("#lab")
        assert tab.evaluate("(query) => kernelLab.boxesAddress.read(query).faults", query) == [], query
    _, (_, scores), (_, sure) = lists
    assert f"?step={len(sure)}#lab" in EXAMPLES
    assert f"?count={len(scores)}&amp;least=0.75#lab" in EXAMPLES
    half = detection.iou([[10, 10, 20, 20]], [[10, 15, 20, 25]]).item()
    assert half == 1 / 3, "half of each is a third"


def test_what_the_lab_loads_is_small():
    for name in ("boxes/detections.js", "threshold/scores.js"):
        assert (SITE / "_static/labs" / name).stat().st_size < 100_000
