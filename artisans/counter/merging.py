"""What becomes of entries at the counter when two records are one."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.registry import merge_rule

merge_rule("artisans.CounterEntry.party", sentence=_("Both were entered at a counter."))
