"""`check_pdf FILE…`: what keeps a PDF of ours from being PDF/UA-1, or PDF/A-3a when it carries data."""

from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from django.core.management.base import BaseCommand, CommandError

from foundation.pdf_check import accessibility_faults, archive_faults


class Command(BaseCommand):
    help = (
        "Says what keeps PDF files from being PDF/UA-1 (readers) or PDF/A-3a (archive), as far as a program can tell."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *, files: list[Path], **options: Any) -> None:
        found = 0
        for file in files:
            content = file.read_bytes()
            with pikepdf.open(BytesIO(content)) as document:
                is_archive = "/AF" in document.Root
            faults = archive_faults(content) if is_archive else accessibility_faults(content)
            standard = "PDF/A-3a and PDF/UA-1" if is_archive else "PDF/UA-1"
            self.stdout.write(f"{file}: {standard}: " + ("no fault found" if not faults else "; ".join(faults)))
            found += bool(faults)
        if found:
            raise CommandError(f"{found} of {len(files)} files have faults.")
