import numpy as np
import pytest
from scipy.linalg import sqrtm

from kernelbook import evaluation

DRAW = np.random.default_rng(0).normal
ONE, OTHER = DRAW(size=(40, 5)), DRAW(1, 2, (30, 5)) @ DRAW(size=(5, 5))


def test_frechet_distance_is_what_scipys_root_of_a_matrix_gives():
    C, D = np.cov(ONE, rowvar=False), np.cov(OTHER, rowvar=False)
    expected = np.sum((ONE.mean(axis=0) - OTHER.mean(axis=0)) ** 2) + np.trace(C + D - 2 * sqrtm(C @ D).real)
    assert evaluation.frechet_distance(ONE, OTHER) == pytest.approx(expected)


def test_frechet_distance_is_symmetric_and_zero_between_the_same():
    forth, back = evaluation.frechet_distance(ONE, OTHER), evaluation.frechet_distance(OTHER, ONE)
    assert forth == pytest.approx(back)
    assert evaluation.frechet_distance(ONE, ONE[::-1]) == pytest.approx(0, abs=1e-9)


def test_a_shift_costs_its_square_and_a_turn_of_both_nothing():
    shift = np.arange(5.0)
    assert evaluation.frechet_distance(ONE, ONE + shift) == pytest.approx(30)
    turn = np.linalg.qr(DRAW(size=(5, 5)))[0]
    turned = evaluation.frechet_distance(ONE @ turn, OTHER @ turn)
    assert turned == pytest.approx(evaluation.frechet_distance(ONE, OTHER))


def test_fewer_rows_than_columns_are_no_hindrance():
    """Three rows span two directions: along the others nothing varies, and nothing is added."""
    few, others = ONE[:3], OTHER[:3]
    C, D = np.cov(few, rowvar=False), np.cov(others, rowvar=False)
    singular = np.linalg.svd((few - few.mean(axis=0)) @ (others - others.mean(axis=0)).T / 2, compute_uv=False)
    expected = np.sum((few.mean(axis=0) - others.mean(axis=0)) ** 2) + np.trace(C + D) - 2 * singular.sum()
    assert evaluation.frechet_distance(few, others) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("many", [50, 400])
def test_collections_of_one_source_are_farther_apart_the_fewer_they_are(many):
    """In expectation what variances add falls like 1 / n: here four times as many rows leave a quarter, roughly."""
    few, more = (
        np.mean([evaluation.frechet_distance(DRAW(size=(n, 8)), DRAW(size=(n, 8))) for _ in range(40)])
        for n in (many, 4 * many)
    )
    assert few / more == pytest.approx(4, rel=0.25)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((ONE[0], OTHER), r"features has shape \(5,\): expected \(n, f\)"),
        ((ONE, OTHER[:1]), r"others has shape \(1, 5\): expected \(n, f\), a row for each of 2 images"),
        ((ONE[:, :3], OTHER), "features has 3 columns and others 5: expected as many"),
        ((np.full((3, 2), np.nan), OTHER), "features"),
        (("digits", OTHER), "features"),
    ],
)
def test_frechet_distance_refuses_what_is_no_table_of_features(arguments, message):
    with pytest.raises(ValueError, match=message):
        evaluation.frechet_distance(*arguments)
