"""What becomes of files when one beneficiary's record goes into another."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from artisans.parties.models import Party
from artisans.parties.registry import merge_rule
from programs.applications.models import Application
from programs.applications.workflow import LIVE
from programs.calls.models import Call


def _two_live(survivor: Party, merged: Party) -> list[str]:
    files = Application.objects.filter(party__in=[survivor, merged], status__in=LIVE)
    calls = files.values("call").annotate(parties=Count("party", distinct=True)).filter(parties=2).values("call")
    return [
        gettext("Both have a live file in the call “%(call)s”: let one of the two be withdrawn or refused first.")
        % {"call": call}
        for call in Call.objects.filter(pk__in=calls)
    ]


def _files(party: Party) -> list[tuple[str, str]]:
    return [
        (
            gettext("File %(reference)s: %(state)s")
            % {"reference": file.reference, "state": file.get_status_display()},
            reverse("admin:programs_file", args=[file.reference]),
        )
        for file in Application.objects.filter(party=party).exclude(status="draft").order_by("-id")[:20]
    ]


merge_rule(
    "programs.Application.party", sentence=_("Both have a live file in the same call."), conflicts=_two_live,
    involvement=_files,
)  # fmt: skip
