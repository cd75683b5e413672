"""Agreements, enrolments and the support people really received."""

import secrets

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.people.scopes import scope_condition, scopes_of
from artisans.documents.models import Document
from artisans.networks.models import CentreEquipment
from artisans.parties.models import Party
from foundation.constraints import both_or_neither, immutable_once, in_order, one_of
from foundation.fields import MoneyField
from foundation.references import new_reference
from foundation.time import now
from foundation.words import localized
from programs.applications.models import Application
from programs.calls.models import Call
from programs.catalog.choices import SupportKind
from programs.catalog.models import ProgramVersion
from programs.enrolments.choices import AgreementStatus, DiagnosticMoment, EnrolmentStatus, SupportStatus
from programs.enrolments.workflow import AGREEMENT, ENROLMENT, LIVE, SESSION, SUPPORT


def new_agreement_reference() -> str:
    return new_reference("CV")


def new_enrolment_reference() -> str:
    return new_reference("E")


def new_session_reference() -> str:
    return new_reference("S")


def new_cohort_reference() -> str:
    return new_reference("G")


def new_certificate_reference() -> str:
    return new_reference("AT")


def new_certificate_token() -> str:
    """128 random bits: what the code on the paper opens without signing in."""
    return secrets.token_urlsafe(16)


@pghistory.track()
class Agreement(models.Model):
    """The convention between the establishment and the party, with the terms it was signed under."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_agreement_reference, editable=False
    )
    application = models.OneToOneField(Application, models.PROTECT, related_name="agreement")
    terms = models.JSONField(default=dict)  # commitments of both sides, amount, plan; frozen when sent
    status = models.CharField(_("status"), max_length=8, choices=AgreementStatus, default=AgreementStatus.DRAFT)
    due_on = models.DateField(_("to be signed by"), null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_copy = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            both_or_neither("sent_at", "sent_by", name="agreement_sent_both"),
            one_of("status", AgreementStatus.values, name="agreement_status_known"),
        ]
        triggers = [
            AGREEMENT.trigger("agreement_steps"),
            immutable_once("sent_at", name="agreement_terms_frozen", columns=["terms", "application_id"]),
        ]

    def __str__(self) -> str:
        return self.reference


class ProgramQuerySet(models.QuerySet):
    """Rows of a call: staff whose role reaches its programme, whatever their area; who is in them is scoped by itself."""

    program = "call__version__program__code"

    def for_user(self, user: User):
        if not getattr(user, "is_authenticated", False):
            return self.none()
        scopes = scopes_of(user, "programs.view_enrolment")
        if any(not scope.program for scope in scopes):
            return self.all()
        return self.filter(**{f"{self.program}__in": [scope.program for scope in scopes]})


class SessionQuerySet(ProgramQuerySet):
    program = "cohort__call__version__program__code"


@pghistory.track()
class Cohort(models.Model):
    """People of one call who go through the programme together."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_cohort_reference, editable=False
    )
    call = models.ForeignKey(Call, models.PROTECT, related_name="cohorts", verbose_name=_("call"))
    name_fr = models.CharField(_("name (French)"), max_length=120)
    name_ar = models.CharField(_("name (Arabic)"), max_length=120, blank=True)
    centre = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="cohorts", verbose_name=_("centre")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_on", "id"]
        constraints = [in_order("starts_on", "ends_on", name="cohort_in_order")]

    def __str__(self) -> str:
        return localized(self, "name")


class EnrolmentQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Staff: enrolments of their programmes and areas. Others: those of parties they may act for."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        condition = scope_condition(user, "programs.view_enrolment")
        if condition is not None:
            return self.filter(condition)
        return self.filter(party__mandates__user=user, party__mandates__until=None)


@pghistory.track()
class Enrolment(models.Model):
    """A party takes part in a programme."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_enrolment_reference, editable=False
    )
    application = models.OneToOneField(Application, models.PROTECT, related_name="enrolment")
    party = models.ForeignKey(Party, models.PROTECT, related_name="enrolments", verbose_name=_("beneficiary"))
    version = models.ForeignKey(ProgramVersion, models.PROTECT, related_name="enrolments")
    program = models.CharField(max_length=30, editable=False)
    area = models.CharField(max_length=20, editable=False)
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name=_("cohort")
    )
    status = models.CharField(_("status"), max_length=10, choices=EnrolmentStatus, default=EnrolmentStatus.ENROLLED)
    enrolled_on = models.DateField(_("enrolled on"))
    started_on = models.DateField(_("started on"), null=True, blank=True)
    paused_on = models.DateField(_("paused on"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_on", "-id"]
        indexes = [
            models.Index(fields=["program", "status", "enrolled_on"], name="enrolment_program"),
            models.Index(OpClass("area", "varchar_pattern_ops"), "status", name="enrolment_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "program"],
                condition=Q(status__in=sorted(LIVE)),
                name="enrolment_one_live",
                violation_error_message=_("This beneficiary is already enrolled in this programme."),
            ),
            one_of("status", EnrolmentStatus.values, name="enrolment_status_known"),
        ]
        triggers = [ENROLMENT.trigger("enrolment_steps")]

    def __str__(self) -> str:
        return self.reference


@pghistory.track()
class WaitingPlace(models.Model):
    """Somebody's place in the queue for a full group: first come, first served, by the moment they asked."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="waiting")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="waiting")
    asked_at = models.DateTimeField(_("asked"), default=now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    was_placed = models.BooleanField(_("got a place"), default=False)

    class Meta:
        verbose_name = _("place on a waiting list")
        verbose_name_plural = _("waiting lists")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment"], condition=Q(ended_at=None), name="waitingplace_one_live")
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.enrolment}"


@pghistory.track()
class Session(models.Model):
    """A training, workshop or fair that several people attend."""

    reference = models.CharField(max_length=20, unique=True, default=new_session_reference, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sessions", verbose_name=_("cohort"))
    kind = models.CharField(_("kind"), max_length=10, choices=SupportKind)
    title_fr = models.CharField(_("title (French)"), max_length=160)
    title_ar = models.CharField(_("title (Arabic)"), max_length=160, blank=True)
    held_on = models.DateField(_("date"))
    days = models.DecimalField(_("days"), max_digits=4, decimal_places=1, default=1)
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=SupportStatus, default=SupportStatus.PLANNED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-held_on", "-id"]
        triggers = [SESSION.trigger("session_steps")]

    def __str__(self) -> str:
        return localized(self, "title")


class Attendance(models.Model):
    """Who was there."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances")
    was_present = models.BooleanField(_("present"))
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.session} · {self.enrolment}"


@pghistory.track()
class SupportItem(models.Model):
    """One piece of support in somebody's plan, from planned to verified."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="support_items")
    kind = models.CharField(_("kind"), max_length=10, choices=SupportKind)
    service = models.CharField(_("service"), max_length=60, blank=True)  # code in the programme version's settings
    title_fr = models.CharField(_("title (French)"), max_length=160)
    title_ar = models.CharField(_("title (Arabic)"), max_length=160, blank=True)
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="support_items")
    value = MoneyField(_("value (MAD)"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=SupportStatus, default=SupportStatus.PLANNED)
    planned_on = models.DateField(_("planned for"))
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("support items")
        ordering = ["planned_on", "id"]
        indexes = [models.Index(fields=["status", "delivered_on"], name="supportitem_delivered")]
        constraints = [
            both_or_neither("delivered_on", "delivered_by", name="supportitem_delivered_both"),
            both_or_neither("verified_at", "verified_by", name="supportitem_verified_both"),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | Q(delivered_by__isnull=True)
                | ~Q(verified_by=models.F("delivered_by")),
                name="supportitem_two_people",
                violation_error_message=_("Support is verified by somebody else than the person who delivered it."),
            ),
            one_of("status", SupportStatus.values, name="supportitem_status_known"),
        ]
        triggers = [SUPPORT.trigger("supportitem_steps")]

    def __str__(self) -> str:
        return self.title_fr


class AssetHandover(models.Model):
    """Equipment given to somebody, with its receipt."""

    item = models.OneToOneField(SupportItem, models.PROTECT, related_name="handover")
    description = models.CharField(_("equipment"), max_length=200)
    serial_number = models.CharField(_("serial number"), max_length=80, blank=True)
    value = MoneyField(_("value (MAD)"))
    handed_on = models.DateField(_("handed over on"))
    received_by = models.CharField(_("received and signed by"), max_length=160, blank=True)
    receipt = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed receipt")
    )
    photo = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    # The line of the centre's inventory it became, where a centre received it.
    equipment = models.OneToOneField(
        CentreEquipment, models.PROTECT, null=True, blank=True, related_name="handover", verbose_name=_("inventory")
    )

    class Meta:
        verbose_name = _("handover of equipment")
        verbose_name_plural = _("handovers of equipment")

    def __str__(self) -> str:
        return self.description


class Interaction(models.Model):
    """A visit, call or meeting with a beneficiary."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="interactions")
    on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=20)  # visit | call | meeting
    summary = models.TextField(_("summary"))
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.on}"


class Diagnostic(models.Model):
    """Scores on the programme version's grid, on entry, midway and on exit."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="diagnostics")
    moment = models.CharField(_("moment"), max_length=6, choices=DiagnosticMoment)
    scores = models.JSONField()  # {axis: 0-5}
    done_on = models.DateField(_("date"))
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("diagnostic")
        verbose_name_plural = _("diagnostics")
        constraints = [models.UniqueConstraint(fields=["enrolment", "moment"], name="diagnostic_once")]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.moment}"


@pghistory.track(exclude=["token"])
class Certificate(models.Model):
    """The paper a beneficiary keeps after completing: one for each enrolment, checked by the code printed on it."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_certificate_reference, editable=False
    )
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="certificate")
    token = models.CharField(max_length=32, unique=True, default=new_certificate_token, editable=False)
    issued_at = models.DateTimeField(_("issued"), default=now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.reference
