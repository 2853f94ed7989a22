"""Everything the pretend platform knows, and its one JSON file."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from bot.simulator.outside.records import Account, KeptAnswer, Post, Report, from_json, to_json

FILE = "chirp.json"


@dataclass
class ChirpState:
    """Accounts and posts by id, reports, remembered idempotency keys, and the desk's token."""

    bot_token: str = field(default_factory=lambda: f"chirp-local-{secrets.token_urlsafe(24)}", repr=False)
    accounts: dict[str, Account] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    answers: list[KeptAnswer] = field(default_factory=list)
    last_id: int = 0

    def save(self, folder: Path) -> None:
        """Replace the file in `folder` at once, so that a stop in between loses nothing."""
        stored = {
            "bot_token": self.bot_token,
            "accounts": [to_json(one) for one in self.accounts.values()],
            "posts": [to_json(one) for one in self.posts.values()],
            "reports": [to_json(one) for one in self.reports],
            "answers": [to_json(one) for one in self.answers],
            "last_id": self.last_id,
        }
        beside = folder / f"{FILE}.new"
        beside.write_text(json.dumps(stored, ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(folder / FILE)


def load(folder: Path) -> ChirpState | None:
    """Return what `save` wrote in `folder`, or None when there is nothing yet."""
    path = folder / FILE
    if not path.exists():
        return None
    stored = json.loads(path.read_text(encoding="utf-8"))
    accounts = [from_json(Account, one) for one in stored["accounts"]]
    posts = [from_json(Post, one) for one in stored["posts"]]
    return ChirpState(
        bot_token=stored["bot_token"],
        accounts={one.id: one for one in accounts},
        posts={one.id: one for one in posts},
        reports=[from_json(Report, one) for one in stored["reports"]],
        answers=[from_json(KeptAnswer, one) for one in stored["answers"]],
        last_id=stored["last_id"],
    )
