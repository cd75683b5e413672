"""Facts of the register that a form may show for confirmation."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from artisans.parties.models import Party
from foundation.words import localized
from programs.calls.question_types import commune_label
from programs.calls.questions import SectionForm

# What a question of type “party_fact” may show, with its name for those who compose.
FACTS = {
    "name": _("Name"), "name_other": _("Name in the other script"), "commune": _("Commune"), "category": _("Category of artisan"),
    "trade": _("Main trade"), "legal_form": _("Legal form"), "phone": _("Phone (its end only)"),
}  # fmt: skip


def party_facts(party: Party, language: str | None = None) -> Mapping[str, str]:
    """{fact: words}; what the register does not know is missing. Numbers are masked: this is shown, not revealed."""
    arabic = (language or "").startswith("ar")
    artisan = getattr(party, "artisan", None)
    organisation = getattr(party, "organisation", None)
    found = {
        "name": (party.name_ar if arabic else party.name_fr) or party.name_fr or party.name_ar,
        "name_other": party.name_fr if arabic else party.name_ar,
        "commune": commune_label(party.commune, language) if party.commune else "",
        "category": artisan.get_category_display() if artisan else "",
        "trade": localized(artisan.trade, "name", language) if artisan and artisan.trade_id else "",
        "legal_form": organisation.get_legal_form_display() if organisation else "",
        "phone": f"•••• {party.phone_tail}" if getattr(party, "phone_tail", "") else "",
    }
    return {name: str(words) for name, words in found.items() if words}


def show_facts(form: SectionForm, party: Party, language: str | None = None) -> None:
    """Put what the register says into the questions of this section that show it; nothing is read where none does."""
    asked = [field for field in form.fields.values() if field.question["type"] == "party_fact"]
    facts = party_facts(party, language) if asked else {}
    for field in asked:
        field.widget.fact = facts.get(field.question.get("fact", ""), "")
