"""Files people hand in. A document has no address of its own: its owner's page serves it, in the owner's scope."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from artisans.documents.choices import ScanState
from foundation.constraints import one_of
from foundation.time import now


def storage_path(document: "Document", _filename: str) -> str:
    """Never the name people chose: a random one, spread over folders."""
    name = uuid.uuid4().hex
    return f"documents/{name[:2]}/{name}"


class Document(models.Model):
    """One file as checked: its type is what its bytes say."""

    file = models.FileField(upload_to=storage_path)
    name = models.CharField(_("file name"), max_length=160)
    mime = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, db_index=True)
    scan_state = models.CharField(max_length=8, choices=ScanState, default=ScanState.CHECKED)
    uploaded_at = models.DateTimeField(_("received"), default=now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [one_of("scan_state", ScanState.values, name="document_scan_known")]

    def __str__(self) -> str:
        return self.name
