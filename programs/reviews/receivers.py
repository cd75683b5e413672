"""A file sent to review finds its reviewers at once, when enough of them are free."""

from django.dispatch import receiver

from programs.applications.signals import review_opened
from programs.reviews.actions import assign_reviewers, open_round
from programs.reviews.actions.assigning import NoReviewer
from programs.reviews.queries import reviewers_of


@receiver(review_opened, dispatch_uid="reviews.review_opened")
def file_was_sent_to_review(*, application, by, **kwargs) -> None:
    call = application.call
    if call.rubric_id is None or call.is_fast_track:
        return  # a fast-track call is decided on its assessment, not on scores
    round = open_round(call=call, by=by)
    try:
        assign_reviewers(round=round, reviewers=reviewers_of(call), applications=[application], by=by)
    except NoReviewer:
        return  # shown on the committee's page as a file that lacks reviewers; nobody is given a file they should not see
