"""An exercise on splits that keep each patient on one side. Many are right: judged is what a split must be."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.functions import Failure, outcome
from kernelbook.guards import shown

BOTH_SIDES = "patient {patient} has photographs on both sides: draw patients, not photographs."
ALWAYS_THE_SAME = "two generators gave the same split: draw with the generator."
OWN_DICE = "one generator, with the same seed, gave two different splits: draw with no other than the one handed over."
SHARE = "about a fifth of the patients should be drawn; in 30 tries you drew {found} of {all}."
FIXED = "of {few} patients you drew {found}, and of {many} as well: it should be about a fifth, however many there are."
TOO_MANY = "about a fifth of the patients should be drawn; once you drew {found} of {all}."
NEVER = "patient {patient} is never drawn; each must have a chance."
MORE_PHOTOGRAPHS = (
    "patients with many photographs are drawn in {many:.0%} of the splits, those with one in {few:.0%}: draw patients, "
    "each with the same chance, not photographs."
)
REPLACED = "some patients are drawn twice: of 100 you drew {found:.0f} on average, not 20. Draw without replacement."
TOGETHER = "patients {one} and {other} are nearly always drawn together: draw each by itself, at random."
UNEQUAL = "patient {rare} is hardly ever drawn, patient {often} often: each must have the same chance."
NO_MASK = "expected a mask, booleans of shape {shape}, got {found}."
INDICES = "these are numbers of patients or photographs; return a mask: true for each photograph to test on."
ZEROS_AND_ONES = "expected a mask, booleans; as an index, whole numbers 0 and 1 choose the first two photographs."

CROWDS = ((25, 36), (36, 60), (150, 250))  # how many patients there are, from and below
SPLITS = 200  # of the same patients
LEAST, MOST, HALF = 10, 75, 30  # of the splits that draw a patient, or a pair: 40 and 8 are to be expected


# 14-patients: all photographs of about a fifth of the patients, drawn at random.


def held_out(patients, generator):
    """Return a mask of the photographs of about a fifth of the patients."""
    drawn = generator.permutation(np.unique(patients))
    return np.isin(patients, drawn[: round(len(drawn) / 5)])


def photographs(generator, least, below):
    """Draw the patients of some photographs: a few each, in any order or one after another, with any numbers."""
    numbers = generator.choice(900, size=generator.integers(least, below), replace=False) + generator.integers(1, 200)
    numbers = numbers * generator.choice([1, 10])
    patients = np.concatenate([numbers, generator.choice(numbers, size=generator.integers(0, 3 * len(numbers)))])
    return np.sort(patients) if generator.integers(2) else generator.permutation(patients)


def judge_patients(answer):
    """Judge a function (patients, generator)."""
    if not callable(answer):
        return f"expected a function of patients and generator, got {shown(answer)}."
    generator = np.random.default_rng(14)
    drawn = []
    for least, below in CROWDS:
        counts, complaint = counted(answer, [photographs(generator, least, below) for _ in range(30)])
        if complaint:
            return complaint
        drawn.append(counts)
    complaint = judge_shares(np.array(drawn))
    return complaint or judge_chance(answer, *a_few_with_many(generator))


def counted(answer, crowds):
    """Return how many patients were drawn of how many, for each of some photographs, or None and the complaint."""
    counts = []
    for seed, patients in enumerate(crowds):
        mask, complaint = split(answer, patients, seed)
        if complaint:
            return None, complaint
        counts.append((len(set(patients[mask])), len(set(patients))))
        if counts[-1][0] > 0.6 * counts[-1][1]:
            return None, TOO_MANY.format(found=counts[-1][0], all=counts[-1][1])
    return counts, None


def judge_shares(drawn):
    """Judge how many patients were drawn of how many: shape (crowds, tries, 2)."""
    found, everyone = drawn[..., 0], drawn[..., 1]
    if found.min() == found.max() > 0:
        return FIXED.format(found=found.min(), few=everyone.min(), many=everyone.max())
    for few, many in drawn.sum(axis=1):
        if not 0.15 <= few / many <= 0.25:
            return SHARE.format(found=few, all=many)
    return None


def a_few_with_many(generator):
    """Return the photographs of 100 patients in any order, and the numbers of the 20 who have six each, not one."""
    numbers = generator.choice(900, size=100, replace=False)
    return generator.permutation(np.concatenate([numbers, np.repeat(numbers[:20], 5)])), numbers[:20]


def split(answer, patients, seed):
    """Return the mask that an answer gives, or None and the complaint."""
    given = []

    def noted(*arguments):
        given.append(answer(*arguments))
        return given[0]

    failed = outcome(noted, (patients, np.random.default_rng(seed)))
    if isinstance(failed, Failure):
        return None, f"for {len(patients)} photographs {failed}"
    mask = np.asarray(given[0])
    if mask.dtype.kind in "iuf":
        zeros_and_ones = mask.shape == patients.shape and set(mask.tolist()) <= {0, 1}
        return None, ZEROS_AND_ONES if zeros_and_ones else INDICES
    if mask.dtype.kind != "b" or mask.shape != patients.shape:
        return None, NO_MASK.format(shape=patients.shape, found=f"{mask.dtype} of shape {mask.shape}")
    both = set(patients[mask]) & set(patients[~mask])
    return (None, BOTH_SIDES.format(patient=min(both))) if both else (mask, None)


def judge_chance(answer, patients, with_many):
    """Judge whether the generator, and nothing else, decides who is drawn, and whether everybody can be."""
    masks = []
    for seed in (*range(SPLITS), 0):
        mask, complaint = split(answer, patients, seed)
        if complaint:
            return complaint
        masks.append(mask)
    *masks, again = masks
    if all(np.array_equal(mask, masks[0]) for mask in masks):
        return ALWAYS_THE_SAME
    if not np.array_equal(masks[0], again):
        return OWN_DICE
    numbers, first = np.unique(patients, return_index=True)
    return judge_patients_drawn(numbers, np.array(masks)[:, first], np.isin(numbers, with_many))


def judge_patients_drawn(numbers, drawn, has_many):
    """Judge which patients were drawn in which split, shape (splits, patients): each as often, and by itself."""
    often, per_split = drawn.sum(axis=0), drawn.sum(axis=1)
    if not often.all():
        return NEVER.format(patient=numbers[often.argmin()])
    many, few = drawn[:, has_many].mean(), drawn[:, ~has_many].mean()
    if abs(many - few) > 0.1:
        return MORE_PHOTOGRAPHS.format(many=many, few=few)
    if per_split.min() < per_split.max() <= 20 and per_split.mean() < 19:
        return REPLACED.format(found=per_split.mean())
    if often.min() < LEAST or often.max() > MOST:
        return UNEQUAL.format(rare=numbers[often.argmin()], often=numbers[often.argmax()])
    pairs = drawn.T.astype(int) @ drawn
    np.fill_diagonal(pairs, 0)
    if pairs.max() > HALF:
        one, other = numbers[list(np.unravel_index(pairs.argmax(), pairs.shape))]
        return TOGETHER.format(one=one, other=other)
    return None


def a_third(patients, generator):
    """Return a mask of the photographs of about a third of the patients."""
    drawn = generator.permutation(np.unique(patients))
    return np.isin(patients, drawn[: round(len(drawn) / 3)])


def as_many(count):
    """Return a function that always draws as many patients, if there are so many."""
    return lambda patients, generator: np.isin(patients, generator.permutation(np.unique(patients))[:count])


def by_photographs(patients, generator):
    """Return a mask of the patients of some photographs, so that those with many are drawn more often."""
    in_order = list(dict.fromkeys(generator.permutation(patients).tolist()))
    return np.isin(patients, in_order[: round(len(in_order) / 5)])


def with_replacement(patients, generator):
    """Return a mask of the patients drawn with replacement: of some who are drawn twice, too few."""
    numbers = np.unique(patients)
    return np.isin(patients, generator.choice(numbers, size=round(len(numbers) / 5)))


def one_after_another(patients, generator):
    """Return a mask of patients whose numbers follow on each other."""
    numbers = np.unique(patients)
    return np.isin(patients, np.roll(numbers, generator.integers(len(numbers)))[: round(len(numbers) / 5)])


def rather_large_numbers(patients, generator):
    """Return a mask of patients who are drawn the more often the larger their number."""
    numbers = np.unique(patients)
    chances = np.arange(len(numbers)) + 8
    drawn = generator.choice(numbers, round(len(numbers) / 5), replace=False, p=chances / chances.sum())
    return np.isin(patients, drawn)


def all_but_the_first(patients, generator):
    """Return a mask that never holds the first patient."""
    drawn = generator.permutation(np.unique(patients)[1:])
    return np.isin(patients, drawn[: round(len(drawn) / 5)])


PATIENTS = Exercise(
    "14-patients",
    judge_patients,
    praise="Whatever belongs together stays together.",
    solution=lambda: held_out,
    wrong=(
        ("on both sides", lambda: lambda patients, generator: generator.random(len(patients)) < 0.2),
        (ALWAYS_THE_SAME, lambda: lambda patients, generator: held_out(patients, np.random.default_rng(7))),
        (OWN_DICE, lambda: lambda patients, generator: held_out(patients, np.random.default_rng())),
        ("you drew 1, and of", lambda: lambda patients, generator: patients == generator.choice(patients)),
        ("in 30 tries you drew", lambda: a_third),
        ("once you drew", lambda: lambda patients, generator: ~held_out(patients, generator)),
        ("once you drew", lambda: lambda patients, generator: patients % 5 == generator.integers(5)),
        ("is never drawn", lambda: all_but_the_first),
        ("you drew 7, and of", lambda: as_many(7)),
        ("patients with many photographs are drawn in", lambda: by_photographs),
        ("some patients are drawn twice", lambda: with_replacement),
        ("nearly always drawn together", lambda: one_after_another),
        ("is hardly ever drawn", lambda: rather_large_numbers),
        ("expected a mask", lambda: lambda patients, generator: held_out(patients, generator)[:9]),
        (ZEROS_AND_ONES, lambda: lambda patients, generator: held_out(patients, generator).astype(int)),
        (INDICES, lambda: lambda patients, generator: generator.permutation(np.unique(patients))[:12]),
    ),
)
