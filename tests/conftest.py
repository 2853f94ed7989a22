"""What holds for every test: no network but this machine, and in CI nothing is passed over."""

import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest
import pytest_socket
from hypothesis import HealthCheck, settings

LOOPBACK = ["127.0.0.1", "::1", "localhost"]
# The browser plug-in's fixture `base_url` is not ours to mend.
THE_BROWSER_PLUGINS_OWN = (
    "ignore:Session-scoped fixtures defined as instance methods:pytest.PytestRemovedIn10Warning"
)
SLOWEST_FIRST = (
    "tests/replicas/",
    "tests/journeys/",
    "tests/machine/",
    "tests/handlers/slack/",
    "tests/complaints/",
    "tests/effects/",
    "tests/commands/",
    "tests/browser/",
)
IN_CI = os.environ.get("CI") == "true"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Block every socket that leaves this machine, also while tests are collected."""
    config.option.allow_hosts = ",".join(LOOPBACK)
    config.option.allow_unix_socket = True
    pytest_socket.socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
    config.addinivalue_line("filterwarnings", THE_BROWSER_PLUGINS_OWN)
    settings.register_profile(
        "desk", deadline=None, derandomize=IN_CI, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("desk")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one process more than there are cores: most tests wait more than they compute."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that wait longest, so that no process ends alone with them."""
    place = {folder: number for number, folder in enumerate(SLOWEST_FIRST)}
    items.sort(key=lambda item: min((place[folder] for folder in place if folder in item.nodeid), default=99))


def _as_failure(report: Any) -> None:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI counts as a failure: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skipped test as a failed one in CI."""
    report = yield
    _as_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Count a skipped module as a failed one in CI."""
    report = yield
    _as_failure(report)
    return report


@pytest.fixture(scope="session", autouse=True)
def _patient_slack() -> Iterator[None]:
    """Let the local Slack wait longer than the real one: a test is not late because the machine is busy."""
    from bot.simulator.slack.state import stress

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stress, "PATIENCE_SECONDS", 12.0)
        yield


@pytest.fixture(autouse=True)
def _no_inherited_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.settings import Settings

    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
