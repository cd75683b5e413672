"""Messages: written with the act, in the reader's language, sent once."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from accounts.outbox import sending, sms
from accounts.outbox.actions import (
    MessageCannotBeSentAgain,
    edit_message,
    load_templates,
    publish_template,
    queue_message,
    release_messages,
    resend_message,
    supersede_messages,
    withdraw_message,
)
from accounts.outbox.choices import MessageStatus
from accounts.outbox.models import Message, MessageTemplate
from accounts.outbox.wording import Secret
from accounts.outbox.workflow import WORKFLOW
from foundation.errors import DomainError, InvalidValue
from foundation.time import now
from tests.factories.accounts import MessageFactory, MessageTemplateFactory, StaffFactory, UserFactory

COMMITS = pytest.mark.django_db(transaction=True)


@pytest.mark.django_db
def test_a_phone_gets_a_text_and_a_mail_address_a_letter():
    MessageTemplateFactory(code="t", sms_fr="SMS {name}", sms_ar="رسالة {name}", sms_en="Text {name}")
    artisan, officer = UserFactory(language="ar"), StaffFactory()

    text = queue_message("t", user=artisan, about=artisan, context={"name": "فاطمة"})
    letter = queue_message("t", user=officer, about=officer, context={"name": "Karim"})

    assert (text.channel, text.body, text.language, text.status) == ("sms", "رسالة فاطمة", "ar", MessageStatus.QUEUED)
    assert (letter.channel, letter.subject, letter.body) == ("email", "Bonjour Karim", "Bonjour Karim.")
    assert artisan.phone not in text.address_masked


@pytest.mark.django_db
def test_without_an_address_nothing_is_written():
    MessageTemplateFactory(code="t")
    nobody = UserFactory(phone=None)

    assert queue_message("t", user=nobody, about=nobody, context={"name": "X"}) is None
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_a_missing_language_falls_back_visibly():
    MessageTemplateFactory(code="t", body_ar="", subject_ar="")
    reader = StaffFactory(language="ar")

    message = queue_message("t", user=reader, about=reader, context={"name": "Ali"})

    assert message.language == "fr"
    assert message.body.endswith("Bonjour Ali.")
    assert message.body.startswith("(هذه الرسالة")


@pytest.mark.django_db
def test_what_a_person_typed_is_never_a_variable():
    MessageTemplateFactory(code="t", variables=["name", "other"], body_fr="{name} {other}")
    reader = StaffFactory()

    message = queue_message("t", user=reader, about=reader, context={"name": "{other}", "other": "secret"})

    assert message.body == "{other} secret"


@pytest.mark.django_db
def test_unknown_and_missing_variables_are_mistakes():
    MessageTemplateFactory(code="t")
    reader = StaffFactory()

    with pytest.raises(ValueError):
        queue_message("t", user=reader, about=reader, context={})
    with pytest.raises(ValueError):
        queue_message("t", user=reader, about=reader, context={"name": "A", "more": "B"})
    with pytest.raises(LookupError):
        queue_message("unheard", user=reader, about=reader, context={})


@pytest.mark.django_db
def test_the_same_key_writes_one_message():
    MessageTemplateFactory(code="t")
    reader = StaffFactory()

    one, two = (queue_message("t", user=reader, about=reader, context={"name": "A"}, key="k") for _time in range(2))

    assert one == two


@COMMITS
def test_a_code_is_not_in_the_database_in_clear_and_gone_once_sent():
    MessageTemplateFactory(
        code="t", variables=["code"], subject_fr="Code", body_fr="Le code : {code}", sms_fr="Code {code}"
    )
    reader = UserFactory()
    message = queue_message("t", user=reader, about=reader, context={"code": Secret("482913")})
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM accounts_message m")
        assert "482913" not in cursor.fetchone()[0]

    assert sending.send_due() == 1

    message.refresh_from_db()
    assert [{"to": reader.phone, "text": "Code 482913", "key": f"sanad-{message.pk}"}] == sms.OUTBOX
    assert (message.status, message.secrets, message.body) == (MessageStatus.SENT, None, "Code {code}")
    with pytest.raises(MessageCannotBeSentAgain):
        resend_message(message=message, by=StaffFactory())


@COMMITS
def test_a_code_that_is_too_old_is_not_sent():
    message = MessageFactory(expires_at=now() - timedelta(minutes=1), secrets='{"code": "1"}')

    assert sending.send_due() == 0

    message.refresh_from_db()
    assert (message.status, message.error, message.secrets, len(mail.outbox)) == (
        MessageStatus.FAILED,
        "expired",
        None,
        0,
    )


@COMMITS
def test_concurrent_senders_send_each_message_once(at_once):
    for _number in range(25):
        MessageFactory()

    at_once(*[sending.send_due] * 4)

    assert len(mail.outbox) == 25
    assert len({letter.to[0] for letter in mail.outbox}) == 25
    assert set(Message.objects.values_list("status", flat=True)) == {MessageStatus.SENT}


@COMMITS
def test_senders_that_only_look_send_twice(at_once):
    """The negative control of the test above."""
    MessageFactory()
    barrier = threading.Barrier(3, timeout=10)

    def careless():
        message = Message.objects.filter(status=MessageStatus.QUEUED).first()
        barrier.wait()
        with sending.open_mail() as connection_:
            return sending.deliver(message, mail=connection_, sms=sms.MemorySms())

    at_once(*[careless] * 3)

    assert len(mail.outbox) > 1


@COMMITS
def test_a_provider_that_is_away_is_tried_later_and_in_the_end_given_up(monkeypatch):
    message = MessageFactory()
    monkeypatch.setattr(sending, "_hand_over", lambda *_arguments: (_ for _ in ()).throw(OSError("away")))

    assert sending.send_due() == 0
    assert sending.send_due() == 0  # not due again before its pause is over
    message.refresh_from_db()
    assert (message.status, message.attempts, message.error) == (MessageStatus.QUEUED, 1, "OSError")
    for _attempt in range(len(sending.PAUSES) + 1):
        Message.objects.update(due_at=now() - timedelta(seconds=1))
        sending.send_due()

    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.FAILED, len(sending.PAUSES) + 1)


@COMMITS
def test_an_address_refused_for_good_is_not_tried_again(monkeypatch):
    message = MessageFactory()

    def refuse(*_arguments):
        raise sms.RefusedForGood("404")

    monkeypatch.setattr(sending, "_hand_over", refuse)
    sending.send_due()

    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.FAILED, 1)


@COMMITS
def test_a_letter_leaves_as_text_and_html_in_its_direction():
    MessageFactory(language="ar", subject="قراركم", body="السلام <b>عليكم</b>")

    sending.send_due()

    letter = mail.outbox[0]
    html = letter.alternatives[0][0]
    assert (letter.subject, letter.body) == ("قراركم", "السلام <b>عليكم</b>")
    assert 'dir="rtl"' in html and "&lt;b&gt;" in html and 'style="' not in html


@pytest.mark.django_db
def test_held_messages_leave_only_when_released():
    MessageTemplateFactory(code="t")
    reader = StaffFactory()
    message = queue_message("t", user=reader, about=reader, context={"name": "A"}, hold=True)
    assert sending.take_one() is None

    assert release_messages(about=reader) == 1
    assert release_messages(about=reader) == 0

    assert sending.take_one() == message


@pytest.mark.django_db
def test_superseded_messages_are_not_sent():
    MessageTemplateFactory(code="t")
    reader = StaffFactory()
    old = queue_message("t", user=reader, about=reader, context={"name": "A"})

    assert supersede_messages(about=reader, template_code="t") == 1

    old.refresh_from_db()
    assert old.status == MessageStatus.SUPERSEDED
    assert sending.take_one() is None


@COMMITS
def test_a_message_withdrawn_while_it_is_being_sent_stays_withdrawn():
    message = MessageFactory()
    taken = sending.take_one()
    withdraw_message(message=message, by=StaffFactory(), reason="Wrong decision")

    with sending.open_mail() as connection_:
        sending.deliver(taken, mail=connection_, sms=sms.MemorySms())

    message.refresh_from_db()
    assert message.status == MessageStatus.SUPERSEDED


@pytest.mark.django_db
def test_only_a_draft_is_edited():
    officer = StaffFactory()
    draft = MessageFactory(status=MessageStatus.DRAFT)
    edit_message(message=draft, subject="Nouveau", body="Autre texte", by=officer)
    draft.refresh_from_db()
    assert (draft.subject, draft.body) == ("Nouveau", "Autre texte")

    with pytest.raises(DomainError):
        edit_message(message=MessageFactory(), subject="", body="x", by=officer)


@pytest.mark.django_db
def test_a_published_template_never_changes_and_loading_twice_changes_nothing(tmp_path):
    template = MessageTemplateFactory(published_at=None)
    publish_template(template=template, by=StaffFactory(role="administrator"))
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageTemplate.objects.filter(pk=template.pk).update(body_fr="Autre")

    file = tmp_path / "messages.json"
    file.write_text('[{"code": "a.b", "variables": ["x"], "body": {"fr": "Un {x}"}}]', encoding="utf-8")
    assert (load_templates(file), load_templates(file)) == (1, 0)
    file.write_text('[{"code": "a.b", "variables": ["x"], "body": {"fr": "Deux {x}"}}]', encoding="utf-8")
    assert load_templates(file) == 1
    assert sorted(MessageTemplate.objects.filter(code="a.b").values_list("version", flat=True)) == [1, 2]
    file.write_text('[{"code": "a.c", "variables": [], "body": {"fr": "{x.__class__}"}}]', encoding="utf-8")
    with pytest.raises(InvalidValue):
        load_templates(file)


@pytest.mark.django_db
@pytest.mark.parametrize("source", MessageStatus.values)
@pytest.mark.parametrize("target", MessageStatus.values)
def test_the_database_knows_the_same_steps(source, target):
    message = MessageFactory()
    if source == "draft":
        message = MessageFactory(status="draft")
    elif source != "queued":
        Message.objects.filter(pk=message.pk).update(status=source)
    allowed = source == target or (source, target) in WORKFLOW.pairs()

    try:
        with transaction.atomic():
            Message.objects.filter(pk=message.pk).update(status=target)
    except IntegrityError:
        assert not allowed
    else:
        assert allowed


def test_sms_backends(tmp_path, capsys):
    sms.sms_backend("console://").send(to="+212612345678", text="A", key="k")
    sms.sms_backend(f"file://{tmp_path}/sms").send(to="+212612345678", text="B", key="k")

    assert capsys.readouterr().out == "SMS to +212612345678: A\n"
    assert '"text": "B"' in next((tmp_path / "sms").iterdir()).read_text(encoding="utf-8")
    with pytest.raises(ValueError):
        sms.sms_backend("http://gateway.example/send")
    with pytest.raises(ValueError):
        sms.sms_backend("pigeon://")
