import keras
import numpy as np
import pytest

from kernelbook import models, scenes, words


def encoders(seed=0):
    keras.utils.set_random_seed(seed)
    pictures = models.picture_encoder(width=16, channels=(4, 8, 16))
    return pictures, models.caption_encoder(len(words.TOKENS), width=16, d=16, depth=1, heads=2)


@pytest.mark.slow
def test_pairs_find_each_other_after_a_short_training(scenes_to_learn):
    pictures, captions = encoders()
    told = [words.say(words.describe(scene)) for scene in scenes_to_learn]

    def median_place():
        U = words.unit(pictures.predict(scenes.stack(scenes_to_learn), verbose=0))
        V = words.unit(captions.predict(words.encode(told), verbose=0))
        return np.median(words.ranks(U @ V.T))

    before, reported = median_place(), []
    losses, scale = words.train(
        pictures,
        captions,
        scenes_to_learn,
        epochs=30,
        batch_size=50,
        peak=0.01,
        report=lambda epoch, loss: reported.append((epoch, loss)),
    )
    assert reported == list(enumerate(losses))
    assert len(losses) == 30
    assert np.log(50) / 2 < losses[0] < np.log(50) * 2, "at the start not far from guessing among 50"
    assert losses[-1] < 0.7 * losses[0]
    assert scale > 0
    assert median_place() < before / 4


@pytest.fixture(scope="module")
def scenes_to_learn(digits):
    return words.album(*digits, 200, seed=8)


@pytest.mark.slow
def test_a_training_repeats_by_its_seed(scenes_to_learn):
    first, second, other = (
        words.train(*encoders(), scenes_to_learn, epochs=1, batch_size=50, negatives=("size", "no"), seed=seed)
        for seed in (0, 0, 1)
    )
    assert first == second
    assert first != other


def test_false_captions_are_false_and_of_the_kinds_asked_for(scenes_to_learn):
    from kernelbook.words.training import false_of

    generator = np.random.default_rng(0)
    for scene in scenes_to_learn[:100]:
        true = words.describe(scene, generator)
        false = false_of(true, scene, generator, ("relation",))
        assert not words.holds(false, scene)
        if true.relation and true.groups[0] != true.groups[1]:  # an eight left of an eight is right of it, too
            assert (false.groups, false.absent) == (true.groups, true.absent), "only the relation is turned round"
        else:
            assert {group.label for group in false.groups} != {group.label for group in true.groups}


def test_encoders_that_do_not_meet_are_refused(scenes_to_learn):
    pictures, _ = encoders()
    captions = models.caption_encoder(len(words.TOKENS), width=8, d=16, depth=1, heads=2)
    with pytest.raises(ValueError, match="expected vectors of one length"):
        words.train(pictures, captions, scenes_to_learn, epochs=1)
    with pytest.raises(ValueError, match="two batches of 256 at least"):
        words.train(*encoders(), scenes_to_learn, epochs=1)
    with pytest.raises(ValueError, match=r"negatives\[0\]='colour'"):
        words.train(*encoders(), scenes_to_learn, epochs=1, batch_size=50, negatives=("colour",))


def test_scenes_are_told_as_asked(scenes_to_learn):
    from kernelbook.words.training import told_of

    two = [scene for scene in scenes_to_learn if len(set(scene.labels.tolist())) == 2 == len(scene.labels)]
    generator = np.random.default_rng(0)
    for share in (0, 1):
        told, _ = told_of(
            two, generator, (), lambda scene, generator, share=share: words.describe(scene, generator, brief=share)
        )
        texts = [" ".join(words.TOKENS[k] for k in row) for row in told]
        related = [any(word in text for word in ("left", "right", "above", "below")) for text in texts]
        assert sum(related) == (1 - share) * sum(words.describe(scene).relation is not None for scene in two)
