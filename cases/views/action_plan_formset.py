"""The actions of a plan while it is typed: added, removed and started from standard wordings."""

from collections.abc import Iterable
from typing import Any

from cases.forms.action_plans import MAX_ACTIONS, ActionItemFormSet
from cases.models import Suspect
from cases.queries.standard_wordings import offered_wordings
from people.web.audit_context import GuardedRequest
from people.web.guards import scope_for

RESHAPE_BUTTONS = {"add", "remove", "use"}  # the buttons after which the same form is typed on


def action_forms_from_request(
    request: GuardedRequest,
    suspects: Iterable[Suspect],
    started: list[dict[str, Any]] | None = None,
) -> Any:
    """The actions as they are sent, or those that the form starts with."""
    offered = {"suspects": suspects, "wordings": offered_wordings(scope_for(request))}
    initial = None if request.POST else started
    return ActionItemFormSet(
        request.POST or None, prefix="items", form_kwargs=offered, initial=initial
    )


def is_reshape_request(request: GuardedRequest) -> bool:
    """Whether a button was pressed that only changes the rows."""
    return bool(RESHAPE_BUTTONS & request.POST.keys())


def reshape_action_forms(request: GuardedRequest, items: Any) -> Any:
    """The same answers after such a button."""
    if "use" in request.POST:
        return items.using(request.POST["use"])
    return items.reshaped(request.POST)


def action_forms_context(request: GuardedRequest, items: Any) -> dict[str, Any]:
    """What the template of the rows needs to know: in which of them to type on, and how many."""
    pressed = request.POST.get("use", "")
    last = len(items.forms) - 1 if "add" in request.POST else None
    focus = int(pressed) if pressed.isdecimal() else last
    return {"items": items, "focus": focus, "most": MAX_ACTIONS}
