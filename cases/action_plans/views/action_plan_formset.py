"""The formset of a plan's action items: rows are added, removed and started from wordings."""

from collections.abc import Iterable
from typing import Any

from cases.action_plans.forms.action_plans import MAX_ACTIONS, ActionItemFormSet
from cases.action_plans.queries.standard_wordings import offered_wordings
from cases.action_plans.queries.victim_register import (
    requests_of_case,
    victim_registers,
    victims_of_case,
)
from cases.models import Case, Suspect
from cases.proof.queries.gaps import gaps_to_ask_for
from people.web.audit_context import GuardedRequest
from people.web.guards import scope_for

RESHAPE_BUTTONS = {"add", "remove", "use"}  # buttons that change the rows and show the form again


def action_forms_from_request(
    request: GuardedRequest,
    case: Case,
    suspects: Iterable[Suspect],
    started: list[dict[str, Any]] | None = None,
) -> Any:
    """The formset: bound on POST, else with `started` as initial data."""
    scope, suspects = scope_for(request), list(suspects)
    offered = {
        "suspects": suspects, "wordings": offered_wordings(scope),
        "gaps": gaps_to_ask_for(suspects, scope),
        **facts_about_victims(request, case),
    }  # fmt: skip
    initial = None if request.POST else started
    return ActionItemFormSet(
        request.POST or None, prefix="items", form_kwargs=offered, initial=initial
    )


def facts_about_victims(request: GuardedRequest, case: Case) -> dict[str, Any]:
    """What a form with intrusive actions takes: the victims, and what was asked about them."""
    scope = scope_for(request)
    return {"victims": victims_of_case(case, scope), "register": requests_of_case(case, scope)}


def is_reshape_request(request: GuardedRequest) -> bool:
    """Whether the button pressed only changes the rows."""
    return bool(RESHAPE_BUTTONS & request.POST.keys())


def reshape_action_forms(request: GuardedRequest, items: Any) -> Any:
    """The formset with the same answers after such a button."""
    if "use" in request.POST:
        return items.using(request.POST["use"])
    return items.reshaped(request.POST)


def action_forms_context(request: GuardedRequest, items: Any) -> dict[str, Any]:
    """Template context: the formset, the row to focus, and the maximum number of rows."""
    pressed = request.POST.get("use", "")
    last = len(items.forms) - 1 if "add" in request.POST else None
    focus = int(pressed) if pressed.isdecimal() else last
    registers = victim_registers(items.form_kwargs["register"], scope_for(request))
    return {"items": items, "focus": focus, "most": MAX_ACTIONS, "registers": registers}
