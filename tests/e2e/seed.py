"""What the stack of these tests is filled with: staff, this year's money, one open emergency call, the board of 2023.

Run on the stack's own database with `python -m tests.e2e.seed`; it prints how the staff sign in. Everything else in the
story is done in a browser.
"""

import json
import sys
from datetime import date, timedelta
from decimal import Decimal

import django

django.setup()

from django.db import transaction  # noqa: E402 - models exist only after setup

from accounts.access.demonstration import demo_totp_secret  # noqa: E402
from accounts.people.models import Establishment, User  # noqa: E402
from accounts.people.queries import DEMO_PASSWORD  # noqa: E402
from artisans.parties.actions import register_person  # noqa: E402
from artisans.reference.models import Commune  # noqa: E402
from config.demonstration.staff import Staff, appoint  # noqa: E402
from foundation.time import now, today  # noqa: E402
from programs.budget.actions import allocate  # noqa: E402
from programs.budget.models import BudgetLine  # noqa: E402
from programs.calls.actions import open_and_close, schedule_call  # noqa: E402
from programs.calls.loading import make_call  # noqa: E402
from programs.calls.models import Call  # noqa: E402
from programs.catalog.models import FiscalYear, Program  # noqa: E402
from programs.emergency.actions import link_call  # noqa: E402
from programs.emergency.models import DisasterEvent  # noqa: E402
from reports.board.demonstration import seed_board  # noqa: E402
from tests.e2e.seed_names import CALL, NEIGHBOURS  # noqa: E402


@transaction.atomic
def seed() -> dict[str, dict[str, str]]:
    """The house as the story finds it; gives back each colleague's e-mail, password and authenticator secret by name."""
    Establishment.objects.filter(pk=1).update(is_demonstration=True, help_line="05 37 00 00 00")
    staff = appoint()
    call = open_emergency(staff, money(staff))
    open_and_close(by=User.objects.system())
    call.refresh_from_db()
    assert call.status == "open"
    neighbours(staff)
    seed_board(staff.secretary, staff.authoriser, staff.head)
    emails = User.objects.filter(is_demonstration=True).exclude(email=None).values_list("email", flat=True)
    return {
        email.partition("@")[0]: {"email": email, "password": DEMO_PASSWORD, "secret": demo_totp_secret(email)}
        for email in emails
    }


def neighbours(staff: Staff) -> None:
    """Three people of one commune, to be told apart by the search."""
    commune = Commune.objects.in_use().order_by("code").first()
    for name_fr, name_ar in NEIGHBOURS:
        register_person(by=staff.officer, name_fr=name_fr, name_ar=name_ar, commune=commune)


def money(staff: Staff) -> BudgetLine:
    """500 000 DH of this year's budget for the emergency."""
    year = today().year
    for known in {2023, year}:
        FiscalYear.objects.get_or_create(
            year=known, defaults={"starts_on": date(known, 1, 1), "ends_on": date(known, 12, 31)}
        )
    line = BudgetLine.objects.create(
        program=Program.objects.get(code="haouz"), fiscal_year=FiscalYear.objects.get(year=year), heading="grants",
        name_fr="Aides — urgence", name_ar="دعم الطوارئ", name_en="Grants — emergency", is_demonstration=True,
    )  # fmt: skip
    allocate(line=line, amount=Decimal(500_000), by=staff.authoriser, key=f"e2e:{line.pk}", note="Démonstration")
    return line


def open_emergency(staff: Staff, line: BudgetLine) -> Call:
    """A rolling call decided on inspections, as the one of 2023 was."""
    names = {"fr": "Urgence Al Haouz — essai", "ar": "برنامج الطوارئ الحوز — تجربة", "en": "Al Haouz emergency — trial"}
    offers = {
        "fr": "Jusqu’à 80 000 DH pour reprendre.",
        "ar": "إلى غاية 80000 درهم لاستئناف النشاط.",
        "en": "Up to MAD 80,000 to start again.",
    }
    call = make_call(
        program="haouz", code=CALL, edition="essai", opens_at=now() + timedelta(milliseconds=1), closes_at=None, names=names,
        offers=offers, by=staff.administrator, budget_line=line, max_amount=Decimal(80_000), is_fast_track=True,
        reviews_required=1, is_demonstration=True,
    )  # fmt: skip
    call = schedule_call(call=call, by=staff.administrator)
    link_call(event=DisasterEvent.objects.get(), call=call, by=staff.administrator)
    return call


if __name__ == "__main__":
    sys.stdout.write(json.dumps(seed()))
