"""What people type about networks, orders, centres and exporters' papers."""

from artisans.networks.forms.centres import CheckForm, DayForm, EquipmentForm
from artisans.networks.forms.exporters import MarketForm, PaperForm, TurnoverForm
from artisans.networks.forms.fields import AmountField, DayField, QuantityField
from artisans.networks.forms.networks import (
    CodeForm,
    CommitmentForm,
    CorrectionForm,
    InviteForm,
    JudgeForm,
    LeaveForm,
    MemberForm,
    NoteForm,
    ReasonForm,
    ShortLeaveForm,
)
from artisans.networks.forms.orders import DeliveredForm, DivisionForm, OrderForm, PaidForm

__all__ = [
    "AmountField",
    "CheckForm",
    "CodeForm",
    "CommitmentForm",
    "CorrectionForm",
    "DayField",
    "DayForm",
    "DeliveredForm",
    "DivisionForm",
    "EquipmentForm",
    "InviteForm",
    "JudgeForm",
    "LeaveForm",
    "MarketForm",
    "MemberForm",
    "NoteForm",
    "OrderForm",
    "PaidForm",
    "PaperForm",
    "QuantityField",
    "ReasonForm",
    "ShortLeaveForm",
    "TurnoverForm",
]
