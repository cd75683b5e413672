"""How a route becomes an address in the world of the tests."""

import re
from typing import Any

# The first pattern that fits a route says what its `reference` (or other first parameter) is.
SUBJECTS = [
    (r"parties/|me/<", {"reference": "party", "number": "identifier"}),
    (r"admin/changes/", {"reference": "change"}),
    (r"admin/privacy/requests/", {"reference": "request"}),
    (r"admin/programs/files|admin/programs/counter|fr/files/|admin/emergency/files|awards/|reviews/files", {
        "reference": "application", "number": "piece", "document": "piece"}),
    (r"enrolments/", {"reference": "enrolment", "number": "nothing"}),
    (r"grants/", {"reference": "grant", "number": "tranche"}),
    (r"finance/lines/", {"reference": "line"}),
    (r"admin/messages/", {"pk": "message"}),
    (r"admin/people/<", {"pk": "person"}),
    (r"^jobs/", {"reference": "job"}),
    (r"consents/", {"consent": "consent"}),
    (r"calls/", {"code": "call"}),
    (r"^api/v1/\^?applications", {"reference": "application"}),
    (r"^api/v1/\^?parties", {"reference": "party"}),
    (r"^api/v1/\^?enrolments", {"reference": "enrolment"}),
    (r"^api/v1/\^?grants", {"reference": "grant"}),
]  # fmt: skip
# Words with a meaning of their own.
WORDS = {
    "entry": "artisan", "profile": "artisan", "what": "identifier", "kind": "phone", "file_format": "csv", "language": "fr",
    "section": "about", "question": "id_card", "app_label": "artisans", "format": "json", "name": "x", "step": "consent",
}  # fmt: skip
PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>(?:[^()]|\([^()]*\))*\)")


def address_of(route: str, objects: dict[str, Any]) -> tuple[str, bool]:
    """The address, and whether it names something of the world's beneficiary."""
    about = next((names for pattern, names in SUBJECTS if re.search(pattern, route)), {})
    found = False

    def fill(match: re.Match) -> str:
        nonlocal found
        name = match["name"] or match["group"]
        value = objects.get(about.get(name, ""))
        if value is not None:
            found = found or about[name] in {"party", "application", "enrolment", "grant", "change", "request"}
            return str(value)
        if match["kind"] == "int" or name in {"pk", "number", "object_id", "row", "content_type_id"}:
            return "1"
        return WORDS.get(name, "x")

    address = PARAMETER.sub(fill, route)
    return "/" + address.replace("^", "").replace("$", "").replace("\\.", ".").replace("/?", ""), found
