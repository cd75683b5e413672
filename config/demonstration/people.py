"""Invented people and organisations over real communes and trades, named as Moroccans are."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from artisans.reference.models import Commune, Trade

WOMEN = (
    ("Fatima", "فاطمة"),
    ("Khadija", "خديجة"),
    ("Aïcha", "عائشة"),
    ("Zahra", "زهرة"),
    ("Naïma", "نعيمة"),
    ("Rachida", "رشيدة"),
    ("Malika", "مليكة"),
    ("Saïda", "سعيدة"),
    ("Hafida", "حفيظة"),
    ("Latifa", "لطيفة"),
    ("Zineb", "زينب"),
    ("Karima", "كريمة"),
    ("Samira", "سميرة"),
    ("Hayat", "حياة"),
    ("Nadia", "نادية"),
    ("Amina", "أمينة"),
    ("Touria", "ثريا"),
    ("Ijja", "إيجا"),
    ("Rkia", "رقية"),
    ("Mina", "مينة"),
)
MEN = (
    ("Mohamed", "محمد"),
    ("Ahmed", "أحمد"),
    ("Hassan", "حسن"),
    ("Houcine", "الحسين"),
    ("Brahim", "إبراهيم"),
    ("Lahcen", "لحسن"),
    ("Abdellah", "عبد الله"),
    ("Omar", "عمر"),
    ("Youssef", "يوسف"),
    ("Rachid", "رشيد"),
    ("Mustapha", "مصطفى"),
    ("Khalid", "خالد"),
    ("Saïd", "سعيد"),
    ("Driss", "إدريس"),
    ("Hamid", "حميد"),
    ("Abderrahim", "عبد الرحيم"),
    ("Karim", "كريم"),
    ("Jamal", "جمال"),
    ("Aziz", "عزيز"),
    ("Moha", "موحى"),
)
FAMILIES = (
    ("El Amrani", "العمراني"),
    ("Alaoui", "العلوي"),
    ("Idrissi", "الإدريسي"),
    ("Bennani", "بناني"),
    ("El Fassi", "الفاسي"),
    ("Aït Ouahmane", "أيت واحمان"),
    ("Aït Hammou", "أيت حمو"),
    ("Ouazzani", "الوزاني"),
    ("Berrada", "برادة"),
    ("Tazi", "التازي"),
    ("Chraïbi", "الشرايبي"),
    ("El Mansouri", "المنصوري"),
    ("Oubella", "أوبلا"),
    ("Amzil", "أمزيل"),
    ("El Khattabi", "الخطابي"),
    ("Ouchen", "أوشن"),
    ("Benjelloun", "بنجلون"),
    ("El Haddad", "الحداد"),
    ("Najjar", "النجار"),
    ("Serghini", "السرغيني"),
    ("El Guerrab", "الكراب"),
    ("Lamrini", "المريني"),
    ("Bouziane", "بوزيان"),
    ("Filali", "الفيلالي"),
    ("Aït Lahcen", "أيت لحسن"),
    ("Ourahou", "أوراحو"),
    ("El Ghazi", "الغازي"),
    ("Skalli", "الصقلي"),
    ("Zerouali", "الزروالي"),
    ("Bouhlal", "بوهلال"),
    ("Kettani", "الكتاني"),
    ("Naciri", "الناصري"),
)
COOPERATIVES = (
    ("Coopérative Tifaouine", "تعاونية تيفاوين"),
    ("Coopérative Anamour", "تعاونية أنامور"),
    ("Coopérative Nour", "تعاونية النور"),
    ("Coopérative Al Amal", "تعاونية الأمل"),
    ("Coopérative Tamount", "تعاونية تامونت"),
    ("Coopérative Rabiaa", "تعاونية الربيع"),
    ("Coopérative Asmoun", "تعاونية أسمون"),
    ("Coopérative Al Wafa", "تعاونية الوفاء"),
)
HOUSES = (
    ("Atelier Zellij", "ورشة الزليج"),
    ("Maison du Tapis", "دار الزربية"),
    ("Terre de", "تراب"),
    ("Arts du", "فنون"),
    ("Dar Sanaa", "دار الصنعة"),
    ("Créations", "إبداعات"),
    ("Artisans du", "صناع"),
)

# Where crafts live, by province and weight: rugs in the Atlas, pottery in Safi and Fès, copper and leather in the old cities.
PROVINCES = (
    ("07.351", 22), ("03.231", 20), ("07.431", 11), ("04.421", 9), ("01.571", 7), ("01.511", 5), ("08.401", 8),
    ("07.161", 4), ("07.041", 6), ("09.541", 4), ("05.081", 4), ("03.061", 5), ("02.411", 3), ("06.141", 3),
    ("03.451", 3), ("05.301", 3), ("08.501", 3), ("07.211", 4), ("10.071", 1),
)  # fmt: skip
DISASTER = (("07.351", 41), ("07.041", 34), ("07.161", 24), ("09.541", 7), ("08.401", 5), ("05.081", 2))


@dataclass
class Persona:
    """An invented applicant: all that forms and the register may ask."""

    number: int
    kind: str  # person | organisation
    name_fr: str
    name_ar: str
    sex: str
    birth_date: date | None
    commune: Commune
    trade: Trade
    phone: str
    cnie: str = ""
    ice: str = ""
    legal_form: str = ""
    rib: str = ""
    since: int = 2008
    workers: int = 0
    members: int = 0
    women: int = 0
    turnover: int = 0
    language: str = "fr"
    quality: float = 0.5  # decides scores, so that a ranking has a reason
    extras: dict = field(default_factory=dict)


def key_of(digits: str) -> str:
    """The two key digits of an ICE or a RIB: 97 minus the number times 100, modulo 97."""
    return f"{97 - int(digits) * 100 % 97:02d}"


class Population:
    """Draws personas from one seeded source of chance."""

    def __init__(self, seed: int, first: int) -> None:
        self.chance = random.Random(seed + first)
        self.number = first
        self.communes: dict[str, list[Commune]] = {}
        for commune in Commune.objects.in_use().order_by("code"):
            self.communes.setdefault(commune.code[:6], []).append(commune)
        self.trades = list(Trade.objects.in_use().filter(is_service=False).order_by("code"))
        self.by_branch: dict[str, list[Trade]] = {}
        for trade in self.trades:
            self.by_branch.setdefault(trade.branch_id, []).append(trade)

    def person(self, *, branches: tuple[str, ...] = (), places: tuple = PROVINCES, women: float = 0.45) -> Persona:
        """Somebody who works alone or with a few others."""
        sex = "F" if self.chance.random() < women else "M"
        first = self.chance.choice(WOMEN if sex == "F" else MEN)
        family = self.chance.choice(FAMILIES)
        number = self._next()
        born = date(1960, 1, 1) + timedelta(days=self.chance.randrange(365 * 40))
        return Persona(
            number=number, kind="person", name_fr=f"{first[0]} {family[0]}", name_ar=f"{first[1]} {family[1]}", sex=sex,
            birth_date=born, commune=self._commune(places), trade=self._trade(branches), phone=self._phone(number),
            cnie=f"{self.chance.choice(('EE', 'CD', 'JB', 'HA', 'BE', 'AA', 'P'))}{300000 + number * 37}",
            rib=self._rib(number), since=min(2019, born.year + 18 + self.chance.randrange(12)),
            workers=self.chance.choice((0, 0, 1, 1, 2, 3, 5)), language="ar" if self.chance.random() < 0.6 else "fr",
            quality=self.chance.betavariate(3, 2),
        )  # fmt: skip

    def organisation(
        self, *, legal_form: str = "", branches: tuple[str, ...] = (), places: tuple = PROVINCES
    ) -> Persona:
        """A cooperative or an enterprise."""
        form = legal_form or self.chance.choice(("cooperative", "cooperative", "enterprise"))
        number = self._next()
        commune = self._commune(places)
        names = self.chance.choice(COOPERATIVES if form == "cooperative" else HOUSES)
        members = self.chance.randrange(7, 46) if form == "cooperative" else self.chance.randrange(1, 4)
        return Persona(
            number=number, kind="organisation", name_fr=f"{names[0]} {commune.name_fr}",
            name_ar=f"{names[1]} {commune.name_ar}", sex="", birth_date=None, commune=commune,
            trade=self._trade(branches), phone=self._phone(number), ice=self._ice(number), legal_form=form,
            rib=self._rib(number), since=self.chance.randrange(2003, 2020), workers=self.chance.randrange(2, 18),
            members=members, women=self.chance.randrange(0, members + 1), turnover=self.chance.randrange(15, 220) * 10_000,
            language=self.chance.choice(("fr", "fr", "ar")), quality=self.chance.betavariate(3, 2),
        )  # fmt: skip

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _commune(self, places: tuple) -> Commune:
        known = [(code, weight) for code, weight in places if code in self.communes]
        code = self.chance.choices([code for code, _w in known], [weight for _c, weight in known])[0]
        return self.chance.choice(self.communes[code])

    def _trade(self, branches: tuple[str, ...]) -> Trade:
        pool = [trade for branch in branches for trade in self.by_branch.get(branch, [])] or self.trades
        return self.chance.choice(pool)

    @staticmethod
    def _phone(number: int) -> str:
        return f"+2126990{number:05d}"

    @staticmethod
    def _rib(number: int) -> str:
        digits = f"999780{number:016d}"  # bank 999 exists nowhere
        return digits + key_of(digits)

    @staticmethod
    def _ice(number: int) -> str:
        digits = f"{990_000_000 + number:09d}0000"
        return digits + key_of(digits)


def spread(chance: random.Random, start: date, end: date, count: int) -> Iterator[date]:
    """`count` days between two days, in order, denser towards the end as before any deadline."""
    span = (end - start).days
    days = sorted(int(span * chance.betavariate(2.2, 1.2)) for _ in range(count))
    return (start + timedelta(days=day) for day in days)
