"""What becomes of enrolments and cohorts when one beneficiary's record goes into another."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from artisans.parties.models import Party
from artisans.parties.registry import merge_rule
from programs.enrolments.models import Enrolment


def _enrolments(party: Party) -> list[tuple[str, str]]:
    return [
        (
            gettext("Enrolled in %(program)s: %(state)s") % {"program": row.program, "state": row.get_status_display()},
            reverse("admin:programs_enrolment", args=[row.reference]),
        )
        for row in Enrolment.objects.filter(party=party).order_by("-id")[:20]
    ]


merge_rule(
    "programs.Enrolment.party", sentence=_("Both are enrolled in the same programme: end one of the enrolments first."),
    involvement=_enrolments,
)  # fmt: skip
merge_rule("programs.Cohort.centre")
