"""Lists committed beside the code, read only if they are the ones the manifest names."""

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from foundation.errors import InvalidValue

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class ListFile:
    """A list's file with what its manifest says of it."""

    name: str
    path: Path
    version: str
    licence: str
    source: str
    sha256: str

    def rows(self) -> list[dict[str, str]]:
        with self.path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))


def read_manifest(folder: Path = DATA) -> dict[str, ListFile]:
    """The lists of a data folder by name. A file that is not the one the manifest names is refused: figures keep their source."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = {}
    for name, entry in manifest["lists"].items():
        path = folder / entry["file"]
        actual = hashlib.sha256(path.read_bytes()).hexdigest()
        if actual != entry["sha256"]:
            raise InvalidValue(f"{path.name} is not the file its manifest names (sha256 {actual}).")
        found[name] = ListFile(name, path, entry["version"], entry["licence"], entry["source"], entry["sha256"])
    return found
