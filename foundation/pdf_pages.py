"""Pages of a PDF from outside, as pictures. The file is read in a process of its own, with little memory and little time: what a
hostile file does there ends there.
"""

import resource
import subprocess
import sys

import pypdfium2

WIDTH = 1000  # pixels
MOST_PAGES = 60
_SECONDS = 15
_MEMORY = 1024 * 1024 * 1024


class Unreadable(Exception):
    """Not a PDF that can be shown."""


def page_count(content: bytes) -> int:
    """How many pages can be shown; Unreadable for a broken or locked file."""
    return min(int(_ask(content, "count")), MOST_PAGES)


def page_picture(content: bytes, number: int, *, width: int = WIDTH) -> bytes:
    """Page `number` (from 1) as a PNG of that width."""
    if not 1 <= number <= MOST_PAGES:
        raise Unreadable
    return _ask(content, str(number), str(width))


def _ask(content: bytes, *words: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and this very file)
            [sys.executable, "-I", __file__, *words], input=content, capture_output=True, timeout=_SECONDS, check=True,
            env={"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError) as problem:
        raise Unreadable from problem
    return done.stdout


def _answer(words: list[str]) -> None:
    """The other process: limits first, then the file."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    pdf = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    if words[0] == "count":
        sys.stdout.write(str(len(pdf)))
        return
    page = pdf[int(words[0]) - 1]
    scale = min(int(words[1]) / max(page.get_width(), 1), 4)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    picture.thumbnail((int(words[1]), int(words[1]) * 3))
    picture.save(sys.stdout.buffer, "PNG")


if __name__ == "__main__":
    _answer(sys.argv[1:])
