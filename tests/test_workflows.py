"""The workflows run nowhere but on GitHub, so at least their promises are read here."""

import re

import pytest
import yaml

import test_all
from chapters import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def jobs(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()


def steps(path):
    return [step for job in jobs(path) for step in job["steps"]]


def pythons(job):
    return [name for step in job["steps"] for name in step.get("with", {}).get("python-version", "").split()]


def test_there_are_the_five_workflows():
    assert [path.stem for path in WORKFLOWS] == ["book", "check", "colab", "environments", "exam"]


def test_the_tests_are_examined_weekly_and_what_stays_green_opens_an_issue():
    workflow = yaml.safe_load((FOLDER / "exam.yml").read_text("utf-8"))
    assert workflow[True]["schedule"] == [{"cron": "17 7 * * 1"}]  # YAML reads the word "on" as True
    assert "make exam PYTHON=python" in [step.get("run") for step in steps(FOLDER / "exam.yml")]
    assert (workflow["jobs"]["report"]["needs"], workflow["jobs"]["report"]["if"]) == ("exam", "${{ failure() }}")


def test_every_environment_is_run_on_each_change_or_weekly():
    check, weekly = (yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8")) for name in ("check", "environments"))
    each_change, each_week = check["jobs"]["check"], weekly["jobs"]["environment"]
    assert pythons(each_change) == ["3.11"]
    assert ["3.11", *each_week["strategy"]["matrix"]["only"]] == list(test_all.PYTHON_OF)
    assert set(pythons(each_week)) == set(test_all.PYTHON_OF.values())
    assert weekly[True]["schedule"] == [{"cron": "17 3 * * 1"}]


def test_what_the_book_may_not_carry_is_fetched_weekly_and_tested():
    weekly = yaml.safe_load((FOLDER / "environments.yml").read_text("utf-8"))
    commands = [step.get("run", "") for step in weekly["jobs"]["data"]["steps"]]
    assert "make data PYTHON=python3.11" in commands
    assert any("tests/data/test_hands.py" in command and "tests/faces" in command for command in commands)
    assert weekly["jobs"]["report"]["needs"] == ["environment", "data"]


@every_workflow
def test_actions_are_pinned_to_commits(path):
    for step in steps(path):
        assert "uses" not in step or re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"])


@every_workflow
def test_permissions_are_the_least(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    granted = {scope for job in jobs(path) for scope in job.get("permissions", {})}
    assert granted <= {"pages", "id-token", "issues"}


@every_workflow
def test_no_job_runs_for_hours(path):
    for job in jobs(path):
        assert job.get("timeout-minutes", 10) <= 120


@every_workflow
def test_the_commands_exist(path):
    for step in steps(path):
        for target in re.findall(r"\bmake ([a-z-]+)", step.get("run", "")):
            assert f"\n{target}:" in MAKEFILE
        if step.get("run", "").startswith(".ci/"):
            assert (ROOT / step["run"]).stat().st_mode & 0o111
