"""Everything about one's file, in one ZIP."""

import io
import zipfile

from django.urls import reverse

from accounts.audit.models import Event
from tests.factories.accounts import UserFactory
from tests.programs.portal import stage
from tests.programs.portal.stage import signed_in


def test_the_whole_file_is_taken_away_by_its_applicant_only(artisan):
    user, party, own = artisan
    file = stage.sent(user, party)
    file.notes.create(text="Entre nous", is_visible=False, written_by=user)
    url = reverse("portal:file_archive", args=[file.reference])

    answer = own.post(url)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))

    names = archive.namelist()
    assert {f"{file.reference}.pdf", f"{file.reference}.html", "answers.json", "own-data.zip"} <= set(names)
    assert [name.startswith("documents/01-") for name in names if name.startswith("documents/")] == [True]
    html = archive.read(f"{file.reference}.html").decode()
    assert "Tapis noués main" in html and "Entre nous" not in html
    assert Event.objects.filter(action="party.taken", party_id=party.pk).exists()
    assert signed_in(UserFactory()).post(url).status_code == 404
    assert own.get(url).status_code == 405
