"""Who may write, hand in and screen a file."""

from accounts.people.models import User
from artisans.parties.models import Party
from programs.applications.choices import ApplicationStatus as S
from programs.applications.choices import Channel
from programs.applications.models import Application
from programs.budget.permissions import may


def holds_mandate(user: User, party: Party) -> bool:
    """Whether this person may act for the party on the portal."""
    return party.mandates.filter(user=user, until=None).exists()


def may_assist(user: User, program: str, area: str) -> bool:
    """Whether this officer may enter a file at the counter for somebody of the area."""
    return may(user, "programs.assist_application", program=program, area=area)


def may_edit(user: User, application: Application) -> bool:
    """The applicant's side: whoever acts for the party, and the officer who enters the file at a counter."""
    if holds_mandate(user, application.party):
        return True
    assisted = application.channel != Channel.PORTAL
    return assisted and application.applicant_id == user.pk and may_assist(user, application.program, application.area)


def is_own_file(user: User, application: Application) -> bool:
    """Whether this person stands behind the file: wrote it, handed it in, or acts for the party. They may not check it."""
    return user.pk in (application.applicant_id, application.submitted_by_id) or holds_mandate(user, application.party)


def may_screen(user: User, application: Application) -> bool:
    """An officer of the programme and area, not on their own file."""
    return may_reach(user, "programs.screen_application", application) and not is_own_file(user, application)


def may_reach(user: User, permission: str, application: Application) -> bool:
    """Whether a live role grants the permission for this file's programme and area."""
    return may(user, permission, program=application.program, area=application.area)


def may_countersign(user: User, application: Application) -> bool:
    """A head of programme who did not take the decision."""
    return (
        application.status == S.INELIGIBLE
        and application.decided_by_id != user.pk
        and may_reach(user, "programs.countersign_application", application)
        and not is_own_file(user, application)
    )
