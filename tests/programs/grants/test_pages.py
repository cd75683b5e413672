"""Every page of selection, support and money: opened by those it is for, closed to others, in a fixed number of queries."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from foundation.time import today
from programs.budget.queries import balances
from programs.emergency.loading import load_emergency
from programs.enrolments import actions as enrolments
from programs.enrolments.clock import renounce_unsigned
from programs.enrolments.models import Agreement
from programs.grants import actions
from programs.grants.models import PaymentBatch
from programs.reviews import actions as reviews
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db


def at(name: str, *args) -> str:
    return reverse(f"admin:programs_{name}", args=args)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def addresses(scene) -> dict[str, tuple[str, str]]:
    """Each page with the role it is for, on rows of every kind."""
    list(load_emergency())
    grant = scene.grant()
    batch = scene.sent(scene.payable(grant.tranches.get(number=1)))
    scene.application("in_review")
    waiting = scene.application()
    session = scene.session()
    round = reviews.open_round(call=scene.call, by=scene.officer)
    reviews.assign_reviewers(round=round, reviewers=scene.reviewers, by=scene.officer)
    assignment = round.assignments.filter(reviewer=scene.reviewers[0]).first() or round.assignments.first()
    scene.reader = assignment.reviewer
    return {
        "finance": ("approver", at("finance")),
        "line": ("approver", at("line", scene.line.reference)),
        "batch": ("approver", at("batch", batch.reference)),
        "batch_file": ("releaser", at("batch_file", batch.reference)),
        "grant": ("officer", at("grant", grant.reference)),
        "enrolments": ("officer", at("enrolments")),
        "enrolment": ("officer", at("enrolment", grant.enrolment.reference)),
        "committee": ("secretary", at("committee")),
        "session": ("secretary", at("session", session.reference)),
        "publication": ("secretary", at("publication", session.reference)),
        "appeals": ("secretary", at("appeals")),
        "reviews": ("reviewer", at("reviews")),
        "review": ("reader", at("review", assignment.pk)),
        "emergency": ("officer", at("emergency")),
        "assess": ("officer", at("assess", waiting.reference)),
        "accounts": ("head", at("accounts")),
        "account": ("head", at("account", grant.reference)),
        "policies": ("authoriser", at("policies")),
        "delegations": ("secretary", at("delegations")),
        "rounds": ("officer", at("rounds")),
        "round": ("officer", at("round", round.pk)),
        "file_reviewers": ("officer", at("file_reviewers", assignment.application.reference)),
    }


PAGES = [
    "finance",
    "line",
    "batch",
    "batch_file",
    "grant",
    "enrolments",
    "enrolment",
    "committee",
    "session",
    "publication",
    "appeals",
    "reviews",
    "review",
    "emergency",
    "assess",
    "accounts",
    "account",
    "policies",
    "delegations",
    "rounds",
    "round",
    "file_reviewers",
]


def test_every_page_opens_for_its_role_in_three_languages_and_stays_private(client, scene, addresses):
    for name in PAGES:
        role, address = addresses[name]
        person = scene.reader if role == "reader" else StaffFactory(role=role)
        client.force_login(person)
        for language in ("fr", "ar", "en"):
            answer = client.get(address, headers={"accept-language": language})
            assert answer.status_code == 200, (name, language)
            assert "no-store" in answer["Cache-Control"]
            if "html" in answer["Content-Type"]:
                page = answer.content.decode()
                assert " style=" not in page and "onclick" not in page, name


def test_strangers_see_none_of_it(client, scene, addresses):
    elsewhere = "another-programme"
    strangers = [
        UserFactory(),
        StaffFactory(role="board"),
        StaffFactory(role="officer", program=elsewhere),
        StaffFactory(role="approver", program=elsewhere),
        StaffFactory(role="secretary", program=elsewhere),
        StaffFactory(role="reviewer", program=elsewhere),
    ]
    objects = ["line", "batch", "batch_file", "grant", "enrolment", "session", "publication", "review", "assess"]
    objects += ["account", "round", "file_reviewers"]
    for person in strangers:
        client.force_login(person)
        for name in objects:
            answer = client.get(addresses[name][1])
            assert answer.status_code in (302, 403, 404), (name, person)
            assert answer.status_code != 302 or "/login" in answer["Location"] or "accounts" in answer["Location"]
    client.logout()
    assert client.get(addresses["batch"][1]).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_the_same_number_of_questions_for_one_row_as_for_three(
    client, scene, count, django_assert_max_num_queries
):
    for _ in range(count):
        scene.batch(scene.payable(scene.grant().tranches.get(number=1)))
    client.force_login(scene.approver)
    client.get(at("finance"))

    with django_assert_max_num_queries(24):
        client.get(at("finance"))
    client.force_login(scene.officer)
    client.get(at("enrolments"))
    with django_assert_max_num_queries(20):
        client.get(at("enrolments"))


def test_four_people_press_their_buttons_and_nobody_twice(client, scene):
    grant = scene.grant()
    tranche = scene.payable(grant.tranches.get(number=1))
    client.force_login(scene.preparer)
    answer = client.post(at("batch_new"), {"line": scene.line.pk, "label": "Lot de décembre"})
    batch = PaymentBatch.objects.get()
    assert answer["Location"] == at("batch", batch.reference)
    client.post(at("batch_step", batch.reference, "add"), {"tranche": tranche.pk})
    client.post(at("batch_step", batch.reference, "lock"))
    client.post(at("batch_step", batch.reference, "approve"))
    batch.refresh_from_db()
    assert batch.status == "locked"

    for person, step in (
        (scene.approver, "approve"),
        (scene.authoriser, "authorise"),
        (scene.releaser, "release"),
        (scene.releaser, "send"),
    ):
        client.force_login(person)
        client.post(at("batch_step", batch.reference, step))

    batch.refresh_from_db()
    assert batch.status == "sent"
    assert client.get(at("batch_file", batch.reference)).content == actions.order_file(batch)


def test_the_authoriser_allocates_once_however_often_the_button_is_pressed(client, scene):
    form = {"amount": "1 000,50", "note": "Budget 2024", "key": "once"}
    for person in (scene.authoriser, scene.approver):
        client.force_login(person)
        for _ in range(2):
            client.post(at("line_step", scene.line.reference, "allocate"), form)

    assert balances(scene.line).allocated == Decimal("201000.50")


def test_an_agreement_nobody_signed_passes_to_the_next_in_rank():
    scene = Scene(places=1)
    first, second = scene.application(score=90), scene.application(score=80)
    scene.decided()
    first.refresh_from_db()
    agreement = enrolments.send_agreement(
        agreement=enrolments.draft_agreement(application=first, by=scene.officer), by=scene.officer
    )

    renounce_unsigned()
    first.refresh_from_db()
    assert first.status == "approved"
    Agreement.objects.filter(pk=agreement.pk).update(due_on=today() - dt.timedelta(days=1))
    renounce_unsigned()
    renounce_unsigned()

    first.refresh_from_db()
    assert (first.status, balances(scene.line).reserved) == ("renounced", 0)
    assert second.decisions.get(is_current=True).verdict == "approve"


def test_a_direct_post_cannot_skip_a_signature(client, scene):
    batch = scene.batch(scene.payable(scene.grant().tranches.get(number=1)))
    for person in (scene.releaser, scene.officer, scene.approver):
        client.force_login(person)
        for step in ("approve", "authorise", "release", "send", "close", "confirm"):
            client.post(at("batch_step", batch.reference, step))

    batch.refresh_from_db()
    assert batch.status == "draft"
    assert client.post(at("batch_step", batch.reference, "steal")).status_code == 404


def test_the_cut_line_moves_by_its_address_and_changes_nothing(client, scene):
    for score in (90, 80, 70):
        scene.application(score=score)
    session = scene.session()
    client.force_login(scene.secretary)

    page = client.get(at("session", session.reference), {"cut": 2})
    part = client.get(at("session", session.reference), {"cut": 1}, headers={"hx-request": "true"})

    assert page.context["cut"].count == 2
    assert part.context["cut"].money == 30000
    assert "<html" not in part.content.decode()
    assert session.decisions.count() == 0


def test_a_reviewer_reads_only_after_the_word_on_interests_and_never_after_a_conflict(client, scene):
    application = scene.application("in_review")
    round = reviews.open_round(call=scene.call, by=scene.officer, is_blind=True)
    reviews.assign_reviewers(round=round, reviewers=scene.reviewers[:2], by=scene.officer)
    mine = round.assignments.get(reviewer=scene.reviewers[0])
    client.force_login(scene.reviewers[0])

    before = client.get(at("review", mine.pk))
    assert before.context["sections"] == [] and before.context["interest"] is not None
    assert application.party.name_fr not in before.content.decode()
    client.post(at("review", mine.pk), {"has_conflict": "yes", "reason": "Voisin"})

    assert client.get(at("review", mine.pk)).status_code == 404
    other = round.assignments.get(reviewer=scene.reviewers[1])
    assert client.get(at("review", other.pk)).status_code == 404


def test_scores_go_in_through_the_page(client, scene):
    application = scene.application("in_review")
    round = reviews.open_round(call=scene.call, by=scene.officer)
    reviews.assign_reviewers(round=round, reviewers=scene.reviewers[:2], by=scene.officer)
    for assignment in round.assignments.all():
        client.force_login(assignment.reviewer)
        client.post(at("review", assignment.pk), {"has_conflict": "no"})
        client.post(at("review", assignment.pk), {"score_quality": "4", "score_market": "3"})

    application.refresh_from_db()
    assert (application.status, application.score_median) == ("ready", 72)


def test_the_file_becomes_an_enrolment_button_by_button(client, scene):
    application = scene.approved()
    client.force_login(scene.officer)
    for step in ("draft", "send"):
        client.post(at("award_step", application.reference, step))
    agreement = application.agreement
    client.post(at("award_step", application.reference, "sign"), {"signed_on": str(today())})
    refused = client.post(at("award_step", application.reference, "enrol"), {"back": "https://evil.example/"})

    agreement.refresh_from_db()
    assert (agreement.status, refused["Location"]) == ("signed", "/admin/")


def test_the_exports_of_the_api_show_only_what_is_published_and_in_reach(client, scene):
    scene.application()
    scene.decided(publish=False)
    client.force_login(scene.officer)
    assert client.get("/api/v1/decisions/").json()["results"] == []

    grant = Scene().grant()
    enrolments.start_enrolment(enrolment=grant.enrolment, by=scene.officer)

    for name, count in (("decisions", 1), ("enrolments", 1), ("grants", 1), ("tranches", 3), ("budget-lines", 2)):
        assert len(client.get(f"/api/v1/{name}/").json()["results"]) == count, name
    stranger = StaffFactory(role="officer", program="nowhere")
    client.force_login(stranger)
    for name in ("decisions", "enrolments", "grants", "tranches", "budget-lines", "ledger"):
        assert client.get(f"/api/v1/{name}/").json()["results"] == [], name
    assert client.get(f"/api/v1/grants/{grant.reference}/").status_code == 404
