"""Downloading files from Slack with the bot's token, and from nowhere else."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx

STEP = timedelta(seconds=20)


class TooLarge(Exception):
    """The file has more bytes than are taken."""


class NotOurs(Exception):
    """The address does not lie with the Slack we speak to, so it does not get our token."""


class Downloads:
    """Fetches files from the Slack whose Web API is at `api_url`; the token goes to no other host."""

    def __init__(self, api_url: str, token: str) -> None:
        self._api = urlsplit(api_url)
        self._token = token
        # Made once: reading the trusted roots takes longer than most downloads.
        self._tls = httpx.create_ssl_context() if self._api.scheme == "https" else False

    def fetch(self, url: str, largest: int) -> bytes:
        """Return the file's bytes. Raise NotOurs, TooLarge, or httpx.HTTPError if it cannot be had now."""
        if not self._is_slack(url):
            raise NotOurs
        headers = {"Authorization": f"Bearer {self._token}"}
        with (
            httpx.Client(timeout=STEP.total_seconds(), follow_redirects=False, verify=self._tls) as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            answer.raise_for_status()
            return self._read(answer, largest)

    def _read(self, answer: httpx.Response, largest: int) -> bytes:
        content = bytearray()
        for part in answer.iter_bytes():
            content += part
            if len(content) > largest:
                raise TooLarge
        return bytes(content)

    def _is_slack(self, url: str) -> bool:
        place = urlsplit(url)
        if (place.scheme, place.netloc) == (self._api.scheme, self._api.netloc):
            return True
        host = place.hostname or ""
        is_slack = self._api.hostname == "slack.com" and (host == "slack.com" or host.endswith(".slack.com"))
        return place.scheme == "https" and is_slack
