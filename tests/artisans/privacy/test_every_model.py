"""Every model that may hold personal data has a rule: what erasure does with it, how long it is kept, by what right."""

import pytest
from django.apps import apps
from django.db import models

from accounts.people.models import User
from artisans.parties.models import Party
from artisans.parties.registry import PERSONAL_DATA
from foundation.fields import EncryptedTextField
from foundation.time import now

APPS = ("accounts", "artisans", "programs", "markets", "reports")
# Columns that speak of a person wherever they stand.
SPEAKING = {
    "party_id", "name", "full_name", "holder", "representative", "address", "payee_name", "phone", "phone_tail", "email", "birth_date",
    "value_lookup", "phone_lookup", "rib_lookup",
}  # fmt: skip
# Names of things, not of people.
OF_THINGS = {"artisans.ReferenceList", "markets.City", "artisans.CentreEquipment", "accounts.MessageTemplate"}


def may_hold_personal_data(model: type[models.Model]) -> bool:
    for field in model._meta.get_fields():
        if not getattr(field, "concrete", False):
            continue
        if getattr(field, "related_model", None) in (Party, User):
            return True
        if isinstance(field, EncryptedTextField | models.EmailField | models.TextField | models.JSONField):
            return True
        if field.name in SPEAKING and model._meta.label not in OF_THINGS:
            return True
    return False


def our_models() -> list[type[models.Model]]:
    return [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "pgh_tracked_model") and model._meta.managed and not model._meta.auto_created
    ]


def test_every_model_with_personal_data_has_a_rule():
    missing = sorted(
        model._meta.label
        for model in our_models()
        if may_hold_personal_data(model) and model._meta.label not in PERSONAL_DATA
    )

    assert missing == []


def test_no_rule_speaks_of_a_model_that_is_gone():
    labels = {model._meta.label for model in our_models()}

    assert [label for label in PERSONAL_DATA if label not in labels] == []


def test_every_rule_says_what_and_why_in_words_and_a_period_has_its_rows():
    for label, rule in PERSONAL_DATA.items():
        assert str(rule.on_erasure).strip(), label
        assert str(rule.reason).strip(), label
        assert (rule.months is None) == (rule.outdated is None), label


@pytest.mark.django_db
def test_the_clock_and_the_page_can_ask_every_rule_what_is_due():
    asked = [rule.outdated(now()).count() for _label, rule in PERSONAL_DATA.items() if rule.outdated]

    assert len(asked) > 10
    assert set(asked) == {0}
