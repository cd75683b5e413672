"""Several complaints given to one person."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.lists.bulk import BULK_ACTS, BulkAct
from accounts.people.models import User
from programs.complaints.actions import assign_complaint
from programs.complaints.forms import HandlerForm
from programs.complaints.models import Complaint
from programs.complaints.permissions import may_assign
from programs.complaints.queries import handlers_for
from programs.complaints.workflow import OPEN


def _form(data: Any, rows: Sequence[Complaint], _user: User) -> HandlerForm:
    people = User.objects.filter(is_active=True)
    for row in rows:
        people = people.filter(pk__in=handlers_for(row).values("pk"))
    return HandlerForm(data, people=people.order_by("full_name", "id"))


def _why_not(row: Complaint, user: User) -> str:
    if row.status not in OPEN:
        return _now("This complaint is answered.")
    return "" if may_assign(user, row) else _now("Only those who hand out complaints give them to others.")


def _assign(row: Complaint, cleaned: dict[str, Any], user: User) -> str:
    assign_complaint(complaint=row, handler=cleaned["handler"], by=user)
    return _now("Given to %(officer)s") % {"officer": cleaned["handler"]}


BULK_ACTS.register("complaints.assign", order=10)(
    BulkAct(
        label=_("Give to somebody"), effect=_("The person finds them among their complaints. People one of them is about are not offered."),
        run=_assign, may=lambda user: user.has_perm("programs.assign_complaint"), why_not=_why_not, form=_form, icon="users",
    )
)  # fmt: skip
