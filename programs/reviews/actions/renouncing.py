"""An award given up: the money returns to the line and the next in rank is proposed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.outbox.actions import supersede_messages
from accounts.people.models import User
from foundation.calendar import add_working_days
from foundation.errors import DomainError, NotPermitted
from foundation.time import today
from programs.applications import outcomes
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.budget.actions import lock_line, release
from programs.budget.permissions import may
from programs.budget.queries import held_by
from programs.calls.models import Call
from programs.reviews.actions.deciding import source_of
from programs.reviews.amounts import proposed_amount
from programs.reviews.choices import DecisionStatus, Verdict
from programs.reviews.models import CommitteeSession, Decision
from programs.reviews.queries import next_on_reserve, open_session_of
from programs.reviews.signals import award_renounced

WORKING_DAYS_TO_SIT = 5


@transaction.atomic
def renounce_award(*, application: Application, by: User, reason: str = "") -> Application:
    """approved → renounced: by somebody who acts for the party, an officer, or the clock at the due date.

    The reservation is released and the next file of the waiting list is proposed to the committee.
    """
    _check_may_renounce(application, by)
    call = application.call
    line = lock_line(call.budget_line) if call.budget_line_id else None
    application = outcomes.mark_renounced(application=application, by=by, reason=reason.strip())
    supersede_messages(about=application, template_code="decision_approved")
    if line is not None:
        held = held_by(line, source_of(application)).reserved
        if held > 0:
            release(
                line=line, amount=held, source=source_of(application), by=by, key=f"release:renounced:{application.pk}"
            )
    award_renounced.send(sender=Application, application=application, by=by)
    if next_on_reserve(call):
        propose_from_reserve(call=call, by=User.objects.system())
    return application


@transaction.atomic
def propose_from_reserve(*, call: Call, by: User, held_on: date | None = None) -> Decision:
    """Propose the next of the waiting list: to the call's coming session, or to a new one convened for it.

    Strictly by rank; the committee adopts it like any other, and only then is the money reserved.
    """
    if not (by.is_system or may(by, "programs.hold_session", program=call.version.program.code)):
        raise NotPermitted(_("Your role does not allow this for this programme."))
    if call.budget_line_id:
        lock_line(call.budget_line)
    application = next_on_reserve(call)
    if application is None:
        raise DomainError(_("No place and money are free, or nobody is waiting."))
    session = open_session_of(call) or CommitteeSession.objects.create(
        call=call, held_on=held_on or add_working_days(today(), WORKING_DAYS_TO_SIT)
    )
    earlier = Decision.objects.select_for_update().filter(application=application, is_current=True).first()
    if earlier:
        if earlier.status == DecisionStatus.PROPOSED:
            raise DomainError(
                _("The file %(reference)s is already proposed in another session.")
                % {"reference": application.reference}
            )
        earlier.is_current = False
        earlier.save(update_fields=["is_current"])
    decision = Decision.objects.create(
        session=session, application=application, verdict=Verdict.APPROVE, rank=application.rank, replaces=earlier,
        amount=proposed_amount(application), proposed_by=by,
    )  # fmt: skip
    record(
        "decision.proposed_from_reserve", target=decision, by=by, party=application.party, program=application.program,
        area=application.area, after={"rank": application.rank, "amount": decision.amount},
    )  # fmt: skip
    return decision


def _check_may_renounce(application: Application, by: User) -> None:
    if application.status != ApplicationStatus.APPROVED:
        return  # the step table will say so
    acts = application.party.mandates.filter(user=by, until=None).exists()
    if acts and application.published_at is None:
        raise NotPermitted(_("There is no decision on this file yet."))
    staff = may(by, "programs.enrol_application", program=application.program, area=application.area)
    if not (acts or staff or by.is_system):
        raise NotPermitted(_("Only the beneficiary or an officer of the programme can renounce."))
