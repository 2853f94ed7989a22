"""What a new case and a new item are, whether a person files them or a file brings them."""

from datetime import datetime
from random import SystemRandom
from typing import Any

from bot.rules.addresses.keys import item_key
from bot.rules.addresses.url.address import Resolved
from bot.rules.law.codes import new_code
from storage.vocabulary import Ground, ItemKind


def new_case_values(
    *,
    workspace_id: int,
    matter_id: int,
    matter_key: str,
    number: int,
    address: Resolved,
    account: str | None,
    identity: str,
    person_id: int | None,
    filed_by: str,
    now: datetime,
) -> dict[str, Any]:
    """Return the columns of a case that is opened for the account behind `address` at `now` (UTC)."""
    return {
        "workspace_id": workspace_id,
        "matter_id": matter_id,
        "number": number,
        "key": f"{matter_key}-{number}",
        "platform": address.platform,
        "account": account,
        "identity": identity,
        "person_id": person_id,
        "code": new_code(SystemRandom()),
        "filed_by": filed_by,
        "created_at": now,
        "updated_at": now,
    }


def new_item_values(
    *,
    workspace_id: int,
    case_id: int,
    number: int,
    address: Resolved,
    kind: ItemKind,
    ground: Ground,
    note: str,
    filed_by: str,
    now: datetime,
    external_id: str | None = None,
) -> dict[str, Any]:
    """Return the columns of an item that joins a case at `now` (UTC)."""
    return {
        "workspace_id": workspace_id,
        "case_id": case_id,
        "number": number,
        "url": address.url,
        "url_key": item_key(address),
        "platform_item_id": address.item_id,
        "kind": kind,
        "ground": ground,
        "note": note,
        "external_id": external_id,
        "filed_by": filed_by,
        "created_at": now,
    }
