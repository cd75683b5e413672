"""Makes migrations with many triggers quick.

While a migration runs, Django keeps a rendered class of every model, and pgtrigger has a model and all
its relations rendered anew after each trigger. With 150 of them, around models that are all related to
`User`, that takes most of a minute. A compiled trigger carries its whole SQL and changes nothing about
the model, so the rendering is left out. Likewise a new table of ours is rendered by itself: nothing
that stands already changes because of it.
"""

from django.db.migrations.state import ModelState, ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

OURS = frozenset({"accounts", "artisans", "programs", "markets", "reports"})
_django_add_model = ProjectState.add_model


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    if model_state.app_label not in OURS or "apps" not in self.__dict__:
        _django_add_model(self, model_state)
        return
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    self.apps.render_multiple([model_state])


def _add_trigger(self: AddTrigger, app_label: str, state: ProjectState) -> None:
    options = state.models[app_label, self.model_name.lower()].options
    options["triggers"] = [*options.get("triggers", []), self.trigger]


def _remove_trigger(self: RemoveTrigger, app_label: str, state: ProjectState) -> None:
    options = state.models[app_label, self.model_name.lower()].options
    options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != self.name]


def make_quick() -> None:
    """Called once, when the ground floor is ready."""
    ProjectState.add_model = _add_model
    AddTrigger.state_forwards = _add_trigger
    RemoveTrigger.state_forwards = _remove_trigger
