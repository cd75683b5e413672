"""What the types of questions and the kinds of rules are called by the people who compose."""

from django.utils.translation import gettext_lazy as _

# type: (name, what it is for), in the order of the page.
TYPE_WORDS = {
    "text": (_("Short text"), _("One line.")),
    "long_text": (_("Long text"), _("Several lines: a project, a reason.")),
    "integer": (_("Whole number"), _("People, pieces, hours; with a unit.")),
    "decimal": (_("Number"), _("With decimals and a unit: metres, kilos.")),
    "money": (_("Amount of money"), _("In dirhams.")),
    "percent": (_("Percentage"), _("A share of a hundred.")),
    "year": (_("Year"), _("A year alone.")),
    "date": (_("Date"), _("A day.")),
    "yes_no": (_("Yes or no"), _("Two answers.")),
    "choice": (_("One of several"), _("A list to choose one from.")),
    "choices": (_("Several of several"), _("A list to tick.")),
    "table": (_("Table of rows"), _("Equipment, products, markets: as many rows as needed.")),
    "trade": (_("Trade"), _("From the list of trades.")),
    "commune": (_("Commune"), _("From the list of communes.")),
    "countries": (_("Countries"), _("From the list of countries.")),
    "place": (_("Place on a map"), _("The position of a workshop.")),
    "phone": (_("Phone"), _("Checked and kept sealed.")),
    "email": (_("E-mail"), _("Checked and kept sealed.")),
    "identifier": (_("Identifier"), _("Card, ICE or register number: checked and kept sealed.")),
    "party_fact": (_("Fact of the register to confirm"), _("What is known is shown, not asked again.")),
    "document": (_("Document"), _("A paper, as a photo or a PDF.")),
    "photo": (_("Photo"), _("Pictures of the work or the place.")),
    "signature": (_("Signature"), _("Drawn with the finger, or a photo of it.")),
    "declaration": (_("Statement to agree to"), _("A consent or a word of honour.")),
}

# kind of rule: (name, what it looks at).
RULE_WORDS = {
    "category": (_("Category of artisan"), _("Of law 50-17: with diploma, by practice, master.")),
    "party_kind": (_("Person or organisation"), _("Who applies.")),
    "legal_form": (_("Legal form"), _("Cooperative, association, enterprise, group, or a person.")),
    "profile_held": (_("Registered as"), _("Artisan, exporter, aggregator or centre in the register.")),
    "identifier_held": (_("Identifier held"), _("A number the register knows: card, ICE, register of crafts.")),
    "area": (_("Area"), _("Region, province or commune, by the beginning of its code.")),
    "trade": (_("Trade"), _("Trades or whole branches.")),
    "age_of_business": (_("Age of the business"), _("In years, from the register or from an answer.")),
    "turnover_range": (_("Turnover"), _("Between two amounts.")),
    "answer_equals": (_("Answer among"), _("An answer of the form is one of these.")),
    "answer_at_least": (_("Answer at least"), _("A number of the form is not below.")),
    "answer_at_most": (_("Answer at most"), _("A number of the form is not above.")),
    "answer_before": (_("Answer before a day"), _("A date of the form lies before.")),
    "document_held": (_("Document given"), _("A place of the form holds a file.")),
    "other_aid": (
        _("Other aid received"),
        _("Whoever answers yes is looked at by a person, never refused by the machine."),
    ),
    "already_enrolled": (_("Already enrolled"), _("Nobody takes part in a programme twice at once.")),
    "paper_valid": (_("Paper of the register still valid"), _("A paper of the organisation has not expired.")),
    "declared_area": (_("Declared disaster area"), _("The commune was declared by the official order.")),
}
PARAMETER_WORDS = {
    "in": _("One of these"), "codes": _("Codes of areas, separated by commas"), "trades": _("Trades"), "branches": _("Branches"),
    "question": _("Answer of the form it reads"), "min_years": _("Years at least"), "max_years": _("Years at most"), "min": _("At least"),
    "max": _("At most"), "of": _("Which turnover"), "day": _("Before the day"), "paper": _("Paper"), "event": _("Code of the disaster"),
}  # fmt: skip
