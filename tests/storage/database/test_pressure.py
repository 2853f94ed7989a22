"""Requests that wait for each other are noticed: then the worker leaves them more of the time."""

from threading import Event, Thread

import pytest

from storage.database import engine
from storage.database.engine import Store


def held(store: Store, inside: Event, done: Event) -> None:
    with store.request():
        inside.set()
        done.wait(10)


def crowded(store: Store, requests: int) -> None:
    """Have so many requests come at once, and end."""
    done, waiting = Event(), []
    for _ in range(requests):
        inside = Event()
        waiting.append(Thread(target=held, args=(store, inside, done)))
        waiting[-1].start()
        inside.wait(0.3)
    done.set()
    for thread in waiting:
        thread.join()


def test_requests_that_find_a_free_place_press_nobody(store: Store) -> None:
    crowded(store, 1)
    crowded(store, 1)
    assert not store.is_pressed


def test_one_that_had_to_wait_is_remembered_for_a_moment(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PRESSED_SECONDS", 60.0)
    crowded(store, 3)
    assert store.is_pressed
    monkeypatch.setattr(engine, "PRESSED_SECONDS", 0.0)
    assert not store.is_pressed
