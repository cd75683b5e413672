"""The house's invented staff: one at least for every role, four for the money."""

from dataclasses import dataclass

from accounts.access.demonstration import seed_staff
from accounts.people.choices import Role
from accounts.people.models import User


@dataclass(frozen=True)
class Staff:
    """Who acts in the story."""

    officer: User
    colleague: User
    southern_officer: User
    clerk: User
    head: User
    deputy: User  # countersigns what the head verified or asked
    reviewers: tuple[User, ...]
    secretary: User
    preparer: User
    approver: User
    authoriser: User
    releaser: User
    monitoring: User
    board: User
    auditor: User
    privacy: User
    administrator: User


def appoint() -> Staff:
    """Make or find them; safe to call again."""

    def one(email: str, name: str, role: Role, area: str = "") -> User:
        return seed_staff(email=f"{email}@demo.sanad.example", full_name=name, role=role, area=area)

    return Staff(
        officer=one("chargee", "Salma Berrada", Role.OFFICER),
        colleague=one("charge", "Anas Bouzidi", Role.OFFICER),
        southern_officer=one("charge.marrakech", "Yassine Aït Baha", Role.OFFICER, "07"),
        clerk=one("guichet", "Ijja Oubella", Role.CLERK, "07"),
        head=one("chef", "Nadia El Khayat", Role.HEAD),
        deputy=one("chef2", "Driss Alaoui", Role.HEAD),
        reviewers=(
            one("evaluateur", "Amine Tazi", Role.REVIEWER),
            one("evaluatrice", "Hind Sebti", Role.REVIEWER),
            one("evaluateur2", "Mehdi Lahlou", Role.REVIEWER),
        ),
        secretary=one("secretaire", "Leïla Mansouri", Role.SECRETARY),
        preparer=one("preparateur", "Karim Ziani", Role.PREPARER),
        approver=one("approbatrice", "Samia Chraïbi", Role.APPROVER),
        authoriser=one("ordonnateur", "Rachid Benkirane", Role.AUTHORISER),
        releaser=one("payeur", "Houda Naciri", Role.RELEASER),
        monitoring=one("suivi", "Ilham Ouazzani", Role.MONITORING),
        board=one("conseil", "Omar Filali", Role.BOARD),
        auditor=one("audit", "Zineb Kettani", Role.AUDITOR),
        privacy=one("donnees", "Meryem Lamrani", Role.PRIVACY),
        administrator=one("admin", "Tarik Skalli", Role.ADMINISTRATOR),
    )
