"""One factory for each model of the register. Rows are as the actions leave them, without events."""

import datetime as dt
import hashlib

import factory
from factory.django import DjangoModelFactory

from accounts.people.models import User
from artisans.changes.models import ChangeRequest
from artisans.documents.models import Document
from artisans.parties.keys import keys_of
from artisans.parties.models import (
    AggregatorProfile,
    ArtisanProfile,
    BankAccount,
    CentreProfile,
    Consent,
    ExporterProfile,
    ExporterTurnover,
    Identifier,
    Mandate,
    Organisation,
    Party,
)
from artisans.privacy.models import DataRequest
from artisans.reference.models import (
    Branch,
    Cercle,
    Commune,
    Country,
    HSCode,
    ProductFamily,
    Province,
    ReferenceList,
    Region,
    Trade,
)
from foundation import crypto
from foundation.masking import mask_cnie
from foundation.time import now
from tests.factories.accounts import UserFactory


def system_user() -> User:
    return User.objects.system()


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "07"
    name_fr, name_ar, sort_fr, sort_ar = "Marrakech-Safi", "مراكش-آسفي", "marrakech safi", "مراكش اسفي"


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "07.041"
    name_fr, name_ar, sort_fr, sort_ar = "Al Haouz", "الحوز", "al haouz", "حوز"
    kind = "province"
    region = factory.SubFactory(RegionFactory, code=factory.LazyAttribute(lambda o: o.factory_parent.code[:2]))


class CercleFactory(DjangoModelFactory):
    class Meta:
        model = Cercle
        django_get_or_create = ("code",)

    code = "07.041.05"
    name_fr, name_ar = "Asni", "أسني"
    province = factory.SubFactory(ProvinceFactory, code=factory.LazyAttribute(lambda o: o.factory_parent.code[:6]))


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune
        django_get_or_create = ("code",)

    code = "07.041.05.05"
    name_fr, name_ar, sort_fr, sort_ar = "Asni", "أسني", "asni", "اسني"
    kind = "rural"
    province = factory.SubFactory(ProvinceFactory, code=factory.LazyAttribute(lambda o: o.factory_parent.code[:6]))


class BranchFactory(DjangoModelFactory):
    class Meta:
        model = Branch
        django_get_or_create = ("code",)

    code = "POT"
    name_fr, name_ar, name_en = "Poterie et céramique", "الفخار والخزف", "Pottery and ceramics"


class ProductFamilyFactory(DjangoModelFactory):
    class Meta:
        model = ProductFamily
        django_get_or_create = ("code",)

    code = "POTERIE"
    name_fr, name_ar, name_en = "Poterie & pierre", "الفخار والحجر", "Pottery & stone"


class TradeFactory(DjangoModelFactory):
    class Meta:
        model = Trade
        django_get_or_create = ("code",)

    code = "POT-01"
    name_fr, name_ar, name_en = "Poterie utilitaire", "الفخار", "Pottery"
    branch = factory.SubFactory(BranchFactory)
    family = factory.SubFactory(ProductFamilyFactory)


class HSCodeFactory(DjangoModelFactory):
    class Meta:
        model = HSCode
        django_get_or_create = ("family", "hs_code")

    family = factory.SubFactory(ProductFamilyFactory)
    hs_code = "6912"
    description_en = "Ceramic tableware"
    fit = "core"


class CountryFactory(DjangoModelFactory):
    class Meta:
        model = Country
        django_get_or_create = ("code",)

    code = "FR"
    name_fr, name_ar, name_en = "France", "فرنسا", "France"


class ReferenceListFactory(DjangoModelFactory):
    class Meta:
        model = ReferenceList

    name = factory.Sequence(lambda n: f"list-{n}")
    version, licence, source, sha256, rows = "1", "free", "test", "0" * 64, 0
    loaded_at = factory.LazyFunction(now)


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    file = factory.django.FileField(filename="x", data=b"%PDF-1.4 test")
    name = "piece.pdf"
    mime = "application/pdf"
    size = 13
    sha256 = hashlib.sha256(b"%PDF-1.4 test").hexdigest()
    uploaded_by = factory.LazyFunction(system_user)


class PartyFactory(DjangoModelFactory):
    """A woman in Asni; `organisation=True` for a cooperative, `area="01.511.01.05"` for elsewhere, `phone="+2126…"`."""

    class Meta:
        model = Party
        skip_postgeneration_save = True

    class Params:
        in_commune = "07.041.05.05"
        organisation_kind = factory.Trait(
            kind="organisation", sex="", birth_date=None, name_fr="Coopérative Al Amal", name_ar="تعاونية الأمل"
        )

    kind = "person"
    name_fr = factory.Sequence(lambda n: f"Fatima Benali {n}")
    name_ar = "فاطمة بنعلي"
    sex = "F"
    birth_date = dt.date(1985, 4, 12)
    commune = factory.SubFactory(CommuneFactory, code=factory.SelfAttribute("..in_commune"))
    registered_on = dt.date(2023, 3, 1)
    recorded_by = factory.LazyFunction(system_user)

    @classmethod
    def _create(cls, model_class, *args, phone=None, **kwargs):
        party = model_class(*args, **kwargs)
        party.set_phone(phone)
        keys_of(party)
        party.save()
        return party


class IdentifierFactory(DjangoModelFactory):
    class Meta:
        model = Identifier

    party = factory.SubFactory(PartyFactory)
    kind = "cnie"
    value = factory.Sequence(lambda n: f"EE{100000 + n}")
    value_lookup = factory.LazyAttribute(lambda o: crypto.lookup_hash(f"identifier:{o.kind}", o.value))
    tail = factory.LazyAttribute(lambda o: mask_cnie(o.value))


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    user = factory.SubFactory(UserFactory)
    party = factory.SubFactory(PartyFactory)
    role = "self"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    party = factory.SubFactory(PartyFactory, organisation_kind=True)
    legal_form = "cooperative"


class ArtisanProfileFactory(DjangoModelFactory):
    class Meta:
        model = ArtisanProfile

    party = factory.SubFactory(PartyFactory)
    trade = factory.SubFactory(TradeFactory)


class ExporterProfileFactory(DjangoModelFactory):
    class Meta:
        model = ExporterProfile

    party = factory.SubFactory(PartyFactory, organisation_kind=True)


class ExporterTurnoverFactory(DjangoModelFactory):
    class Meta:
        model = ExporterTurnover

    exporter = factory.SubFactory(ExporterProfileFactory)
    year = 2022
    export, total = 100, 200


class AggregatorProfileFactory(DjangoModelFactory):
    class Meta:
        model = AggregatorProfile

    party = factory.SubFactory(PartyFactory, organisation_kind=True)


class CentreProfileFactory(DjangoModelFactory):
    class Meta:
        model = CentreProfile

    party = factory.SubFactory(PartyFactory, organisation_kind=True)


class BankAccountFactory(DjangoModelFactory):
    """To be verified; take it through `verify_bank_account` for a verified one."""

    class Meta:
        model = BankAccount

    party = factory.SubFactory(PartyFactory)
    rib = "011780000012345678901296"
    rib_lookup = factory.LazyAttribute(lambda o: crypto.lookup_hash("rib", o.rib))
    rib_tail = factory.LazyAttribute(lambda o: o.rib[-4:])
    bank_code = factory.LazyAttribute(lambda o: o.rib[:3])
    holder = factory.LazyAttribute(lambda o: o.party.name_fr)
    recorded_by = factory.LazyFunction(system_user)


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    party = factory.SubFactory(PartyFactory)
    purpose = "programme"
    notice_version = "1"
    language = "fr"
    channel = "counter"
    given_by = factory.LazyFunction(system_user)


class DataRequestFactory(DjangoModelFactory):
    """A correction asked for; through the action for anything that must hold together."""

    class Meta:
        model = DataRequest

    party = factory.SubFactory(PartyFactory)
    area = factory.SelfAttribute("party.area")
    kind = "rectification"
    text = "un s de trop"
    requested_by = factory.LazyFunction(system_user)
    due_on = dt.date(2030, 1, 1)


class ChangeRequestFactory(DjangoModelFactory):
    """Somebody asks for another name; through the action for anything that must hold together."""

    class Meta:
        model = ChangeRequest

    party = factory.SubFactory(PartyFactory)
    area = factory.SelfAttribute("party.area")
    kind = "name"
    before = "{}"
    after = "{}"
    reason = "Une lettre de trop."
    requested_by = factory.LazyFunction(system_user)
    expires_on = dt.date(2030, 1, 1)
