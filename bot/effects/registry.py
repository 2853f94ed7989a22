"""Who judges, does and records each kind of act; filled by the front door."""

from dataclasses import dataclass

from bot.effects.protocols import Finder, Gate, Performer, Recorder
from storage.vocabulary import EffectKind


@dataclass(frozen=True)
class Entry:
    """The three who take part in one kind of act."""

    gate: Gate
    performer: Performer
    recorder: Recorder


class Registry:
    """The kinds of acts this process can do; a worker leaves all others to its fellows."""

    def __init__(self) -> None:
        self._entries: dict[EffectKind, Entry] = {}

    def register(self, kind: EffectKind, gate: Gate, performer: Performer, recorder: Recorder) -> None:
        """Say who takes part in `kind`. Raise ValueError if that was said before."""
        if kind in self._entries:
            raise ValueError(f"{kind} is registered already")
        self._entries[kind] = Entry(gate, performer, recorder)

    def entry(self, kind: EffectKind) -> Entry:
        """Return who takes part in `kind`. Raise KeyError for a kind nobody registered."""
        return self._entries[kind]

    def kinds(self) -> list[EffectKind]:
        """Return the registered kinds."""
        return list(self._entries)

    def askable(self) -> list[EffectKind]:
        """Return the kinds whose receiver can be asked whether an act arrived."""
        return [kind for kind, entry in self._entries.items() if isinstance(entry.performer, Finder)]
