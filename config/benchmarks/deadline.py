"""P7: the deadline hour. Real servers on this machine, real connections: applicants write three sections, send a photo, hand in.

One in ten loses the answer of the last request and sends it again; one in ten presses twice in two tabs at the same moment. Told
are errors, applications that were acknowledged and are not there, applications, receipts or photos that are there twice, and
how long the requests took. The load comes from the same machine as the answers. Hosts other than this machine are refused.
"""

import http.client
import io
import ipaddress
import json
import secrets
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from django.db.models import Count
from PIL import Image

from accounts.outbox.models import Message
from config.benchmarks.applicants import Applicant, open_call, people
from config.benchmarks.parts import PARTS, Bench
from config.benchmarks.timing import Times, tell
from config.runner.home import ROOT
from config.runner.servers import free_port
from programs.applications.models import Application
from programs.calls.models import Call

CLIENTS = 12
EACH = 200  # one applicant for so many people of the register, and never fewer than LEAST
LEAST = 200
Say = Callable[[str], None]


class NotThisMachine(Exception):
    """A load is only ever put on the machine it comes from."""


@dataclass
class Tally:
    """What the clients saw. `acknowledged` holds the references whose receipt was promised."""

    times: dict[str, Times] = field(default_factory=dict)
    errors: Counter = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, milliseconds: float) -> None:
        with self.lock:
            self.times.setdefault(kind, Times()).all.append(milliseconds)

    def fail(self, what: str) -> None:
        with self.lock:
            self.errors[what] += 1


def loopback(address: str) -> tuple[str, int]:
    """(host, port) of an address on this machine; anything else is refused before a byte is sent."""
    parts = urllib.parse.urlsplit(address)
    try:
        is_here = ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        is_here = parts.hostname == "localhost"
    if parts.scheme != "http" or not is_here:
        raise NotThisMachine(f"{address}: only an http address of this machine, such as http://127.0.0.1:8000")
    return parts.hostname or "", parts.port or 80


class Phone:
    """One applicant's browser: a kept connection, the session, and what its script sends with each request."""

    def __init__(self, host: str, port: int, applicant: Applicant, tally: Tally) -> None:
        self.connection = http.client.HTTPConnection(host, port, timeout=60)
        self.applicant, self.tally, self.token = applicant, tally, secrets.token_hex(16)

    def ask(self, kind: str, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, bytes]:
        """(status, location, body); the time from the first byte sent to the last one read is noted under `kind`."""
        started = time.perf_counter()
        cookies = f"sessionid={self.applicant.session}; csrftoken={self.token}"
        self.connection.request(method, path, body, {"Cookie": cookies, "X-CSRFToken": self.token, **headers})
        answer = self.connection.getresponse()
        content = answer.read()
        self.tally.note(kind, (time.perf_counter() - started) * 1000)
        return answer.status, answer.headers.get("Location", ""), content

    def post(self, kind: str, path: str, fields: Mapping[str, str], *, key: str = "") -> tuple[int, str, bytes]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if key:
            headers |= {"X-Sanad-Queue": "1", "Idempotency-Key": key}
        return self.ask(kind, "POST", path, urllib.parse.urlencode(fields).encode(), **headers)


SECTIONS = {
    "person": {"trade_words": "Poterie de l’Atlas", "workers": "4"},
    "project": {"plan": "Un four et un tour neufs pour l’atelier.", "amount": "25 000"},
    "papers": {"truth": "on"},
}


def apply(phone: Phone, call: str, picture: bytes) -> None:
    """From “apply” to the receipt. What does not go as it should is noted by its step."""
    status, address, _body = phone.post("begin", f"/fr/calls/{call}/apply/", {"party": phone.applicant.party})
    if status != 302 or "/files/" not in address:
        phone.tally.fail(f"begin {status}")
        return
    file = address.rstrip("/")
    for section, answers in SECTIONS.items():
        page = phone.ask("page", "GET", f"{file}/sections/{section}/")
        saved = phone.post("save", f"{file}/sections/{section}/", {**answers, "seen": "{}"}, key=secrets.token_hex(8))
        if (page[0], saved[0]) != (200, 200):
            phone.tally.fail(f"section {page[0]} {saved[0]}")
    edge = secrets.token_hex(12)
    body = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode() + picture + f"\r\n--{edge}--\r\n".encode()  # fmt: skip
    sent = {"Content-Type": f"multipart/form-data; boundary={edge}", "X-Sanad-Queue": "1", "Idempotency-Key": edge}
    for _time in range(2 if phone.applicant.number % 10 == 1 else 1):  # the answer was lost: the same again
        if (status := phone.ask("photo", "POST", f"{file}/places/proof/", body, **sent)[0]) != 200:
            phone.tally.fail(f"photo {status}")
    if (status := phone.ask("page", "GET", f"{file}/send/")[0]) != 200:
        phone.tally.fail(f"last look {status}")
    hand_in(phone, file)


def hand_in(phone: Phone, file: str) -> None:
    """The last press: once, again after a lost answer, or in two tabs in the same moment."""
    key = secrets.token_hex(8)

    def press(by: Phone) -> None:
        status, _address, body = by.post("final", f"{file}/send/", {"agrees": "on"}, key=key)
        if status == 200 and json.loads(body)["state"] == "received":
            with by.tally.lock:
                by.tally.acknowledged.append(file.rpartition("/")[2])
        else:
            by.tally.fail(f"final {status}")

    if phone.applicant.number % 10 == 0:
        other = Phone(phone.connection.host, phone.connection.port, phone.applicant, phone.tally)
        tab = threading.Thread(target=press, args=(other,))
        tab.start()
        press(phone)
        tab.join()
    else:
        for _time in range(2 if phone.applicant.number % 10 == 1 else 1):
            press(phone)


def rush(address: str, call: str, applicants: list[Applicant], clients: int = CLIENTS) -> Tally:
    """Everybody applies, so many at a time; every applicant was served or noted as an error when this returns."""
    host, port = loopback(address)
    tally, waiting, picture = Tally(), SimpleQueue(), _picture()
    for applicant in applicants:
        waiting.put(applicant)

    def serve() -> None:
        while True:
            try:
                applicant = waiting.get_nowait()
            except Empty:
                return
            phone = Phone(host, port, applicant, tally)
            try:
                apply(phone, call, picture)
            except (OSError, http.client.HTTPException, ValueError) as problem:
                tally.fail(type(problem).__name__)
            finally:
                phone.connection.close()

    threads = [threading.Thread(target=serve) for _number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


@dataclass(frozen=True)
class Found:
    """What the database holds afterwards, against what was acknowledged."""

    received: int
    lost: int
    doubled: int


def look(call: Call, acknowledged: list[str]) -> Found:
    """Lost: acknowledged and not handed in. Doubled: a second application, revision, receipt or photo of one party."""
    files = Application.objects.filter(call=call)
    handed_in = set(files.exclude(submitted_at=None).values_list("reference", flat=True))
    keys = [f"application:{pk}:received:" for pk in files.values_list("pk", flat=True)]
    receipts = Message.objects.filter(template__code="application_received", about_id__in=files.values("pk")).count()
    twice = [
        files.values("party").annotate(number=Count("pk")).filter(number__gt=1).count(),
        files.annotate(number=Count("revisions")).filter(number__gt=1).count(),
        files.annotate(number=Count("documents")).filter(number__gt=1).count(),
        max(0, receipts - len(keys)),
    ]
    return Found(len(handed_in), len(set(acknowledged) - handed_in), sum(twice))


@contextmanager
def server() -> Iterator[str]:
    """Two web workers over the database at hand, as `make run` starts them, on this machine only; gives their address."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--preload", "--no-control-socket",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "60", "--log-level", "error",
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet)  # noqa: S603 - our own interpreter and code
    try:
        _wait_for(port, child)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(timeout=30)


def _wait_for(port: int, child: subprocess.Popen, patience: float = 60) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and child.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("The web server for the deadline hour did not come up.")


def play(count: int, say: Say, clients: int = CLIENTS) -> Found:
    """The deadline hour with that many applicants, and its lines. Adds rows to the database at hand: a throw-away one."""
    call, applicants = open_call(), people(count)
    with server() as address:
        rush(address, call.code, applicants[: min(8, count)], 2)  # the first requests of a process are not the measure
        started = time.monotonic()
        tally = rush(address, call.code, applicants[min(8, count) :], clients)
        seconds = time.monotonic() - started
    found = look(call, tally.acknowledged)
    name, served = f"P7 deadline hour [{count:,} applicants, {clients} at a time]", count - min(8, count)
    tell(say, f"{name} applications a second", None, served / seconds, "/s")
    for kind in ("final", "save", "photo", "page", "begin"):
        times = tally.times[kind]
        tell(say, f"P7 {kind} p50", None, times.p50, "ms")
        tell(say, f"P7 {kind} p95", None, times.p95, "ms")
    tell(say, "P7 errors", None, sum(tally.errors.values()), f"{dict(tally.errors) or ''}")
    tell(say, "P7 received", None, found.received, f"of {count}")
    tell(say, "P7 acknowledged and lost", None, found.lost, "")
    tell(say, "P7 there twice", None, found.doubled, "")
    return found


def _picture() -> bytes:
    content = io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(content, "JPEG", quality=70)
    return content.getvalue()


@PARTS.register("P7", order=90)
def deadline_hour(bench: Bench) -> None:
    """Last of the parts: what it hands in stays in the run's database. `make bench N=10000000 ONLY=P7` plays all 50,000."""
    if bench.is_whole:
        play(max(LEAST, bench.size // EACH), bench.say)
