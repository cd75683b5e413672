"""No file without a row, no row without a file."""

import io
import os
from contextlib import closing
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from artisans.documents.actions import StorageUnavailable, remove_orphans, store_document
from artisans.documents.models import Document
from artisans.documents.views import serve_document
from foundation.errors import InvalidValue
from tests.factories.accounts import UserFactory


def picture(name: str = "photo.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder) -> list[str]:
    return [name for _folder, _folders, names in os.walk(folder) for name in names]


@pytest.mark.django_db(transaction=True)
def test_a_committed_document_has_its_file_under_a_random_name(storage):
    document = store_document(picture("../../carte.png"), by=UserFactory())

    assert len(files(storage)) == 1
    assert "carte" not in document.file.name
    assert (document.name, document.mime) == ("carte.png", "image/png")
    with document.file.open("rb") as content:
        assert content.read(4) == b"\x89PNG"


@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_the_file_along(storage):
    user = UserFactory()

    with pytest.raises(RuntimeError), transaction.atomic():
        store_document(picture(), by=user)
        assert len(files(storage)) == 1
        raise RuntimeError

    assert files(storage) == []
    assert Document.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_savepoint_takes_its_file_and_leaves_the_other(storage):
    user = UserFactory()

    with transaction.atomic():
        kept = store_document(picture(), by=user)
        with pytest.raises(RuntimeError), transaction.atomic():
            store_document(picture(), by=user)
            raise RuntimeError

    assert files(storage) == [os.path.basename(kept.file.name)]
    assert Document.objects.get() == kept


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing(storage):
    with pytest.raises(InvalidValue):
        store_document(SimpleUploadedFile("facture.pdf", b"<html><script>alert(1)</script>"), by=UserFactory())

    assert (files(storage), Document.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_full_disk_is_told_and_leaves_no_row(storage, monkeypatch):
    monkeypatch.setattr(
        "django.core.files.storage.FileSystemStorage._save",
        lambda *args: (_ for _ in ()).throw(OSError(28, "No space left on device")),
    )

    with pytest.raises(StorageUnavailable):
        store_document(picture(), by=UserFactory())

    assert Document.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_sweep_removes_old_files_without_row_only(storage):
    document = store_document(picture(), by=UserFactory())
    orphan = storage / "documents" / "ab" / "orphan"
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")

    assert remove_orphans() == 0
    assert remove_orphans(older_than=timedelta(seconds=-60)) == 1
    assert files(storage) == [os.path.basename(document.file.name)]


@pytest.mark.django_db(transaction=True)
def test_a_document_leaves_as_attachment_sandboxed_and_uncached():
    document = store_document(picture("carte-nationale.png"), by=UserFactory())

    with closing(serve_document(document)) as response:
        assert response["Content-Disposition"] == 'attachment; filename="carte-nationale.png"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("sandbox;")
        assert response["Cache-Control"] == "private, no-store"


@pytest.mark.django_db(transaction=True)
def test_only_pictures_are_shown_inline():
    document = store_document(picture(), by=UserFactory())
    with closing(serve_document(document, inline=True)) as shown:
        assert shown["Content-Disposition"].startswith("inline")
    document.mime = "application/pdf"

    with closing(serve_document(document, inline=True)) as saved:
        assert saved["Content-Disposition"].startswith("attachment")
