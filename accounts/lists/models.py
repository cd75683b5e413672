"""Views of lists, and lists on their way to a file."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.lists.choices import Audience, FileFormat
from accounts.people.models import User
from accounts.people.scopes import assignments_of
from foundation.constraints import one_of
from foundation.fields import EncryptedTextField
from foundation.time import now


class SavedViewQuerySet(models.QuerySet):
    def for_page(self, user: User, page: str) -> "SavedViewQuerySet":
        """The reader's own views of a page, and those that colleagues share with them."""
        roles = {row.role for row in assignments_of(user)}
        programs = {row.program for row in assignments_of(user)}
        shared = Q(audience=Audience.EVERYBODY) | Q(audience=Audience.ROLE, audience_code__in=roles)
        of_program = Q(audience=Audience.PROGRAM)
        # Who works for all programmes works for this one.
        shared |= of_program if "" in programs else of_program & Q(audience_code__in=programs)
        return self.filter(Q(owner=user) | shared, page=page).order_by("name", "id")


class SavedView(models.Model):
    """A filtered list somebody wants to find again, and may share. What is filtered is the reader's own list, not the owner's.

    The view without a name holds the columns its owner chose for the page.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)  # a URL name
    name = models.CharField(_("name"), max_length=80, blank=True)
    query = models.TextField(blank=True)  # filters and order; never words searched for, which may be somebody's number
    columns = models.JSONField(_("columns"), default=list, blank=True)
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience, default=Audience.PRIVATE)
    audience_code = models.CharField(max_length=40, blank=True)  # a role or a programme
    is_default = models.BooleanField(_("opens with the page"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        indexes = [models.Index(fields=["page", "audience"], name="savedview_page")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="savedview_once"),
            models.UniqueConstraint(
                fields=["owner", "page"], condition=Q(is_default=True), name="savedview_one_default"
            ),
            one_of("audience", Audience.values, name="savedview_audience_known"),
            models.CheckConstraint(
                condition=Q(audience__in=["role", "program"]) ^ Q(audience_code=""), name="savedview_audience_named"
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(audience="private", query="", is_default=False), name="savedview_own_columns"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.page


class ListExport(models.Model):
    """A list somebody asked for as a file: filters, order and columns as they were on screen. Made by a job."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=40)
    query = EncryptedTextField()  # what was searched for may be somebody's name or number
    columns = models.JSONField(default=list)
    file_format = models.CharField(max_length=4, choices=FileFormat)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("list taken away")
        verbose_name_plural = _("lists taken away")
        constraints = [one_of("file_format", FileFormat.values, name="listexport_format_known")]

    def __str__(self) -> str:
        return f"{self.list_name}.{self.file_format}"
