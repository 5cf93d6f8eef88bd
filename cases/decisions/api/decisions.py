"""Decisions about a suspect: authorise a charge, or propose no further action."""

from collections.abc import Iterable, Sequence

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import decisions
from cases.decisions.forms import decisions as forms
from cases.decisions.forms.count_rows import BaseCountFormSet, CountFormSet, victims_alleged
from cases.decisions.forms.uncharged import BaseUnchargedFormSet, UnchargedFormSet
from cases.decisions.queries.consultations import consultations_about_suspect as consultations_about
from cases.decisions.queries.decisions import allegations_against
from cases.models import Allegation, Suspect, Victim
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, bound_form_and_row_sets
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


def _count_forms(
    victims: Sequence[Victim] = (), allegations: Iterable[Allegation] = ()
) -> BaseCountFormSet:
    offered = {"victims": victims, "allegations": allegations}
    return CountFormSet(None, prefix="counts", form_kwargs=offered)


def _uncharged_forms(allegations: Iterable[Allegation] = ()) -> BaseUnchargedFormSet:
    offered = {"allegations": allegations}
    return UnchargedFormSet(None, prefix="uncharged", form_kwargs=offered)


@action_endpoint(
    lambda: forms.AuthoriseChargeForm(counts=_count_forms(), uncharged=_uncharged_forms()),
    request_rows=[_count_forms, _uncharged_forms],
)
@guarded("authorise_charge", Suspect, SUSPECT)
def authorise_charge(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """
    Authorise a charge of some counts, with reasons; where the unit has a second reader, propose it.

    A count with an allegation and nothing else but particulars is as alleged. alternative_to is the
    place of an earlier count in the list, from 1. uncharged has each other allegation against the
    suspect, and why it is not charged.
    """
    scope = scope_for(request)
    allegations = allegations_against(suspect, scope)
    row_sets = {
        "counts": _count_forms(victims_alleged(allegations), allegations),
        "uncharged": _uncharged_forms(allegations),
    }
    form, rows = bound_form_and_row_sets(request, forms.AuthoriseChargeForm, row_sets)
    return run_case_action(request, form, decisions.authorise_charge, rows=rows, suspect=suspect)


@action_endpoint(lambda: forms.ProposeNoFurtherActionForm(consultations=[]))
@guarded("propose_no_further_action", Suspect, SUSPECT)
def propose_no_further_action(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Propose no further action, with reasons. A second reader then reads it."""
    consultations = consultations_about(suspect, scope_for(request))
    form = bound_form(request, forms.ProposeNoFurtherActionForm, consultations=consultations)
    return run_case_action(request, form, decisions.propose_no_further_action, suspect=suspect)
