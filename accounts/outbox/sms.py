"""Ways to send a text message, chosen by `SMS_URL`; each has one method, like Django's mail backends.

console://            on the worker's standard output
file:///folder        one file a day in that folder
memory://             kept in `OUTBOX` (tests)
https://user:key@host/path   a gateway that takes {"to", "text", "sender", "idempotency_key"} as JSON
"""

import base64
import json
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

from foundation.time import today

TIMEOUT = 10
OUTBOX: list[dict[str, str]] = []
_writing = threading.Lock()


class RefusedForGood(Exception):
    """The gateway says that trying again is of no use (unknown number, blocked)."""


class SmsBackend(Protocol):
    def send(self, *, to: str, text: str, key: str) -> None:
        """Hand one text over. `key` is the same for every attempt at the same message. Raises when it was not taken."""


class ConsoleSms:
    def send(self, *, to: str, text: str, key: str) -> None:
        sys.stdout.write(f"SMS to {to}: {text}\n")
        sys.stdout.flush()


class FileSms:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, *, to: str, text: str, key: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"to": to, "text": text, "key": key}, ensure_ascii=False)
        with _writing, (self.folder / f"{today()}.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


class MemorySms:
    def send(self, *, to: str, text: str, key: str) -> None:
        OUTBOX.append({"to": to, "text": text, "key": key})


class HttpSms:
    """A gateway over HTTPS; plain HTTP is for this machine only. Redirects are not followed."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("SMS_URL: a gateway outside this machine must be reached by https.")
        host = parts.hostname + (f":{parts.port}" if parts.port else "")
        self.url = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
        self.headers = {"Content-Type": "application/json"}
        if parts.username:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self.headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        self.opener = urllib.request.build_opener(_NoRedirects)

    def send(self, *, to: str, text: str, key: str) -> None:
        data = json.dumps({"to": to, "text": text, "sender": "SANAD", "idempotency_key": key}).encode()
        request = urllib.request.Request(self.url, data=data, headers=self.headers, method="POST")  # noqa: S310 (checked)
        try:
            with self.opener.open(request, timeout=TIMEOUT):
                pass
        except urllib.error.HTTPError as problem:
            problem.close()
            if problem.code in (400, 404, 410, 422):
                raise RefusedForGood(str(problem.code)) from None
            raise


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


def sms_backend(url: str) -> SmsBackend:
    """The backend that `SMS_URL` names."""
    scheme, _sep, rest = url.partition("://")
    match scheme:
        case "console":
            return ConsoleSms()
        case "file":
            return FileSms(Path(rest))
        case "memory":
            return MemorySms()
        case "https" | "http":
            return HttpSms(url)
    raise ValueError(f"SMS_URL: unknown way to send “{scheme}://”.")
