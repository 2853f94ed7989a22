"""The rooms of the house: who may know whom. A new room is a line here and a sentence in its `__init__`.

A module that stands beside packages on the top floor of `bot` or `storage` is a room of its own. A name on the
right lets in the room of that name and everything below it.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from tests.source_tree import PACKAGES, ROOT, Module, modules

KNOWS: dict[str, str] = {
    # Slack: the door above, a room for each of the desk's, and what all of them are put together from.
    "handlers.front": "handlers bot.desk.core bot.desk.team bot.effects storage",
    "handlers.contact": "handlers.base handlers.blocks handlers.card handlers.escalation handlers.review"
    " bot.desk.contact bot.desk.escalation bot.desk.review storage.vocabulary",
    "handlers.escalation": "handlers.base handlers.blocks handlers.card handlers.review"
    " bot.desk.core bot.desk.escalation bot.notices bot.rules.law storage.vocabulary",
    "handlers.sending": "handlers.base handlers.blocks handlers.card handlers.review"
    " bot.desk.core bot.desk.review bot.desk.sending storage.ledger",
    "handlers.review": "handlers.base handlers.blocks handlers.card bot.desk.core bot.desk.review"
    " storage.vocabulary",
    "handlers.tracking": "handlers.base handlers.blocks handlers.card handlers.evidence"
    " bot.desk.card bot.desk.tracking bot.rules.case storage.vocabulary",
    "handlers.evidence": "handlers.base handlers.blocks handlers.card handlers.slack"
    " bot.desk.card bot.desk.core bot.desk.evidence bot.effects storage.models storage.vocabulary",
    "handlers.filing": "handlers.base handlers.blocks handlers.lists"
    " bot.desk.filing bot.manifest bot.rules.addresses storage.vocabulary",
    "handlers.digest": "handlers.base handlers.blocks handlers.lists handlers.slack bot.desk.case bot.desk.core"
    " bot.desk.digest bot.effects bot.rules.calendar storage",
    "handlers.lists": "handlers.base handlers.blocks handlers.card handlers.slack bot.desk.case bot.desk.core"
    " bot.desk.lists bot.desk.team bot.effects storage",
    "handlers.importing": "handlers.base handlers.blocks handlers.slack bot.desk.core bot.desk.importing"
    " bot.desk.team bot.effects storage",
    "handlers.matters": "handlers.base handlers.blocks bot.desk.core bot.desk.matters bot.desk.team"
    " storage.models storage.vocabulary",
    "handlers.team": "handlers.base handlers.blocks bot.desk.core bot.desk.team storage.vocabulary",
    "handlers.card": "handlers.base handlers.blocks handlers.slack bot.desk.card bot.desk.case bot.desk.core"
    " bot.effects bot.rules.case storage",
    "handlers.slack": "handlers.blocks bot.desk.core bot.desk.team bot.effects storage.models storage.queries",
    "handlers.blocks": "handlers.base bot.rules.law storage.lists storage.vocabulary",
    "handlers.base": "bot.desk.core",
    # The desk: use cases. None of contact, escalation, sending and card knows another.
    "bot.desk.lists": "bot.desk.card bot.desk.case bot.desk.core bot.desk.matters bot.rules storage",
    "bot.desk.tracking": "bot.desk.case bot.desk.core bot.desk.review bot.desk.sending bot.rules storage",
    "bot.desk.contact": "bot.desk.case bot.desk.core bot.desk.gates bot.desk.review bot.notices bot.rules"
    " storage",
    "bot.desk.escalation": "bot.desk.case bot.desk.core bot.desk.gates bot.desk.review bot.notices bot.rules"
    " storage",
    "bot.desk.sending": "bot.desk.case bot.desk.core bot.desk.gates bot.desk.review bot.rules storage",
    "bot.desk.card": "bot.desk.case bot.desk.core bot.desk.gates bot.desk.review bot.rules storage",
    "bot.desk.gates": "bot.desk.case bot.desk.core bot.desk.review bot.rules storage",
    "bot.desk.filing": "bot.desk.case bot.desk.core bot.desk.matters bot.desk.review bot.desk.team bot.rules"
    " storage",
    "bot.desk.importing": "bot.clock bot.desk.case bot.desk.core bot.desk.matters bot.rules storage",
    "bot.desk.review": "bot.desk.case bot.desk.core bot.notices bot.rules storage",
    "bot.desk.matters": "bot.desk.core bot.desk.team bot.rules storage",
    "bot.desk.case": "bot.desk.core bot.notices bot.rules storage",
    "bot.desk.digest": "bot.desk.core bot.rules storage",
    "bot.desk.evidence": "bot.desk.core storage",
    "bot.desk.team": "bot.desk.core storage",
    "bot.desk.core": "bot.clock storage",
    # What goes out beside Slack, and the worker that has it done.
    "bot.outward": "bot.clock bot.desk.case bot.desk.core bot.desk.gates bot.desk.review bot.desk.sending"
    " bot.effects bot.notices bot.platforms bot.rules storage",
    "bot.effects": "bot.clock storage",
    "bot.platforms": "bot.clock storage.vocabulary",
    "bot.notices": "storage.vocabulary",
    # Pure decisions.
    "bot.rules.case": "storage.vocabulary",
    "bot.rules.law": "bot.rules.calendar storage.vocabulary",
    "bot.rules.calendar": "",
    "bot.rules.addresses": "bot.rules.addresses.sites bot.rules.addresses.url storage.vocabulary",
    "bot.rules.addresses.sites": "bot.rules.addresses.url storage.vocabulary",
    "bot.rules.addresses.url": "storage.vocabulary",
    # Putting a process together.
    "bot.__main__": "bot.cli",
    "bot.cli": "bot.commands bot.logs bot.settings",
    "bot.commands": "bot.app bot.clock bot.desk.core bot.desk.importing bot.effects bot.logs bot.manifest"
    " bot.platforms bot.rules bot.settings bot.simulator storage",
    "bot.app": "handlers bot.clock bot.desk.core bot.effects bot.outward bot.platforms bot.settings bot.web"
    " storage",
    "bot.web": "",
    "bot.manifest": "bot.settings_checks",
    "bot.logs": "bot.settings",
    "bot.settings": "bot.settings_checks",
    "bot.settings_checks": "bot.platforms bot.rules.calendar",
    "bot.clock": "",
    # The simulator: it knows nothing of the desk but the clock.
    "bot.simulator": "bot.clock bot.simulator.outside bot.simulator.page bot.simulator.slack",
    "bot.simulator.outside": "bot.clock",
    "bot.simulator.page": "",
    "bot.simulator.slack": "bot.clock bot.simulator.slack.app bot.simulator.slack.people"
    " bot.simulator.slack.state bot.simulator.slack.web_api",
    "bot.simulator.slack.people": "bot.simulator.slack.app bot.simulator.slack.block_kit"
    " bot.simulator.slack.state bot.simulator.slack.web_api",
    "bot.simulator.slack.web_api": "bot.simulator.slack.app bot.simulator.slack.block_kit"
    " bot.simulator.slack.state",
    "bot.simulator.slack.app": "bot.simulator.slack.state",
    "bot.simulator.slack.block_kit": "bot.simulator.slack.state",
    "bot.simulator.slack.state": "bot.clock",
    # The database.
    "storage.ledger": "storage.database storage.lists storage.models storage.queries storage.vocabulary",
    "storage.queries": "storage.audit storage.database storage.models storage.vocabulary",
    "storage.audit": "storage.database storage.models storage.vocabulary",
    "storage.lists": "storage.database storage.models storage.vocabulary",
    "storage.database": "storage.models",
    "storage.migrations": "storage.models",
    "storage.models": "storage.vocabulary",
    "storage.vocabulary": "",
}
MOST_MODULES = 16
TOP_FLOORS = ("bot", "storage")


def within(name: str, *prefixes: str) -> bool:
    """Tell whether the dotted `name` is one of `prefixes` or stands below one."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def room_of(module: Module) -> str:
    """Return the room a module stands in; a package's own file stands in the package."""
    if module.is_package:
        return module.name
    package, _, leaf = module.name.rpartition(".")
    return f"{package}.{leaf}" if package in TOP_FLOORS else package


@cache
def _rooms_by_module() -> Mapping[str, str]:
    return {module.name: room_of(module) for module in modules()}


def entered(name: str) -> str:
    """Return the room that an import of the dotted `name`, a module or something in one, leads into."""
    known = _rooms_by_module()
    while name not in known and "." in name:
        name = name.rpartition(".")[0]
    return known.get(name, name)


def arrows(module: Module) -> Iterator[tuple[int, str, str]]:
    """Yield (line, imported name, its room) for every import of ours that leads into another room."""
    own = room_of(module)
    for line, name in module.imports():
        if name.partition(".")[0] in PACKAGES and (room := entered(name)) != own:
            yield line, name, room


def forbidden(module: Module, knows: Mapping[str, str] = KNOWS) -> Iterator[str]:
    """Yield a sentence for every import that the table does not allow."""
    own = room_of(module)
    for line, name, room in arrows(module):
        if not within(room, *knows.get(own, "").split()):
            place = module.path.relative_to(ROOT)
            yield f"{place}:{line} imports {name}, but {own} may not know {room}"


def known_rooms(room: str, knows: Mapping[str, str] = KNOWS) -> set[str]:
    """Return the rooms that the table lets a room know."""
    return {other for other in knows if other != room and within(other, *knows[room].split())}


def place_of(room: str) -> str:
    """Return the folder, or the file, that a room is, from the root on."""
    place = room.replace(".", "/")
    return place if (ROOT / place).is_dir() else f"{place}.py"


def purpose_of(room: str) -> str:
    """Return the sentence that says what lives in a room: the first of its package's or module's docstring."""
    place = ROOT / place_of(room)
    source = place / "__init__.py" if place.is_dir() else place
    return source.read_text(encoding="utf-8").removeprefix('"""').partition("\n")[0].removesuffix('"""')


def circles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return every set of two or more nodes that lead back to each other (Tarjan's algorithm)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph.get(node, ()):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            cut = stack.index(node)
            circle = sorted(stack[cut:])
            del stack[cut:]
            if len(circle) > 1:
                found.append(circle)

    for node in graph:
        if node not in index:
            visit(node)
    return found
