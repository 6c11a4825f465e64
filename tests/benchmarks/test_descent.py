from kernelbook import results
from measurements import benchmark


def test_every_training_of_the_descent_was_run_to_its_end():
    script, stored = benchmark("descent"), results.read("descent")
    for case in script.CASES:
        assert len(stored.values(case, "validation accuracy")) == len(script.SEEDS) >= 3
    for case, seed in {(row["case"], row["seed"]) for row in stored.rows}:
        metrics = [row["metric"] for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert len(metrics) == script.PARTS + 1 or "ended in part" in metrics
