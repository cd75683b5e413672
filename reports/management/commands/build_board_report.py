"""`build_board_report --meeting CA-2023-12-27 --language fr --out FILE`: the board's report from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.people.models import User
from foundation.errors import DomainError
from reports.board.models import BoardMeeting
from reports.documents.actions import LANGUAGES, keep_build, open_report, shapes
from reports.documents.building import build
from reports.documents.choices import ReportShape
from reports.documents.models import Report, ReportFile
from reports.documents.workflow import FROZEN


class Command(BaseCommand):
    help = "Writes the PDF of a meeting's report: the frozen version, else a build watermarked PROJET. Needs no broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--meeting", required=True, help="the meeting's code, CA-YYYY-MM-DD")
        parser.add_argument("--language", choices=LANGUAGES, default="fr")
        parser.add_argument(
            "--shape", default=ReportShape.FULL, help="full, brief, emergency, monitoring, program-CODE"
        )
        parser.add_argument("--out", required=True, type=Path)

    def handle(self, *, meeting: str, language: str, shape: str, out: Path, **options: Any) -> None:
        found = BoardMeeting.objects.filter(code=meeting).first()
        if found is None:
            known = ", ".join(BoardMeeting.objects.values_list("code", flat=True)) or "none"
            raise CommandError(f"No meeting {meeting}. Known: {known}.")
        if shape not in dict(shapes()):
            raise CommandError(f"No shape {shape}. Known: {', '.join(name for name, _label in shapes())}.")
        by = User.objects.system()
        try:
            report = report_to_print(found, by)
            with translation.override(language):
                made, content = print_report(report, language, by, self._tell, shape)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        out.write_bytes(content)
        self.stdout.write(f"{out}: {report.reference} v{report.version}, {made.pages} pages, SHA-256 {made.sha256}")

    def _tell(self, percent: int, step: str) -> None:
        if step:
            self.stderr.write(f"{percent:3d} % {step}")


def report_to_print(meeting: BoardMeeting, by: User) -> Report:
    """The newest frozen version of the meeting's report, else its draft."""
    frozen = Report.objects.filter(meeting=meeting, status__in=FROZEN).order_by("-version").first()
    return frozen or open_report(meeting=meeting, by=by)


def print_report(
    report: Report, language: str, by: User, tell: Any, shape: str = ReportShape.FULL
) -> tuple[ReportFile, bytes]:
    """The kept file of a frozen report, or a build that is kept now."""
    if report.status in FROZEN:
        kept = ReportFile.objects.filter(
            snapshot__report=report,
            snapshot__sha256=report.frozen_sha256,
            language=language,
            shape=shape,
            is_draft=False,
        ).first()
        if kept is not None:
            with kept.file.open("rb") as file:
                return kept, file.read()
    built = build(report, language=language, shape=shape, progress=tell)
    made = keep_build(
        report=report, data=built.data, language=language, shape=shape, pdf=built.pdf, pages=built.pages,
        check_code=built.check_code, made_with=built.made_with, copies=built.copies, by=by,
    )  # fmt: skip
    with made.file.open("rb") as file:
        return made, file.read()
