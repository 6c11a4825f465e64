from kernelbook import results
from measurements import benchmark


def test_every_part_of_a_training_was_timed_in_every_pass():
    script, stored = benchmark("speed"), results.read("speed")
    kinds = {**dict.fromkeys(script.NETWORKS, ("training", "prediction"))}
    kinds |= dict.fromkeys(script.LAYERS, ("forward", "forward and back"))
    expected = {(case, seed, kind) for case in script.CASES for kind in kinds[case] for seed in script.PASSES}
    assert {(row["case"], row["seed"], row["metric"]) for row in stored.rows} == expected
    assert all(row["value"] > 0 for row in stored.rows)
