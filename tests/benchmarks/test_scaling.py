from kernelbook import models, results
from measurements import benchmark


def test_the_families_are_of_one_size_and_the_widths_have_the_stored_ones():
    sizes = [build().count_params() for build, _ in benchmark("families").FAMILIES.values()]
    assert max(sizes) < 1.06 * min(sizes)
    stored = {
        (row["case"].split(",")[0], row["value"]) for row in results.read("scaling").rows if row["unit"] == "numbers"
    }
    widths = (*benchmark("scaling").WIDTHS, 32)
    assert stored == {(f"width {width}", models.convolutional_network(width).count_params()) for width in widths}
