"""The life of a member of staff, by the actions and on the pages."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.urls import reverse

from accounts.access import actions
from accounts.access.actions import InvitationIsOver
from accounts.audit.models import Event
from accounts.outbox.models import Message
from accounts.people.choices import Role
from accounts.people.models import Invitation, RoleAssignment, User
from accounts.people.queries import acts_for
from accounts.people.roles import ROLES
from accounts.people.scopes import forget_assignments, holds_a_role, scopes_of
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import clock_at, now, today
from tests.factories.accounts import (
    ApiTokenFactory,
    JobFactory,
    MessageFactory,
    MessageTemplateFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letters")]
PASSWORD = "une phrase assez longue"


@pytest.fixture
def administrator():
    return StaffFactory(role="administrator")


def done(action: str) -> int:
    return Event.objects.filter(action=action).count()


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# --- coming in


def test_an_invited_person_chooses_a_password_and_has_the_roles(client, administrator):
    _invitation, url = actions.invite_staff(
        email="New@Sanad.example", full_name="Nadia", roles=[{"role": "officer", "program": "EXP"}], by=administrator
    )
    path = url.partition("127.0.0.1:8000")[2]
    assert client.get(path).status_code == 200

    answer = client.post(path, {"full_name": "Nadia B.", "password": PASSWORD, "language": "ar"})

    user = User.objects.get(email="new@sanad.example")
    assert answer.url == reverse("staff_login")
    assert (user.full_name, user.language, user.check_password(PASSWORD)) == ("Nadia B.", "ar", True)
    assert [(row.role, row.program) for row in user.role_assignments.all()] == [("officer", "EXP")]
    assert client.get(path).status_code == 410
    assert done("staff.invited") == done("staff.accepted") == 1
    assert url.rpartition("/invitation/")[2] not in Message.objects.get().body


def test_an_invitation_ends_and_can_be_withdrawn(administrator):
    invitation, url = actions.invite_staff(
        email="a@b.example", full_name="A", roles=[{"role": "officer"}], by=administrator
    )
    token = url.rstrip("/").rpartition("/")[2]
    with clock_at(now() + timedelta(days=8)), pytest.raises(InvitationIsOver):
        actions.accept_invitation(token=token, full_name="A", password=PASSWORD)

    actions.withdraw_invitation(invitation=invitation, by=administrator)

    with pytest.raises(InvitationIsOver):
        actions.accept_invitation(token=token, full_name="A", password=PASSWORD)


def test_a_weak_password_is_refused_with_a_sentence(administrator):
    _invitation, url = actions.invite_staff(
        email="a@b.example", full_name="A", roles=[{"role": "officer"}], by=administrator
    )

    with pytest.raises(InvalidValue):
        actions.accept_invitation(token=url.rstrip("/").rpartition("/")[2], full_name="A", password="trop court")
    assert not User.objects.filter(email="a@b.example").exists()


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_accepted_once_even_at_the_same_moment(at_once, letters):
    _invitation, url = actions.invite_staff(
        email="a@b.example", full_name="A", roles=[{"role": "officer"}], by=User.objects.system()
    )
    token = url.rstrip("/").rpartition("/")[2]

    outcomes = at_once(*[lambda: actions.accept_invitation(token=token, full_name="A", password=PASSWORD)] * 3)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvitationIsOver", "InvitationIsOver", "User"]
    assert RoleAssignment.objects.filter(user__email="a@b.example").count() == 1


def test_create_administrator_prints_a_link(capsys):
    call_command("create_administrator", "first@sanad.example")

    assert "/accounts/invitation/" in capsys.readouterr().out
    assert Invitation.objects.get().roles == [{"role": "administrator", "program": "", "area": ""}]


# --- roles


def test_only_the_administrator_gives_roles_and_never_to_themselves(administrator):
    person = StaffFactory(role=None)
    with pytest.raises(NotPermitted):
        actions.grant_role(user=person, role="officer", by=StaffFactory(role="head"))
    with pytest.raises(NotPermitted):
        actions.grant_role(user=administrator, role="officer", by=administrator)

    actions.grant_role(user=person, role="officer", program="EXP", area="07", by=administrator)

    assert [(scope.program, scope.area) for scope in scopes_of(fresh(person), "programs.screen_application")] == [
        ("EXP", "07")
    ]
    assert scopes_of(fresh(person), "programs.release_batch") == []
    with pytest.raises(DomainError):
        actions.grant_role(user=person, role="officer", program="EXP", area="07", by=administrator)


def test_a_role_ends_at_its_moment_and_when_revoked(administrator):
    person = StaffFactory(role=None)
    role = actions.grant_role(user=person, role="officer", until=now() + timedelta(days=2), by=administrator)
    with clock_at(now() + timedelta(days=3)):
        assert not holds_a_role(fresh(person))

    actions.revoke_role(assignment=role, by=administrator, reason="Moved")

    assert not holds_a_role(fresh(person))
    assert done("role.granted") == done("role.revoked") == 1


def test_incompatible_roles_are_named():
    person = StaffFactory(role="preparer")

    assert actions.incompatible_with(user=person, role="releaser") == [str(Role.PREPARER.label)]
    assert actions.incompatible_with(user=person, role="auditor") == []


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR,)])
def test_no_other_role_touches_accounts(role):
    person = StaffFactory(role=role)
    writes = {
        "accounts.add_user",
        "accounts.change_user",
        "accounts.add_roleassignment",
        "accounts.add_invitation",
        "accounts.add_apitoken",
    }

    assert {permission for permission in writes if person.has_perm(permission)} == set()


def test_a_role_everywhere_is_not_narrowed_by_a_second_one():
    """Two assignments add up: the wide one wins, also where a page adds a condition of its own."""
    person = StaffFactory(role="auditor")
    actions.grant_role(user=person, role="officer", program="EXP", area="07", by=User.objects.system())
    elsewhere = MessageFactory(program="AGR", area="01")

    assert elsewhere in Message.objects.for_user(fresh(person))


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_only_its_own_jobs_and_messages(role):
    person = StaffFactory(role=role, program="EXP", area="07")
    mine, other = JobFactory(owner=person), JobFactory()
    inside = MessageFactory(program="EXP", area="07.041")
    outside = [MessageFactory(program="EXP", area="01"), MessageFactory(program="AGR", area="07.041"), MessageFactory()]
    code = MessageFactory(program="EXP", area="07.041", template=MessageTemplateFactory(code="account.code", version=2))

    jobs = set(type(mine).objects.for_user(person))
    letters_seen = set(Message.objects.for_user(person))

    assert jobs == ({mine, other} if role in (Role.ADMINISTRATOR, Role.AUDITOR) else {mine})
    assert letters_seen == ({inside} if person.has_perm("accounts.view_message") else set())
    assert code not in letters_seen and not letters_seen & set(outside)


def test_every_role_has_its_sentence():
    assert set(ROLES) == set(Role)
    assert all(str(entry.sentence) for entry in ROLES.values())


# --- leaving, factors, absence


def test_deactivation_takes_roles_sessions_and_keys(client, administrator):
    person = StaffFactory()
    token = ApiTokenFactory(user=person)
    with pytest.raises(InvalidValue):
        actions.deactivate_staff(user=person, by=administrator, reason=" ")

    actions.deactivate_staff(user=person, by=administrator, reason="Left the house")

    token.refresh_from_db()
    assert (fresh(person).is_active, holds_a_role(fresh(person)), token.revoked_at is None) == (False, False, False)
    actions.reactivate_staff(user=person, by=administrator)
    assert (fresh(person).is_active, holds_a_role(fresh(person))) == (True, False)


def test_a_lost_second_factor_is_reset_by_another_administrator_and_told(administrator):
    TOTP.activate(administrator, "A" * 32)
    with pytest.raises(NotPermitted):
        actions.reset_second_factor(user=administrator, by=administrator, reason="Lost")

    actions.reset_second_factor(user=administrator, by=StaffFactory(role="administrator"), reason="Seen in person")

    assert not Authenticator.objects.filter(user=administrator).exists()
    assert Message.objects.get().template.code == "account.factor_reset"
    assert Event.objects.get(action="staff.factor_reset").reason == "Seen in person"


def test_a_substitute_holds_the_roles_for_the_days_and_counts_as_the_same_person(administrator):
    away, substitute = StaffFactory(role="approver", program="EXP"), StaffFactory(role="officer")
    start = today() + timedelta(days=2)
    absence = actions.record_absence(
        user=away, substitute=substitute, starts_on=start, ends_on=start + timedelta(days=4), by=administrator
    )

    assert not fresh(substitute).has_perm("programs.approve_batch")
    for days, holds in ((2, True), (6, True), (8, False)):
        with clock_at(now() + timedelta(days=days)):
            assert fresh(substitute).has_perm("programs.approve_batch") is holds
            assert acts_for(substitute) == ({substitute.pk, away.pk} if holds else {substitute.pk})
            assert acts_for(away) == {away.pk}
    with clock_at(now() + timedelta(days=3)):
        actions.end_absence(absence=absence, by=administrator)
        forget_assignments(substitute)
        assert not fresh(substitute).has_perm("programs.approve_batch")


# --- keys


def test_a_key_is_kept_as_a_hash_and_works_until_revoked(client, administrator, settings):
    person = UserFactory()
    token, key = actions.create_token(user=person, name="Statistics", by=administrator)
    assert key.encode() not in bytes(token.token_lookup)
    header = {"HTTP_AUTHORIZATION": f"Token {key}"}
    assert client.get("/api/schema/", **header).status_code == 200

    actions.revoke_token(token=token, by=administrator)

    assert client.get("/api/schema/", **header).status_code == 401
    with pytest.raises(InvalidValue):
        actions.create_token(user=person, name="Long", days=4000, by=administrator)


# --- pages


def test_the_administrators_pages_work(client, administrator):
    person = StaffFactory(full_name="Karim Alami")
    client.force_login(administrator)
    assert "Karim Alami" in client.get(reverse("admin:accounts_people")).content.decode()
    page = reverse("admin:accounts_person", args=[person.pk])
    assert client.get(page).status_code == 200

    client.post(reverse("admin:accounts_people_invite"), {"full_name": "N", "email": "n@b.example", "role": "officer"})
    client.post(reverse("admin:accounts_person_grant", args=[person.pk]), {"role": "head", "program": "EXP"})
    day = today().isoformat()
    client.post(
        reverse("admin:accounts_person_absent", args=[person.pk]),
        {"substitute": administrator.pk, "starts_on": day, "ends_on": day},
    )
    answer = client.post(reverse("admin:accounts_person_token", args=[person.pk]), {"name": "BI", "days": 30})

    assert Invitation.objects.count() == person.absences.count() == 1
    assert person.role_assignments.filter(role="head", program="EXP").count() == 1
    assert "Authorization: Token" in answer.content.decode()
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("name", ["accounts_people", "accounts_people_invite"])
def test_colleagues_are_the_administrators_alone(client, name):
    client.force_login(StaffFactory(role="officer"))

    assert client.get(reverse(f"admin:{name}")).status_code == 403


def test_the_pages_of_messages(client):
    officer = StaffFactory(program="EXP", area="07")
    client.force_login(officer)
    draft = MessageFactory(program="EXP", area="07.041", status="draft", subject="Décision")
    elsewhere = MessageFactory(program="EXP", area="01", subject="Ailleurs")

    page = client.get(reverse("admin:accounts_messages") + "?status=draft").content.decode()
    assert "Décision" in page and "Ailleurs" not in page and draft.address not in page
    assert client.get(reverse("admin:accounts_message_page", args=[elsewhere.pk])).status_code == 404
    one = reverse("admin:accounts_message_page", args=[draft.pk])
    assert client.get(one).status_code == 200
    client.post(reverse("admin:accounts_message_edit", args=[draft.pk]), {"subject": "Autre", "body": "Texte"})
    client.post(reverse("admin:accounts_message_release", args=[draft.pk]))

    draft.refresh_from_db()
    assert (draft.subject, draft.body, draft.status) == ("Autre", "Texte", "queued")
    client.post(reverse("admin:accounts_message_withdraw", args=[draft.pk]), {"reason": "Erreur"})
    draft.refresh_from_db()
    assert draft.status == "superseded"
    assert client.get(one).status_code == 200


def test_an_auditor_reads_messages_and_changes_nothing(client):
    client.force_login(StaffFactory(role="auditor"))
    draft = MessageFactory(status="draft")

    assert client.get(reverse("admin:accounts_message_page", args=[draft.pk])).status_code == 200
    assert client.post(reverse("admin:accounts_message_release", args=[draft.pk])).status_code == 403


@pytest.mark.parametrize("owner_factory", [StaffFactory, UserFactory])
@pytest.mark.parametrize("state", ["queued", "running", "done", "failed", "cancelled"])
def test_a_jobs_page_is_for_its_owner(client, owner_factory, state):
    job = JobFactory(owner=owner_factory())
    path = {
        "queued": [],
        "running": ["running"],
        "done": ["running", "done"],
        "failed": ["failed"],
        "cancelled": ["cancelled"],
    }
    for step in path[state]:
        type(job).objects.filter(pk=job.pk).update(state=step, progress=40)
    client.force_login(StaffFactory())
    assert client.get(reverse("job", args=[job.reference])).status_code == 404
    client.force_login(job.owner)

    page = client.get(reverse("job", args=[job.reference]))
    part = client.get(reverse("job_progress", args=[job.reference]))

    assert (page.status_code, part.status_code) == (200, 200)
    assert ("hx-get" in part.content.decode()) is (state in ("queued", "running"))


@pytest.mark.parametrize("model", ["user", "roleassignment", "establishment", "messagetemplate", "event", "job"])
def test_the_stock_admin_lists(client, administrator, model):
    client.force_login(administrator)

    assert client.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200


def test_a_published_letter_cannot_be_changed_in_the_admin(client, administrator):
    client.force_login(administrator)
    template = MessageTemplateFactory()

    client.post(reverse("admin:accounts_messagetemplate_change", args=[template.pk]), {"body_fr": "Autre"})

    template.refresh_from_db()
    assert template.body_fr == "Bonjour {name}."
