"""The derived columns of a party, written in this one place."""

from artisans.name_search import search_keys
from artisans.names import fold, skeleton, sort_key_arabic, sort_key_latin
from artisans.parties.models import Party


def keys_of(party: Party) -> None:
    """Set what is derived from names and commune: sort keys, search text, skeleton, search keys, area. The caller saves."""
    party.sort_fr = sort_key_latin(party.name_fr)[:200]
    party.sort_ar = sort_key_arabic(party.name_ar)[:200]
    party.search = f"{fold(party.name_fr)} {fold(party.name_ar)}".strip()[:420]
    party.skeleton = skeleton(party.name_fr or party.name_ar)[:120]
    party.search_keys = search_keys(party.name_fr, party.name_ar, party.commune_id)
    party.area = party.commune_id


KEY_COLUMNS = ("sort_fr", "sort_ar", "search", "skeleton", "search_keys", "area")
