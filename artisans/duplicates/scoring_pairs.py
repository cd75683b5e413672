"""Two parties of the register weighed against each other, whichever block they lie in."""

from artisans.duplicates.blocks import bearers, held_numbers
from artisans.duplicates.matching import REGISTER, Twin, known, probes_of
from artisans.duplicates.probes import Candidate
from artisans.duplicates.scoring import weigh
from artisans.parties.models import Party


def score_pair(first: Party, second: Party) -> Twin:
    """The score of exactly these two; wants `artisan` selected and `identifiers` prefetched."""
    probe, other = probes_of([first, second])
    row = Candidate(
        row_id=second.pk, name_fr=second.name_fr, name_ar=second.name_ar, birth_date=second.birth_date, area=second.area,
        same_phone=bool(probe.phone_lookup and probe.phone_lookup == other.phone_lookup), trade=other.trade_code,
        kind=second.kind, sex=second.sex,
    )  # fmt: skip
    numbers = held_numbers([second.pk], REGISTER).get(second.pk, {})
    is_silent = first.birth_date is None or first.birth_date != second.birth_date
    common = bearers([second.skeleton], REGISTER, 60).get(second.skeleton, 0) if is_silent else 0
    return weigh(probe, known(probe, row, numbers, common))
