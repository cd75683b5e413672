"""What devices send: kept once, entered through the same doors as everything else, held with its reason when it cannot be."""

import base64
import datetime as dt
import io
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.people.choices import Role
from accounts.people.models import RoleAssignment
from artisans.parties.registry import PERSONAL_DATA
from foundation.time import now, today
from programs.applications.models import Application
from programs.calls.models import FormVersion
from programs.field import actions, clock
from programs.field.actions import entering
from programs.field.models import Device, FieldSubmission
from programs.field.reading import MAX_NODES, NotASubmission, parse, read_submission
from programs.field.xlsforms import write_xlsform
from reports.monitoring.models import SiteVisit
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import PartyFactory
from tests.factories.programs_calls import words
from tests.factories.programs_field import SECRET, DeviceFactory
from tests.factories.programs_files import CallFactory, FormVersionFactory, load_letters
from tests.factories.reports import SiteVisitFactory

pytestmark = pytest.mark.django_db
INSTANCE = "uuid:7c7c1b6e-4a2e-4cc5-9b2f-0123456789ab"
FORM = {
    "title": words("Visit form"), "origin": words("Tests"), "amount_question": "amount",
    "sections": [
        {
            "code": "work", "title": words("Work"),
            "questions": [
                {"code": "name", "type": "text", "label": words("Name"), "required": True},
                {"code": "pieces", "type": "integer", "label": words("Pieces"), "required": True, "min": 1},
                {"code": "export", "type": "yes_no", "label": words("Export")},
                {"code": "lines", "type": "choices", "label": words("Lines"), "choices": [
                    {"code": "two words", "label": words("Two")}, {"code": "rugs", "label": words("Rugs")}]},
                {"code": "place", "type": "place", "label": words("Place")},
                {"code": "tools", "type": "table", "label": words("Tools"), "columns": [
                    {"code": "what", "type": "text", "label": words("What")},
                    {"code": "count", "type": "integer", "label": words("Count")}]},
            ],
        },
        {
            "code": "money", "title": words("Money"),
            "questions": [
                {"code": "amount", "type": "money", "label": words("Amount"), "required": True},
                {"code": "photo", "type": "photo", "label": words("Photo"), "required": True, "max_files": 2},
            ],
        },
    ],
}  # fmt: skip


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "sienna").save(out, "JPEG")
    return out.getvalue()


def filled(
    call,
    party: str,
    *,
    instance: str = INSTANCE,
    pieces: str = "20",
    photos: tuple[str, ...] = ("1.jpg",),
    consent="OK",
) -> bytes:
    taken = "".join(
        f"<photo{'' if i == 0 else '.2'}>{name}</photo{'' if i == 0 else '.2'}>" for i, name in enumerate(photos)
    )
    return f"""<?xml version="1.0"?>
<data id="application-{call.code}" version="{call.form.number}-abc" xmlns:orx="http://openrosa.org/xforms">
 <_start>2026-01-01T10:00:00.000+01:00</_start>
 <_about><_party>{party}</_party><_consent>{consent}</_consent></_about>
 <work><name>Zineb</name><pieces>{pieces}</pieces><export>no</export><lines>choice_1 rugs</lines>
  <place>31.06312345678 -8.40712345678 1200.0 4.9</place>
  <tools><what>Loom</what><count>2</count></tools><tools><what/><count/></tools></work>
 <money><amount>12000.5</amount>{taken}</money>
 <orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta>
</data>""".encode()


@pytest.fixture
def call(db):
    load_letters()
    return CallFactory(form=FormVersionFactory(definition=FORM))


@pytest.fixture
def device(db):
    return DeviceFactory()


def door(device: Device, secret: str = "") -> dict[str, str]:
    pair = f"{device.reference}:{secret or SECRET + device.name}".encode()
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(pair).decode(), "HTTP_X_OPENROSA_VERSION": "1.0"}


def send(client, device, xml: bytes, files: dict[str, bytes] | None = None, **more):
    parts = {"xml_submission_file": SimpleUploadedFile("submission.xml", xml, "text/xml"), **more}
    parts |= {name: SimpleUploadedFile(name, content, "image/jpeg") for name, content in (files or {}).items()}
    return client.post("/openrosa/submission", parts, **door(device))


def test_a_device_lists_fetches_fills_and_sends(client, call, device):
    party = PartyFactory(phone="+212612345678")

    listed = client.get("/openrosa/formList", **door(device))
    form = client.get(f"/openrosa/forms/application-{call.code}", **door(device))
    greeted = client.head("/openrosa/submission", **door(device))
    sent = send(client, device, filled(call, "06 12 34 56 78"), {"1.jpg": picture()})

    assert listed["X-OpenRosa-Version"] == "1.0"
    assert f"application-{call.code}</formID>" in listed.content.decode()
    assert b"Visit form" not in form.content and b"Pieces" in form.content
    assert (greeted.status_code, int(greeted["X-OpenRosa-Accept-Content-Length"]) > 0) == (204, True)
    assert sent.status_code == 201, sent.content.decode()
    application = Application.objects.get()
    assert (application.party, application.channel, application.status) == (party, "field", "submitted")
    assert application.submitted_by == device.user
    assert application.answers == {
        "name": "Zineb", "pieces": 20, "export": False, "lines": ["two words", "rugs"], "amount": "12000.50",
        "place": {"lat": "31.06312", "lon": "-8.40712"}, "tools": [{"what": "Loom", "count": 2}],
    }  # fmt: skip
    assert [row.document.mime for row in application.documents.all()] == ["image/jpeg"]
    assert party.consents.get().channel == "field"
    assert application.reference in sent.content.decode()
    device.refresh_from_db()
    assert device.last_seen_at is not None


def test_a_form_sent_again_counts_once_and_other_content_is_refused(client, call, device):
    party = PartyFactory()
    xml = filled(call, party.reference)

    codes = [send(client, device, xml, {"1.jpg": picture()}).status_code for _time in range(2)]
    changed = send(client, device, filled(call, party.reference, pieces="21"), {"1.jpg": picture()})

    assert (codes, changed.status_code) == ([201, 201], 409)
    assert (Application.objects.count(), FieldSubmission.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_by_four_requests_at_once_is_entered_once(at_once):
    load_letters()
    call, device, party = CallFactory(form=FormVersionFactory(definition=FORM)), DeviceFactory(), PartyFactory()
    xml = filled(call, party.reference)

    found = at_once(
        *[
            lambda: (
                actions.receive_submission(
                    device=device, filled=read_submission(xml), content=xml, files={"1.jpg": io.BytesIO(picture())}
                ).status
            )
            for _request in range(4)
        ]
    )

    assert found == ["applied"] * 4
    submission = FieldSubmission.objects.get()
    assert (submission.status, submission.files.count(), submission.attempts) == ("applied", 1, 1)
    assert Application.objects.count() == 1
    # The negative control: straight at the table the four do race, and the database alone refuses three of them.
    bare = {"device": device, "instance_id": "uuid:another-number", "form_id": "x", "sha256": "0" * 64}
    raced = at_once(*[lambda: FieldSubmission.objects.create(**bare) for _request in range(4)])
    assert sorted(type(outcome).__name__ for outcome in raced) == ["FieldSubmission", *["IntegrityError"] * 3]


def test_files_that_come_in_several_posts_are_joined(client, call, device):
    xml = filled(call, PartyFactory().reference, photos=("1.jpg", "2.jpg"))

    first = send(client, device, xml, {"1.jpg": picture()}, **{"*isIncomplete*": "yes"})
    waiting = Application.objects.count()
    last = send(client, device, xml, {"2.jpg": picture()})

    assert (first.status_code, waiting, last.status_code) == (202, 0, 201)
    assert Application.objects.get().documents.count() == 2


def test_what_cannot_be_entered_waits_and_is_taken_up(client, call, device):
    party = PartyFactory()
    officer = StaffFactory(role=Role.OFFICER)

    sent = send(client, device, filled(call, "B-AAAAAA-A", pieces="0"), {"1.jpg": b"GIF89a not a picture"})
    submission = FieldSubmission.objects.get()
    again = {"party": party.reference}
    client.force_login(officer)
    page = f"/admin/field/received/{submission.reference}/"
    shown = client.get(page).content.decode()
    client.post(f"{page}do/retry/", again)
    submission.refresh_from_db()
    refused = submission.reason.splitlines()
    client.post(f"{page}do/draft/", again)
    submission.refresh_from_db()

    assert (sent.status_code, "Zineb" in shown) == (201, True)
    assert [line.partition(":")[0] for line in refused[1:]] == ["Pieces", "Photo"]
    draft = Application.objects.get()
    assert (submission.status, submission.result) == ("applied", draft.reference)
    assert (draft.status, draft.applicant, draft.answers["name"], "pieces" in draft.answers) == (
        "draft",
        officer,
        "Zineb",
        False,
    )


def test_missing_files_hold_a_form_and_setting_aside_needs_a_reason(client, call, device):
    send(client, device, filled(call, PartyFactory().reference))
    submission = FieldSubmission.objects.get()
    client.force_login(StaffFactory(role=Role.OFFICER))
    page = f"/admin/field/received/{submission.reference}/"

    assert (submission.status, "1.jpg" in submission.reason) == ("attention", True)
    client.post(f"{page}do/set-aside/", {"reason": ""})
    submission.refresh_from_db()
    assert submission.status == "attention"
    client.post(f"{page}do/set-aside/", {"reason": "Entered at the counter"})
    submission.refresh_from_db()
    assert (submission.status, submission.set_aside_by is not None) == ("set_aside", True)
    client.force_login(StaffFactory(role=Role.OFFICER, program="other"))
    assert client.get(page).status_code == 404


def test_strangers_revoked_devices_and_browsers_are_turned_away(client, call, device):
    xml = filled(call, PartyFactory().reference)
    officer = device.user

    nobody = client.get("/openrosa/formList")
    wrong = client.get("/openrosa/formList", **door(device, "wrong"))
    other = client.get("/openrosa/formList", **door(SimpleNamespace(reference="T-AAAAAA-A", name=device.name)))
    client.force_login(officer)
    with_session = client.get("/openrosa/formList")
    bare = {key: value for key, value in door(device).items() if "OPENROSA" not in key}
    from_a_page = client.post("/openrosa/submission", {"xml_submission_file": SimpleUploadedFile("s.xml", xml)}, **bare)
    actions.revoke_device(device=device, reason="lost", by=officer)
    revoked = send(client, device, xml, {"1.jpg": picture()})

    assert [r.status_code for r in (nobody, wrong, other, with_session, from_a_page, revoked)] == [
        401,
        401,
        401,
        401,
        400,
        401,
    ]
    assert nobody["WWW-Authenticate"].startswith("Basic")
    assert b"OpenRosaResponse" in nobody.content
    assert not FieldSubmission.objects.exists()


def test_a_device_reaches_no_further_than_its_person_and_its_scope(client, call, device):
    Device.objects.filter(pk=device.pk).update(area="01")
    elsewhere = send(client, device, filled(call, PartyFactory().reference), {"1.jpg": picture()})
    Device.objects.filter(pk=device.pk).update(area="", program="other")
    RoleAssignment.objects.filter(user=device.user).update(role=Role.REVIEWER)
    listed = client.get("/openrosa/formList", **door(device)).content.decode()
    form = client.get(f"/openrosa/forms/application-{call.code}", **door(device))

    assert (elsewhere.status_code, FieldSubmission.objects.get().status) == (201, "attention")
    assert not Application.objects.exists()
    assert ("formID" in listed, form.status_code) == (False, 404)


def test_only_its_person_fetches_the_secret_of_a_device(client):
    head, agent = StaffFactory(role=Role.HEAD), StaffFactory(role=Role.CLERK)
    client.force_login(head)
    client.post(
        "/admin/field/devices/enrol/",
        {
            "user": agent.pk,
            "name": "Tablette",
            "language": "ar",
            "expires_on": (today() + dt.timedelta(days=90)).isoformat(),
        },
    )
    device = Device.objects.get()
    page = f"/admin/field/devices/{device.reference}/"

    client.post(f"{page}activate/")
    device.refresh_from_db()
    assert device.secret_lookup is None
    client.force_login(agent)
    shown = client.post(f"{page}activate/").content.decode()
    device.refresh_from_db()
    assert (device.secret_lookup is not None, "<svg" in shown, "no-store" in client.get(page)["Cache-Control"]) == (
        True,
        True,
        True,
    )
    assert '<svg class="qr"' not in client.get(page).content.decode()
    client.force_login(StaffFactory(role=Role.REVIEWER))
    assert client.get(page).status_code == 404


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))


@pytest.mark.parametrize(
    "content",
    [
        f"<!DOCTYPE d [{BOMB}]><data id='x'>&a8;</data>".encode(),
        b"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><data id='x'>&x;</data>",
        b"<!DOCTYPE d SYSTEM 'http://127.0.0.1:1/x.dtd'><data id='x'/>",
        "<!DOCTYPE d [<!ENTITY x 'y'>]><data id='x'>&x;</data>".encode("utf-16"),
        b"<data>" + b"<a/>" * (MAX_NODES + 1) + b"</data>",
        b"<a>" * 50 + b"</a>" * 50,
        b"<data>" + b" " * 1_100_000 + b"</data>",
        b"<data><unclosed></data>",
        b"",
    ],
    ids=["laughs", "file", "dtd", "utf-16", "wide", "deep", "long", "broken", "empty"],
)
def test_hostile_xml_is_refused_before_it_is_anything(content):
    with pytest.raises(NotASubmission):
        parse(content)


def test_a_hostile_submission_is_told_in_the_devices_language_and_not_kept(client, device):
    Device.objects.filter(pk=device.pk).update(language="ar")

    answer = send(client, device, b"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><data id='x'>&x;</data>")

    assert answer.status_code == 400
    assert any("\u0600" <= letter <= "\u06ff" for letter in answer.content.decode())
    assert not FieldSubmission.objects.exists()


def test_the_clock_enters_what_a_dying_process_left_and_forgets_what_is_old(call, device):
    xml = filled(call, PartyFactory().reference)
    kept = entering._keep(device, read_submission(xml), xml, {"1.jpg": io.BytesIO(picture())}, [])
    FieldSubmission.objects.update(received_at=now() - dt.timedelta(hours=1))

    done = [clock.enter_waiting(), clock.enter_waiting()]
    kept.refresh_from_db()

    assert (done, kept.status, Application.objects.count()) == ([1, 0], "applied", 1)
    assert b"Zineb" not in bytes(kept.content)
    rule = PERSONAL_DATA["programs.FieldSubmission"]
    assert rule.dispose(rule.outdated(now())) == 1
    kept.refresh_from_db()
    assert (kept.content, kept.files.count(), kept.result != "") == (None, 0, True)


def test_a_visit_is_recorded_from_a_device(client, device):
    visit = SiteVisitFactory(visitor=device.user, planned_on=today())
    other = SiteVisitFactory(planned_on=today())
    xml = """<data id="visit" version="1-abc"><_visit><_which>{}</_which><visited_on>{}</visited_on><is_as_reported>no</is_as_reported>
      <findings>Le four est là.</findings><place>31.063 -8.407 0 0</place><photos>v.jpg</photos></_visit>
      <meta><instanceID>uuid:{}</instanceID></meta></data>"""

    manifest = client.get("/openrosa/forms/visit/manifest", **door(device)).content.decode()
    lists = client.get("/openrosa/forms/visit/media/visits.csv", **door(device)).content.decode()
    sent = send(client, device, xml.format(visit.reference, today(), "1" * 12).encode(), {"v.jpg": picture()})
    theirs = send(client, device, xml.format(other.reference, today(), "2" * 12).encode(), {"v.jpg": picture()})

    visit.refresh_from_db()
    other.refresh_from_db()
    assert ("visits.csv" in manifest, visit.reference in lists, other.reference in lists) == (True, True, False)
    assert (sent.status_code, visit.status, visit.is_as_reported, visit.photos.count()) == (201, "done", False, 1)
    assert (theirs.status_code, other.status) == (201, "planned")
    assert SiteVisit.objects.filter(status="done").count() == 1


def test_a_sheet_becomes_a_draft(client, call):
    client.force_login(StaffFactory(role=Role.HEAD))
    sheet = SimpleUploadedFile("f.xlsx", write_xlsform(FormVersion(code="brought", number=1, definition=FORM)))

    answer = client.post("/admin/field/sheets/", {"file": sheet, "code": "brought", "program": ""})

    assert answer.status_code == 302
    assert FormVersion.objects.get(code="brought").definition == FORM
