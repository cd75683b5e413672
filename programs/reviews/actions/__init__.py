"""Reviewing and deciding, one module per subject."""

from programs.reviews.actions.appeals import AppealNotPossible, answer_appeal, file_appeal
from programs.reviews.actions.assigning import (
    assign_reviewer,
    assign_reviewers,
    close_round,
    hand_over_reviews,
    open_round,
    replace_reviewer,
)
from programs.reviews.actions.committee import (
    add_member,
    close_session,
    open_session,
    plan_session,
    record_attendance,
    sign_minutes,
)
from programs.reviews.actions.concluding import conclude_call
from programs.reviews.actions.deciding import adopt_decisions, change_proposal, propose_decisions
from programs.reviews.actions.delegating import decide_under_delegation, delegate_fast_track, end_delegation
from programs.reviews.actions.publishing import publish_decisions
from programs.reviews.actions.renouncing import propose_from_reserve, renounce_award
from programs.reviews.actions.scoring import complete_if_scored, declare_interest, submit_review

__all__ = [
    "AppealNotPossible",
    "add_member",
    "adopt_decisions",
    "answer_appeal",
    "assign_reviewer",
    "assign_reviewers",
    "change_proposal",
    "close_round",
    "close_session",
    "complete_if_scored",
    "conclude_call",
    "decide_under_delegation",
    "declare_interest",
    "delegate_fast_track",
    "end_delegation",
    "file_appeal",
    "hand_over_reviews",
    "open_round",
    "open_session",
    "plan_session",
    "propose_decisions",
    "propose_from_reserve",
    "publish_decisions",
    "record_attendance",
    "renounce_award",
    "replace_reviewer",
    "sign_minutes",
    "submit_review",
]
