"""Funding lines and their ledger. The database refuses to overspend.

Each entry carries the running balances of its line, computed by a trigger under the line's lock:
allocated = available + reserved + committed + paid, always.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from foundation.constraints import append_only, one_of
from foundation.fields import MoneyField
from foundation.references import new_reference
from foundation.time import now
from foundation.words import localized
from programs.budget.choices import EntryKind, Heading
from programs.catalog.models import FiscalYear, Program


def new_line_reference() -> str:
    return new_reference("LB")


class BudgetLineQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Lines of the programmes this person follows the money of; a line has no area."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        programs = {scope.program for scope in scopes_of(user, "programs.view_budgetline")}
        return self if "" in programs else self.filter(program__code__in=programs)


@pghistory.track()
class BudgetLine(models.Model):
    """Money of one programme (or of the house) for one year and one heading."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, default=new_line_reference, editable=False)
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="budget_lines", verbose_name=_("programme")
    )
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="budget_lines", verbose_name=_("fiscal year")
    )
    heading = models.CharField(_("heading"), max_length=12, choices=Heading)
    name_fr = models.CharField(_("name (French)"), max_length=160)
    name_ar = models.CharField(_("name (Arabic)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["-fiscal_year__year", "program__position", "heading", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "fiscal_year", "heading"], name="budgetline_once", nulls_distinct=False
            ),
            one_of("heading", Heading.values, name="budgetline_heading_known"),
        ]

    def __str__(self) -> str:
        return f"{localized(self, 'name')} {self.fiscal_year}"


# Effect of each kind on (allocated, reserved, committed, paid); `amount` is positive, except that a
# transfer out, the release of a part and a refund take the sign written here.
_BALANCES = """
    PERFORM 1 FROM programs_budgetline WHERE id = NEW.line_id FOR UPDATE;
    SELECT COALESCE(max(seq), 0) INTO last_seq FROM programs_ledgerentry WHERE line_id = NEW.line_id;
    IF last_seq > 0 THEN
        SELECT allocated, reserved, committed, paid INTO a, r, c, p
          FROM programs_ledgerentry WHERE line_id = NEW.line_id AND seq = last_seq;
    END IF;
    CASE NEW.kind
        WHEN 'allocate' THEN a := a + NEW.amount;
        WHEN 'transfer' THEN a := a + NEW.amount;
        WHEN 'reserve'  THEN r := r + NEW.amount;
        WHEN 'commit'   THEN r := r - NEW.amount; c := c + NEW.amount;
        WHEN 'pay'      THEN c := c - NEW.amount; p := p + NEW.amount;
        WHEN 'release'  THEN IF NEW.of_commitment THEN c := c - NEW.amount; ELSE r := r - NEW.amount; END IF;
        WHEN 'refund'   THEN p := p - NEW.amount; c := c + NEW.amount;
    END CASE;
    IF NEW.source <> '' THEN
        SELECT COALESCE(sum(CASE kind WHEN 'reserve' THEN amount WHEN 'commit' THEN -amount
                                      WHEN 'release' THEN CASE WHEN of_commitment THEN 0 ELSE -amount END ELSE 0 END), 0),
               COALESCE(sum(CASE kind WHEN 'commit' THEN amount WHEN 'pay' THEN -amount WHEN 'refund' THEN amount
                                      WHEN 'release' THEN CASE WHEN of_commitment THEN -amount ELSE 0 END ELSE 0 END), 0),
               COALESCE(sum(CASE kind WHEN 'pay' THEN amount WHEN 'refund' THEN -amount ELSE 0 END), 0)
          INTO sr, sc, sp
          FROM programs_ledgerentry WHERE source = NEW.source AND line_id = NEW.line_id;
        CASE NEW.kind
            WHEN 'commit'  THEN sr := sr - NEW.amount;
            WHEN 'pay'     THEN sc := sc - NEW.amount;
            WHEN 'release' THEN IF NEW.of_commitment THEN sc := sc - NEW.amount; ELSE sr := sr - NEW.amount; END IF;
            WHEN 'refund'  THEN sp := sp - NEW.amount;
            ELSE NULL;
        END CASE;
        IF sr < 0 OR sc < 0 OR sp < 0 THEN
            RAISE EXCEPTION 'source % has no such balance on line %', NEW.source, NEW.line_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledgerentry_source_covered';
        END IF;
    END IF;
    NEW.seq := last_seq + 1;
    NEW.allocated := a; NEW.reserved := r; NEW.committed := c; NEW.paid := p;
    NEW.available := a - r - c - p;
    RETURN NEW;
"""


class LedgerEntryQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Entries of the lines this person may see."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        programs = {scope.program for scope in scopes_of(user, "programs.view_ledgerentry")}
        return self if "" in programs else self.filter(line__program__code__in=programs)


class LedgerEntry(models.Model):
    """One movement. `source` names who spends (`application:EXP-…`) and one source's balance can never fall below zero.

    A source keeps its name from reservation to payment, so that what it holds is one sum. `seq` and the balances are the database's; whatever Python sets there is overwritten.
    """

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries", verbose_name=_("budget line"))
    seq = models.PositiveBigIntegerField(default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    amount = MoneyField(_("amount (MAD)"))
    of_commitment = models.BooleanField(default=False)  # a release gives back a commitment rather than a reservation
    source = models.CharField(_("source"), max_length=80, blank=True)
    booked_on = models.DateField(_("booked on"))
    recorded_at = models.DateTimeField(_("recorded"), default=now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    note = models.CharField(_("note"), max_length=240, blank=True)
    key = models.CharField(max_length=120, unique=True)  # the same cause books once
    allocated = MoneyField(default=0, editable=False)
    reserved = MoneyField(default=0, editable=False)
    committed = MoneyField(default=0, editable=False)
    paid = MoneyField(default=0, editable=False)
    available = MoneyField(default=0, editable=False)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["line", "seq"]
        indexes = [
            models.Index(fields=["source", "kind"], name="ledgerentry_source"),
            models.Index(fields=["line", "booked_on"], name="ledgerentry_booked"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["line", "seq"], name="ledgerentry_seq_unique"),
            models.CheckConstraint(
                condition=Q(available__gte=0),
                name="ledgerentry_never_overspent",
                violation_error_message=_("There is not enough money left on this line."),
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, committed__gte=0, paid__gte=0), name="ledgerentry_parts_positive"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(kind=EntryKind.TRANSFER) & ~Q(amount=0),
                name="ledgerentry_amount_positive",
            ),
            one_of("kind", EntryKind.values, name="ledgerentry_kind_known"),
        ]
        triggers = [
            *append_only("ledgerentry"),
            pgtrigger.Trigger(
                name="ledgerentry_balances",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[
                    ("last_seq", "BIGINT"),
                    ("a", "NUMERIC := 0"),
                    ("r", "NUMERIC := 0"),
                    ("c", "NUMERIC := 0"),
                    ("p", "NUMERIC := 0"),
                    ("sr", "NUMERIC"),
                    ("sc", "NUMERIC"),
                    ("sp", "NUMERIC"),
                ],
                func=_BALANCES,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line.reference} #{self.seq} {self.kind} {self.amount}"
