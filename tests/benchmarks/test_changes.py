from kernelbook import models, results
from measurements import benchmark, exchanged


def test_the_changed_networks_have_the_stored_sizes():
    script, stored = benchmark("changes"), results.read("changes")
    for case, changes in script.CASES.items():
        network = script.changed_network(**{name: value for name, value in changes.items() if name in script.NETWORK})
        assert network.output_shape == (None, 10)
        assert set(stored.values(case, "parameters")) == {network.count_params()}, f"{case}: {exchanged('changes')}"
    assert stored.values("chapter 05", "parameters")[0] == models.digit_network().count_params()
