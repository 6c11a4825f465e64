"""Exercises on what is learned from: pictures of other people, and those of which the network is not sure yet."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 16-people: which pictures may be learned from: those of nobody who is held out.


def learned_from(people, held_out):
    """Return a mask of the pictures of all who are not held out."""
    return np.isin(people, held_out, invert=True)


def between(people, held_out):
    """Say of each picture whether its person's number lies among those that are held out, or is one of them."""
    return (people >= held_out.min()) & (people <= held_out.max())


def first_pictures(people, held_out):
    """Return a mask without the first picture of each person who is held out."""
    _, first = np.unique(people, return_index=True)
    return ~(np.isin(people, held_out) & np.isin(np.arange(len(people)), first))


def pictures_and_people(generator, everyone=None, pictures=None):
    """Draw arguments: people with any numbers, a few pictures each, in any order; some of them are held out."""
    everyone = everyone or int(generator.integers(3, 8))
    numbers = generator.choice(25, size=everyone, replace=False)
    people = np.concatenate([numbers, generator.choice(numbers, size=pictures or generator.integers(3, 15))])
    held_out = generator.choice(numbers, size=generator.integers(1, everyone), replace=False)
    return generator.permutation(people), held_out


PEOPLE = asks_for_function(
    "16-people",
    praise="Whoever is judged on has taught nothing.",
    arguments="people and held_out",
    reference=learned_from,
    inputs=pictures_and_people,
    edges=(
        (np.array([3, 7, 3, 5, 7]), np.array([7])),
        (np.array([3, 7, 3, 5, 7]), np.array([5, 3])),
        (np.array([0, 2, 1, 1, 0, 2]), np.array([0, 1])),
        (np.array([4, 4, 9, 2, 9]), np.array([9, 6])),  # nobody is number 6
        (np.array([70_012, 12, 70_012, 900, 12]), np.array([900, 70_012])),
        (np.array([8, 6, 8]), np.array([6, 8])),
        pictures_and_people(np.random.default_rng(1), 20, 30),
        (np.arange(60) % 24, np.arange(22, 3, -1)),
    ),
    wrong={
        "those are the pictures to judge on; the others are asked for.": np.isin,
        "that leaves out the pictures at these places; the numbers are those of people, not of pictures.": (
            lambda people, held_out: ~np.isin(np.arange(len(people)), held_out)
        ),
        "that leaves out the first of them alone; nobody who is held out may stay.": (
            lambda people, held_out: people != held_out[0]
        ),
        "that leaves out the last of them alone: does a loop forget those before?": (
            lambda people, held_out: people != held_out[-1]
        ),
        "a picture must differ from all who are held out, not from any of them.": (
            lambda people, held_out: (people[:, np.newaxis] != held_out).any(axis=1)
        ),
        "that leaves out one picture of each of them; all their pictures must go.": first_pictures,
        "the numbers are names: who lies between two that are held out is not.": (
            lambda people, held_out: ~between(people, held_out)
        ),
        "that asks of each person once; a mask has a place for each picture.": (
            lambda people, held_out: learned_from(np.unique(people), held_out)
        ),
        "that asks of those who are held out; a mask has a place for each picture.": (
            lambda people, held_out: learned_from(held_out, people)
        ),
        "those are the places of the pictures; return a mask, true or false for each picture.": (
            lambda people, held_out: np.flatnonzero(learned_from(people, held_out))
        ),
        "those are the people who stay; return a mask, true or false for each picture.": (
            lambda people, held_out: people[learned_from(people, held_out)]
        ),
        "that counts the pictures; return a mask, true or false for each.": (
            lambda people, held_out: learned_from(people, held_out).sum()
        ),
    },
    otherwise="not this mask. Try it on five pictures of three people, on paper.",
)

# 16-focal: the cross-entropy of one picture times the probability of all wrong classes to the power gamma.


def focal(p, gamma):
    """Return the loss of a picture whose right class got the probability p."""
    return -((1 - p) ** gamma) * np.log(p)


FOCAL = asks_for_function(
    "16-focal",
    praise="With gamma = 0 it is the cross-entropy; the larger gamma, the less a sure picture counts.",
    arguments="p and gamma",
    reference=focal,
    inputs=lambda generator: (generator.uniform(0.02, 0.98), generator.uniform(0.1, 4)),
    tolerance=1e-5,  # so that the habit of adding 1e-7 to p is right
    edges=((0.9, 2.0), (0.5, 1.0), (0.1, 0.0), (0.6, 0.0), (1.0, 2.0), (0.01, 0.5), (0.02, 5.0), (0.3, 15.0)),
    wrong={
        "that is the cross-entropy; it is to be multiplied.": lambda p, gamma: -np.log(p),
        "that is the factor; multiply the cross-entropy by it.": lambda p, gamma: (1 - p) ** gamma,
        "that makes a sure picture count most; the wrong classes have 1 - p.": lambda p, gamma: -(p**gamma) * np.log(p),
        "it is below 0: a probability has a negative logarithm, and the loss is minus that.": (
            lambda p, gamma: (1 - p) ** gamma * np.log(p)
        ),
        "that is the logarithm to the base 10; np.log is the natural one.": (
            lambda p, gamma: -((1 - p) ** gamma) * np.log10(p)
        ),
        "that is the logarithm to the base 2; np.log is the natural one.": (
            lambda p, gamma: -((1 - p) ** gamma) * np.log2(p)
        ),
        "gamma is an exponent, not a factor.": lambda p, gamma: -gamma * (1 - p) * np.log(p),
        "that makes every picture count gamma times; sure ones are to count less.": lambda p, gamma: -gamma * np.log(p),
        "the power is that of 1 - p: put it in brackets.": lambda p, gamma: -(1 - p**gamma) * np.log(p),
        "the logarithm is that of p, of the right class.": lambda p, gamma: -((1 - p) ** gamma) * np.log(1 - p),
        "the factor stands before the logarithm, not in it.": lambda p, gamma: -np.log((1 - p) ** gamma * p),
        "the exponent belongs to the factor, not to the cross-entropy.": lambda p, gamma: (-np.log(p)) ** gamma,
        "p comes first, then gamma.": lambda p, gamma: focal(gamma, p),
        "that is a quarter of it: a weight of the class, 0.25 in Keras, is not asked for.": (
            lambda p, gamma: 0.25 * focal(p, gamma)
        ),
    },
    otherwise="not these numbers. With p = 1/2 and gamma = 1 it is half of ln 2.",
)
