"""What an address names: platform, account and item, in one canonical spelling. Pure, no network."""

from bot.rules.addresses.address import AddressKind, Refusal, Resolved, UrlRefused
from bot.rules.addresses.identity import (
    account_agrees,
    account_for,
    account_key,
    case_key,
    item_key,
    same_account,
)
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.slack_text import urls_in_slack_text

__all__ = [
    "AddressKind",
    "Refusal",
    "Resolved",
    "UrlRefused",
    "account_agrees",
    "account_for",
    "account_key",
    "case_key",
    "item_key",
    "resolve",
    "same_account",
    "urls_in_slack_text",
]
