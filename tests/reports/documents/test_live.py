"""The page of a report follows its builds, and a report of the wrong length is not frozen."""

import pytest
from django.urls import reverse

from accounts.jobs.models import Job
from foundation.errors import DomainError
from foundation.time import now
from reports.documents import actions
from tests.factories.accounts import StaffFactory
from tests.factories.reports import ReportFactory

pytestmark = pytest.mark.django_db


def built(report, pages: int):
    data = {"meta": {"known_at": now().isoformat()}, "codes": [], "programs": []}
    return actions.keep_build(
        report=report, data=data, language="fr", pdf=b"%PDF-1.7", pages=pages, check_code=f"c{pages}", made_with={},
        by=report.requested_by,
    )  # fmt: skip


def test_the_live_part_asks_again_while_a_build_is_under_way_and_then_shows_the_file(client):
    officer = StaffFactory(role="officer")
    report = ReportFactory(requested_by=officer)
    client.force_login(officer)
    page = reverse("admin:reports_report_live", args=[report.reference])
    job = Job.objects.create(
        kind="reports.build", owner=officer, about_type=report._meta.label_lower, about_id=report.pk, title="CA"
    )

    during = client.get(page).content.decode()
    job.delete()
    built(report, 9)
    after = client.get(page).content.decode()

    assert 'hx-trigger="every 2s"' in during
    assert "hx-trigger" not in after
    assert reverse("admin:reports_file", args=[report.reference, report.snapshots.get().files.get().pk]) in after
    assert 'hx-swap-oob="true"' in after


@pytest.mark.parametrize("pages", [7, 14])
def test_a_report_outside_its_pages_is_not_frozen_and_says_so(client, pages):
    report = ReportFactory(requested_by=StaffFactory(role="officer"))
    built(report, pages)
    head = StaffFactory(role="head")
    client.force_login(head)

    with pytest.raises(DomainError):
        actions.freeze_report(report=report, by=head)

    assert "callout-wait" in client.get(reverse("admin:reports_report", args=[report.reference])).content.decode()
