"""What an officer does to several files of the queue at once, besides giving them out."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.lists.bulk import BULK_ACTS, BulkAct
from accounts.people.models import User
from programs.applications.actions import note_on_application, run_rules, screen_application
from programs.applications.choices import ApplicationStatus as S
from programs.applications.forms import NoteForm
from programs.applications.models import Application
from programs.applications.permissions import is_own_file, may_reach
from programs.applications.workflow import WORKFLOW

SCREEN = "programs.screen_application"


def _may(user: User) -> bool:
    return user.has_perm(SCREEN)


def _why_not(file: Application, user: User, is_possible: bool) -> str:
    if not may_reach(user, SCREEN, file):
        return _now("Your role does not allow you to examine files of this programme and area.")
    if is_own_file(user, file):
        return _now("You cannot examine a file that you entered or that concerns you.")
    return "" if is_possible else _now("The file is “%(state)s”.") % {"state": file.get_status_display()}


def _take(file: Application, _cleaned: dict[str, Any], user: User) -> str:
    screen_application(application=file, by=user)
    return _now("The file is yours.")


def _rules(file: Application, _cleaned: dict[str, Any], user: User) -> str:
    results = run_rules(application=file, by=user)
    failed = sum(result.outcome == "fail" for result in results)
    return _now("%(failed)s of %(total)s rules fail.") % {"failed": failed, "total": len(results)}


def _note(file: Application, cleaned: dict[str, Any], user: User) -> str:
    note_on_application(application=file, text=cleaned["text"], is_visible=False, by=user)
    return _now("The note is kept.")


BULK_ACTS.register("files.take", order=10)(
    BulkAct(
        label=_("Take the files"), effect=_("The files become yours and the applicants see that the check has begun."),
        run=_take, may=_may, why_not=lambda row, user: _why_not(row, user, WORKFLOW.allows(row, "screen")), icon="user",
    )
)  # fmt: skip
BULK_ACTS.register("files.rules", order=20)(
    BulkAct(
        label=_("Run the rules again"), effect=_("The rules look at the files and the register as they stand now."),
        run=_rules, may=_may, why_not=lambda row, user: _why_not(row, user, row.status == S.SCREENING), icon="refresh",
    )
)  # fmt: skip
BULK_ACTS.register("files.note", order=30)(
    BulkAct(
        label=_("Write a note for colleagues"), effect=_("The same note stands on each file; the applicants never see it."),
        run=_note, may=_may, why_not=lambda row, user: "" if may_reach(user, SCREEN, row) else _why_not(row, user, True),
        form=lambda data, _rows, _user: NoteForm(data), icon="lock",
    )
)  # fmt: skip
