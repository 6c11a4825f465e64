from kernelbook import results
from measurements import benchmark, exchanged, expected_rows


def test_the_driving_follows_from_the_steps_on_the_road():
    script, stored = benchmark("driving"), results.read("driving")
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case, seed in script.RUNS}
    for case, seed in script.RUNS:
        kept = stored.labels(case, seed).reshape(-1, 3) @ [100, 10, 1]
        starts = script.TEST if script.split(case)[1] == script.HOME else script.FEWER
        assert len(kept) == len(starts), f"{case}: {exchanged('driving')}"
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert rows[:2] == expected_rows(script.judge(kept), case, seed)


def test_the_corrected_clone_keeps_its_promise():
    script, stored = benchmark("driving"), results.read("driving")
    ends = stored.values(script.DAGGER, "episodes on the road to the end")
    assert len(ends) == len(script.SEEDS) >= 3
    assert ends.min() >= 95
