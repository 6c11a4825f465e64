"""What holds for the runs of every results file: they are those of the script, they differ, and a reader meets them."""

import ast
import math
import re
from fnmatch import fnmatchcase
from itertools import combinations

import pytest

import bench
from chapters import NOTEBOOKS, ROOT, cells, headings, notebook, prose
from kernelbook import results
from measurements import METRICS, TIMES, asked_runs, figures, first, known

PAGE = ROOT / "chapters" / "reference" / "benchmarks.ipynb"
every_file = pytest.mark.parametrize("name", results.names())

# Cases of which one run is enough: nothing in them is drawn by chance.
ONCE = {
    ("cutouts", "nothing, on white"): "nothing is drawn: one picture, all white",
    ("detection", "classifier, slid"): "the weights that ship, on scenes that are always the same",
    ("doubles", "*, held out"): "nothing is drawn",
    ("doubles", "MNIST itself*"): "nothing is drawn",
    ("driving", "the expert itself*"): "the expert learned nothing, and the starts are always the same",
    ("faces", "pixels"): "nothing is trained",
    ("feeding", "*, errors ignored"): "nothing is drawn: records are counted",
    ("feeding", "memory, 1,000,000 images"): "a minute and more each time, to show that it is as much as for fewer",
    ("forms", "Keras, confidence"): "nothing is drawn",
    ("forms", "*bits"): "nothing is drawn: no examples are needed",
    ("names", "*[!d]"): "nothing is drawn but whose name a class gets",
    ("names", "letters compared"): "nothing is drawn",
    ("nuclei", "Otsu's threshold*"): "nothing is trained",
    ("serving", "100,000 requests"): "minutes each time, to show that memory stays as it is",
    ("smaller", "chapter 05*"): "the weights that ship",
    ("smaller", "*without learning"): "the weights that ship, and the largest of them",
    ("trees", "greenness"): "nothing is trained",
}

# How many kinds of cases a file has, by the metrics that they have; one where nothing stands here.
KINDS = {
    "choice": (4, "loops only on small images, Winograd only for plain kernels of 3 × 3"),
    "convolution": (4, "the machine; SciPy only for one channel; loops only on small images"),
    "copies": (3, "drawings, losses, and networks that learn from drawings"),
    "cutouts": (2, "things are found, or there are none"),
    "descent": (2, "a training whose loss is no number ends"),
    "detection": (2, "nothing is chosen for the classifier, so it has no validation"),
    "diagnosis": (2, "the leaks are judged by accuracy alone"),
    "drawings": (4, "drawings and digits, methods, collections of one size, and what is filled in"),
    "doubles": (7, "limits and finds, with bits or with cosines; exact doubles; MNIST's own; networks that learn"),
    "driving": (3, "with a fault of the camera or elsewhere, less is judged"),
    "faces": (2, "searching, telling apart"),
    "feeding": (4, "what is timed, memory, correlations, and what is left"),
    "forms": (5, "what Keras says; files with answers that differ and without; rounding; times"),
    "hands": (2, "a leak is judged on half of the judges"),
    "machines": (4, "weights compared, and what a kill changes; networks that learn; what is timed"),
    "names": (3, "stamps are counted, words and captions looked for, questions asked"),
    "nuclei": (2, "a threshold has no validation"),
    "race": (4, "alone, with SciPy for one channel; beside two processes; who waits"),
    "robustness": (2, "the digits of 8 × 8 are others' digits"),
    "serving": (4, "load, memory, damaged bodies, and what a signal leaves"),
    "speed": (2, "networks, layers"),
    "training": (3, "learning, the race, memory"),
    "words": (2, "labels name single digits, captions all that is asked"),
    "trees": (5, "four places; eight views; before new boxes, and after those of either place"),
}

# Where a figure may be the same from every seed: file, case, metric, why.
ALIKE = [
    ("answers", "*", "images answered", "all of them; where a pool broke, what came before"),
    ("answers", "*", "right answers", "the same network, the same images"),
    ("answers", "*", "files begun", "each once; where a worker was killed, what it held again"),
    ("clinic", "*", "silent, conv*", "of a layer no kernel is silent, or every one: 0 or 1"),
    ("clinic", "[DH]", "silent, dense, *", "every unit is silent: 1"),
    ("clinic", "[DH]", "activation, *", "silent units give nothing: 0"),
    ("clinic", "[DH]", "gradient, *", "silent units let no gradient through: 0"),
    ("clinic", "[DG]", "change, *", "what is frozen or gets no gradient stays: 0"),
    ("clinic", "D", "*loss, epoch *", "ten biases learn alone, and agree to four digits"),
    ("clinic", "D", "one batch, step *", "ten biases learn alone, and agree to four digits"),
    ("clinic", "D", "validation accuracy", "it gives all digits the most frequent name"),
    ("clinic", "C", "held-out accuracy, epoch 15", "985 of a thousand are read, in each run"),
    ("copies", "*", "from the nearest, held out", "of the same held-out digits, whatever is drawn"),
    ("copies", "50,000 for short, guidance 1", "copies", "not one of five hundred: 0 %"),
    ("copies", "500 for long, guidance 2", "read as asked", "one of five hundred is misread: 99.8 %"),
    ("cutouts", "*on white", "IoU above 0.8, network*", "every thing is cut out so well: 100 %"),
    ("cutouts", "*on photographs", "IoU above 0.8, far *", "not one is cut out so well: 0 %"),
    ("cutouts", "small*", "IoU above 0.8, box, told where", "no small thing fills so much of its box: 0 %"),
    ("cutouts", "small, aside*", "mean IoU, disk", "not one lies in the middle: 0"),
    ("doubles", "hash of *", "*, one limit", "equal codes are too frequent, so nothing is called a double: 0 %"),
    ("doubles", "hash of 64 bits: *", "*, ones apart", "equal codes are too frequent among others, too: 0 %"),
    ("doubles", "hash of *: [JmntL]*", "found, *", "not one is found: 0 %"),
    ("doubles", "*: as they are", "found, *", "what is equal is found: 100 %"),
    ("doubles", "* in the corner: moved", "found, *", "in the corner it is equal: 100 %"),
    ("doubles", "[fp]*: moved", "found, *", "not one is found: 0 %"),
    ("doubles", "pixels*: less contrast", "found, one limit", "not one is found: 0 %"),
    ("doubles", "features: turned", "found, ones apart", "eight of a thousand, of each thousand: 0.8 %"),
    ("doubles", "* in the corner: *", "alarms, one limit", "thirteen of 9,000, whoever is planted"),
    ("doubles", "1000 planted", "accuracy, the thousand", "every one that was planted is read: 100 %"),
    ("drift", "*", "[Pk]*", "of a hundred windows all are alarmed, or next to none: 100, 0 or 1 %"),
    ("drift", "*", "KS, *", "of a hundred windows all are alarmed, or next to none: 100, 0 or 1 %"),
    ("drift", "*", "any of nine, *", "every window is alarmed by one of nine: 100 %"),
    ("drift", "8 × 8 digits", "accuracy", "all of them are read, whatever is drawn"),
    ("drift", "8 × 8 digits", "mean confidence", "all of them are read, whatever is drawn"),
    ("drift", "garments", "accuracy", "no garment is a digit: 0 %"),
    ("drift", "paler (times): 0.8", "accuracy", "nineteen of 2,500 are misread, of each half"),
    ("drift", "garments", "mean confidence", "all of them are shown, whatever is drawn"),
    ("drift", "blurred (pixels): 3.0", "estimated accuracy", "no image is as sure as right ones were: 0 %"),
    ("drift", "inverted (share): 0.[46]", "estimated accuracy", "no image is as sure as right ones were: 0 %"),
    ("drawings", "*", "questions", "a method asks as often, whatever it draws"),
    ("drawings", "guidance [2-5]", "read as asked", "of a thousand at most one is misread: 99.9 or 100 %"),
    ("drawings", "*, [12] steps", "read as asked", "of three hundred every one is read: 100 %"),
    ("changes", "*", "parameters", "a network's size is counted"),
    ("records", "*", "parameters", "a network's size is counted"),
    ("scaling", "*", "parameters", "a network's size is counted"),
    ("diagnosis", "threshold [01f]*", "threshold", "the case fixes it"),
    ("diagnosis", "outlines one pixel wider", "threshold", "the case fixes it"),
    ("descent", "Adam, 0.001, weights begin at zero", "*", "ten biases learn alone, and agree to four digits"),
    ("descent", "Adam, 0.1", "loss, part *", "it answers by chance, and that loss has one value"),
    ("descent", "SGD, 1", "loss, part *", "it answers by chance, and that loss has one value"),
    ("descent", "SGD, 0.1, pixels to 255", "ended in part", "most of its trainings end at once"),
    ("driving", "*kicked*", "*on the road*", "every car stays on the road: 100 %"),
    ("driving", "*kicked*", "interventions", "every car stays on the road: nobody helps"),
    ("driving", "DAgger*", "*on the road*", "every car stays on the road: 100 %"),
    ("driving", "DAgger*", "interventions", "every car stays on the road: nobody helps"),
    ("faces", "search*", "portrait, false boxes", "none, in any training"),
    ("feeding", "buffer of 1", "correlation, *", "nothing is drawn: the order of writing"),
    ("feeding", "memory, *", "before reading", "whole MiB"),
    ("feeding", "buffer of 1,024*", "correlation, *", "so small a buffer leaves 0.9983 of an order, whatever is drawn"),
    ("feeding", "buffer of 1, shards mixed", "correlation, in its shard", "side by side, shards stay in step: 1"),
    ("forms", "*8 bits, *", "file", "ranges are numbers, whatever they are"),
    ("forms", "LiteRT, 8 bits, *", "confidence where they differ, lowest", "the same image is among them"),
    ("forms", "LiteRT, 8 bits, 5 images", "Keras right where they differ", "it is right about none of them"),
    ("forms", "rounding", "NumPy against *", "the same integers: 0"),
    ("forms", "rounding", "*, answers", "no answer hangs on a rounding: 0"),
    ("hands", "pixels: 100", "*", "all 100 are learned from, whatever is drawn"),
    ("hands", "features: 100", "*", "all 100 are learned from, whatever is drawn"),
    ("machines", "2 workers, float64, one killed", "from undisturbed", "the same bits: 0"),
    ("machines", "batch *", "steps", "two epochs have so many, whatever is drawn"),
    ("rare", "*, rare [01]", "recall of the rare digit", "every zero of the judges is read, and all ones but one"),
    ("rare", "*", "precision of the rare digit", "where few are called so, all of them are right, or none"),
    ("smaller", "small*", "stored bytes", "a network's bytes are counted"),
    ("smaller", "distilled*", "stored bytes", "a network's bytes are counted"),
    ("smaller", "wider*", "stored bytes", "a network's bytes are counted"),
    ("smaller", "*32 bits", "numbers kept", "a network's numbers are counted"),
    ("serving", "*", "not answered", "nobody is refused: 0"),
    ("serving", "1 client,*", "images a batch", "one client asks for one image at a time"),
    ("serving", "*one by one*", "images a batch", "a batch of one"),
    ("serving", "2,000 *", "late", "none: 0"),
    ("serving", "2,000 *", "answered otherwise", "none: 0"),
    ("serving", "SIG*", "in flight*", "each of 32 clients had asked; all of them are answered, or few"),
    ("serving", "SIGKILL*", "sent later, answered", "nobody is there: 0"),
    ("training", "memory", "*taken for training", "whole megabytes"),
    ("words", "*", "known pairs, *R@5 of 100", "every one is among the nearest five of a hundred: 100 %"),
    ("words", "*", "without, of one digit", "every one is right: 100 %"),
    ("words", "hard negatives", "new pairs, right about no", "of 400, two are wrong: 99.5 %"),
    ("words", "easy negatives", "new pairs, right about count", "of 40, two are wrong: 95 %"),
    ("trees", "*", "boxes learned", "the boxes of a strip are counted"),
    ("trees", "*random body", "trees counted, neighbor", "not one is as sure there as the threshold: 0"),
]

# Cases of which two runs may have all figures alike.
TWINS = {
    ("feeding", "buffer of 1"): "nothing is drawn: the order of writing",
    ("doubles", "hash of 64 bits: as they are"): "codes are equal, and nothing is called a double",
    ("feeding", "buffer of 1,024"): "so small a buffer leaves the order, to four digits",
    ("feeding", "memory, 240,000 images kept"): "whole MiB",
    ("machines", "3 workers, float64"): "one rounding of a number near a half",
    ("machines", "batch 8,192, rate 0.64, rising"): "it names every image alike",
    ("hands", "*: 1"): "one pupil of 100 is drawn: sometimes the same",
    ("hands", "pixels: 100"): "all 100 are learned from, whatever is drawn",
    ("hands", "features: 100"): "all 100 are learned from, whatever is drawn",
    ("descent", "SGD, 0.1, pixels to 255"): "two trainings ended in their first part, and answer alike",
    ("diagnosis", "shuffled*"): "one accuracy, of a fifth of the samples: some splits agree by chance",
    ("repairs", "all of them"): "some trainings learn nothing and give one answer to all images",
    ("training", "memory"): "whole megabytes",
}


def listed(table, *words):
    """Return the keys of a table of exceptions that fit, pattern by pattern."""
    return [key for key in table if all(map(fnmatchcase, words, key[: len(words)]))]


@every_file
def test_the_runs_are_those_the_script_asks_for(name):
    asked = asked_runs(name)
    stored = {(case, seed) for case, seeds in figures(name).items() for seed in seeds}
    hint = first(name, f"take the runs back, or measure what lacks: make bench ONLY={name}")
    assert [run for run in asked if run not in stored] == [], f"{name}.json lacks runs that its script asks for; {hint}"
    assert stored <= set(asked), f"the script of {name}.json asks for no such runs: {stored - set(asked)}; {hint}"
    assert len(asked) == len(set(asked)), f"benchmarks/{name}.py asks for a run twice"
    assert name in bench.costs((ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8"))


@every_file
def test_a_figure_is_stored_once_and_runs_of_a_case_have_the_same_ones(name):
    rows = [(row["case"], row["seed"], row["metric"]) for row in results.read(name).rows]
    assert len(rows) == len(set(rows)), f"{name}.json has a figure twice; {first(name, 'drop one')}"
    kinds = {frozenset(run) for seeds in figures(name).values() for run in seeds.values()}
    kinds = {frozenset(re.sub(r"part \d+", "part", metric) for metric in kind) for kind in kinds}
    expected, why = KINDS.get(name, (1, "all cases are judged alike"))
    assert len(kinds) == expected, (
        f"{name}.json: by their metrics its runs are of {len(kinds)} kinds, not of {expected} ({why}): "
        f"{sorted(map(sorted, kinds), key=len)}; {first(name, 'KINDS, if the script judges otherwise now')}"
    )


@every_file
def test_every_case_was_run_from_three_seeds_at_least_unless_nothing_is_drawn(name):
    few = {case: len(seeds) for case, seeds in figures(name).items() if len(seeds) < 3 and not listed(ONCE, name, case)}
    assert few == {}, f"{name}.json: too few seeds; {first(name, 'make bench, or ONCE with the reason')}"


def alike(name):
    """Return the figures that all seeds of a case share: list of (case, metric, value)."""
    found = []
    for case, seeds in figures(name).items():
        for metric in dict.fromkeys(metric for run in seeds.values() for metric in run):
            values = [run[metric] for run in seeds.values() if metric in run]
            if len(values) > 1 and len(set(values)) == 1:
                found.append((case, metric, values[0]))
    return found


@every_file
def test_seeds_are_not_all_alike(name):
    """A figure that no seed changes was copied, or nothing was drawn for it, unless it stands in `ALIKE`."""
    wrong = [entry for entry in alike(name) if not listed(ALIKE, name, *entry[:2])]
    assert wrong == [], (
        f"{name}.json: one value from every seed; {first(name, 'ALIKE, with the reason, if it is exact')}"
    )


@every_file
def test_no_run_is_the_copy_of_another(name):
    predictions = results.read(name).predictions
    copies = [
        (case, a, b)
        for case, seeds in figures(name).items()
        for a, b in combinations(seeds, 2)
        if seeds[a] == seeds[b] and predictions.get(f"{case}, seed {a}") == predictions.get(f"{case}, seed {b}")
        if not listed(TWINS, name, case)
    ]
    assert copies == [], f"{name}.json: two seeds, the same in all; {first(name, 'TWINS, with the reason')}"


@every_file
def test_of_a_case_all_predictions_are_kept_or_none(name):
    kept = results.read(name).predictions.keys()
    runs = {case: {f"{case}, seed {seed}" for seed in seeds} for case, seeds in figures(name).items()}
    assert kept <= set().union(*runs.values()), f"{name}.json: predictions without figures; {first(name, 'drop them')}"
    some = {case: of_case - kept for case, of_case in runs.items() if of_case & kept and of_case - kept}
    assert some == {}, f"{name}.json lacks what these runs predicted; {first(name, 'take it back')}"


def test_every_exception_is_still_needed():
    cases = [(name, case) for name in results.names() for case in figures(name)]
    same = [(name, *entry[:2]) for name in results.names() for entry in alike(name)]
    unused = [key for key in [*ONCE, *TWINS] if not any(listed([key], *words) for words in cases)]
    unused += [key for key in ALIKE if not any(listed([key], *words) for words in same)]
    assert unused == [], "take these lines out: nothing is stored as they say"


@every_file
def test_a_metric_has_one_unit(name):
    units = {(row["metric"], row["unit"]) for row in results.read(name).rows}
    for metric, unit in sorted(units):
        line = known(name, metric)
        assert line, f"tests/benchmarks/metrics.toml has no line for {metric!r} of {name}: add its unit and its place"
        assert unit == line[0], (
            f"{name}.json: {metric!r} in {unit!r}, not in {line[0]!r}; {first(name, 'metrics.toml')}"
        )


@every_file
def test_figures_are_numbers_and_times_are_positive(name):
    rows = [row for row in results.read(name).rows if not math.isfinite(row["value"])]
    rows += [row for row in results.read(name).rows if row["unit"] in TIMES and row["value"] <= 0]
    assert rows == [], f"{name}.json: these are no figures; {first(name, f'make bench ONLY={name}')}"


def test_every_line_of_the_metrics_belongs_to_a_stored_figure():
    stored = {name: {row["metric"] for row in results.read(name).rows} for name in results.names()}
    assert METRICS.keys() == stored.keys(), "tests/benchmarks/metrics.toml has a table for every results file"
    unused = [
        (name, pattern)
        for name, lines in METRICS.items()
        for pattern in lines
        if pattern not in stored[name] and not any(fnmatchcase(metric, pattern) for metric in stored[name])
    ]
    assert unused == [], "no such figure is stored: look first at git diff HEAD -- src/kernelbook/results"


def tables():
    """Return what the page of benchmarks shows: {file: (the heading above it, its metrics, or None for all)}."""
    shown, heading = {}, None
    for cell in notebook(PAGE).cells:
        if cell.cell_type == "markdown":
            heading = (headings(cell.source, 3) or [heading])[-1]
        elif ".overview(" in cell.source:
            call = ast.parse(cell.source).body[-1].value
            shown[call.func.value.args[0].value] = heading, ast.literal_eval(call.args[0]) if call.args else None
    return shown


@every_file
def test_the_page_of_benchmarks_shows_every_file_or_says_that_it_does_not(name):
    heading, chosen = tables().get(name, (None, []))
    assert heading == name or (heading is None and f"`{name}`" in prose(PAGE)), (
        f"{PAGE.name} has no table of {name} under a heading of that name: look first at git diff HEAD -- chapters; "
        f"then put the table back, or name the file among those left out, and say in metrics.toml where it is drawn"
    )
    stored = dict.fromkeys(row["metric"] for row in results.read(name).rows)
    shown = {metric for metric in stored if chosen is None or metric in chosen}
    promised = {metric for metric in stored if known(name, metric) and known(name, metric)[1] == "page"}
    assert shown == promised, (
        f"{PAGE.name} shows of {name}: {sorted(shown)}; metrics.toml promises {sorted(promised)}: look first at "
        f"git diff HEAD -- chapters; then change the table's columns, or the places in tests/benchmarks/metrics.toml"
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_draws_what_it_is_said_to_draw(path):
    code = "\n".join(cell.source for cell in cells(path, "code"))
    for name, lines in METRICS.items():
        for pattern, (_, place, *_) in lines.items():
            words = [word for word in pattern.strip("* ").split(", ") if word in code]
            assert place != path.stem or (f'"{name}"' in code and words), (
                f"{path.name} draws no {pattern!r} of {name}.json: look first at git diff HEAD -- chapters; then say "
                f"in tests/benchmarks/metrics.toml where it is drawn, or 'file' if nowhere"
            )


def test_places_are_notebooks():
    places = {line[1] for lines in METRICS.values() for line in lines.values()}
    assert places <= {"page", "file", *(path.stem for path in NOTEBOOKS)}
