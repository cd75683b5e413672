"""Rules for what the emergency programme keeps about people, and for configuration that names nobody."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.registry import NAMES_NOBODY, DataClass, PersonalDataRule, register_rules

register_rules(
    PersonalDataRule(
        DataClass.FILE, _("Stays without a name: losses, scores and dates."), _("Accounts of the emergency aid given.")
    ),
    "programs.DamageAssessment", "programs.PriorityScore",
)  # fmt: skip
register_rules(
    NAMES_NOBODY, "programs.DisasterEvent", "programs.DisasterCommune", "programs.DamageScale", "programs.Program",
    "programs.ProgramVersion", "programs.FormVersion", "programs.RuleSet", "programs.Rubric", "programs.Call",
)  # fmt: skip
