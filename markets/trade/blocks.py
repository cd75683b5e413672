"""What the queries answer: frozen blocks of plain numbers, days as `2023-11-30`, words in three languages.

`dataclasses.asdict` of any of them is JSON as it stands, so a snapshot keeps exactly what was shown. Ratios are ratios
(0.07 is 7 %), values are million dirhams.
"""

from dataclasses import dataclass, field

Words = dict[str, str]  # {"fr": …, "ar": …, "en": …}


@dataclass(frozen=True)
class Publication:
    """When and by whom a figure was published: its vintage."""

    on: str
    precision: str  # day | month | year | unknown
    source: str


@dataclass(frozen=True)
class Base:
    """The figure first published for the same months of the year before."""

    value: float
    period_start: str
    period_end: str
    publication: Publication


@dataclass(frozen=True)
class Headline:
    """The latest total since January, its growth as published and as recomputed, and why they differ."""

    value: float
    qualifier: str
    period_start: str
    period_end: str
    publication: Publication
    growth_published: float | None
    base: Base | None
    growth_recomputed: float | None
    implied_base: float | None
    agrees: bool | None  # None: one of the two growths is missing
    sentence: Words
    note: str = ""


@dataclass(frozen=True)
class CurvePoint:
    month: int
    value: float
    qualifier: str
    publication: Publication


@dataclass(frozen=True)
class CurveYear:
    """Published totals since January of one year; months without a publication are absent."""

    year: int
    points: list[CurvePoint]
    missing_months: list[int]


@dataclass(frozen=True)
class Part:
    """One family, destination or city as published."""

    code: str
    name: Words
    value: float | None
    share: float | None
    growth_published: float | None
    period_start: str
    period_end: str
    publication: Publication
    note: str = ""
    is_group: bool = False


@dataclass(frozen=True)
class Concentration:
    """How concentrated the published shares are. With unpublished ones, the index lies between two bounds."""

    count: int
    top3: float
    hhi_low: float
    hhi_high: float
    hhi_normalised: float | None  # only when every share is published


@dataclass(frozen=True)
class PartsBlock:
    """Parts of the exports, dated by their own latest publication.

    `parts` are of that one publication. `earlier` are the latest shares of other parts, each with its own months: never
    added to anything. `rest` is what the published shares leave, by difference (derived); None where parts overlap.
    """

    period_start: str
    period_end: str
    publication: Publication
    parts: list[Part]
    groups: list[Part] = field(default_factory=list)
    earlier: list[Part] = field(default_factory=list)
    rest: float | None = None
    concentration: Concentration | None = None


@dataclass(frozen=True)
class CitiesBlock:
    """Exit cities and cities of registration: two questions, never mixed."""

    exits: PartsBlock | None
    registrations: PartsBlock | None


@dataclass(frozen=True)
class Contribution:
    code: str  # "" for all other families together
    name: Words
    before: float
    now: float
    points: float
    growth: float | None


@dataclass(frozen=True)
class Contributions:
    """What each family added to the growth of the total; both years come from one publication."""

    period_start: str
    period_end: str
    base_start: str
    base_end: str
    publication: Publication
    total_before: float
    total_now: float
    growth: float
    rows: list[Contribution]
    total_points: float


@dataclass(frozen=True)
class AnnualPoint:
    year: int
    value: float
    qualifier: str
    status: str
    growth_published: float | None
    publication: Publication
    source_note: str = ""


@dataclass(frozen=True)
class Annual:
    """Yearly totals, official and derived told apart, with the mean growth between the first and last official ones."""

    points: list[AnnualPoint]
    cagr: float | None
    cagr_from: int | None
    cagr_to: int | None
