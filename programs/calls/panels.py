"""Where calls hang their pages and menu."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, MenuItem
from accounts.people.models import User
from programs.calls.views import calls, composer, judging, trying


@DESK_PAGES.register("programs.calls", order=28)
def pages(site) -> list:
    one, form, rules = "programs/calls/<slug:code>/", "programs/forms/<int:number>/", "programs/rules/<int:number>/"
    trial = f"{form}trial/<slug:language>/"
    found = [
        ("programs/calls/", calls.calls, "calls"),
        ("programs/calls/new/", calls.new, "call_new"),
        (one, calls.call, "call"),
        (f"{one}edit/", calls.edit, "call_edit"),
        (f"{one}clone/", calls.clone, "call_clone"),
        (f"{one}codes/", calls.codes, "call_codes"),
        (f"{one}codes/<int:number>/withdraw/", calls.revoke, "call_code_revoke"),
        (f"{one}parts/<slug:part>/", calls.part, "call_part"),
        (f"{one}do/<slug:step>/", calls.step, "call_step"),
        (form, composer.composer, "composer"),
        (f"{form}title/", composer.heading, "form_title"),
        (f"{form}sections/new/", composer.section, "section_new"),
        (f"{form}sections/<slug:code>/", composer.section, "section"),
        (f"{form}sections/<slug:section>/questions/new/", composer.question_new, "question_new"),
        (f"{form}questions/<slug:code>/", composer.question, "question"),
        (f"{form}do/<slug:step>/", composer.change, "form_change"),
        (f"{form}delete/<slug:what>/<slug:code>/", composer.delete, "form_delete"),
        (trial, trying.trial, "trial"),
        (f"{trial}end/", trying.end, "trial_end"),
        (f"{trial}files/", trying.pretend, "trial_file"),
        (f"{trial}clear/", trying.clear, "trial_clear"),
        (f"{trial}sections/<slug:section>/", trying.trial, "trial_section"),
        (rules, judging.rules, "rules"),
        (f"{rules}new/", judging.rule, "rule_new"),
        (f"{rules}do/<slug:step>/", judging.rules_change, "rules_change"),
        (f"{rules}<slug:code>/", judging.rule, "rule"),
        ("programs/rubrics/<int:number>/", judging.rubric, "rubric"),
        ("programs/rubrics/<int:number>/publish/", judging.rubric_publish, "rubric_publish"),
    ]
    return [path(route, site.admin_view(view), name=f"programs_{name}") for route, view, name in found]


@DESK_MENU.register("programs.calls", order=28)
def menu(user: User) -> list[MenuItem]:
    if not any(user.has_perm(f"programs.{name}") for name in ("draft_call", "change_call", "give_access")):
        return []
    return [MenuItem(label=_("Calls"), url=reverse("admin:programs_calls"), group=_("Selection"))]
