"""The actions of a plan while it is typed: added, removed and started from standard wordings."""

from collections.abc import Iterable
from typing import Any

from cases.forms.action_plans import MOST, Actions
from cases.models import Suspect
from cases.queries.wordings import current
from people.guards import scope_for
from people.visits import Request

RESHAPE = {"add", "remove", "use"}  # the buttons after which the same form is typed on


def rows_of(
    request: Request, suspects: Iterable[Suspect], started: list[dict[str, Any]] | None = None
) -> Any:
    """The actions as they are sent, or those that the form starts with."""
    offered = {"suspects": suspects, "wordings": current(scope_for(request))}
    initial = None if request.POST else started
    return Actions(request.POST or None, prefix="items", form_kwargs=offered, initial=initial)


def is_typed_on(request: Request) -> bool:
    """Whether a button was pressed that only changes the rows."""
    return bool(RESHAPE & request.POST.keys())


def reshaped(request: Request, items: Any) -> Any:
    """The same answers after such a button."""
    if "use" in request.POST:
        return items.using(request.POST["use"])
    return items.reshaped(request.POST)


def page_of(request: Request, items: Any) -> dict[str, Any]:
    """What the template of the rows needs to know: in which of them to type on, and how many."""
    pressed = request.POST.get("use", "")
    last = len(items.forms) - 1 if "add" in request.POST else None
    focus = int(pressed) if pressed.isdecimal() else last
    return {"items": items, "focus": focus, "most": MOST}
