"""Makes migrations with many triggers quick.

While a migration runs, Django keeps a rendered class of every model, and pgtrigger has a model and all
its relations rendered anew after each trigger. With 150 of them, around models that are all related to
`User`, that takes most of a minute. A compiled trigger carries its whole SQL and changes nothing about
the model, so the rendering is left out.
"""

from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger


def _add_trigger(self: AddTrigger, app_label: str, state: ProjectState) -> None:
    options = state.models[app_label, self.model_name.lower()].options
    options["triggers"] = [*options.get("triggers", []), self.trigger]


def _remove_trigger(self: RemoveTrigger, app_label: str, state: ProjectState) -> None:
    options = state.models[app_label, self.model_name.lower()].options
    options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != self.name]


def make_quick() -> None:
    """Called once, when the ground floor is ready."""
    AddTrigger.state_forwards = _add_trigger
    RemoveTrigger.state_forwards = _remove_trigger
