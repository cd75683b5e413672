"""Makes the migrations of a large schema quick: 65 seconds became a few.

While a migration runs, Django keeps a rendered class of every model, and renders a model and all its
relations anew after each index, constraint and trigger. With some 500 of those, around models that
are all related to `User`, this takes a minute. Adding one changes no column, and its statement is
made from the columns as they stand, so for additions to our own tables the rendering is left out. Fields, models and
removals still cause it, because a later change of a field must not meet a constraint that has gone.
"""

from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger


OURS = frozenset({"accounts", "artisans", "programs", "markets", "reports"})
_django_append = ProjectState._append_option


def _append(self: ProjectState, app_label: str, model_name: str, option_name: str, obj: object) -> None:
    if app_label not in OURS:
        _django_append(self, app_label, model_name, option_name, obj)
        return
    options = self.models[app_label, model_name].options
    options[option_name] = [*options.get(option_name, []), obj]


def _add_trigger(self: AddTrigger, app_label: str, state: ProjectState) -> None:
    options = state.models[app_label, self.model_name.lower()].options
    options["triggers"] = [*options.get("triggers", []), self.trigger]


def _remove_trigger(self: RemoveTrigger, app_label: str, state: ProjectState) -> None:
    options = state.models[app_label, self.model_name.lower()].options
    options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != self.name]


def make_quick() -> None:
    """Called once, when the ground floor is ready."""
    ProjectState._append_option = _append
    AddTrigger.state_forwards = _add_trigger
    RemoveTrigger.state_forwards = _remove_trigger
