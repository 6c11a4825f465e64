"""An exercise on splits that keep each patient on one side. Many are right: judged is what a split must be."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.functions import Failure, outcome
from kernelbook.guards import shown

BOTH_SIDES = "patient {patient} has photographs on both sides: draw patients, not photographs."
ALWAYS_THE_SAME = "two generators gave the same split: draw with the generator."
OWN_DICE = "one generator, with the same seed, gave two different splits: draw with no other than the one handed over."
SHARE = "about a fifth of the patients should be drawn; in 30 tries you drew {found} of {all}."
TOO_MANY = "about a fifth of the patients should be drawn; once you drew {found} of {all}."
NEVER = "patient {patient} is never drawn; each must have a chance."
NO_MASK = "expected a mask, booleans of shape {shape}, got {found}."
INDICES = "these are numbers of patients or photographs; return a mask: true for each photograph to test on."
ZEROS_AND_ONES = "expected a mask, booleans; as an index, whole numbers 0 and 1 choose the first two photographs."


def held_out(patients, generator):
    """Return a mask of the photographs of about a fifth of the patients."""
    drawn = generator.permutation(np.unique(patients))
    return np.isin(patients, drawn[: round(len(drawn) / 5)])


def photographs(generator):
    """Draw the patients of some photographs: a few each, in any order or one after another, with any numbers."""
    numbers = generator.choice(900, size=generator.integers(20, 60), replace=False) + generator.integers(1, 200)
    numbers = numbers * generator.choice([1, 10])
    patients = np.concatenate([numbers, generator.choice(numbers, size=generator.integers(0, 3 * len(numbers)))])
    return np.sort(patients) if generator.integers(2) else generator.permutation(patients)


def judge_patients(answer):
    """Judge a function (patients, generator)."""
    if not callable(answer):
        return f"expected a function of patients and generator, got {shown(answer)}."
    generator = np.random.default_rng(14)
    drawn = everyone = 0
    for seed in range(30):
        patients = photographs(generator)
        mask, complaint = split(answer, patients, seed)
        if complaint:
            return complaint
        found, all_of_them = len(set(patients[mask])), len(set(patients))
        if found > all_of_them / 2:
            return TOO_MANY.format(found=found, all=all_of_them)
        drawn, everyone = drawn + found, everyone + all_of_them
    if not 0.15 <= drawn / everyone <= 0.25:
        return SHARE.format(found=drawn, all=everyone)
    return judge_chance(answer, patients)


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


def judge_chance(answer, patients):
    """Judge whether the generator, and nothing else, decides who is drawn, and whether everybody can be."""
    masks = [split(answer, patients, seed) for seed in (*range(80), 0)]
    complaints = [complaint for _, complaint in masks if complaint]
    if complaints:
        return complaints[0]
    *masks, again = [mask for mask, _ in masks]
    if all(np.array_equal(mask, masks[0]) for mask in masks):
        return ALWAYS_THE_SAME
    if not np.array_equal(masks[0], again):
        return OWN_DICE
    left = set(patients[~np.any(masks, axis=0)])
    return NEVER.format(patient=min(left)) if left else None


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
        ("in 30 tries you drew", lambda: lambda patients, generator: patients == generator.choice(patients)),
        ("once you drew", lambda: lambda patients, generator: ~held_out(patients, generator)),
        ("once you drew", lambda: lambda patients, generator: patients % 5 == generator.integers(5)),
        ("is never drawn", lambda: all_but_the_first),
        ("expected a mask", lambda: lambda patients, generator: held_out(patients, generator)[:9]),
        (ZEROS_AND_ONES, lambda: lambda patients, generator: held_out(patients, generator).astype(int)),
        (INDICES, lambda: lambda patients, generator: generator.permutation(np.unique(patients))[:12]),
    ),
)
