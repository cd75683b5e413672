"""An award given up ends its agreement."""

from django.dispatch import receiver

from programs.enrolments.actions import end_agreement_of
from programs.reviews.signals import award_renounced


@receiver(award_renounced, dispatch_uid="enrolments.award_renounced")
def award_was_renounced(*, application, by, **kwargs) -> None:
    end_agreement_of(application=application, by=by)
