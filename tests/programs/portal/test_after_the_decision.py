"""What the applicant sees and does once a decision is published: the amount, the agreement, the instalments, the claim."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from programs.grants.choices import TrancheStatus as T
from tests.factories.accounts import UserFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db


def photo(name: str) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (50, 50), "#0f5c5c").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue())


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def grant():
    """A grant whose first instalment can be claimed."""
    return Scene().grant()


def test_approved_applicant_sees_the_amount_only_once_it_is_published():
    scene = Scene()
    application = scene.application()
    client = client_of(application.applicant)
    scene.decided(publish=False)

    hidden = client.get(reverse("portal:file", args=[application.reference]))

    assert hidden.context["is_decided"] is False
    assert hidden.context["words"].status == "ready"


def test_file_shows_agreement_and_each_instalment(grant):
    application = grant.enrolment.application

    answer = client_of(application.applicant).get(reverse("portal:file", args=[application.reference]))

    assert answer.status_code == 200
    assert [row.number for row in answer.context["money"].tranches] == [1, 2, 3]
    assert answer.context["money"].expected == grant.amount
    assert reverse("portal:claim", args=[application.reference, 1]) in answer.content.decode()
    assert reverse("portal:claim", args=[application.reference, 2]) not in answer.content.decode()


def test_agreement_can_be_read_by_its_party_only(grant):
    application = grant.enrolment.application
    address = reverse("portal:agreement", args=[application.reference])

    assert client_of(application.applicant).get(address).status_code == 200
    assert client_of(UserFactory()).get(address).status_code == 404


def test_claim_without_what_is_asked_changes_nothing(grant):
    application, tranche = grant.enrolment.application, grant.tranches.get(number=1)

    answer = client_of(application.applicant).post(reverse("portal:claim", args=[application.reference, 1]), {})

    tranche.refresh_from_db()
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert tranche.status == T.CLAIMABLE
    assert not tranche.evidence.exists()


def test_claim_with_its_papers_goes_to_the_officers_once(grant):
    application, tranche = grant.enrolment.application, grant.tranches.get(number=1)
    client = client_of(application.applicant)
    address = reverse("portal:claim", args=[application.reference, 1])
    asked = list(client.get(address).context["form"].fields)

    for _press in range(2):
        answer = client.post(address, {code: photo(f"{code}.jpg") for code in asked})

    tranche.refresh_from_db()
    assert answer["Location"] == reverse("portal:file", args=[application.reference])
    assert tranche.status == T.CLAIMED
    assert sorted(tranche.evidence.values_list("code", flat=True)) == sorted(asked)


def test_claim_of_a_strangers_instalment_does_not_exist(grant):
    application, tranche = grant.enrolment.application, grant.tranches.get(number=1)

    answer = client_of(UserFactory()).post(reverse("portal:claim", args=[application.reference, 1]), {})

    tranche.refresh_from_db()
    assert answer.status_code == 404
    assert tranche.status == T.CLAIMABLE


def test_later_instalment_cannot_be_claimed_by_typing_its_address(grant):
    application, tranche = grant.enrolment.application, grant.tranches.get(number=2)

    answer = client_of(application.applicant).post(reverse("portal:claim", args=[application.reference, 2]), {})

    tranche.refresh_from_db()
    assert answer["Location"] == reverse("portal:file", args=[application.reference])
    assert tranche.status == T.PLANNED


def test_refused_applicant_reads_the_reason_and_contests_it_once():
    scene = Scene()
    application = scene.application()
    scene.decided(count=0, reserve_count=0, reason="La facture pro forma manque.")
    client = client_of(application.applicant)
    address = reverse("portal:appeal", args=[application.reference])

    shown = client.get(reverse("portal:file", args=[application.reference]))
    for _press in range(2):
        client.post(address, {"text": "La facture était jointe."})

    assert "La facture pro forma manque." in shown.content.decode()
    assert address in shown.content.decode()
    assert [appeal.text for appeal in application.appeals.all()] == ["La facture était jointe."]


def test_appeal_without_words_is_not_filed():
    scene = Scene()
    application = scene.application()
    scene.decided(count=0, reserve_count=0, reason="Hors budget.")

    answer = client_of(application.applicant).post(reverse("portal:appeal", args=[application.reference]), {})

    assert answer.context["form"].errors
    assert not application.appeals.exists()
