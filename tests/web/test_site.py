"""The HTTP side: Slack's endpoint lets nobody else in, and health says what is the matter."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from bot.app import Process, build
from bot.clock import SystemClock
from bot.simulator.serving import Served, listener
from bot.web.slack import LARGEST_BODY
from tests.support.signed import command_body, headers, post
from tests.support.slack_side import SlackSide, slack_side


@pytest.fixture(scope="module")
def side() -> SlackSide:
    return slack_side()


@contextmanager
def desk(
    side: SlackSide, folder: Path, *, with_worker: bool = False, **more: str
) -> Iterator[tuple[str, Process]]:
    """Serve a desk that is not started: nobody connects, nobody works."""
    process = build(side.settings(folder, **more), SystemClock(), with_worker=with_worker)
    served = Served(process.site, listener())
    served.start()
    try:
        yield served.url, process
    finally:
        process.stop()
        served.stop()


@pytest.fixture(scope="module")
def url(side: SlackSide, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with desk(side, tmp_path_factory.mktemp("site")) as (found, _):
        yield found


def knock(url: str, body: bytes, sent: dict[str, str]) -> httpx.Response:
    return httpx.post(
        f"{url}/slack/events", content=body, headers=sent, timeout=15, trust_env=False, verify=False
    )


def test_a_signed_request_is_answered(url: str, side: SlackSide) -> None:
    body = command_body(side.slack.team_id, side.ada)
    answer = post(f"{url}/slack/events", side.slack.signing_secret, body)
    assert answer.status_code == 200
    assert "/takedown" in answer.json()["text"]


@pytest.mark.parametrize("age", [280, -299])
def test_a_signature_within_five_minutes_passes(url: str, side: SlackSide, age: float) -> None:
    body = command_body(side.slack.team_id, side.ada)
    assert knock(url, body, headers(side.slack.signing_secret, body, age=age)).status_code == 200


@pytest.mark.parametrize("age", [302, -320, 86_400])
def test_an_old_or_future_signature_is_refused(url: str, side: SlackSide, age: float) -> None:
    body = command_body(side.slack.team_id, side.ada)
    assert knock(url, body, headers(side.slack.signing_secret, body, age=age)).status_code == 401


def test_just_over_five_minutes_is_refused(url: str, side: SlackSide) -> None:
    body = command_body(side.slack.team_id, side.ada)
    assert knock(url, body, headers(side.slack.signing_secret, body, age=301)).status_code == 401


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Slack-Signature", "v0=" + "0" * 64),
        ("X-Slack-Signature", ""),
        ("X-Slack-Signature", "nonsense"),
        ("X-Slack-Signature", b"v0=\xe4\xf6\xfc".decode("latin-1")),
        ("X-Slack-Request-Timestamp", "yesterday"),
        ("X-Slack-Request-Timestamp", ""),
        ("X-Slack-Request-Timestamp", "-5"),
        ("X-Slack-Request-Timestamp", "1e9"),
        ("X-Slack-Request-Timestamp", "9" * 400),
        ("X-Slack-Request-Timestamp", "٣٤٥"),
    ],
)
def test_a_wrong_or_malformed_signature_is_refused(url: str, side: SlackSide, name: str, value: str) -> None:
    body = command_body(side.slack.team_id, side.ada)
    sent = {key: text.encode() for key, text in headers(side.slack.signing_secret, body).items()}
    sent[name] = value.encode("utf-8" if not value.isascii() and name.endswith("Timestamp") else "latin-1")
    answer = httpx.post(
        f"{url}/slack/events", content=body, headers=sent, timeout=15, trust_env=False, verify=False
    )
    assert answer.status_code == 401


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
def test_a_request_that_is_not_signed_at_all_is_refused(url: str, side: SlackSide, name: str) -> None:
    body = command_body(side.slack.team_id, side.ada)
    sent = headers(side.slack.signing_secret, body)
    del sent[name]
    assert knock(url, body, sent).status_code == 401


def test_a_body_changed_on_the_way_is_refused(url: str, side: SlackSide) -> None:
    sent = headers(side.slack.signing_secret, command_body(side.slack.team_id, side.rita))
    assert knock(url, command_body(side.slack.team_id, side.ada), sent).status_code == 401


def test_another_apps_secret_is_refused(url: str, side: SlackSide) -> None:
    body = command_body(side.slack.team_id, side.ada)
    assert knock(url, body, headers("f" * 32, body)).status_code == 401


@pytest.mark.parametrize("extra", [b"&ssl_check=1", b"&type=url_verification&challenge=x"])
def test_words_that_ask_for_an_exception_get_none(url: str, side: SlackSide, extra: bytes) -> None:
    body = command_body(side.slack.team_id, side.ada) + extra
    assert knock(url, body, headers("f" * 32, body)).status_code == 401


def test_a_body_that_is_too_large_is_refused_before_it_is_read(url: str, side: SlackSide) -> None:
    body = b"x" * (LARGEST_BODY + 1)
    assert knock(url, body, headers(side.slack.signing_secret, body)).status_code == 413


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"payload=%7Bnot-json", b"{}", b"payload=null", b"[" * 50_000]
)
def test_a_signed_request_that_makes_no_sense_is_no_error_of_ours(
    url: str, side: SlackSide, body: bytes
) -> None:
    for secret, allowed in (("f" * 32, {400, 401}), (side.slack.signing_secret, {200, 400, 401, 404})):
        for kind in ("application/x-www-form-urlencoded", "application/json"):
            assert knock(url, body, headers(secret, body, content_type=kind)).status_code in allowed


def test_slack_proves_the_address_by_a_signed_challenge(url: str, side: SlackSide) -> None:
    body = b'{"type":"url_verification","challenge":"3eZb"}'
    answer = post(f"{url}/slack/events", side.slack.signing_secret, body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"challenge": "3eZb"})


@pytest.mark.parametrize(
    "path", ["/", "/slack", "/slack/events/", "/slack/install", "/metrics", "/.env", "/api/auth.test"]
)
def test_there_are_no_other_paths(url: str, path: str) -> None:
    assert httpx.get(f"{url}{path}", trust_env=False, verify=False).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_slacks_endpoint_takes_posts_alone(url: str, method: str) -> None:
    assert httpx.request(method, f"{url}/slack/events", trust_env=False, verify=False).status_code == 405


def test_the_process_is_healthy_whatever_else_is_the_matter(url: str) -> None:
    answer = httpx.get(f"{url}/healthz", trust_env=False, verify=False)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "server" not in answer.headers


def test_without_a_signing_secret_there_is_no_endpoint(side: SlackSide, tmp_path: Path) -> None:
    alone = {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": side.slack.app_token}
    with desk(side, tmp_path, **alone) as (url, _):
        body = command_body(side.slack.team_id, side.ada)
        assert knock(url, body, headers("", body)).status_code == 404
        assert httpx.get(f"{url}/healthz", trust_env=False, verify=False).status_code == 200


def readiness(url: str) -> tuple[int, dict[str, bool]]:
    answer = httpx.get(f"{url}/readyz", timeout=15, trust_env=False, verify=False)
    return answer.status_code, answer.json()


def becomes(
    url: str, wanted: Callable[[dict[str, bool]], bool], seconds: float = 60
) -> tuple[int, dict[str, bool]]:
    """Return the first readiness that is as wanted."""
    end = time.monotonic() + seconds
    while True:
        status, said = readiness(url)
        if wanted(said) or time.monotonic() > end:
            return status, said
        time.sleep(0.05)


def test_ready_is_who_is_migrated_works_and_reached_slack(tmp_path: Path) -> None:
    side = slack_side()
    with desk(side, tmp_path, with_worker=True) as (url, process):
        assert readiness(url) == (503, {"ready": False, "database": True, "slack": False, "worker": False})
        process.start()
        status, said = becomes(url, lambda said: said["worker"])
        assert (status, said["slack"]) == (503, False)
        with side.served():
            status, said = becomes(url, lambda said: said["ready"])
            assert (status, said) == (200, {"ready": True, "database": True, "slack": True, "worker": True})
            assert process.worker is not None
            process.worker.stop()
            assert readiness(url) == (503, {"ready": False, "database": True, "slack": True, "worker": False})


def test_without_a_worker_none_is_waited_for(side: SlackSide, url: str) -> None:
    assert "worker" not in readiness(url)[1]


def test_a_database_that_is_not_migrated_or_gone_is_not_ready(side: SlackSide, tmp_path: Path) -> None:
    with desk(side, tmp_path) as (url, process):
        assert readiness(url)[1]["database"] is True
        with process.store.write() as session:
            session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        assert readiness(url)[1]["database"] is False
        process.store.engine.dispose()
        path = tmp_path / "takedown.db"
        for each in tmp_path.glob("takedown.db*"):
            each.unlink()
        path.mkdir()
        assert readiness(url) == (503, {"ready": False, "database": False, "slack": False})


def test_in_socket_mode_ready_is_who_is_connected(tmp_path: Path) -> None:
    side = slack_side()
    with ExitStack() as stack:
        slack = stack.enter_context(ExitStack())
        slack.enter_context(side.served())
        url, process = stack.enter_context(desk(side, tmp_path, SLACK_APP_TOKEN=side.slack.app_token))
        process.start()
        assert becomes(url, lambda said: said["ready"])[0] == 200
        assert side.slack.connected_sockets == 1
        slack.close()
        status, said = becomes(url, lambda said: not said["slack"])
        assert (status, said["slack"]) == (503, False)
