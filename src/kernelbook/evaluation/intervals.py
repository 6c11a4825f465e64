"""How sure we can be of a figure: intervals over runs, over images, and for any statistic."""

import numpy as np

from kernelbook import guards


def student_interval(values, confidence=0.95):
    r"""Estimate a mean over a few runs, with its confidence interval by Student's t.

    .. math:: \bar v \pm t_{n-1}\, \frac{s}{\sqrt n}

    with n runs, their standard deviation s and the quantile t of Student's distribution.

    Parameters
    ----------
    values : array_like, shape (n,)
        One figure a run, in any unit; n is at least 2.
    confidence : float
        Between 0 and 1: 0.95 for 95%.

    Returns
    -------
    mean, low, high : float
        In the unit of `values`.

    Raises
    ------
    ValueError
        If there are fewer than 2 values, one is not finite, or `confidence` is no share between 0 and 1.

    References
    ----------
    Student: The probable error of a mean. Biometrika, 1908. doi:10.1093/biomet/6.1.1

    Examples
    --------
    The quantile of Student's t for two runs is 12.7, and s / √2 is half their difference.

    >>> [round(x, 1) for x in student_interval([1.0, 3.0])]
    [2.0, -10.7, 14.7]
    """
    from scipy.stats import t

    guards.array("values", values, empty=True)
    guards.share("confidence", confidence, ends=False)
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or values.size < 2:
        raise ValueError(f"values must be at least 2 numbers in a row, got shape {values.shape}")
    mean, n = values.mean(), values.size
    half = t.ppf((1 + confidence) / 2, n - 1) * values.std(ddof=1) / np.sqrt(n)
    return float(mean), float(mean - half), float(mean + half)


def wilson_interval(successes, n, confidence=0.95):
    r"""Bound the probability of success after `successes` in `n` trials, by Wilson's score interval.

    .. math:: \frac{\hat p + \frac{z^2}{2n} \pm z \sqrt{\frac{\hat p (1 - \hat p)}{n} + \frac{z^2}{4n^2}}}
              {1 + \frac{z^2}{n}}, \qquad \hat p = \frac{\text{successes}}{n}

    Parameters
    ----------
    successes, n : int
        For an accuracy: right answers, and images.
    confidence : float
        Between 0 and 1: 0.95 for 95%.

    Returns
    -------
    low, high : float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If `n` is no whole number from 1, `successes` none from 0 to `n`, or `confidence` no share between 0 and 1.

    References
    ----------
    E. B. Wilson: Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association, 1927. doi:10.1080/01621459.1927.10502953

    Examples
    --------
    Ten right answers of ten do not prove perfection.

    >>> [round(x, 2) for x in wilson_interval(10, 10)]
    [0.72, 1.0]
    """
    from scipy.stats import norm

    whole = guards.is_whole(successes) and guards.is_whole(n)
    if not whole or n < 1 or not 0 <= successes <= n:
        raise ValueError(f"successes={successes}, n={n}: expected whole numbers, 0 ≤ successes ≤ n with n ≥ 1")
    guards.share("confidence", confidence, ends=False)
    successes, n = int(successes), int(n)
    p, z = successes / n, norm.ppf((1 + confidence) / 2)
    center = p + z**2 / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return float((center - half) / (1 + z**2 / n)), float((center + half) / (1 + z**2 / n))


def bootstrap_interval(statistic, *arrays, repeats=1000, confidence=0.95, seed=0):
    r"""Estimate a statistic with its confidence interval, by drawing new samples from the sample.

    Draws n cases with replacement from n, computes the statistic, and repeats; the interval holds the middle share
    `confidence` of the results (percentile bootstrap).

    Parameters
    ----------
    statistic : callable
        ``statistic(*arrays)`` returns one finite number. It gets copies, and may change them.
    *arrays : array_like, shape (n, ...)
        Drawn together: row i of one belongs to row i of the others.
    repeats : int
        At least 1; for ends of 95% that do not jump, some hundreds.
    confidence : float
        Between 0 and 1: 0.95 for 95%.
    seed : int
        From 0.

    Returns
    -------
    estimate, low, high : float
        `estimate` is the statistic of the arrays as they are.

    Raises
    ------
    ValueError
        If there are no arrays, they are empty or of different lengths, the statistic is not a finite number, or another
        argument lies outside its range.

    References
    ----------
    B. Efron: Bootstrap methods: another look at the jackknife. The Annals of Statistics, 1979.
    doi:10.1214/aos/1176344552

    Examples
    --------
    >>> bootstrap_interval(np.mean, [7.0, 7.0, 7.0])
    (7.0, 7.0, 7.0)
    """
    guards.function("statistic", statistic)
    guards.whole("repeats", repeats, 1)
    guards.share("confidence", confidence, ends=False)
    guards.whole("seed", seed, 0)
    arrays = [guards.as_array(f"arrays[{k}]", array) for k, array in enumerate(arrays)]
    lengths = {len(array) if array.ndim else 0 for array in arrays}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(f"arrays have the shapes {[array.shape for array in arrays]}: expected one length, not 0")
    (n,) = lengths
    generator = np.random.default_rng(seed)
    samples = (generator.integers(0, n, n) for _ in range(repeats))
    drawn = ([array[rows] for array in arrays] for rows in samples)
    values = [statistic(*(array.copy() for array in arrays)), *(statistic(*sample) for sample in drawn)]
    shapes = {guards.as_array("statistic", value).shape for value in values} - {()}
    if shapes:
        came = f"statistic is not a finite number on every sample, but an array of shape {min(shapes)}"
        raise ValueError(f"{came}: expected one number")
    if not all(guards.is_number(guards.as_array("statistic", value)) for value in values):
        raise ValueError("statistic is not a finite number on every sample: is a class missing in some of them?")
    values = [float(value) for value in values]
    low, high = np.quantile(values[1:], [(1 - confidence) / 2, (1 + confidence) / 2])
    return values[0], float(low), float(high)
