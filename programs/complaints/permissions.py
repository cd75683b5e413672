"""Who may hand out and answer a complaint: never a person it is about, nor one who stands for them."""

from accounts.people.models import User
from accounts.people.queries import acts_for
from programs.budget.permissions import may
from programs.complaints.models import Complaint


def concerned(complaint: Complaint) -> frozenset[int]:
    """The people it may be about: named by it, or those who worked and decided the file, and who stands behind it."""
    people = {complaint.against_id, complaint.complainant_id}
    if complaint.application is not None:
        file = complaint.application
        people |= {file.officer_id, file.decided_by_id, file.countersigned_by_id}
    if is_second_look(complaint):
        people.add(complaint.answered_by_id)
    return frozenset(person for person in people if person is not None)


def is_second_look(complaint: Complaint) -> bool:
    """Reopened and not answered again yet: whoever answered first leaves it to other eyes."""
    return complaint.reopened_at is not None and complaint.answered_at <= complaint.reopened_at


def is_concerned(user: User, complaint: Complaint) -> bool:
    if acts_for(user) & concerned(complaint):
        return True
    return complaint.party is not None and complaint.party.mandates.filter(user=user, until=None).exists()


def may_answer(user: User, complaint: Complaint) -> bool:
    reaches = may(user, "programs.answer_complaint", program=complaint.program, area=complaint.area)
    return reaches and not is_concerned(user, complaint)


def may_assign(user: User, complaint: Complaint) -> bool:
    return (
        may(user, "programs.assign_complaint", program=complaint.program, area=complaint.area)
        and user.pk != complaint.against_id
    )
