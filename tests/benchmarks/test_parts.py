"""What a benchmark learns from, chooses on and judges on has nothing in common: images, people, scenes, starts.

Nothing is trained here. The scripts prepare their data as ever; whatever would learn or answer only notes them.
"""

from collections import defaultdict
from contextlib import suppress
from itertools import combinations
from types import SimpleNamespace

import generators
import keras
import numpy as np
import pytest

import bench
from kernelbook import contrast, data, driving, faces, models, network, recipes, results
from measurements import benchmark

# One case of each script that learns from images as they are, and what is made smaller, so that it is soon prepared.
IMAGES = {
    "changes": ("moved", {}),
    "descent": ("Adam, 0.001", {}),
    "digit_network": ("5 epochs, divided by 255", {}),
    "epochs": ("chapter 05", {}),
    "families": ("residual, 50000 images", {"STEPS": 100}),
    "labels": ("after looking, 300 of each", {"STEPS": 100}),
    "locality": ("convolution: as they are", {}),
    "patience": ("transformer, 50000 images, 4000 steps", {"STEPS": 100}),
    "machines": ("batch 8,192, rate 0.01", {}),
    "records": ("most accurate", {}),
    "repairs": ("all of them", {}),
    "robustness": ("as they are", {}),
    "samples": ("dense: 60000 images", {"STEPS": 200}),
    "smaller": ("small, 32 bits", {}),
    "scaling": ("width 2, 50000 images", {"STEPS": 100}),
    "training": ("NumPy, 5 epochs, batch 32", {}),
    "transfer": ("digits: 250", {}),
}
OTHERS = {
    "hands",
    "rare",
    "trees",
    "detection",
    "pixels",
    "faces",
    "nuclei",
    "diagnosis",
    "driving",
    "names",
    "cutouts",
    "words",
    "drawings",
    "copies",
    "doubles",
    "drift",
    "clinic",
}  # tested one by one below
TIMES = {"answers", "choice", "convolution", "feeding", "forms", "gpu", "race", "serving", "speed"}  # nothing is judged


def test_every_script_has_its_parts_tested_or_judges_nothing():
    assert {*IMAGES, *OTHERS, *TIMES} == set(bench.SCRIPTS), "add the new script to IMAGES, or write its test below"


class AskedError(Exception):
    """Ends a run where a network is first asked: by then it has learned all that it will."""


class Losses(defaultdict):
    """Stands for what any training returns."""

    def __init__(self, epochs):
        super().__init__(lambda: [0.0] * epochs)
        self.history = self


def numbered(first, count):
    """Return images of 2 × 2 pixels that are their own number, and labels: no network will see them."""
    numbers = np.arange(first, first + count, dtype=np.uint32)
    return numbers.view(np.uint8).reshape(count, 2, 2), (numbers % 10).astype(np.uint8)


@pytest.fixture
def noted(monkeypatch):
    """Note what would be learned from and judged: {"learned": arrays, "judged": arrays}."""
    parts = {"learned": [], "judged": []}

    def note(part, *given):
        parts[part] += [array for array in given if isinstance(array, np.ndarray) and array.ndim > 2]

    def fit(self, x, y=None, validation_data=(), epochs=1, **options):
        note("learned", x)
        note("judged", *validation_data)
        return Losses(epochs)

    def train(network, x, *rest, **options):
        note("learned", x)
        return [0.0]

    def predict(self, x, **options):
        note("judged", x)
        raise AskedError

    for kind in (keras.Model, network.Sequential):
        monkeypatch.setattr(kind, "fit", fit)
        monkeypatch.setattr(kind, "predict", predict)
    monkeypatch.setattr(recipes, "train", train)
    monkeypatch.setattr(contrast, "pretrain", train)
    monkeypatch.setattr(models, "save_weights", lambda *arguments: None)
    monkeypatch.setattr(data, "load_mnist", lambda: (numbered(0, 60_000), numbered(60_000, 10_000)))
    return parts


def distinct(arrays):
    """Return the images of some arrays as a set of numbers, whatever their brightness was divided by."""
    found = set()
    for array in arrays:
        whole = np.rint(array * (255 if array.max() <= 1 else 1)).astype(np.uint8)
        found |= {int.from_bytes(image.tobytes(), "little") for image in whole.reshape(len(whole), -1)}
    return found


@pytest.mark.parametrize("name", IMAGES)
def test_no_image_is_learned_from_and_judged_on(name, noted, monkeypatch):
    script, (case, smaller) = benchmark(name), IMAGES[name]
    for constant, value in smaller.items():
        monkeypatch.setattr(script, constant, value)
    with suppress(AskedError):
        (script.answers if name == "records" else script.measure)(case, 1)
    learned, judged = distinct(noted["learned"]), distinct(noted["judged"])
    assert len(learned) > 1000
    assert len(judged) >= 1000
    assert len(learned & judged) == 0, (
        f"benchmarks/{name}.py learns from {len(learned & judged)} images that it judges on: look first at how it cuts "
        f"what load_mnist or load_garments returns: git diff HEAD -- benchmarks/{name}.py src/kernelbook/data"
    )


def disjoint(name, **parts):
    """Assert that no two parts have an element in common, and none is empty."""
    for (one, these), (other, those) in combinations(parts.items(), 2):
        common = sorted(set(these) & set(those), key=str)
        assert these, f"benchmarks/{name}.py: nothing is in {one}"
        assert not common, (
            f"benchmarks/{name}.py: {one} and {other} have {len(common)} in common: {str(common[:5])[:80]} …: look "
            f"first at how it draws its parts: git diff HEAD -- benchmarks/{name}.py"
        )


@pytest.mark.parametrize("name", ["detection", "pixels"])
def test_scenes_to_learn_from_and_to_judge_are_composed_of_other_digits(name, noted, monkeypatch):
    script, used = benchmark(name), []

    def compose(images, labels, generator, *, size, **options):
        used.append(images)
        empty = {"image": (size, size), "pixels": (size, size), "boxes": (0, 4), "labels": 0}
        return SimpleNamespace(**{part: np.zeros(shape, int) for part, shape in empty.items()})

    monkeypatch.setattr(script.scenes, "compose", compose)
    for constant in ("TRAINING", "TEST"):
        monkeypatch.setattr(script, constant, script.BATCH)
    parts = {"learned": lambda: script.train("skips, Dice loss", 1) if name == "pixels" else script.train(1)}
    parts |= {"judged": script.test_scenes}
    parts |= {"chosen on": lambda: script.validation_scenes(1)} if name == "detection" else {}
    digits = {}
    for part, composing in parts.items():
        used.clear()
        composing()
        digits[part] = distinct({id(images): images for images in used}.values())
    disjoint(name, **digits)


def test_scenes_with_captions_are_composed_of_other_digits_to_learn_from_than_to_judge(noted, monkeypatch):
    script, digits = benchmark("words"), {}
    parts = {
        "learned": script.learned,
        "known pairs": lambda: script.judged(False),
        "new pairs": lambda: script.judged(True),
        "singles": script.singles,
    }
    for part, composing in parts.items():

        def album(images, labels, *rest, part=part, **options):
            digits[part] = distinct([images])
            raise AskedError

        monkeypatch.setattr(script.words, "album", album)
        with suppress(AskedError):
            composing()
    for part in ("known pairs", "new pairs", "singles"):
        disjoint("words", learned=digits["learned"], judged=digits[part])
    assert len(digits["learned"]) == 50_000


def test_drawings_are_judged_by_digits_that_nobody_learned_from():
    x, held = (images for images, _ in generators.images()[:2])
    parts = {
        "learned": distinct([x / 2 + 0.5]),
        "read": distinct([held[: generators.judging.READ_BEFORE] / 2 + 0.5]),
        "held out": distinct([generators.held_out()[0] / 2 + 0.5]),
        "test": distinct([generators.images()[2][0] / 2 + 0.5]),
    }
    disjoint("drawings", **parts)
    assert len(parts["held out"]) == 5_000


def test_who_learns_from_drawings_is_judged_on_digits_that_no_network_has_seen():
    script, (x, _) = benchmark("copies"), generators.images()[2]
    judges = {"held out": distinct([generators.held_out()[0] / 2 + 0.5]), "test": distinct([x / 2 + 0.5])}
    for name in script.FEW:
        learned = distinct([script.material(f"{name} labels: as they are", seed=0)[0]])
        assert learned == distinct([script.learned(name)[0] / 2 + 0.5])
        disjoint("copies", learned=learned, **judges)


def test_limits_of_doubles_are_chosen_on_training_images_alone(monkeypatch):
    script, (x, y) = benchmark("doubles"), numbered(0, 60_000)
    used = []
    monkeypatch.setattr(script, "digits", lambda: ((x, y), None))
    monkeypatch.setitem(script.METHODS, "pixels", lambda images: used.append(images) or np.ones((len(images), 1)))
    script.limits("pixels")
    assert [each is x for each in used] == [True], "the test images are not even there"


def test_of_the_test_digits_none_is_learned_from_but_those_that_are_planted():
    script = benchmark("doubles")
    (x, _), (x_test, _) = script.digits()
    rows = script.planted(3)
    innocent, honest = distinct([np.delete(x_test, rows, axis=0)]), distinct([x])
    for case, (k, change) in script.LEARN.items():
        learned = distinct([script.material(case, 3)[0]])
        disjoint("doubles", learned=learned, innocent=innocent)
        leaked = distinct([script.CHANGES[change](x_test[rows[:k]], 3)]) if change else set()
        assert learned - honest == leaked, f"{case}: the leak is what its name says"
        assert len(leaked) == (k if change else 0)


def test_what_a_check_compares_with_is_none_of_what_comes_in():
    """Nor has the network learned from either: it learned from the first 55,000."""
    script = benchmark("drift")
    (x, _), (x_test, _) = data.load_mnist()
    for seed in script.SEEDS:
        before, now = (distinct([script.held_out(rows)[0]]) for rows in script.halves(seed))
        disjoint("drift", learned=distinct([x[:55_000]]), before=before, now=now, test=distinct([x_test]))


def test_in_the_clinic_nothing_is_learned_from_and_judged_on_but_by_the_leak():
    script = benchmark("clinic")
    for seed in script.SEEDS:
        for mistake in script.PATIENTS.values():
            (x, _), (held_x, _), (x_new, _) = script.parts(mistake, seed)
            learned, held_out, new = (distinct([images]) for images in (x, held_x, x_new))
            disjoint("clinic", learned=learned | held_out, new=new)
            assert (held_out <= learned) == (mistake == "a leak")
            assert bool(held_out & learned) == (mistake == "a leak")


def test_no_person_is_learned_from_and_judged_on(monkeypatch):
    script, people = benchmark("faces"), np.repeat(np.arange(40), 10)
    pictures = np.broadcast_to(people[:, np.newaxis, np.newaxis], (400, 2, 2))
    learned, judged = [], []
    monkeypatch.setattr(faces, "load_olivetti", lambda: (pictures, people))
    monkeypatch.setattr(faces, "train_embedding", lambda images, *rest: learned.append(set(images.ravel().tolist())))
    monkeypatch.setattr(
        faces, "embed", lambda _, images: judged.append(set(images.ravel().tolist())) or np.ones((100, 2))
    )
    script.directions_of("no margin", 1)
    assert len(judged) == 2
    for k, group in enumerate(judged):
        disjoint("faces", learned=learned[k], judged=group)
    disjoint("faces", first=judged[0], second=judged[1], there_to_choose=set(script.ORDER[:20].tolist()))


def test_no_face_is_learned_from_and_chosen_on():
    script, patches = benchmark("faces"), range(100)
    disjoint("faces", learned=patches[script.LEARN], chosen=patches[script.HELD_OUT])
    disjoint("faces", learned=faces.pictures.FACELESS, chosen=faces.pictures.FACELESS_HELD_OUT)


def test_the_parts_of_the_image_of_nuclei_do_not_overlap():
    script, used = benchmark("nuclei"), np.zeros((512, 512), int)
    for part in (script.TRAIN, script.VALIDATE, script.TEST):
        used[part] += 1
    assert (used == 1).all(), "look first at TRAIN, VALIDATE and TEST of benchmarks/nuclei.py"


def test_no_patient_is_learned_from_chosen_on_and_judged_on():
    script, (_, malignant) = benchmark("diagnosis"), data.load_tumors()
    for seed in script.SEEDS:
        learned, chosen, judged = (part.tolist() for part in script.split(malignant, seed))
        disjoint("diagnosis", learned=learned, chosen=chosen, judged=judged)
        assert len(learned) + len(chosen) + len(judged) == len(malignant)


def test_no_pupil_is_learned_from_chosen_on_and_judged_on():
    script = benchmark("hands")
    who = script.hands()[2]
    judges, choosers, pool = (set(part.tolist()) for part in script.parts())
    disjoint("hands", judged=judges, chosen=choosers, learned=pool, camera={-1})
    for n in script.PUPILS:
        learned = set(who[script.learned(n, 0)].tolist())
        assert len(learned) == n
        assert learned <= pool
    asked, rest = script.halves(0)
    disjoint("hands", asked=asked.tolist(), learned=script.as_many_others(rest, 0).tolist())
    assert set(who[script.as_many_others(rest, 0)].tolist()) <= pool


def test_no_pupil_is_learned_from_and_judged_on_where_a_digit_is_rare():
    script = benchmark("rare")
    _, labels, who = script.hands()
    for seed in script.SEEDS:
        learned, chosen, judged = (set(who[part].tolist()) for part in script.parts(who, 7, labels, seed))
        disjoint("rare", learned=learned, chosen=chosen, judged=judged)


def test_kinds_of_garments_that_features_come_from_are_none_of_the_task():
    disjoint("transfer", features=data.OLD_GARMENTS, task=data.NEW_GARMENTS)


@pytest.fixture
def starts(monkeypatch):
    """Note at which starts would be learned, even if each gave one frame alone, and at which cars would be judged."""
    parts = {"learned": set(), "judged": set()}

    def collect(track, count, first, *rest, **options):
        parts["learned"] |= set(range(first, first + count))
        return np.zeros((1, 64, 64)), np.zeros(1)

    def drive(track, policy, start, *rest, **options):
        parts["judged"].add(start)
        zeros = dict.fromkeys(("offsets", "actions", "labels"), np.zeros(1))
        return SimpleNamespace(
            **zeros, on_road=np.ones(1, bool), frames=np.zeros((1, 64, 64)), interventions=0, distance=1.0
        )

    for place in (driving, driving.learning):
        monkeypatch.setattr(place, "collect", collect)
        monkeypatch.setattr(place, "drive", drive)
        monkeypatch.setattr(place, "train", lambda frames, *rest: SimpleNamespace(predict=answer_nothing))
        monkeypatch.setattr(place, "as_policy", lambda network: None)
    monkeypatch.setattr(driving, "make_track", str)
    monkeypatch.setattr(models, "save_weights", lambda *arguments: None)
    monkeypatch.setattr(models, "get_weights", lambda network: None)
    return parts


def answer_nothing(frames, **options):
    return np.zeros((len(frames), 1))


def test_no_start_is_learned_from_and_judged_on(starts):
    script = benchmark("driving")
    for case, seed in script.RUNS:
        script.measure(case, seed)
    assert len(starts["judged"]) >= 100
    disjoint("driving", **starts)


def test_no_stamp_is_chosen_on_and_held_out():
    """The part is a matter of the name alone, and both have stamps of every word."""
    script, stored = benchmark("names"), results.read("names").grid("the stamps", 0)
    names = ["".join(map(chr, row[2:])).strip() for row in stored]
    assert [script.part_of(name) for name in names] == stored[:, 1].tolist()
    disjoint("names", **{title: {n for n in names if script.part_of(n) == k} for k, title in enumerate(script.PARTS)})
    for part in (0, 1):
        assert set(stored[stored[:, 1] == part, 0]) == {*range(13), script.NONE}


def test_no_stamp_is_cut_out_from_two_seeds():
    """Nothing is learned there; of the controls, what they are made of was looked at on other stamps."""
    script, kept = benchmark("cutouts"), results.read("names").grid("the stamps", 0)
    order = script.order_of(["".join(map(chr, row[2:])).strip() for row in kept])
    parts = {f"seed {k}": order[k * script.COUNT : (k + 1) * script.COUNT] for k in script.SEEDS}
    disjoint("cutouts", **parts, looked_at=order[100:120])
    assert [len(part) for part in parts.values()] == [script.COUNT] * len(script.SEEDS)
