"""Reviewing and deciding, one module per subject."""

from programs.reviews.actions.appeals import AppealNotPossible, answer_appeal, file_appeal
from programs.reviews.actions.assigning import assign_reviewers, close_round, open_round
from programs.reviews.actions.committee import (
    add_member,
    close_session,
    open_session,
    plan_session,
    record_attendance,
    sign_minutes,
)
from programs.reviews.actions.deciding import adopt_decisions, change_proposal, propose_decisions
from programs.reviews.actions.delegating import decide_under_delegation, delegate_fast_track
from programs.reviews.actions.publishing import publish_decisions
from programs.reviews.actions.renouncing import propose_from_reserve, renounce_award
from programs.reviews.actions.scoring import complete_if_scored, declare_interest, submit_review

__all__ = [
    "AppealNotPossible",
    "add_member",
    "adopt_decisions",
    "answer_appeal",
    "assign_reviewers",
    "change_proposal",
    "close_round",
    "close_session",
    "complete_if_scored",
    "decide_under_delegation",
    "declare_interest",
    "delegate_fast_track",
    "file_appeal",
    "open_round",
    "open_session",
    "plan_session",
    "propose_decisions",
    "propose_from_reserve",
    "publish_decisions",
    "record_attendance",
    "renounce_award",
    "sign_minutes",
    "submit_review",
]
