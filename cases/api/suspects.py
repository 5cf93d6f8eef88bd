"""Suspects: who, where now, and what is alleged."""

from cases.actions import cases as actions
from cases.api.base import done
from cases.forms.allegations import AddAllegation
from cases.forms.suspects import AddSuspect, CorrectSuspect, RecordCustody
from cases.models import Case, Suspect
from cases.permissions import CASE, SUSPECT
from cases.queries.referrals import to_accuse
from people.api.acts import filled
from people.api.answers import Answer
from people.api.doors import acts
from people.guards import guarded, scope_for
from people.visits import Request


@acts(AddSuspect, creates=True)
@guarded("add_suspect", Case, CASE)
def add_suspect(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """Add a person under investigation, with the police's own custody and bail dates."""
    return done(request, filled(request, AddSuspect), actions.add_suspect, case=case)


@acts(RecordCustody)
@guarded("record_custody", Suspect, SUSPECT)
def record_custody(request: Request, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Keep custody, bail and release true; what was true before stays in the history."""
    form = filled(request, RecordCustody)
    return done(request, form, actions.record_custody, suspect=suspect)


@acts(lambda: CorrectSuspect(arrested_on=None))
@guarded("correct_suspect", Suspect, SUSPECT)
def correct_suspect(request: Request, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Correct a name or a date of birth."""
    form = filled(request, CorrectSuspect, arrested_on=suspect.arrested_on)
    return done(request, form, actions.correct_suspect, suspect=suspect)


@acts(lambda: AddAllegation(victims=[], suspects=[]), creates=True)
@guarded("add_allegation", Case, CASE)
def add_allegation(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """Say which suspect is alleged to have done what to which victim, and when."""
    scope = scope_for(request)
    victims = list(case.victims.for_scope(scope).order_by("number"))
    suspects = to_accuse(case, scope).everyone
    form = filled(request, AddAllegation, victims=victims, suspects=suspects)
    return done(request, form, actions.add_allegation, case=case)
