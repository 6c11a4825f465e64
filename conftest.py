"""What holds for every test: a skip is an error where CI runs, because there everything is installed."""

import os

import pytest


def pytest_sessionfinish(session, exitstatus):
    """Turn a run with skips red when CI=true."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") == "true" and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped: with CI=true a skip is an error", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
