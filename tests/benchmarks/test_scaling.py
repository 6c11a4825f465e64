from collections import Counter

import pytest

from kernelbook import models, results
from measurements import benchmark, exchanged


def test_the_families_are_of_one_size_and_the_widths_have_the_stored_ones():
    families = benchmark("families").FAMILIES
    sizes = {family: build().count_params() for family, (build, _) in families.items()}
    assert sizes.pop("wider transformer") < 2.1 * sizes["transformer"]
    sizes = list(sizes.values())
    assert max(sizes) < 1.06 * min(sizes)
    stored = {
        (row["case"].split(",")[0], row["value"]) for row in results.read("scaling").rows if row["unit"] == "numbers"
    }
    widths = (*benchmark("scaling").WIDTHS, 32)
    built = {(f"width {width}", models.convolutional_network(width).count_params()) for width in widths}
    assert stored == built, exchanged("scaling")


@pytest.mark.parametrize(
    ("name", "case", "steps"),
    [
        ("families", "convolutional, 500 images", 1000),
        ("families", "convolutional, 50000 images", 1000),
        ("scaling", "width 2, 1600 images", 1000),
        ("labels", "from nothing, 300 of each", 400),
    ],
)
def test_every_training_takes_exactly_the_steps_it_says_and_shows_all_images_alike(name, case, steps, monkeypatch):
    script, seen = benchmark(name), []

    class StoppedError(Exception):
        """Ends the training before it begins."""

    def train(network, x, y, *, epochs, batch_size, **options):
        times = Counter(image.tobytes() for image in x).values()
        seen.append((len(x), epochs, batch_size, max(times) - min(times)))
        raise StoppedError

    monkeypatch.setattr(script.recipes, "train", train)
    with pytest.raises(StoppedError):
        script.measure(case, 0)
    count, epochs, batch, uneven = seen[0]
    assert epochs * -(-count // batch) == steps == script.STEPS
    assert count % batch == 0
    assert uneven <= 1
