"""Who may review, read and decide a file."""

from accounts.people.models import User
from artisans.parties.models import Mandate
from programs.applications.models import Application
from programs.reviews.choices import AssignmentStatus, DecisionStatus
from programs.reviews.models import Assignment, CommitteeMember, ConflictDeclaration, Decision

READING = (AssignmentStatus.ACCEPTED, AssignmentStatus.DONE)


def is_own_file(user: User, application: Application) -> bool:
    """Whoever wrote, handed in or may ever have acted for the party of a file is no judge of it."""
    return (
        user.pk in (application.applicant_id, application.submitted_by_id)
        or Mandate.objects.filter(user=user, party_id=application.party_id).exists()
    )


def has_conflict(user: User, application: Application) -> bool:
    """A conflict once declared never lapses."""
    return ConflictDeclaration.objects.filter(application=application, reviewer=user, has_conflict=True).exists()


def can_review(user: User, application: Application) -> bool:
    """Whether this person may be given the file to score."""
    return user.is_active and not is_own_file(user, application) and not has_conflict(user, application)


def can_read_as_reviewer(user: User, application: Application) -> bool:
    """Only after the word that there is no conflict, and never again once there is one."""
    return (
        Assignment.objects.filter(application=application, reviewer=user, status__in=READING).exists()
        and not has_conflict(user, application)
        and not is_own_file(user, application)
    )


def has_decided(user: User, application: Application) -> bool:
    """Whether this person took part in any decision on the file: adopted it, signed it, sat in its session."""
    if user.pk in (application.decided_by_id, application.countersigned_by_id):
        return True
    decisions = Decision.objects.filter(application=application).exclude(status=DecisionStatus.PROPOSED)
    return (
        decisions.filter(adopted_by=user).exists()
        or decisions.filter(session__signed_by=user).exists()
        or CommitteeMember.objects.filter(session__decisions__in=decisions, user=user, attended=True).exists()
    )
