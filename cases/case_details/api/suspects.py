"""Suspects: identity, custody and allegations."""

from cases.api.case_endpoint import run_case_action
from cases.case_details.actions import allegations
from cases.case_details.actions import cases as actions
from cases.case_details.forms.allegations import AddAllegationForm, CorrectAllegationForm
from cases.case_details.forms.suspects import AddSuspectForm, CorrectSuspectForm, RecordCustodyForm
from cases.case_details.queries.allegations import suspects_to_accuse
from cases.models import Allegation, Case, Suspect
from cases.permissions import ALLEGATION, CASE, SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(AddSuspectForm, creates=True)
@guarded("add_suspect", Case, CASE)
def add_suspect(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """Add a person under investigation, with the police's custody and bail dates."""
    return run_case_action(
        request, bound_form(request, AddSuspectForm), actions.add_suspect, case=case
    )


@action_endpoint(RecordCustodyForm)
@guarded("record_custody", Suspect, SUSPECT)
def record_custody(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Update custody, bail and release; the history keeps earlier values."""
    form = bound_form(request, RecordCustodyForm, recorded=suspect)
    return run_case_action(request, form, actions.record_custody, suspect=suspect)


@action_endpoint(lambda: CorrectSuspectForm(arrested_on=None))
@guarded("correct_suspect", Suspect, SUSPECT)
def correct_suspect(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Correct a name or a date of birth."""
    form = bound_form(
        request, CorrectSuspectForm, recorded=suspect, arrested_on=suspect.arrested_on
    )
    return run_case_action(request, form, actions.correct_suspect, suspect=suspect)


@action_endpoint(lambda: AddAllegationForm(victims=[], suspects=[]), creates=True)
@guarded("add_allegation", Case, CASE)
def add_allegation(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """
    Add an allegation: suspect, victim, offence and dates.

    Where the CPS has the referral of the suspect and knows the victim, it reads it at once.
    """
    scope = scope_for(request)
    victims = list(case.victims.for_scope(scope).order_by("number"))
    suspects = suspects_to_accuse(case, scope).everyone
    form = bound_form(request, AddAllegationForm, victims=victims, suspects=suspects)
    return run_case_action(request, form, actions.add_allegation, case=case)


def _blank_correction() -> CorrectAllegationForm:
    return CorrectAllegationForm(allegation=Allegation(suspect=Suspect()), victims=[])


@action_endpoint(_blank_correction, creates=True)
@guarded("correct_allegation", Allegation, ALLEGATION)
def correct_allegation(
    request: GuardedRequest, allegation: Allegation, allowed: frozenset[str]
) -> Answer:
    """
    Correct the victim, the offence or the dates of an allegation, with a reason.

    The id is that of the corrected version, which is the allegation from now on; the version that
    was wrong is kept. The CPS reads a correction as it reads an allegation that is added.
    """
    scope = scope_for(request)
    suspect = Suspect.objects.for_scope(scope).select_related("case").get(pk=allegation.suspect_id)
    allegation.suspect = suspect
    victims = list(suspect.case.victims.for_scope(scope).order_by("number"))
    form = bound_form(request, CorrectAllegationForm, allegation=allegation, victims=victims)
    return run_case_action(request, form, allegations.correct_allegation, allegation=allegation)
