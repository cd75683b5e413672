"""The box in which a commune is typed: suggestions with scripts, a list to choose from without."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from artisans.reference.places import Place, exact_places, place_facts, place_of, search_places

_OFFERED = 8


class CommuneWidget(forms.TextInput):
    """A text box that `static/js/communes.js` turns into a combobox. What was typed and is no single commune comes back with
    the communes it may be, to choose by a click: that is the way without scripts.
    """

    template_name = "reference/commune_widget.html"
    areas: tuple[str, ...] = ("",)
    shows_facts = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The chosen one, if it was offered for what still stands in the box; else what was typed."""
        typed = data.get(name)
        chosen = data.get(f"{name}_choice")
        return chosen if chosen and data.get(f"{name}_asked") == typed else typed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        place, offered = self._read(value)
        typed = place.label if place else value
        context = super().get_context(name, typed, attrs)
        context["widget"] |= {
            "place": place,
            "facts": place_facts([place.code])[place.code] if place and self.shows_facts else [],
            "shows_facts": self.shows_facts,
            "offered": offered,
            "url": reverse("portal:communes"),
            "areas": " ".join(area for area in self.areas if area),
        }
        return context

    def _read(self, value: Any) -> tuple[Place | None, list[Place]]:
        if not value:
            return None, []
        if place := place_of(str(value)):
            return place, []
        exact = exact_places(str(value), areas=self.areas)
        if len(exact) == 1:
            return exact[0], []
        return None, exact[:_OFFERED] or search_places(str(value), limit=_OFFERED, areas=self.areas)


class CommuneField(forms.CharField):
    """A commune by its name in either script, "Asni (Al Haouz)", or by its code; cleaned to the code.

    `areas` (beginnings of HCP codes) limits which communes may be chosen; `also` names one more that is allowed (the present one).
    """

    widget = CommuneWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off"}
        self.areas, self.also = ("",), ""

    def limit_to(self, areas: tuple[str, ...], *, also: str = "") -> None:
        self.areas, self.also = tuple(areas) or ("",), also
        self.widget.areas = self.areas

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        if not text:
            return None
        if self.also and exact_places(text)[:1] == [place_of(self.also)]:
            return self.also
        found = exact_places(text, areas=self.areas)
        if len(found) == 1:
            return found[0].code
        if found:
            names = " · ".join(place.label for place in found[:6])
            raise ValidationError(_("Several communes have this name. Write one of: %(names)s.") % {"names": names})
        if exact_places(text):
            raise ValidationError(_("This commune lies outside your area."))
        raise ValidationError(_("No commune has this name. Check the spelling, or write the name of the chef-lieu."))
