"""One snapshot, several shapes: each prints a part of the same figures, none of its own."""

import pytest

from foundation.errors import DomainError
from programs.catalog.models import Program
from reports.documents import actions
from reports.documents.choices import ReportShape
from reports.documents.layout import shaped
from tests.factories.accounts import StaffFactory
from tests.factories.programs_files import ProgramFactory
from tests.factories.reports import BoardMeetingFactory, ReportFactory

DATA = {
    "programs": [{"code": "one"}, {"code": "two"}],
    "emergency": {},
    "indicators": {"groups": []},
    "money": {"x": 1},
}


def test_one_programme_alone_leaves_the_rest_as_it_is():
    assert shaped(DATA, "program-two") == {**DATA, "programs": [{"code": "two"}]}
    assert shaped(DATA, ReportShape.FULL) == shaped(DATA, ReportShape.BRIEF) == DATA


@pytest.mark.parametrize("shape", [ReportShape.EMERGENCY, ReportShape.MONITORING, "program-three"])
def test_a_shape_of_what_the_snapshot_does_not_hold_is_refused_with_a_sentence(shape):
    with pytest.raises(DomainError):
        shaped(DATA, shape)


@pytest.mark.django_db
def test_each_shape_is_asked_for_and_kept_apart():
    program = ProgramFactory()
    Program.objects.filter(pk=program.pk).update(status="active")
    meeting, officer = BoardMeetingFactory(), StaffFactory()

    jobs = {
        shape: actions.request_report(meeting=meeting, language="fr", shape=shape, by=officer)
        for shape in (ReportShape.FULL, ReportShape.BRIEF, f"program-{program.code}")
    }

    assert len(set(jobs.values())) == 3
    assert jobs["brief"].payload["shape"] == "brief"
    assert actions.request_report(meeting=meeting, language="fr", shape="brief", by=officer) == jobs["brief"]
    with pytest.raises(DomainError):
        actions.request_report(meeting=meeting, language="fr", shape="program-unknown", by=officer)


@pytest.mark.django_db
def test_freezing_makes_again_each_shape_that_was_built():
    officer, head = StaffFactory(), StaffFactory(role="head")
    report = ReportFactory(requested_by=officer)
    data = {"meta": {"known_at": report.requested_at.isoformat()}, "codes": [], "narratives": {}}
    for number, shape in enumerate(("full", "brief")):
        actions.keep_build(
            report=report, data=data, language="fr", shape=shape, pdf=b"%PDF " + shape.encode(), pages=9,
            check_code=f"code{number}", made_with={}, by=officer,
        )  # fmt: skip
    actions.send_to_review(report=report, by=officer)
    actions.freeze_report(report=report, by=head)

    asked = actions.Job.objects.filter(kind="reports.build").order_by("id")
    assert [job.payload["shape"] for job in asked] == ["brief", "full"]
