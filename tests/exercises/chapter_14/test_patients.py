"""A split is judged by what it must be: a mask, patients on one side, about a fifth, by the generator alone."""

import math

import numpy as np
import pytest

from kernelbook import exercises


def held_out(patients, generator):
    return exercises.find("14-patients").solution()(patients, generator)


def n_fifth(patients):
    return round(len(np.unique(patients)) / 5)


def drawn_of_all(patients, generator, count):
    return np.isin(patients, generator.choice(np.unique(patients), count, replace=False))


def held_out_of(patients, generator, photographs):
    return np.isin(patients, generator.choice(photographs, n_fifth(patients), replace=False))


def by_coins(patients, generator):
    numbers, place = np.unique(patients, return_inverse=True)
    return (generator.random(len(numbers)) < 0.2)[place]


@pytest.mark.parametrize("seed", range(3))
def test_a_fair_split_is_right_however_it_is_drawn(seed):
    """How many patients are drawn may be left to coins, or be rounded up or down."""

    def reseeded(split):
        return lambda patients, generator: split(patients, np.random.default_rng([seed, generator.integers(2**60)]))

    rounded = [
        lambda patients, generator, part=part: drawn_of_all(patients, generator, part(len(np.unique(patients)) / 5))
        for part in (math.floor, math.ceil)
    ]
    for split in (by_coins, *rounded):
        verdict = exercises.check("14-patients", reseeded(split))
        assert verdict.passed, verdict


def at_or_after_a_random_one(patients, generator):
    return patients >= generator.choice(patients)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda patients, generator: np.arange(len(patients)) < len(patients) / 5, "on both sides"),
        (lambda patients, generator: np.isin(patients, np.unique(patients)[::5]), "two generators gave the same split"),
        (lambda patients, generator: held_out(patients, np.random.default_rng()), "gave two different splits"),
        (lambda patients, generator: drawn_of_all(patients, generator, 6), "you drew 6, and of 2"),
        (lambda patients, generator: drawn_of_all(patients, generator, 8), "you drew 8, and of 2"),
        (lambda patients, generator: held_out_of(patients, generator, np.sort(patients)), "with many photographs"),
        (lambda patients, generator: held_out_of(patients, generator, patients), "with many photographs"),
        (
            lambda patients, generator: np.isin(patients, generator.choice(np.unique(patients), n_fifth(patients))),
            "of 100 you drew 18 on average, not 20",
        ),
        (lambda patients, generator: np.isin(patients, np.unique(patients)[generator.integers(5) :: 5]), "together"),
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
