"""What holds for every test: how hypothesis searches, and that a skip is an error where CI runs."""

import os

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is only slow: no deadline, and no complaint about the time that drawing takes. CI searches the same
# examples each time, so that a change of code alone can turn it red; at home each run searches others.
settings.register_profile(
    "book",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=300,
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("book")


def pytest_sessionfinish(session, exitstatus):
    """Turn a run with skips red when CI=true, because there everything is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") == "true" and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped: with CI=true a skip is an error", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
