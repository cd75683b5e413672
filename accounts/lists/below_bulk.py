"""Messages let go, sent again or withdrawn, many at once. The outbox stands below the lists and cannot say it itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.lists.bulk import BULK_ACTS, BulkAct
from accounts.outbox.actions import release_message, resend_message, withdraw_message
from accounts.outbox.models import Message
from accounts.outbox.registry import why_held
from accounts.outbox.workflow import WORKFLOW
from accounts.people.models import User


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


def _may(user: User) -> bool:
    return user.has_perm("accounts.send_message")


def _step(message: Message, step: str) -> str:
    if WORKFLOW.allows(message, step):
        return ""
    return _now("This is not possible now: the present state is “%(state)s”.") % {"state": message.get_status_display()}


def _release(message: Message, _cleaned: dict[str, Any], user: User) -> str:
    release_message(message=message, by=user)
    return _now("The message will be sent.")


def _resend(message: Message, _cleaned: dict[str, Any], user: User) -> str:
    resend_message(message=message, by=user)
    return _now("The message will be sent again.")


def _withdraw(message: Message, cleaned: dict[str, Any], user: User) -> str:
    withdraw_message(message=message, by=user, reason=cleaned["reason"])
    return _now("The message will not be sent.")


BULK_ACTS.register("messages.release", order=10)(
    BulkAct(
        label=_("Release"), effect=_("The chosen messages leave now. Those held for a decision wait for its publication."),
        run=_release, may=_may, why_not=lambda row, _user: _step(row, "release") or why_held(row), icon="send",
    )
)  # fmt: skip
BULK_ACTS.register("messages.resend", order=20)(
    BulkAct(
        label=_("Send again"), effect=_("The chosen messages are sent once more to the same addresses."), run=_resend,
        may=_may, why_not=lambda row, _user: _step(row, "resend"), icon="refresh",
    )
)  # fmt: skip
BULK_ACTS.register("messages.withdraw", order=30)(
    BulkAct(
        label=_("Withdraw"), effect=_("The chosen messages will not be sent."), run=_withdraw, may=_may,
        why_not=lambda row, _user: _step(row, "supersede"), form=lambda data, _rows, _user: ReasonForm(data), icon="close",
    )
)  # fmt: skip
