import numpy as np
import pytest

from kernelbook import models, results, scenes, words
from measurements import benchmark, expected_rows


@pytest.fixture(scope="module")
def script():
    return benchmark("words")


@pytest.fixture(scope="module")
def stored():
    return results.read("words")


@pytest.fixture(scope="module")
def truth(script):
    return np.array([scene.labels[0] for scene in script.singles()])


def taken(answers, lengths):
    """Cut answers into parts of given lengths; nothing may be left over."""
    assert len(answers) == sum(lengths)
    return np.split(answers, np.cumsum(lengths)[:-1])


def share(right):
    return round(100 * np.mean(right).item(), 2), "%"


def of_pairs(script, parts, name):
    """Return the figures of scenes and captions, from parts of the answers that are taken off the list."""
    found, unseen = {}, script.JUDGED[name]
    for n in script.PAIRS[unseen]:
        for way in ("caption of a scene", "scene of a caption"):
            places = parts.pop(0)
            for k in (1, 5):
                found[f"{name}, {way}, R@{k} of {n}"] = share(places <= k)
    for kind in words.CHANGES:
        found[f"{name}, right about {kind}"] = share(parts.pop(0))
    return found


def negations(script):
    """Return of each scene that is asked about whether it shows one digit; of the others, two that differ."""
    kinds = [(len(scene.labels), len(set(scene.labels.tolist()))) for scene in script.judged(False)[0]]
    return np.array([kind == (1, 1) for kind in kinds if kind in ((1, 1), (2, 2))])


def test_the_figures_of_words_follow_from_the_stored_answers(script, stored, truth):
    lengths = []
    for unseen in script.JUDGED.values():
        lengths += [n for n in script.PAIRS[unseen] for _ in range(2)]
        lengths += [len(script.changed(unseen)[kind]) for kind in words.CHANGES]
    alone = negations(script)
    lengths += [len(alone), len(truth)]
    for case in script.CASES:
        for seed in script.SEEDS:
            answers = stored.labels(case, seed)
            rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
            expected = {}
            if case not in (script.ALONE, script.THERE):
                parts = taken(answers, lengths)
                factor = rows.pop(0)
                assert factor["metric"] == "factor"
                assert 1 < factor["value"] <= 100
                for name in script.JUDGED:
                    expected |= of_pairs(script, parts, name)
                right, answers = parts
                expected["without, of one digit"] = share(right[alone])
                expected["with, of two digits"] = share(right[~alone])
            expected["single digits"] = share(answers == truth)
            assert rows == expected_rows(expected, case, seed), (case, seed)


def test_no_two_judged_scenes_are_told_alike(script):
    for unseen, (_, many) in script.PAIRS.items():
        seen, told = script.judged(unseen)
        assert len(seen) == len(told) == len({script.meaning(words.parse(text)) for text in told}) == many
        assert all(words.holds(words.parse(text), scene) for text, scene in zip(told, seen, strict=True))


def test_a_meaning_is_the_same_whatever_is_named_first(script):
    left, right = (words.parse(t) for t in ("a small three left of a seven", "a seven right of a small three"))
    assert script.meaning(left) == script.meaning(right)
    assert script.meaning(left) != script.meaning(words.parse("a seven left of a small three"))
    assert script.meaning(words.parse("two threes and a one")) == script.meaning(words.parse("a one and two threes"))
    assert script.meaning(words.parse("a one above a two")) != script.meaning(words.parse("a one left of a two"))


def test_what_is_changed_is_false(script):
    for unseen in script.JUDGED.values():
        for kind, false in script.changed(unseen).items():
            assert false
            for k, text in false.items():
                assert not words.holds(words.parse(text), script.judged(unseen)[0][k]), (kind, text)


def test_of_a_digit_and_none_one_sentence_is_true(script):
    both, without = script.with_or_without(3, 7)
    assert (both, without) == ("a three and a seven", "a three but no seven")


def test_pairs_that_never_met_meet_in_the_scenes_of_new_pairs_alone(script):
    pairs = [set(pair) for pair in words.UNSEEN]
    for scene in script.judged(True)[0]:
        assert any(pair <= set(scene.labels.tolist()) for pair in pairs)
    for scene in script.judged(False)[0]:
        assert not any(pair <= set(scene.labels.tolist()) for pair in pairs)


def test_the_encoders_that_ship_give_the_stored_answers(script, stored):
    """A hundredth of the answers may turn by rounding, on another machine."""
    encoder, reader = models.picture_encoder(), models.caption_encoder(len(words.TOKENS))
    for network in (encoder, reader):
        models.set_weights(network, models.load_weights(network.name))
    seen, told = (part[:100] for part in script.judged(False))
    scores = script.vectors(encoder, scenes.stack(seen)) @ script.read(reader, told).T
    answers = stored.labels(script.HARD, 0)
    for places, kept in zip((scores, scores.T), answers[:200].reshape(2, 100), strict=True):
        assert np.mean(np.minimum(words.ranks(places), 9) != kept) <= 0.01
    named = script.name_singles(encoder, reader)
    assert np.mean(named != answers[-len(named) :]) <= 0.01


def answers_about(script, stored, case, seed, name, kind):
    """Return which captions of a kind were told apart, and the numbers of their scenes."""
    at = 0
    for other, unseen in script.JUDGED.items():
        at += 2 * sum(script.PAIRS[unseen])
        for one, false in script.changed(unseen).items():
            if (other, one) == (name, kind):
                return stored.labels(case, seed)[at : at + len(false)], list(false)
            at += len(false)
    raise AssertionError((name, kind))


@pytest.mark.parametrize("kind", ["size", "count"])
def test_a_bag_of_words_tells_what_stands_alone_and_guesses_what_is_exchanged(script, stored, kind):
    told = script.judged(False)[1]
    for seed in script.SEEDS:
        right, scenes_of = answers_about(script, stored, script.BAG, seed, "known pairs", kind)
        alone = np.array([len(words.parse(told[k]).groups) == 1 for k in scenes_of])
        assert right[alone].all()
        assert 0.4 < right[~alone].mean() < 0.6


def test_sizes_of_new_pairs_are_told_less_often_than_those_of_known_ones_with_different_digits(script, stored):
    seen = script.judged(False)[0]
    for case, known in ((script.PLAIN, 88), (script.HARD, 91)):
        shares = []
        for seed in script.SEEDS:
            right, scenes_of = answers_about(script, stored, case, seed, "known pairs", "size")
            differ = np.array([len(set(seen[k].labels.tolist())) > 1 for k in scenes_of])
            shares.append(100 * right[differ].mean())
        assert round(np.mean(shares)) == known
        assert np.mean(shares) > stored.values(case, "new pairs, right about size").mean() + 8
