"""The police report what became of the charges authorised."""

from collections.abc import Iterable
from typing import Any

from cases.actions import charges as actions
from cases.api.base import done
from cases.forms import charges as forms
from cases.models import Suspect, Victim
from cases.permissions import SUSPECT
from cases.queries.charges import authorised
from people.api.acts import filled_with_rows
from people.api.answers import Answer
from people.api.doors import acts
from people.guards import guarded, scope_for
from people.visits import Request


def _rows(victims: Iterable[Victim] = ()) -> Any:
    return forms.OtherCharges(None, prefix="others", form_kwargs={"victims": victims})


@acts(lambda: forms.ReportCharge(decision=None, allegations=[], others=_rows()), rows=_rows)
@guarded("report_charge", Suspect, SUSPECT)
def report_charge(request: Request, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """How and when the suspect was charged, and with what: those authorised, and others."""
    scope = scope_for(request)
    decision, allegations = authorised(suspect, scope)
    victims = list(suspect.case.victims.for_scope(scope).order_by("number"))
    form, rows = filled_with_rows(
        request, forms.ReportCharge, _rows(victims), known_as="others", decision=decision,
        allegations=allegations,
    )  # fmt: skip
    return done(request, form, actions.report_charge, rows=rows, suspect=suspect)
