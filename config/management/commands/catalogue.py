"""`catalogue update | merge FILE | missing | check | compile`: the words of the house."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import catalogues


class Command(BaseCommand):
    help = "Updates, completes and checks the three catalogues."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["update", "merge", "missing", "check", "compile"])
        parser.add_argument("file", nargs="?", help="merge: JSON {msgid: {fr: …, ar: …}}; missing: where to write")
        parser.add_argument("--prune", action="store_true", help="update: forget what is no longer spoken")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["what"])(options)

    def update(self, options: dict[str, Any]) -> None:
        said = catalogues.spoken()
        for language in catalogues.LANGUAGES:
            catalogues.store(language, catalogues.merged(language, said, prune=options["prune"]))
            self.stdout.write(f"{language}: {len(catalogues.missing(language, said))} missing of {len(said)}")

    def merge(self, options: dict[str, Any]) -> None:
        words = catalogues.read_words(Path(options["file"]))
        for language in ("fr", "ar"):
            self.stdout.write(f"{language}: {catalogues.add_translations(language, words)} changed")

    def missing(self, options: dict[str, Any]) -> None:
        said = catalogues.spoken()
        lacking: dict[str, dict[str, Any]] = {}
        for language in ("fr", "ar"):
            for message in catalogues.missing(language, said):
                msgid = message.id if isinstance(message.id, str) else message.id[0]
                key = f"{message.context}\u0004{msgid}" if message.context else msgid
                entry = lacking.setdefault(
                    key, {"where": [place for place, _line in message.locations][:2], "lacks": []}
                )
                entry["lacks"].append(language)
                if not isinstance(message.id, str):
                    entry["plural"] = message.id[1]
        text = json.dumps(lacking, ensure_ascii=False, indent=1)
        if options["file"]:
            Path(options["file"]).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(lacking)} missing" if options["file"] else text)

    def check(self, options: dict[str, Any]) -> None:
        said = catalogues.spoken()
        lacking = {language: len(catalogues.missing(language, said)) for language in catalogues.LANGUAGES}
        if any(lacking.values()):
            raise CommandError(f"Missing translations: {lacking}")
        self.stdout.write(f"Complete: {len(said)} entries in three languages.")

    def compile(self, options: dict[str, Any]) -> None:
        for language in catalogues.LANGUAGES:
            catalogues.store(language, catalogues.load(language))
