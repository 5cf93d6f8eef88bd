"""Pages that settle what one person proposed and another decides."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import redirect

from cases.case_access.forms.restrictions import SettleChangeForm
from cases.models.settled_by_another import SettledByAnother
from people.access.permission_tables import Rules
from people.web.audit_context import GuardedRequest
from people.web.forms import Form
from people.web.guards import GuardedView, guarded, submit_form

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

P = TypeVar("P", bound=SettledByAnother)


def settling_view(
    action: Callable[..., P],
    model: type[P],
    rules: Rules,
    done: "StrOrPromise",
    *,
    takes: str,
    leads_to: str,
    draw: Callable[[GuardedRequest, Form, Any], HttpResponse],
    asks: type[Form] = SettleChangeForm,
    of: str = "case_id",
) -> GuardedView[HttpResponse]:
    """
    A page with what is proposed above the button that settles it. Its verb is the action's name.

    takes: the action's parameter for the proposal. leads_to: the page that follows. draw: renders
    the form about the proposal. asks: its form. of: the proposal's row whose page that is.
    """

    @guarded(action.__name__, model, rules)
    def view(request: GuardedRequest, proposal: Any, allowed: frozenset[str]) -> HttpResponse:
        form = asks(request.POST or None)
        if submit_form(request, form, action, done, **{takes: proposal}):
            return redirect(leads_to, getattr(proposal, of))
        return draw(request, form, proposal)

    return view
