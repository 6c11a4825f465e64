"""`make bench` says beforehand how long it takes, and benchmarks/README.md says what each script asks."""

import ast
import itertools
import re
import subprocess

import pytest
import tensorflow as tf

import bench
from chapters import NOTEBOOKS, ROOT, cells
from kernelbook import results
from kernelbook.results import progress

README = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
PURE = ["kernelbook.results.progress.lacking"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results.files, "FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def ticks(monkeypatch):
    """Let every run take thirty seconds."""
    monkeypatch.setattr(progress.time, "perf_counter", itertools.count(0, 30).__next__)


def shape(runs):
    """Return cases × seeds, and how many runs these are."""
    seeds = {case: sum(other == case for other, _ in runs) for case, _ in runs}
    low, high = min(seeds.values()), max(seeds.values())
    return f"{len(seeds)} × {low if low == high else f'{low} to {high}'} = {len(runs)}"


def called(call):
    """Return the name of the function that a call names: both f(x) and module.f(x) name f."""
    return getattr(call.func, "id", getattr(call.func, "attr", None))


def files_read(source):
    """Return the names of the results files that code reads, by `results.read` or by a function that hands it one."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    reading = {"read": 0}
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        places = {parameter.arg: k for k, parameter in enumerate(function.args.args)}
        for call in (node for node in ast.walk(function) if node in calls and called(node) == "read"):
            if getattr(call.args[0], "id", None) in places:
                reading[function.name] = places[call.args[0].id]
    chosen = [call.args[reading[called(call)]] for call in calls if called(call) in reading]
    return {argument.value for argument in chosen if isinstance(argument, ast.Constant)}


def test_files_are_found_whoever_reads_them():
    source = 'def wrong(case, name):\n    return 100 - read(name).values(case)\n\n\nresults.read("a"); wrong("b", "c")'
    assert files_read(source) == {"a", "c"}


@pytest.fixture(scope="module")
def readers():
    """Return for each results file the chapters and pages that read it."""
    found = {}
    for path in NOTEBOOKS:
        code = "\n\n".join(cell.source for cell in cells(path, "code") if "%pip" not in cell.source)
        for name in files_read(code):
            found.setdefault(name, []).append(path.stem.split("_")[0])
    return found


def test_every_script_has_a_line_and_every_line_a_script():
    assert [line[0] for line in bench.LINE.findall(README)] == list(bench.SCRIPTS)


@pytest.mark.parametrize("name", bench.SCRIPTS)
def test_a_line_says_what_the_script_asks_and_runs_and_who_draws_it(name, readers, monkeypatch):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: ["one, for the benchmark that needs it"])
    question = ast.get_docstring(ast.parse(bench.SCRIPTS[name].read_text(encoding="utf-8"))).split("\n")[0]
    written, runs, *_ = bench.planned(bench.SCRIPTS[name])
    line = next(line for line in bench.LINE.findall(README) if line[0] == name)
    minutes = line[3]
    assert line == (name, question, shape(runs), minutes, ", ".join(dict.fromkeys(readers.get(name, ["–"]))))
    assert re.fullmatch(r"\d+(\.\d)?|not measured", minutes)
    assert written == name


def test_costs_are_those_of_the_table():
    line = "| [{0}]({0}.py) | What? | 1 × 3 = 3 | {1} | 01 |\n"
    text = line.format("a", "9") + line.format("b", "0.5") + line.format("c", "not measured")
    assert bench.costs(text) == {"a": 9.0, "b": 0.5, "c": None}
    assert bench.costs(README).keys() == bench.SCRIPTS.keys()


def collect(name, runs):
    """Collect runs that measure their seed."""
    results.collect(name, runs, lambda case, seed: ({"m": (float(seed), "")}, None), PURE)


def test_a_clock_says_what_is_lacking_and_what_is_left(folder, ticks, capsys):
    collect("trial", [("a", 0)])
    collect("trial", [("a", 0), ("a", 1), ("b", 0)])
    assert capsys.readouterr().out.splitlines() == [
        "trial: 1 of 1 runs lacking",
        "trial: run 1 of 1 took 30 s",
        "trial: a, seed 0: m 0.0 ",
        "trial: 2 of 3 runs lacking, about 1 minute left",
        "trial: run 1 of 2 took 30 s, less than a minute left",
        "trial: a, seed 1: m 1.0 ",
        "trial: run 2 of 2 took 30 s",
        "trial: b, seed 0: m 0.0 ",
    ]
    assert results.read("trial").provenance["seconds"] == {"a, seed 0": 30, "a, seed 1": 30, "b, seed 0": 30}


@pytest.mark.parametrize(
    ("code", "minutes", "found"),
    [(PURE, 99, (3, 2, 60)), (["kernelbook.results.progress.estimate"], 10, (3, 3, 600)), (["x"], None, None)],
    ids=["timed", "the code has changed, the table knows", "cannot run here"],
)
def test_a_plan_counts_what_lacks_and_asks_who_knows_its_time(folder, ticks, monkeypatch, code, minutes, found):
    collect("trial", [("a", 0)])
    call = None if found is None else ("trial", [("a", 0), ("a", 1), ("b", 0)], None, code)
    monkeypatch.setattr(bench, "planned", lambda script: call)
    assert bench.plan("trial.py", minutes) == found


def test_what_lacks_is_announced_with_its_time():
    found = {"a": (3, 0, 0.0), "b": (3, 2, 120.0), "c": (4, 4, 600.0), "d": (1, 1, None)}
    assert bench.announcement({"a": found["a"]}) == "nothing is lacking"
    assert bench.announcement({"b": found["b"]}) == "b: 2 of 3 runs lacking, about 2 minutes"
    assert bench.announcement(found).splitlines()[1:] == [
        "c: 4 of 4 runs lacking, about 10 minutes",
        "d: 1 of 1 runs lacking, for a time that nobody has measured",
        "in all: about 12 minutes, and 1 of unknown time",
    ]


def test_only_what_lacks_is_run_by_a_command_without_folders(monkeypatch):
    monkeypatch.setattr(bench, "plans", lambda chosen: {"race": (3, 0, 0.0), "gpu": None, "speed": (3, 2, 1.0)})
    commands = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: commands.append(command))
    bench.main("all")
    assert [str(command[1]) for command in commands] == ["benchmarks/speed.py"]


def test_what_cannot_run_here_is_not_said_to_lack_nothing(monkeypatch, capsys):
    monkeypatch.setattr(bench, "plans", lambda chosen: {"gpu": None})
    bench.main("gpu")
    assert capsys.readouterr().out == ""


def test_a_name_that_is_none_is_refused():
    with pytest.raises(SystemExit, match="ONLY=none: no such benchmark; there are answers"):
        bench.main("none")


@pytest.mark.slow
def test_plans_are_made_in_a_process_of_their_own():
    assert bench.plans(["diagnosis"]) == {"diagnosis": (140, 0, 0.0)}


def test_an_interrupted_benchmark_says_that_it_goes_on(monkeypatch):
    def interrupted(command, **_):
        raise KeyboardInterrupt

    monkeypatch.setattr(bench, "plans", lambda chosen: {"race": (3, 3, 60.0)})
    monkeypatch.setattr(subprocess, "run", interrupted)
    with pytest.raises(SystemExit, match="race: interrupted; the same command goes on where it was"):
        bench.main("race")
