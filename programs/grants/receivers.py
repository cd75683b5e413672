"""What enrolments tell, the money follows; a refusal here undoes the enrolment's step too."""

from django.dispatch import receiver

from programs.enrolments.signals import (
    enrolment_completed,
    enrolment_exited,
    enrolment_made,
    enrolment_paused,
    enrolment_resumed,
)
from programs.grants.actions import award_grant, cancel_rest, close_grant, hold_grant, resume_grant
from programs.grants.models import Grant


@receiver(enrolment_made, dispatch_uid="grants.enrolment_made")
def enrolment_was_made(*, enrolment, by, **kwargs) -> None:
    award_grant(enrolment=enrolment, by=by)


@receiver(enrolment_paused, dispatch_uid="grants.enrolment_paused")
def enrolment_was_paused(*, enrolment, by, **kwargs) -> None:
    for grant in Grant.objects.filter(enrolment=enrolment):
        hold_grant(grant=grant, by=by)


@receiver(enrolment_resumed, dispatch_uid="grants.enrolment_resumed")
def enrolment_was_resumed(*, enrolment, by, **kwargs) -> None:
    for grant in Grant.objects.filter(enrolment=enrolment):
        resume_grant(grant=grant, by=by)


@receiver(enrolment_completed, dispatch_uid="grants.enrolment_completed")
def enrolment_was_completed(*, enrolment, by, **kwargs) -> None:
    for grant in Grant.objects.filter(enrolment=enrolment):
        close_grant(grant=grant, by=by)


@receiver(enrolment_exited, dispatch_uid="grants.enrolment_exited")
def enrolment_was_exited(*, enrolment, by, **kwargs) -> None:
    for grant in Grant.objects.filter(enrolment=enrolment):
        cancel_rest(grant=grant, by=by)
