"""What an entry at the counter keeps about a person, and how long."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.counter.choices import EntryStatus
from artisans.counter.models import CounterEntry
from artisans.documents.models import Document
from artisans.parties.erasing import erase_documents
from artisans.parties.models import Party
from artisans.parties.registry import PERSONAL_DATA, DataClass, PersonalDataRule


def _wipe(rows: QuerySet[CounterEntry]) -> int:
    return rows.update(answers="{}", helper_name=None)


def _erase(party: Party) -> int:
    copies = party.counter_entries.exclude(signed_copy=None).values("signed_copy")
    erase_documents(Document.objects.filter(pk__in=copies))
    return _wipe(party.counter_entries.all())


def _outdated(before: datetime) -> QuerySet[CounterEntry]:
    return CounterEntry.objects.filter(ended_at__lt=before).exclude(status=EntryStatus.OPEN)


PERSONAL_DATA.register("artisans.CounterEntry")(
    PersonalDataRule(
        DataClass.IDENTITY,
        _("The answers and the helper's name are wiped; that somebody was entered stays."),
        _("What was signed may have to be printed again while the person's first applications are examined."),
        erase=_erase,
        months=12,
        outdated=_outdated,
        dispose=_wipe,
    )
)
