"""What holds for every test: how hypothesis searches, that a skip is an error in CI, and what may be missing."""

import os
import signal
import sys
from collections import Counter
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is only slow: no deadline, and no complaint about the time that drawing takes. CI searches the same
# examples each time, so that a change of code alone can turn it red; at home each run searches others. The inner loop
# searches a third of them: it runs more often than that.
settings.register_profile(
    "book",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=300,
    derandomize=os.environ.get("CI") == "true",
)
settings.register_profile("quick", settings.get_profile("book"), max_examples=100)
settings.load_profile("book")

# Here the book's own runs are tested, so that a claim which does not hold is an error: see kernelbook.claims.
os.environ["KERNELBOOK_STRICT"] = "1"

# A comparison that fails says why, also where it stands beside the tests.
pytest.register_assert_rewrite("oracles")

# What the book may not bring along. Where it is missing, what needs it is skipped, even where CI runs: see `make data`.
NO_FACES = "the Olivetti faces are not here: see kernelbook.faces.load_olivetti"
NO_HANDS = "the photographs of hands are not here: see kernelbook.data.load_hands"
NO_STAMPS = "the stamps of Tux Paint are not here: see benchmarks/stamps"

# The peers are pinned for Python 3.11: for a later one torch would take gigabytes of CUDA. Their reasons name the list.
PEERS = "requirements-peers.txt"


def may_be_missing(reason, python=sys.version_info):
    """Return whether a skip with this reason is none of the errors that CI=true makes of skips."""
    ours = any(missing in reason for missing in (NO_FACES, NO_HANDS, NO_STAMPS))
    return ours or (PEERS in reason and python >= (3, 12))


def missing_faces():
    """Return why the Olivetti faces cannot be read, or None if they can; a damaged copy is an error, not a reason."""
    from kernelbook import faces

    try:
        faces.load_olivetti()
    except FileNotFoundError:
        return NO_FACES
    return None


@pytest.fixture
def olivetti():
    """Return the Olivetti faces, or skip the test."""
    from kernelbook import faces

    if reason := missing_faces():
        pytest.skip(reason)
    return faces.load_olivetti()


@pytest.fixture
def interruptible():
    """Let what a test starts hear Ctrl-C, also where this process was told not to, as by nohup: that is inherited."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def missing_hands():
    """Return why the photographs of hands cannot be read, or None if they can; a damaged archive is an error."""
    from kernelbook import data

    try:
        data.load_hands()
    except FileNotFoundError:
        return NO_HANDS
    return None


@pytest.fixture(scope="session")
def hands():
    """Return the photographs of hands, or skip the test."""
    from kernelbook import data

    if reason := missing_hands():
        pytest.skip(reason)
    return data.load_hands()


@pytest.fixture(scope="session")
def tuxpaint():
    """Return the stamps of Tux Paint, or skip the test."""
    import stamps

    if stamps.missing():
        pytest.skip(NO_STAMPS)
    return stamps.read_stamps()


def missing_peer(package):
    """Return why an optional library cannot be used, or None if it can."""
    return None if find_spec(package) else f"{package} is not installed: pip install -r {PEERS}"


def missing_server():
    """Return why the network cannot be served from a file of ONNX, or None if it can."""
    return next(filter(None, map(missing_peer, ("fastapi", "uvicorn", "onnxruntime", "onnx", "tf2onnx"))), None)


# What a cell of a notebook may need that is not everywhere, by the words that ask for it.
NEEDS = {
    "load_olivetti": missing_faces,
    "load_hands": missing_hands,
    "import torch": lambda: missing_peer("torch"),
    "import jax": lambda: missing_peer("jax"),
    "serve.running": missing_server,
}


@pytest.fixture(scope="session")
def needs():
    """Return what a cell of a notebook may need that is not everywhere."""
    return NEEDS


def pytest_collection_modifyitems(items):
    """Skip the cells of a notebook from the first on that needs what is missing; compare figures by their words."""
    import figure_outputs

    reasons, known = {}, {}
    for item in items:
        if hasattr(item, "compare_outputs"):
            figure_outputs.compare_by_words(item)
        source = getattr(getattr(item, "cell", None), "source", "")
        for words in NEEDS:
            if words in source and item.path not in reasons:
                known[words] = known[words] if words in known else NEEDS[words]()
                if known[words]:
                    reasons[item.path] = known[words]
        if item.path in reasons and hasattr(item, "cell"):
            item.add_marker(pytest.mark.skip(reason=reasons[item.path]))


def pytest_sessionfinish(session, exitstatus):
    """Turn a run with skips red when CI=true, because there everything is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    skipped = [report for report in skipped if not may_be_missing(str(report.longrepr))]
    if os.environ.get("CI") == "true" and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped: with CI=true a skip is an error", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


BUILD, MANY = Path(__file__).parent / "_build", 100  # files: a run of fewer is no whole one


def pytest_terminal_summary(terminalreporter):
    """Keep where the time of a whole run went: seconds of each file, the longest first, in _build/times.tsv."""
    seconds = Counter()
    for report in chain(*terminalreporter.stats.values()):
        if hasattr(report, "duration"):
            seconds[report.nodeid.partition("::")[0]] += report.duration
    if len(seconds) > MANY and BUILD.is_dir():
        lines = [f"{time:.1f}\t{name}\n" for name, time in seconds.most_common()]
        (BUILD / "times.tsv").write_text("".join(lines), encoding="utf-8")
