"""From the agreement to the last support, one module per subject."""

from programs.enrolments.actions.agreements import (
    draft_agreement,
    end_agreement_of,
    send_agreement,
    sign_agreement,
)
from programs.enrolments.actions.certificates import issue_certificate
from programs.enrolments.actions.cohorts import (
    Filling,
    change_cohort,
    fill_cohort,
    filling_problem,
    join_cohort,
    leave_cohort,
    leave_waiting,
    make_cohort,
)
from programs.enrolments.actions.enrolling import NotReadyToEnrol, enrol
from programs.enrolments.actions.following import record_diagnostic, record_interaction
from programs.enrolments.actions.lives import (
    complete_enrolment,
    exit_enrolment,
    pause_enrolment,
    resume_enrolment,
    start_enrolment,
)
from programs.enrolments.actions.sessions import cancel_session, correct_attendance, hold_session, plan_session
from programs.enrolments.actions.supporting import (
    Handover,
    add_support,
    cancel_support,
    deliver_support,
    schedule_support,
    unschedule_support,
    verify_support,
)

__all__ = [
    "Filling",
    "Handover",
    "NotReadyToEnrol",
    "add_support",
    "cancel_session",
    "cancel_support",
    "change_cohort",
    "complete_enrolment",
    "correct_attendance",
    "deliver_support",
    "draft_agreement",
    "end_agreement_of",
    "enrol",
    "exit_enrolment",
    "fill_cohort",
    "filling_problem",
    "hold_session",
    "issue_certificate",
    "join_cohort",
    "leave_cohort",
    "leave_waiting",
    "make_cohort",
    "pause_enrolment",
    "plan_session",
    "record_diagnostic",
    "record_interaction",
    "resume_enrolment",
    "schedule_support",
    "send_agreement",
    "sign_agreement",
    "start_enrolment",
    "unschedule_support",
    "verify_support",
]
