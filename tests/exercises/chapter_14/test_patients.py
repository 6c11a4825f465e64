"""A split is judged by what it must be: a mask, patients on one side, about a fifth, by the generator alone."""

import numpy as np
import pytest

from kernelbook import exercises


def held_out(patients, generator):
    return exercises.find("14-patients").solution()(patients, generator)


def at_or_after_a_random_one(patients, generator):
    return patients >= generator.choice(patients)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda patients, generator: np.arange(len(patients)) < len(patients) / 5, "on both sides"),
        (lambda patients, generator: np.isin(patients, np.unique(patients)[::5]), "two generators gave the same split"),
        (lambda patients, generator: held_out(patients, np.random.default_rng()), "gave two different splits"),
        (lambda patients, generator: np.zeros(len(patients), bool), "in 30 tries you drew 0 of"),
        (at_or_after_a_random_one, "once you drew"),
        (lambda patients, generator: np.isin(patients, np.unique(patients)[generator.integers(2) :: 5]), "never drawn"),
        (lambda patients, generator: np.isin(patients, generator.integers(0, 60, 12)), "in 30 tries you drew"),
        (
            lambda patients, generator: patients[held_out(patients, generator)],
            "return a mask: true for each photograph",
        ),
        (lambda patients, generator: 1.0 * held_out(patients, generator), "whole numbers 0 and 1 choose the first two"),
        (lambda patients, generator: [held_out(patients, generator)] * 2, "got bool of shape (2, "),
        (lambda patients, generator: None, "it returned None: is a return missing?"),
        (lambda patients: patients > 3, "photographs your function raised TypeError"),
        (True, "expected a function of patients and generator, got True"),
    ],
)
def test_a_split_that_is_none_is_told_by_what_is_wrong(answer, message):
    verdict = exercises.check("14-patients", answer)
    assert verdict.passed is False
    assert message in verdict.message
