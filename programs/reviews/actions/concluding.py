"""A call whose files are all decided is decided itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.errors import DomainError, NotPermitted
from programs.budget.permissions import may
from programs.calls.actions import decide_call
from programs.calls.models import Call
from programs.reviews.queries import undecided_in


class CallIsUndecided(DomainError):
    """`reasons` says what is still open."""

    code = "call_undecided"


@transaction.atomic
def conclude_call(*, call: Call, by: User) -> Call:
    """closed → decided: by the clock or the committee's secretary, once nothing of it can still be decided.

    Refused while a file is on its way, a decision is not published, an appeal is open or can still be filed.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("version__program").get(pk=call.pk)
    if not (by.is_system or may(by, "programs.hold_session", program=call.version.program.code)):
        raise NotPermitted(_("Your role does not allow this for this programme."))
    if reasons := undecided_in(call):
        raise CallIsUndecided(_("Not every file of this call is decided."), reasons=reasons)
    return decide_call(call=call, by=by)
