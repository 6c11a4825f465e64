"""How far a benchmark is: what it lacks, how long each run took, how long the rest will take."""

import time


def lacking(runs, rows):
    """Return the runs, as (case, seed), that no row of a results file stands for, in their order.

    Examples
    --------
    >>> lacking([("a", 0), ("a", 1), ("b", 0)], [{"case": "a", "seed": 1}])
    [('a', 0), ('b', 0)]
    """
    done = {(row["case"], row["seed"]) for row in rows}
    return [run for run in runs if run not in done]


def estimate(runs, seconds):
    """Estimate how long runs will take from those that were timed: those of the same case, or all where it has none.

    Parameters
    ----------
    runs : sequence of (str, int)
        Cases and seeds.
    seconds : dict of str to float
        What runs took, by ``"case, seed 0"``.

    Returns
    -------
    float or None
        Seconds; None if nothing was timed.

    Examples
    --------
    >>> estimate([("a", 1), ("b", 0)], {"a, seed 0": 10.0})
    20.0
    """
    if not seconds:
        return None
    of_case = {}
    for run, taken in seconds.items():
        of_case.setdefault(run.rsplit(", seed ", 1)[0], []).append(taken)
    timed = [of_case.get(case, list(seconds.values())) for case, _ in runs]
    return float(sum(sum(taken) / len(taken) for taken in timed))


def in_words(seconds):
    """Return a time as a person says it.

    Examples
    --------
    >>> in_words(20), in_words(90 * 60), in_words(None)
    ('less than a minute', 'about 90 minutes', 'for a time that nobody has measured')
    """
    if seconds is None:
        return "for a time that nobody has measured"
    minutes = round(seconds / 60)
    return "less than a minute" if minutes < 1 else f"about {minutes} minute{'s' * (minutes > 1)}"


class Clock:
    """Times the runs of a benchmark; says at the start what is lacking, and after each run what is left.

    Parameters
    ----------
    name : str
        Of the results file.
    runs : sequence of (str, int)
        All cases and seeds.
    stored : Results
        What was measured before. Its provenance may have what runs took, under "seconds".

    Attributes
    ----------
    lacking : list of (str, int)
        What is still to be run.
    seconds : dict of str to float
        What the runs took, those of before too, by ``"case, seed 0"``.
    """

    def __init__(self, name, runs, stored):
        self.name, self.lacking = name, lacking(runs, stored.rows)
        self.seconds, self.run = dict(stored.provenance.get("seconds", {})), 0
        self.say(f"{len(self.lacking)} of {len(runs)} runs lacking")

    def time(self, measure, case, seed):
        """Return what a run measures, and keep how long it took."""
        start = time.perf_counter()
        measured = measure(case, seed)
        taken = time.perf_counter() - start
        self.seconds[f"{case}, seed {seed}"] = round(taken, 1)
        self.run += 1
        self.say(f"run {self.run} of {len(self.lacking)} took {taken:.0f} s")
        return measured

    def say(self, text):
        """Print a line, with the time that is left if it is known."""
        left = estimate(self.lacking[self.run :], self.seconds)
        print(f"{self.name}: {text}" + (f", {in_words(left)} left" if left else ""), flush=True)
