"""Chirp, the pretend platform: people post and write to each other, an operator takes down and restores."""

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.simulator.outside import status_text
from bot.simulator.outside.faults import Faults
from bot.simulator.outside.problems import Impossible, Unknown, Unprocessable
from bot.simulator.outside.records import Account, KeptAnswer, Post, PostState, Report, Visibility
from bot.simulator.outside.state import ChirpState, load

HANDLE = re.compile(r"[A-Za-z0-9_]{1,30}")
KEYS_ARE_KEPT = timedelta(hours=1)
LONGEST_COMMENT = 1000
RULES = {
    "1": "Do not publish private information of other people.",
    "2": "Do not publish or trade stolen material.",
    "3": "Do not threaten or harass.",
}
CATEGORIES = ("spam", "legal", "violation", "other")


class Chirp:
    """The platform and all it knows; safe to use from any thread."""

    def __init__(
        self,
        clock: Clock,
        *,
        public_url: str,
        changed: Callable[[str], None] = lambda _topic: None,
        state_dir: Path | None = None,
        bot_handle: str = "takedown_desk",
        bot_name: str = "Takedown Desk",
    ) -> None:
        """Open at `public_url`; call `changed("outside")` after each change; keep state in `state_dir`."""
        self._clock = clock
        self._changed = changed
        self._folder = state_dir
        self._lock = RLock()
        self.public_url = public_url.rstrip("/")
        self.faults = Faults()
        kept = load(state_dir) if state_dir else None
        self.restored = kept is not None
        self._state = kept or ChirpState()
        self.bot_account = bot_handle
        if not self.restored:
            self._add(bot_handle, bot_name, "Writes for a legal desk.", is_bot=True)

    @property
    def bot_token(self) -> str:
        """The bearer token of the desk's own account."""
        return self._state.bot_token

    @property
    def host(self) -> str:
        """The platform's host name, without a port."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def rules(self) -> dict[str, str]:
        """The rules that a report may name, by their ids."""
        return dict(RULES)

    def is_bot_token(self, token: str) -> bool:
        """Say whether `token` is the desk's."""
        return secrets.compare_digest(token.encode(), self.bot_token.encode())

    def now(self) -> datetime:
        """Return the platform's present instant, in UTC."""
        return self._clock.now()

    # Accounts

    def add_account(self, handle: str, display_name: str, bio: str = "") -> str:
        """Open an account and return its id. Raise Impossible when the name is taken or is none."""
        return self._add(handle, display_name, bio, is_bot=False)

    def accounts(self) -> list[Account]:
        """Return all accounts, oldest first."""
        with self._lock:
            return list(self._state.accounts.values())

    def account(self, handle: str) -> Account:
        """Return the account called `handle`: `name`, `@name` or `name@host`. Raise Unknown."""
        name, _, host = handle.strip().removeprefix("@").partition("@")
        if host and host.casefold().partition(":")[0] != self.host:
            raise Unknown(f"there is no account {handle} here")
        for one in self.accounts():
            if one.handle.casefold() == name.casefold():
                return one
        raise Unknown(f"there is no account {handle} here")

    def account_by_id(self, account_id: str) -> Account:
        """Return the account with this id. Raise Unknown."""
        with self._lock:
            if account_id not in self._state.accounts:
                raise Unknown("there is no such account")
            return self._state.accounts[account_id]

    def suspend(self, handle: str, until: datetime | None = None) -> None:
        """Suspend an account, until an aware instant or for good. Raise Unknown or Impossible."""
        if until is not None and (until.tzinfo is None or until <= self.now()):
            raise Impossible("a suspension ends in the future, at a time with its zone")
        self._replace(replace(self.account(handle), suspended=True, suspended_until=until))

    def restore_account(self, handle: str) -> None:
        """End a suspension as the operator. Raise Unknown."""
        self._replace(replace(self.account(handle), suspended=False, suspended_until=None))

    # Posts

    def add_post(self, handle: str, text: str, *, image: str | None = None) -> str:
        """Post publicly as `handle` and return the post's id; `image` describes a picture. Raise Unknown."""
        return self.publish(self.account(handle), text, Visibility.PUBLIC, image=image).id

    def say(self, sender: str, to: str, text: str) -> str:
        """Write a direct message from one account to another; return its id. Raise Unknown, Impossible."""
        author, receiver = self.account(sender), self.account(to)
        if author.id == receiver.id or author.is_suspended(self.now()):
            raise Impossible("this account cannot write there")
        named = text if receiver.id in self._mentions(text) else f"@{receiver.handle} {text}"
        if not text.strip():
            raise Impossible("write something first")
        return self.publish(author, named, Visibility.DIRECT).id

    def publish(
        self,
        author: Account,
        text: str,
        visibility: Visibility,
        *,
        image: str | None = None,
        key: str | None = None,
    ) -> Post:
        """Post once per `key`: one key means one post, for an hour. Raise Unprocessable or Unknown."""
        with self._lock:
            known = self._known(author, key)
            if known is not None:
                return self.seen(known, author)
            _check_text(text)
            mentions = self._mentions(text)
            post = Post(self._next_id(), author.id, text, self.now(), visibility, mentions, image)
            self._state.posts[post.id] = post
            if key is not None:
                self._state.answers.append(KeptAnswer(author.id, key, post.id, post.at))
            self._commit()
            return post

    def posts(self, viewer: Account | None = None) -> list[Post]:
        """Return what `viewer` may see, newest first."""
        with self._lock:
            return [one for one in reversed(self._state.posts.values()) if self._may_see(one, viewer)]

    def posts_of(self, author: Account) -> list[Post]:
        """Return every public post of `author`, newest first, gone ones too: the operator's view."""
        with self._lock:
            posts = reversed(self._state.posts.values())
            return [one for one in posts if one.author == author.id and one.visibility is Visibility.PUBLIC]

    def messages_of(self, account: Account) -> list[Post]:
        """Return every direct message from or to `account`, oldest first."""
        with self._lock:
            return [
                one
                for one in self._state.posts.values()
                if one.visibility is Visibility.DIRECT and account.id in (one.author, *one.mentions)
            ]

    def seen(self, post_id: str, viewer: Account | None = None) -> Post:
        """Return the post if `viewer` may see it. Raise Unknown, as for one that never was."""
        with self._lock:
            post = self._state.posts.get(post_id)
            if post is None or not self._may_see(post, viewer):
                raise Unknown("there is no such post")
            return post

    def delete(self, handle: str, post_id: str) -> None:
        """Delete one's own post. Raise Unknown when it is another's, or gone."""
        post = self._own(post_id)
        if post.author != self.account(handle).id or post.state is not PostState.UP:
            raise Unknown("there is no such post of this account")
        self._replace(replace(post, state=PostState.DELETED))

    def remove(self, post_id: str) -> None:
        """Remove a post as the operator. Raise Unknown."""
        if self._own(post_id).state is PostState.DELETED:
            raise Unknown("its author has deleted this post already")
        self._replace(replace(self._own(post_id), state=PostState.REMOVED))

    def restore_post(self, post_id: str) -> None:
        """Put a removed post back. Raise Unknown, or Impossible when its author deleted it."""
        if self._own(post_id).state is PostState.DELETED:
            raise Impossible("its author deleted this post, which nobody can undo")
        self._replace(replace(self._own(post_id), state=PostState.UP))

    # Reading and reports

    def unread(self, account: Account) -> int:
        """Return how many direct messages to `account` it has not looked at."""
        last = int(account.read_up_to or 0)
        return sum(one.author != account.id and int(one.id) > last for one in self.messages_of(account))

    def mark_read(self, account: Account) -> None:
        """Remember that `account` has looked at all its messages."""
        if self.unread(account):
            self._replace(replace(account, read_up_to=self.messages_of(account)[-1].id))

    def report(
        self,
        reporter: Account,
        account: Account,
        posts: tuple[str, ...],
        comment: str,
        category: str,
        rules: tuple[str, ...],
    ) -> Report:
        """File a report. Raise Unknown for posts of somebody else, Unprocessable for a bad form."""
        _check_report(comment, category, rules)
        with self._lock:
            if any(self.seen(one, reporter).author != account.id for one in posts):
                raise Unknown("there is no such post of this account")
            report = Report(
                self._next_id(), reporter.id, account.id, posts, comment, category, rules, self.now()
            )
            self._state.reports.append(report)
            self._commit()
            return report

    def reports(self) -> list[Report]:
        """Return all reports, newest first."""
        with self._lock:
            return self._state.reports[::-1]

    # Inside

    def _add(self, handle: str, display_name: str, bio: str, *, is_bot: bool) -> str:
        with self._lock:
            if not HANDLE.fullmatch(handle):
                raise Impossible("a name has up to 30 letters, digits and underscores")
            if any(one.handle.casefold() == handle.casefold() for one in self.accounts()):
                raise Impossible(f"the name {handle} is taken")
            account = Account(self._next_id(), handle, display_name, bio, self.now(), is_bot)
            self._state.accounts[account.id] = account
            self._commit()
            return account.id

    def _mentions(self, text: str) -> tuple[str, ...]:
        found = []
        for name, host in status_text.MENTION.findall(text):
            same = [one.id for one in self.accounts() if one.handle.casefold() == name.casefold()]
            found += same if not host or host.casefold() == self.host else []
        return tuple(dict.fromkeys(found))

    def _known(self, author: Account, key: str | None) -> str | None:
        oldest = self.now() - KEYS_ARE_KEPT
        same = (one for one in reversed(self._state.answers) if (one.account, one.key) == (author.id, key))
        return next((one.post for one in same if one.at > oldest), None)

    def _may_see(self, post: Post, viewer: Account | None) -> bool:
        if post.state is not PostState.UP or self._state.accounts[post.author].is_suspended(self.now()):
            return False
        public = post.visibility is Visibility.PUBLIC
        return public or (viewer is not None and viewer.id in (post.author, *post.mentions))

    def _own(self, post_id: str) -> Post:
        with self._lock:
            if post_id not in self._state.posts:
                raise Unknown("there is no such post")
            return self._state.posts[post_id]

    def _replace(self, record: Account | Post) -> None:
        with self._lock:
            if isinstance(record, Account):
                self._state.accounts[record.id] = record
            else:
                self._state.posts[record.id] = record
            self._commit()

    def _next_id(self) -> str:
        # As Mastodon's: milliseconds and 16 more bits, so that ids grow with time.
        self._state.last_id = max(int(self.now().timestamp() * 1000) << 16, self._state.last_id + 1)
        return str(self._state.last_id)

    def _commit(self) -> None:
        if self._folder is not None:
            self._state.save(self._folder)
        self._changed("outside")


def _check_text(text: str) -> None:
    if not text.strip():
        raise Unprocessable("Validation failed: Text can't be blank")
    if status_text.length(text) > status_text.MAX_CHARACTERS:
        raise Unprocessable(f"Validation failed: Text character limit of {status_text.MAX_CHARACTERS} exceeded")


def _check_report(comment: str, category: str, rules: tuple[str, ...]) -> None:
    if len(comment) > LONGEST_COMMENT:
        raise Unprocessable(f"Validation failed: Comment is too long (maximum is {LONGEST_COMMENT} characters)")
    if category not in CATEGORIES:
        raise Unprocessable(f"'{category}' is not a valid category")
    if category == "violation" and not set(rules) <= set(RULES):
        raise Unprocessable("Validation failed: Rule ids does not reference valid rules")
