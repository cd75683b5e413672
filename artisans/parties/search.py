"""The one search: persons and organisations by number or name, and whatever higher rooms register in `FINDERS`."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans.name_search import LONGEST
from artisans.parties.choices import PartyKind
from artisans.parties.finding import Found, find_parties
from artisans.parties.registry import FINDERS, Hit, Question
from foundation.characters import tidy
from foundation.masking import HIDDEN
from foundation.references import normalise_reference
from foundation.words import localized

MOST = 50
_ABOUT = 3  # so many parties are asked about elsewhere: their files
_LABELS = {PartyKind.PERSON: _("Person"), PartyKind.ORGANISATION: _("Organisation")}


def search(text: str, user: User, limit: int = 12) -> list[Hit]:
    """What the text finds within this person's reach, best first: typed, at most `limit`. Others are never hinted at.

    A very reference comes first whatever it names; then beneficiaries; then their files, for which a place is always kept.
    """
    text = tidy(text[:LONGEST])
    if not text:
        return []
    limit = min(limit, MOST)
    found = find_parties(text, user, limit) if _may_see_parties(user) else []
    likely = tuple(one.party.pk for one in found if one.is_likely)[:_ABOUT]
    question = Question(text, normalise_reference(text), likely)
    others = [hit for _name, finder in FINDERS.items() for hit in finder(question, user)]
    named = [hit for hit in others if hit.reference == question.reference]
    rest = [hit for hit in others if hit not in named]
    parties = [_hit(one, user) for one in found][: max(1, limit - len(named) - min(len(rest), limit // 3))]
    return [*named, *parties, *rest][:limit]


def _may_see_parties(user: User) -> bool:
    # Who works here without the register does not read it as the applicant they may be besides: that is the portal's.
    return not user.is_staff or user.has_perm("artisans.view_party")


def _hit(found: Found, user: User) -> Hit:
    party = found.party
    title = localized(party, "name")
    return Hit(
        type=party.kind,
        label=_LABELS[party.kind],
        reference=party.reference,
        title=title,
        detail=_detail(found),
        url=reverse("admin:artisans_party", args=[party.reference]) if user.is_staff else "",
        score=found.score,
        tail=f"{HIDDEN}{party.phone_tail[-3:]}" if party.phone_tail else "",
        other=next((name for name in (party.name_fr, party.name_ar) if name and name != title), ""),
    )


def _detail(found: Found) -> str:
    """Trade and place: what tells two of one name apart."""
    party = found.party
    trade = party.artisan.trade if hasattr(party, "artisan") else None
    parts = [
        localized(trade, "name") if trade else "",
        localized(party.commune, "name"),
        localized(party.commune.province, "name"),
    ]
    return " · ".join(filter(None, parts))
