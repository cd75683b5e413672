"""Coming in: by code for those we serve, by password and second factor for staff, and no other way."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.access import actions
from accounts.access.clock import forget_strangers
from accounts.access.demonstration import demo_totp_secret, seed_staff
from accounts.outbox import sending, sms
from accounts.outbox.models import Message
from accounts.people.middleware import OPENED, SEEN
from accounts.people.models import RoleAssignment, User
from accounts.people.queries import DEMO_PASSWORD, demo_accounts
from foundation.errors import NotPermitted
from foundation.time import clock_at, now
from tests.factories.accounts import StaffFactory, UserFactory
from tests.harness.sign_in import open_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letters")]
CODE_PAGE, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


@pytest.fixture(autouse=True)
def no_demonstration(settings):
    settings.DEMO_SIGN_IN = False


@pytest.fixture
def colleague(settings):
    settings.DEMO_SIGN_IN = True
    user = seed_staff(email="officer@sanad.example", full_name="Amina Officer", role="officer")
    settings.DEMO_SIGN_IN = False
    return user


def code_now(email: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(demo_totp_secret(email), int(time.time()) // 30 + steps))


def ask_code(client: Client, **where: str):
    return client.post(CODE_PAGE, where)


def sent_code() -> str:
    sending.send_due()
    return re.search(r"\b\d{6}\b", sms.OUTBOX[-1]["text"] if sms.OUTBOX else mail.outbox[-1].body)[0]


def enter_password(client: Client, email: str, password: str = DEMO_PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


# --- by code


def test_a_stranger_enters_by_a_code_and_has_an_account(client):
    answer = ask_code(client, phone="06 12 34 56 78")
    assert (answer.status_code, answer.url) == (302, CONFIRM)
    assert "_auth_user_id" not in client.session

    answer = client.post(CONFIRM, {"code": sent_code()})

    user = User.objects.by_phone("+212612345678")
    assert (answer.status_code, answer.url) == (302, "/fr/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.phone_verified
    assert client.cookies["django_language"].value == "fr"


def test_by_e_mail_too(client):
    ask_code(client, email="Fatima@Example.com")

    client.post(CONFIRM, {"code": sent_code()})

    assert client.session["_auth_user_id"] == str(User.objects.get(email="fatima@example.com").pk)


def test_a_wrong_code_three_times_ends_the_attempt(client):
    ask_code(client, phone="0612345678")
    code = sent_code()
    for _time in range(3):
        client.post(CONFIRM, {"code": "000000" if code != "000000" else "111111"})

    client.post(CONFIRM, {"code": code})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("phone", ["0801001234", "+8801712345678", "+881612345678", "0522334455", "12", "06 12"])
def test_numbers_we_do_not_write_to_are_refused_with_a_sentence(client, phone):
    answer = ask_code(client, phone=phone)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Message.objects.count() == 0


def test_the_answer_is_the_same_for_known_unknown_staff_and_deactivated():
    UserFactory(phone="+212611111111")
    UserFactory(phone="+212622222222", is_active=False)
    StaffFactory(phone="+212633333333")
    answers = []
    for phone in ("0611111111", "0622222222", "0633333333", "0644444444"):
        client = Client()
        first = ask_code(client, phone=phone)
        page = client.get(CONFIRM).content.decode()
        page = re.sub(
            r'value="[^"]{64}"|X-CSRFToken&quot;: &quot;\w+|"X-CSRFToken": "\w+"|\+?212\d{9}|0\d{9}', "", page
        )
        answers.append((first.status_code, first.url, page))

    assert answers[1:] == [answers[0]] * 3


def test_whoever_holds_a_role_never_enters_by_code():
    StaffFactory(phone="+212633333333", email="boss@sanad.example")
    ask_code(Client(), phone="0633333333")
    sending.send_due()
    assert sms.OUTBOX == []

    ask_code(Client(), email="boss@sanad.example")
    sending.send_due()

    assert [letter.subject for letter in mail.outbox] == ["Connexion des agents"]
    assert not re.search(r"\b\d{6}\b", mail.outbox[0].body)


def test_a_role_given_between_code_and_confirmation_closes_that_door(client):
    ask_code(client, phone="0612345678")
    code = sent_code()
    user = User.objects.by_phone("+212612345678")
    RoleAssignment.objects.create(user=user, role="officer", granted_by=User.objects.system())

    answer = client.post(CONFIRM, {"code": code})

    assert answer.url == reverse("staff_login")
    assert "_auth_user_id" not in client.session


def test_codes_are_limited_per_number_and_for_everybody(settings):
    for _time in range(6):
        answer = ask_code(Client(), phone="0612345678")
    assert answer.context["form"].errors
    assert Message.objects.count() == 3

    settings.CODES_A_DAY = 1
    answer = ask_code(Client(), phone="0699999999")
    assert answer.context["form"].errors
    assert Message.objects.count() == 3


def test_limits_are_not_passed_by_a_forged_forwarded_address():
    for number in range(40):
        answer = Client().post(
            CODE_PAGE, {"phone": f"06123456{number:02d}"}, headers={"x-forwarded-for": f"10.0.0.{number}"}
        )

    assert answer.status_code == 200 and answer.context["form"].errors


def test_strangers_who_never_confirmed_are_forgotten(client):
    ask_code(client, phone="0612345678")
    with clock_at(now().replace(year=now().year + 1)):
        forget_strangers()

    assert User.objects.by_phone("+212612345678") is None


# --- staff


def test_staff_enter_with_password_and_second_factor_only(client, colleague):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(reverse("staff_login"))
    answer = enter_password(client, colleague.email)
    assert "_auth_user_id" not in client.session
    assert answer.url.startswith(reverse("mfa_authenticate"))
    before = client.session.session_key

    answer = client.post(answer.url, {"code": code_now(colleague.email)})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(colleague.pk)
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 200


def test_a_code_of_the_second_factor_works_once(colleague):
    code = code_now(colleague.email)
    first, second = Client(), Client()
    for client in (first, second):
        enter_password(client, colleague.email)
        client.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session


@pytest.mark.django_db(transaction=True)
def test_staff_without_a_second_factor_are_led_to_set_it_up(client):
    user = StaffFactory()
    actions.confirm_email(user)
    user.set_password(DEMO_PASSWORD)
    user.save()
    enter_password(client, user.email)

    assert client.get("/admin/").url == reverse("mfa_activate_totp")
    assert client.get("/fr/").url == reverse("mfa_activate_totp")
    assert client.get("/api/schema/").status_code == 403
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    assert client.get("/admin/").status_code == 200
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored


@pytest.mark.parametrize("methods", [["code"], ["mfa"], ["code", "mfa"], []])
def test_no_other_session_opens_the_house(client, colleague, methods):
    open_with(client, colleague, *methods)

    assert client.get("/admin/").url == reverse("staff_login")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("methods", [["password"], ["code"]])
def test_a_weak_session_does_not_open_the_api(client, colleague, methods):
    open_with(client, colleague, *methods)

    answer = client.get("/api/schema/")

    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")


def test_a_new_password_does_not_pass_the_second_factor(client, colleague):
    client.post("/accounts/password/reset/", {"email": colleague.email})
    sending.send_due()
    link = re.search(r"http://\S+", mail.outbox[-1].body)[0]
    page = client.get(re.sub(r"^http://[^/]+", "", link), follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password1": "une longue phrase neuve", "password2": "une longue phrase neuve"}
    )
    assert "_auth_user_id" not in client.session

    answer = enter_password(client, colleague.email, "une longue phrase neuve")

    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert client.get("/admin/").status_code == 302


def test_applicants_get_no_password_link(client):
    UserFactory(phone=None, email="artisan@example.com")
    client.post("/accounts/password/reset/", {"email": "artisan@example.com"})
    sending.send_due()

    assert mail.outbox == []


def test_too_many_wrong_passwords_are_refused_before_hashing(client, colleague, monkeypatch):
    counted = []
    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *args, **more: counted.append(1) or real(*args, **more)
    )
    for _time in range(5):
        enter_password(client, colleague.email, "wrong wrong wrong")
    hashed = len(counted)
    assert hashed >= 5

    answer = enter_password(client, colleague.email)

    assert len(counted) == hashed
    assert answer.status_code == 200 and answer.context["form"].errors


def test_unknown_and_known_e_mail_are_refused_with_the_same_words(client, colleague):
    known = enter_password(client, colleague.email, "wrong wrong wrong").context["form"].errors
    unknown = enter_password(client, "nobody@sanad.example", "wrong wrong wrong").context["form"].errors

    assert known == unknown


def test_people_without_a_role_are_told_that_the_house_is_not_theirs(client):
    client.force_login(UserFactory())

    assert client.get("/admin/", follow=True).status_code == 403


# --- while inside


def test_a_role_taken_away_counts_at_the_next_request(client, colleague):
    client.force_login(colleague)
    assert client.get("/admin/").status_code == 200

    actions.revoke_role(assignment=colleague.role_assignments.get(), by=User.objects.system(), reason="Left")

    assert client.get("/admin/", follow=True).status_code == 403


def test_a_deactivated_colleague_is_out_at_the_next_request(client, colleague):
    client.force_login(colleague)

    actions.deactivate_staff(user=colleague, by=User.objects.system(), reason="Left")

    assert client.get("/admin/").status_code == 302
    assert UserSession.objects.filter(user=colleague).count() == 0


def test_sessions_end_when_idle_and_at_the_latest_after_their_hours(client, colleague, settings):
    client.force_login(colleague)
    client.get("/admin/")
    session = client.session
    session[SEEN] -= settings.STAFF_IDLE_SECONDS + 1
    session.save()
    assert client.get("/admin/").url == reverse("staff_login")

    client.force_login(colleague)
    client.get("/admin/")
    session = client.session
    session[OPENED] -= settings.SESSION_COOKIE_AGE + 1
    session.save()
    assert client.get("/admin/").url == reverse("staff_login")


def test_session_cookies_are_closed_to_scripts_and_other_sites(client, colleague):
    enter_password(client, colleague.email)
    cookie = client.cookies["sessionid"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_language_switch_is_kept_for_the_person(client):
    user = UserFactory()
    client.force_login(user)

    client.post(reverse("set_language"), {"language": "ar", "next": "/fr/"})

    user.refresh_from_db()
    assert user.language == "ar"
    assert client.cookies["django_language"].value == "ar"


# --- demonstration


def test_demonstration_accounts_exist_only_on_demonstration_machines(client, colleague, settings):
    assert demo_accounts() == []
    assert client.post(reverse("demo_sign_in"), {"user": colleague.pk}).status_code == 404
    with pytest.raises(NotPermitted):
        seed_staff(email="x@sanad.example", full_name="X", role="officer")

    settings.DEMO_SIGN_IN = True
    account = demo_accounts()[0]
    assert (account.email, account.password, account.code) == (
        colleague.email,
        DEMO_PASSWORD,
        code_now(colleague.email),
    )
    client.post(reverse("demo_sign_in"), {"user": colleague.pk})
    assert client.get("/admin/").status_code == 200


def test_one_click_never_opens_a_real_account(client, settings):
    settings.DEMO_SIGN_IN = True
    real = StaffFactory()

    assert client.post(reverse("demo_sign_in"), {"user": real.pk}).status_code == 404
