"""What holds among the figures of a results file: digits, counts, times of other runs, bounds."""

import math
from statistics import median

import pytest

from kernelbook import results
from measurements import TIMES, benchmark, figures, first, known

every_file = pytest.mark.parametrize("name", results.names())

ALIKE_UNITS = (*TIMES, "billion multiply-accumulates per second", "GB read or written per second", "MB", "nats")
FAR = 4  # times: so far no figure of these units is from the median of its case; the farthest but one is 2.8
# Figures that are farther from those of the other runs, as they were measured: file, case, metric, and why.
ODD = {
    **{
        ("clinic", "A", f"one batch, step {k}"): "one of three runs begins at twice the loss, and falls later"
        for k in (20, 50, 100)
    },
    ("race", "images (128, 28, 28, 1), kernels (3, 3, 1, 32)", "PyTorch"): "it was slow in the whole first pass",
}
# What a run took, as its file keeps it beside the figures: so many times what it timed, from and to. The rest is
# loading, making arrays, compiling, a call that ends after its block.
SPENT = {
    "choice": (0.95, 1.8),
    "convolution": (0.97, 1.7),
    "race": (0.97, 1.7),
    "records": (0.999, 1.005),
    "speed": (1, 2.1),
    "training": (1, 1.4),
}
# From the part of images that were read wrong follows a loss: who is wrong gave the right digit half at most.
JUDGED_TWICE = {"held-out accuracy": "held-out loss", "validation accuracy, epoch": "validation loss, epoch"}


def every_figure(name):
    return [(case, seed, *line) for case, runs in figures(name).items() for seed in runs for line in runs[seed].items()]


def rounded(value, to):
    """Return a value as a script rounds it: "2 places", "4 digits"."""
    number, kind = to.split()
    return round(value, int(number)) if kind == "places" else float(f"{value:.{number}g}")


@every_file
def test_a_figure_has_the_digits_that_its_script_rounds_to(name):
    wrong = [
        (*run, metric, value)
        for *run, metric, value in every_figure(name)
        if rounded(value, known(name, metric)[2]) != value
    ]
    assert wrong == [], (
        f"{name}.json: more digits than its script keeps, by tests/benchmarks/metrics.toml: it did not write these; "
        f"{first(name, 'take the figures back, or change that line')}"
    )


@every_file
def test_shares_are_counts_of_what_was_judged(name):
    wrong = []
    for *run, metric, value in every_figure(name):
        unit, _, to, *of = known(name, metric)
        if unit == "%" and not 0 <= value <= 100:
            wrong.append((*run, metric, value))
        if of and rounded(100 * round(value * of[0] / 100) / of[0], to) != value:
            wrong.append((*run, metric, value, f"of {of[0]}"))
    assert wrong == [], f"{name}.json: nothing that is counted gives these shares; {first(name, 'take them back')}"


@every_file
def test_a_figure_is_near_those_of_the_other_runs(name):
    """A time that was multiplied by ten shows; what changes by a few percent cannot be told from another run."""
    units = {row["metric"]: row["unit"] for row in results.read(name).rows}
    wrong = []
    for case, runs in figures(name).items():
        for metric in {metric for run in runs.values() for metric in run if units[metric] in ALIKE_UNITS}:
            values = {seed: run[metric] for seed, run in runs.items() if metric in run}
            wrong += [
                (case, seed, metric, value)
                for seed, value in values.items()
                if abs(math.log(value / median(values.values()))) > math.log(FAR)
                if len(values) > 2 and (name, case, metric) not in ODD
            ]
    assert wrong == [], (
        f"{name}.json: more than {FAR} times as much, or as little, as the case's other runs have; "
        f"{first(name, 'a line in ODD, if it was measured so')}"
    )


def timed(name, script, case, found):
    """Return what a run took at least, in seconds, by what it timed; None where its script does not tell."""
    seconds = [value / 1000 for value in found.values()]
    if name == "choice":
        return (1 + script.BLOCKS) * sum(max(s, script.BLOCK_SECONDS) for s in seconds)
    if name in ("convolution", "race") and "images" in case:
        times = benchmark("convolution")
        block = script.NEIGHBORS_SECONDS if case.endswith("processes") else times.BLOCK_SECONDS
        blocks = sum(max(s, block) + max(s, times.WARM) for s in seconds)
        return (1 + times.BLOCKS) * (times.REST + times.AWAKE + blocks)
    if name == "speed" and case in script.NETWORKS:
        return (1 + script.ROUNDS) * script.IMAGES * sum(found.values()) / 1e6
    if name == "training" and case.startswith("race"):
        return sum(found.values())
    return found["time from start to end"] if name == "records" else None


@pytest.mark.parametrize("name", SPENT)
def test_a_run_took_as_long_as_what_it_timed(name):
    took, script, wrong = results.read(name).provenance["seconds"], benchmark(name), []
    least, most = SPENT[name]
    for case, runs in figures(name).items():
        for seed, found in runs.items():
            seconds, sum_of_times = took.get(f"{case}, seed {seed}"), timed(name, script, case, found)
            if seconds and sum_of_times and not least * sum_of_times - 0.1 < seconds < most * sum_of_times + 0.1:
                wrong.append((case, seed, f"took {seconds} s; its figures add up to {sum_of_times:.1f} s"))
    assert wrong == [], (
        f"{name}.json: figures of another run, or of another case; "
        f"{first(name, 'take them back, or change SPENT, if it was measured so')}"
    )


def judged_twice(name):
    """Return (case, seed, accuracy in %, loss) of all runs that have both, of the same images."""
    for case, runs in figures(name).items():
        for seed, run in runs.items():
            for accuracy, loss in JUDGED_TWICE.items():
                both = [(metric, metric.replace(accuracy, loss)) for metric in run if metric.startswith(accuracy)]
                yield from ((case, seed, run[one], run[other]) for one, other in both if other in run)


@every_file
def test_who_reads_images_wrong_has_a_loss(name):
    """A wrong answer has half of the probability at least, so that the right one costs ln 2 or more."""
    wrong = [line for line in judged_twice(name) if line[3] < math.log(2) * (1 - line[2] / 100)]
    assert wrong == [], f"{name}.json: so many errors cost more than that; {first(name, 'take them back')}"


def test_smoothed_labels_cost_what_no_network_can_save():
    """Nine tenths and a hundredth for the right digit, a hundredth for each other: the entropy of that."""
    least = -0.91 * math.log(0.91) - 9 * 0.01 * math.log(0.01)
    for case, runs in figures("changes").items():
        for seed, run in runs.items():
            smoothed = run["training loss, last epoch"] > least
            assert smoothed == (case == "label smoothing"), (
                f"changes.json: {case}, seed {seed}: was it exchanged? {first('changes', 'take it back')}"
            )


def test_one_epoch_and_the_first_of_five_are_the_same():
    one, five = (figures("digit_network")[f"{epochs}, divided by 255"] for epochs in ("1 epoch", "5 epochs"))
    for seed, run in one.items():
        loss = five[seed]["training loss, first epoch"]
        assert run["training loss, first epoch"] == pytest.approx(loss, rel=0.005), (
            f"digit_network.json: from seed {seed} the first epoch was learned twice, and alike; "
            f"{first('digit_network', 'take the figures back')}"
        )


def test_every_exception_is_still_needed():
    for name, case, metric in ODD:
        values = [run[metric] for run in figures(name)[case].values()]
        assert max(values) > FAR * median(values) or min(values) < median(values) / FAR, "take this line out of ODD"
