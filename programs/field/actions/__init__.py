"""Devices enrolled and revoked; what they send received, entered, taken up."""

from programs.field.actions.devices import activate_device, enrol_device, revoke_device
from programs.field.actions.entering import enter_submission, finish_waiting, receive_submission
from programs.field.actions.taking_up import reopen_submission, retry_submission, set_aside_submission

__all__ = [
    "activate_device",
    "enrol_device",
    "enter_submission",
    "finish_waiting",
    "receive_submission",
    "reopen_submission",
    "retry_submission",
    "revoke_device",
    "set_aside_submission",
]
