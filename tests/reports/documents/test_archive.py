"""The copies of a frozen file: data inside, signed when a certificate is there, kept together or not at all."""

import errno
import hashlib
import json
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils import translation

from accounts.jobs import running
from accounts.jobs.models import Job
from accounts.jobs.querysets import MAX_ATTEMPTS, SecondsAgo
from accounts.jobs.registry import JOB_KINDS, JobResult
from foundation.signing import CannotSign
from reports import tasks
from reports.documents import actions, building
from reports.documents.archive import Copy, copies_of, signing_state
from reports.documents.keeping import FileHasChanged, sha256_of
from reports.documents.models import Report, ReportCopy, ReportFile
from reports.figures.collect import digest
from tests.factories.reports import ReportFactory
from tests.foundation.test_pdf_archive import reader
from tests.harness.certificates import write_p12
from tests.reports.documents.test_actions import data, keep, stored_files

WORDS = {"fr": "Dossiers =1+1", "ar": "الملفات", "en": "Files"}
FIGURE = {
    "code": "P1.01", "label": WORDS, "value": "984.50", "unit": "MDH", "definition": WORDS, "source": "Sanad",
    "rows": {"model": "programs.Application", "ids": [4, 7]},
}  # fmt: skip
TABLE = {
    "code": "P1.20", "label": WORDS, "columns": [{"label": WORDS, "unit": "people"}], "definition": WORDS,
    "lines": [{"label": WORDS, "values": ["12"], "ids": [4]}], "rows": {"model": "x.Y", "ids": [4]},
}  # fmt: skip
SNAPSHOT = {"meta": {"known_at": "2023-12-27T18:00:00+00:00"}, "codes": [], "one": {"a": FIGURE, "b": [TABLE]}}


def quiet(percent: int, step: str) -> None:
    """Nobody watches."""


def made_on(day: str) -> tuple[Copy, ...]:
    with time_machine.travel(f"{day}T09:00Z"):
        return copies_of(reader(), SNAPSHOT, report=Report(reference="R-1", version=1), tell=quiet)


def test_the_archive_holds_the_figures_and_what_the_printed_hash_is_of(settings):
    settings.SIGNING_P12 = ""

    (archive,) = made_on("2023-12-28")
    (again,) = made_on("2031-02-03")

    with pikepdf.open(BytesIO(archive.pdf)) as document:
        inside = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
    assert hashlib.sha256(inside["snapshot.json"]).hexdigest() == digest(SNAPSHOT)
    assert json.loads(inside["snapshot.json"]) == SNAPSHOT
    rows = inside["figures.csv"].decode("utf-8-sig").splitlines()
    assert rows[1] == "P1.01;Dossiers =1+1;الملفات;;;984.50;MDH;Dossiers =1+1;Sanad;2"
    assert rows[2].startswith("P1.20;") and ";12;people;" in rows[2]
    assert (archive.kind, archive.pdf) == (again.kind, again.pdf)


def test_with_a_certificate_both_files_are_signed(settings, tmp_path):
    write_p12(settings, tmp_path, "Maison de l’Artisan")

    made = {copy.kind: copy for copy in copies_of(reader(), SNAPSHOT, report=Report(reference="R-1"), tell=quiet)}

    assert list(made) == ["archive", "signed", "signed_archive"]
    assert made["signed"].pdf.startswith(reader()) and made["signed_archive"].pdf.startswith(made["archive"].pdf)
    assert (made["archive"].signed_as, made["signed"].signed_as) == ("", "Maison de l’Artisan")


def frozen(officer, head) -> Report:
    report = ReportFactory(requested_by=officer)
    keep(report, content=data(), by=officer)
    actions.send_to_review(report=report, by=officer)
    return actions.freeze_report(report=report, by=head)


COPIES = (
    Copy("archive", b"%PDF-1.7 archive"),
    Copy("signed", b"%PDF-1.7 signed", "Maison de l’Artisan", "c" * 64),
    Copy("signed_archive", b"%PDF-1.7 both", "Maison de l’Artisan", "c" * 64),
)


def keep_frozen(report, by, copies, pdf=b"%PDF-1.7 frozen") -> ReportFile:
    return actions.keep_build(
        report=report, data=None, language="fr", pdf=pdf, pages=9, check_code="frozen", made_with={}, by=by,
        copies=copies,
    )  # fmt: skip


@pytest.mark.django_db
def test_copies_are_kept_once_found_by_their_hash_and_given_to_whom_they_are_for(client, staff):
    officer, secretary = staff("officer"), staff("secretary")
    report = frozen(officer, staff("head"))
    first = keep_frozen(report, officer, COPIES[:1])

    again = keep_frozen(report, officer, COPIES)  # the certificate came later

    assert (first, ReportFile.objects.filter(is_draft=False).count()) == (again, 1)
    assert [copy.kind for copy in again.copies.all()] == ["archive", "signed", "signed_archive"]

    actions.remove_stray_files(older_than=timedelta(0))  # copies are known files
    page = client.get(reverse("report-check", args=["frozen"])).content.decode()
    for copy, said in zip(
        COPIES, ("la copie d’archive qui", "le fichier signé qui", "la copie d’archive signée"), strict=True
    ):
        assert sha256_of(copy.pdf) in page
        told = client.post(reverse("report-check", args=["frozen"]), {"sha256": sha256_of(copy.pdf)})
        assert said in told.content.decode()
    client.force_login(secretary)
    address = reverse("admin:reports_file", args=[report.reference, again.pk])
    answer = client.get(address, {"copy": "signed"})
    assert b"".join(answer.streaming_content) == COPIES[1].pdf
    assert "signed.pdf" in answer["Content-Disposition"]
    assert client.get(address, {"copy": "other"}).status_code == 404
    client.force_login(staff("board"))
    assert client.get(address, {"copy": "archive"}).status_code == 404  # it lists the rows behind each figure
    assert b"".join(client.get(address, {"copy": "signed"}).streaming_content) == COPIES[1].pdf


@pytest.mark.django_db
def test_a_file_made_of_other_bytes_gets_no_copies(staff):
    officer = staff("officer")
    report = frozen(officer, staff("head"))
    made = keep_frozen(report, officer, ())
    before = stored_files()

    with pytest.raises(FileHasChanged):
        keep_frozen(report, officer, COPIES, pdf=b"%PDF-1.7 of other libraries")

    assert (made.copies.count(), stored_files()) == (0, before)


@pytest.mark.django_db
@pytest.mark.parametrize("spoil", [{"password": "another"}, {"until": timedelta(days=-3)}])
def test_a_frozen_report_is_not_built_with_a_certificate_that_cannot_sign(
    settings, tmp_path, staff, monkeypatch, spoil
):
    officer = staff("officer")
    report = frozen(officer, staff("head"))
    write_p12(settings, tmp_path, "Maison de l’Artisan", **spoil)
    monkeypatch.setattr(building, "lay_out", None)  # it never comes to that

    with pytest.raises(CannotSign):
        building.build(report, language="fr", progress=quiet)
    job = Job.objects.filter(about_id=report.pk, kind="reports.build").latest("id")
    assert JOB_KINDS.get(job.kind) is tasks.build_report
    running.run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, ReportFile.objects.filter(is_draft=False).count()) == ("failed", 0)
    with translation.override(officer.language):
        assert job.error == signing_state().why_not


@pytest.mark.django_db
def test_a_full_disk_leaves_no_file_and_ends_the_work_with_its_reason(staff, monkeypatch):
    officer = staff("officer")
    monkeypatch.setattr(JOB_KINDS, "_entries", dict(JOB_KINDS._entries))
    JOB_KINDS.register("tests.writes")(lambda job, progress: JobResult(file=b"x", file_name="x.csv"))
    job = Job.objects.create(kind="tests.writes", owner=officer)
    report = frozen(officer, staff("head"))
    before, whole = stored_files(), FileSystemStorage._save

    def half(self, name, content):
        kept = whole(self, name, type(content)(b"%PDF"))  # what fitted
        if "signed" in name or "jobs/" in name:
            raise OSError(errno.ENOSPC, "No space left on device", kept)
        return kept

    monkeypatch.setattr(FileSystemStorage, "_save", half)
    with pytest.raises(OSError, match="No space"):
        keep_frozen(report, officer, COPIES)
    for _attempt in range(MAX_ATTEMPTS):
        Job.objects.filter(pk=job.pk, state="running").update(lease_until=SecondsAgo(1))
        assert running.run_job(job.pk)

    job.refresh_from_db()
    assert stored_files() == before
    assert not ReportCopy.objects.exists() and not ReportFile.objects.filter(is_draft=False).exists()
    assert (job.state, job.file.name) == ("failed", "") and "disque du serveur" in job.error
