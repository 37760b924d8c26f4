"""For CI: a test that was skipped counts as failed, so that a green run is a whole one. The one reason that counts is
real data, which is no part of the project and need not lie beside a checkout."""

from __future__ import annotations

import pytest

EXCUSE = "real data is not here"
SKIPPED: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail") and EXCUSE not in str(report.longrepr):
        SKIPPED.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        SKIPPED.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if SKIPPED and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for nodeid in SKIPPED:
        terminalreporter.write_line(f"SKIPPED, and here nothing may be: {nodeid}", red=True)
