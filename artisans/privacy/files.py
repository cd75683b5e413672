"""A person's own data as a file: one ZIP with the same content for machines (JSON) and for people (HTML)."""

import io
import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import translation

from accounts.people.models import Establishment
from artisans.parties.models import Party
from artisans.privacy.queries import own_data, readable
from foundation.time import now
from foundation.words import direction


class _Encoder(DjangoJSONEncoder):
    def default(self, value):
        try:
            return super().default(value)
        except TypeError:
            return str(value)


def data_archive(party: Party, language: str) -> bytes:
    """`data.json` (stable keys) and `data.html` (in the person's language; no script, no outside address)."""
    with translation.override(language):
        chapters = own_data(party)
        machine = {
            "format": "sanad-own-data/1",
            "reference": party.reference,
            "generated_at": now(),
            "law": "09-08",
            "chapters": {
                chapter.code: [{datum.key: datum.value for datum in row} for row in chapter.rows]
                for chapter in chapters
            },
        }
        people = render_to_string("artisans/privacy/own_data.html", readable_context(party, language))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(machine, cls=_Encoder, ensure_ascii=False, indent=2))
        archive.writestr("data.html", people)
    return buffer.getvalue()


def readable_context(party: Party, language: str) -> dict:
    """What the readable page expects."""
    return {
        "party": party,
        "language": language,
        "direction": direction(language),
        "moment": now(),
        "house": Establishment.objects.filter(pk=1).first(),
        "chapters": [
            {
                "title": chapter.title,
                "rows": [
                    [(datum.label, text) for datum in row if (text := readable(datum.value))] for row in chapter.rows
                ],
            }
            for chapter in own_data(party)
        ],
    }
