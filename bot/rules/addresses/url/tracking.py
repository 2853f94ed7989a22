"""Query parameters that follow the reader and say nothing about the page."""

from collections.abc import Iterable

_EVERYWHERE = frozenset(
    {
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "dclid",
        "fbclid",
        "gad_campaignid",
        "gad_source",
        "gbraid",
        "gclid",
        "gclsrc",
        "igsh",
        "igshid",
        "li_fat_id",
        "mc_cid",
        "mc_eid",
        "mibextid",
        "mkt_tok",
        "msclkid",
        "oly_anon_id",
        "oly_enc_id",
        "rdt_cid",
        "ref_src",
        "ref_url",
        "s_kwcid",
        "sc_cid",
        "srsltid",
        "ttclid",
        "twclid",
        "vero_id",
        "wbraid",
        "wickedid",
        "yclid",
    }
)


def kept_query(query: Iterable[tuple[str, str, bool]], also: frozenset[str] = frozenset()) -> str:
    """Return the query without trackers, with its question mark; sorted by key, values in their order.

    `also` names trackers of one platform: `s` or `t` follow a reader on X, yet name a topic elsewhere.
    """
    kept = [piece for piece in query if not _follows(piece[0].lower(), also)]
    spelt = [
        f"{key}={value}" if equals else key for key, value, equals in sorted(kept, key=lambda piece: piece[0])
    ]
    return f"?{'&'.join(spelt)}" if spelt else ""


def _follows(key: str, also: frozenset[str]) -> bool:
    return key in _EVERYWHERE or key in also or key.startswith(("utm_", "mtm_", "pk_", "hsa_"))
