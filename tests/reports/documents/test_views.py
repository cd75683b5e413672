"""The officers' pages and the public check page: who sees what, and that the buttons do what they say."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation

from accounts.jobs.models import Job
from foundation.time import now
from reports.board.models import BudgetProposal, ResolutionUpdate
from reports.documents import actions
from reports.documents.keeping import sha256_of
from reports.documents.models import Narrative, Report
from tests.factories.accounts import UserFactory
from tests.factories.reports import (
    ActionLineFactory,
    AgendaItemFactory,
    BoardMeetingFactory,
    ReportFactory,
    ResolutionFactory,
    ResolutionUpdateFactory,
    RiskFactory,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the report"


def figure(code: str, ids: list[int], model: str = "programs.Application") -> dict:
    said = {"fr": "Dossiers reçus", "ar": "الملفات", "en": "Files"}
    return {
        "code": code,
        "label": said,
        "value": str(len(ids)),
        "unit": "files",
        "definition": said,
        "source": "Sanad",
        "rows": {"model": model, "ids": ids},
    }


@pytest.fixture
def report(staff):
    """A draft that an officer asked for and a worker built."""
    made = ReportFactory(requested_by=staff("officer"))
    told = figure("P1.01", [1, 2, 3])
    entry = {name: told[name] for name in ("code", "label", "definition", "source")} | {
        "count": 3,
        "model": "programs.Application",
    }
    data = {"meta": {"known_at": now().isoformat()}, "codes": [entry], "programs": [], "p": told}
    actions.keep_build(
        report=made,
        data=data,
        language="fr",
        pdf=PDF,
        pages=11,
        check_code="check-me",
        made_with={},
        by=made.requested_by,
    )
    return made


def url(name: str, *args) -> str:
    return reverse(f"admin:reports_{name}", args=args)


def check_url(code: str = "check-me", language: str = "fr") -> str:
    with translation.override(language):
        return reverse("report-check", args=[code])


def test_every_page_opens_for_the_secretary(client, secretary, report):
    meeting = report.meeting
    AgendaItemFactory(meeting=meeting)
    ResolutionFactory(meeting=meeting, owner="Direction des écoles")
    ActionLineFactory(year=meeting.held_on.year)
    RiskFactory()
    client.force_login(secretary)

    for address in (
        url("reports"), url("meeting", meeting.code), url("report", report.reference), url("figure", report.reference, "P1.01"),
        reverse("admin:index"),
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    assert "Direction des écoles" in client.get(url("meeting", meeting.code)).content.decode()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_pages_speak_every_language(client, secretary, report, language):
    secretary.language = language
    secretary.save()
    client.force_login(secretary)
    client.cookies["django_language"] = language

    answers = [
        client.get(address)
        for address in (
            url("meeting", report.meeting.code),
            url("report", report.reference),
            check_url(language=language),
        )
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_somebody_without_a_role_for_it_does_not_learn_of_reports(client, staff, report):
    client.force_login(staff("reviewer"))

    told = [
        client.get(address).status_code
        for address in (
            url("reports"),
            url("meeting", report.meeting.code),
            url("report", report.reference),
            url("file", report.reference, 1),
        )
    ]

    assert told == [403, 403, 404, 404]


def test_an_applicant_is_sent_away(client, report):
    client.force_login(UserFactory())

    assert client.get(url("report", report.reference)).status_code in (302, 403)


def test_a_board_reader_sees_what_is_frozen_and_nothing_before(client, staff, head, report):
    reader = staff("board")
    client.force_login(reader)
    assert client.get(url("report", report.reference)).status_code == 404
    assert report.reference not in client.get(url("reports")).content.decode()

    actions.send_to_review(report=report, by=report.requested_by)
    actions.freeze_report(report=report, by=head)
    made = actions.keep_build(
        report=report,
        data=None,
        language="fr",
        pdf=PDF + b" frozen",
        pages=11,
        check_code="frozen",
        made_with={},
        by=head,
    )
    page = client.get(url("report", report.reference))

    assert page.status_code == 200
    assert "<select" not in page.content.decode()
    answer = client.get(url("file", report.reference, made.pk))
    assert b"".join(answer.streaming_content) == PDF + b" frozen"
    assert answer["Content-Disposition"].startswith("attachment")


def test_asking_for_a_report_queues_a_build_and_shows_it(client, staff):
    meeting = BoardMeetingFactory()
    client.force_login(staff("officer"))

    answer = client.post(url("request", meeting.code), {"language": "ar"}, follow=True)

    job = Job.objects.get()
    assert (job.kind, job.payload["language"]) == ("reports.build", "ar")
    assert reverse("job", args=[job.reference]) in answer.content.decode()


def test_a_button_that_is_out_says_why(client, report):
    client.force_login(report.requested_by)
    with translation.override("fr"):
        page = client.get(url("report", report.reference)).content.decode()
    assert "Envoyer en relecture" in page

    client.post(url("report_step", report.reference, "send_to_review"))
    page = client.get(url("report", report.reference)).content.decode()

    assert "C’est le chef de programme qui le fait." in page
    assert client.post(url("report_step", report.reference, "freeze")).status_code == 403
    assert Report.objects.get().status == "review"


def test_the_officers_text_is_kept_and_refused_once_frozen(client, head, report):
    client.force_login(report.requested_by)

    client.post(url("write", report.reference), {"section": "money", "text_fr": "Payé : {M.04}", "text_ar": ""})

    assert Narrative.objects.get().text_fr == "Payé : {M.04}"
    client.force_login(head)
    assert client.post(url("write", report.reference), {"section": "money", "text_fr": "x"}).status_code == 403


def test_a_figure_tells_its_rows_only_as_far_as_one_may_see(client, secretary, report):
    client.force_login(secretary)

    page = client.get(url("figure", report.reference, "P1.01")).content.decode()

    assert "3" in page and "visibles par vous" in page
    assert client.get(url("figure", report.reference, "Z.01")).status_code == 404


def test_a_follow_up_is_recorded_from_the_meeting(client, secretary):
    resolution = ResolutionFactory()
    client.force_login(secretary)

    client.post(
        url("follow_up", resolution.meeting.code, resolution.pk),
        {"status": "open", "on": "2023-07-18", "note_fr": "Adoptée"},
    )

    assert ResolutionUpdate.objects.get().note_fr == "Adoptée"
    resolution.refresh_from_db()
    assert resolution.status == "open"


def test_a_refused_spreadsheet_is_answered_with_every_wrong_cell(client, secretary):
    meeting = BoardMeetingFactory()
    client.force_login(secretary)
    rows = "programme;rubrique;libelle_fr;libelle_ar;montant_mad\nnowhere;promotion;Foires;;100\n;travel;Voyages;;abc\n"

    answer = client.post(url("import_budget", meeting.code), {"year": "2024", "file": io.BytesIO(rows.encode())})

    told = answer.content.decode()
    assert answer.status_code == 422
    assert "nowhere" in told and "rubrique" in told and "montant_mad" in told
    assert not BudgetProposal.objects.exists()


def test_a_good_spreadsheet_becomes_the_draft_budget(client, secretary):
    meeting = BoardMeetingFactory()
    client.force_login(secretary)
    rows = "programme;rubrique;libelle_fr;libelle_ar;montant_mad\n;promotion;Foires;;100\n"

    client.post(url("import_budget", meeting.code), {"year": "2024", "file": io.BytesIO(rows.encode())})

    assert BudgetProposal.objects.get().name_fr == "Foires"
    assert client.post(url("meeting_step", meeting.code, "adopt-budget")).status_code == 403


def test_lists_cost_the_same_for_more_rows(client, secretary, report, django_assert_max_num_queries):
    client.force_login(secretary)
    client.get(url("meeting", report.meeting.code))
    for _one in range(3):
        ResolutionUpdateFactory(resolution=ResolutionFactory(meeting=report.meeting))

    with django_assert_max_num_queries(45):
        client.get(url("meeting", report.meeting.code))


# --- the public page


def test_the_check_page_tells_what_was_issued_and_names_nobody(client, report):
    page = client.get(check_url())

    told = page.content.decode()
    assert page.status_code == 200
    for said in (report.reference, sha256_of(PDF), report.snapshots.get().sha256):
        assert said in told
    assert report.requested_by.full_name not in told


def test_an_unknown_code_is_not_found(client):
    assert client.get(check_url("nothing")).status_code == 404


def test_the_same_file_is_recognised_and_another_is_not(client, report):
    right = client.post(check_url(), {"file": ContentFile(PDF, name="r.pdf")})
    wrong = client.post(check_url(), {"file": ContentFile(PDF + b"!", name="r.pdf")})

    assert "C’est bien le fichier qui a été établi." in right.content.decode()
    assert "Ce n’est pas le fichier qui a été établi." in wrong.content.decode()


def test_a_pasted_fingerprint_is_compared_and_a_wrong_one_explained(client, report):
    sha256 = sha256_of(PDF)

    right = client.post(check_url(), {"sha256": f" {sha256.upper()} "})
    wrong = client.post(check_url(), {"sha256": "abc"})
    nothing = client.post(check_url(), {})

    assert "C’est bien le fichier" in right.content.decode()
    assert "64 caractères" in wrong.content.decode()
    assert "Choisissez le PDF" in nothing.content.decode()


def test_comparing_is_limited(client, report, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "report_check": "2/m/ip"}

    told = [client.post(check_url(), {"sha256": "a" * 64}, REMOTE_ADDR="10.9.8.7").status_code for _one in range(3)]

    assert told == [200, 200, 429]


def test_a_draft_overtaken_by_the_frozen_report_says_so(client, head, report):
    actions.send_to_review(report=report, by=report.requested_by)
    actions.freeze_report(report=report, by=head)

    assert "Ce projet est dépassé" in client.get(check_url()).content.decode()
