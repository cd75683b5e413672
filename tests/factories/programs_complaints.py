"""Factories of complaints and of tasks on files."""

import factory
from factory.django import DjangoModelFactory

from foundation.calendar import add_working_days
from foundation.time import today
from programs.applications.models import FileTask
from programs.complaints.models import Complaint, ComplaintEntry
from tests.factories.accounts import UserFactory
from tests.factories.programs_calls import ApplicationFactory


class ComplaintFactory(DjangoModelFactory):
    class Meta:
        model = Complaint

    kind = "delay"
    complainant = factory.SubFactory(UserFactory)
    received_by = factory.SelfAttribute("complainant")
    due_on = factory.LazyFunction(lambda: add_working_days(today(), 15))


class ComplaintEntryFactory(DjangoModelFactory):
    class Meta:
        model = ComplaintEntry

    complaint = factory.SubFactory(ComplaintFactory)
    kind = "complaint"
    text = "Nobody answers."
    written_by = factory.SelfAttribute("complaint.received_by")


class FileTaskFactory(DjangoModelFactory):
    class Meta:
        model = FileTask

    application = factory.SubFactory(ApplicationFactory)
    title = "Call the chamber"
    written_by = factory.SelfAttribute("application.applicant")
