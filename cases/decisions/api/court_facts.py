"""What happened in court to a charged suspect: read by both sides, recorded by the CPS."""

from datetime import date
from functools import partial
from typing import Any

from rest_framework import serializers as s

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import court_facts as actions
from cases.decisions.forms import court_facts as forms
from cases.decisions.queries.court_facts import (
    CourtFactRow,
    SuspectInCourt,
    charges_in_court,
    court_facts_of_case,
)
from cases.decisions.queries.laid_names import names_of_laid_charges
from cases.models import (
    Case,
    CourtFact,
    CourtFactKind,
    LaidCharge,
    Offence,
    StopKind,
    Suspect,
    Victim,
)
from cases.permissions import CASE, COURT_FACT, SUSPECT
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class CourtFactVersionShown(s.Serializer):
    """
    A fact of a day in court, as it was recorded once.

    result: code, of a plea, an outcome, the court that gave leave, or a custody time limit that no
    longer applies. convicted_of: the offence, where it is another than the one charged. detail:
    what a hearing is for, or the sentence. is_void: it did not take place, or was recorded in
    error. reason: why it corrects the version before; empty of the first.
    """

    id = s.UUIDField()
    on = s.DateField()
    result = s.CharField(allow_blank=True)
    convicted_of = s.CharField(source="convicted_of_id", allow_null=True)
    detail = s.CharField(allow_blank=True)
    court = s.CharField(allow_blank=True)
    is_void = s.BooleanField()
    reason = s.CharField(allow_blank=True)
    by = s.CharField(source="by.name")
    at = s.DateTimeField()


class CourtFactShown(CourtFactVersionShown):
    """
    A fact of a day in court as it stands now, with its earlier versions, newest first.

    charges: their names among those laid; none: it is about all of them.
    """

    kind = s.CharField()
    charges = s.ListField(child=s.CharField(), source="charge_names")
    before = CourtFactVersionShown(many=True, source="earlier_versions")


class EarlierProsecutionShown(s.Serializer):
    """What is recorded of a decision to charge that was set aside, and when that was made."""

    decided_on = s.DateField()
    facts = CourtFactShown(many=True)


class SuspectInCourtShown(s.Serializer):
    """A charged suspect. facts: of the decision in force, by day. earlier: the newest first."""

    suspect = s.UUIDField()
    number = s.IntegerField()
    facts = CourtFactShown(many=True)
    earlier = EarlierProsecutionShown(many=True)


class CourtFactsListed(s.Serializer):
    """What is recorded of every charged suspect of a case in court."""

    suspects = SuspectInCourtShown(many=True)


@read_endpoint(CourtFactsListed)
@guarded("see_court_facts", Case, CASE)
def see_court_facts(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """The hearings, pleas, trials, outcomes, sentences and time limits of a case, by suspect."""
    scope = scope_for(request)
    charged = court_facts_of_case(case, scope, scope.standing_with(request.audit.capacities))
    names = names_of_laid_charges(case, scope)
    told = {"suspects": [_suspect_values(each, names) for each in charged]}
    return Answer(CourtFactsListed(told).data)


def _suspect_values(charged: SuspectInCourt, names: dict[int, str]) -> dict[str, Any]:
    suspect: Any = charged.suspect
    return {
        "suspect": suspect.pk,
        "number": suspect.number,
        "facts": [_with_shown_facts(each, names) for each in charged.facts],
        "earlier": [
            {
                "decided_on": each.decided_on,
                "facts": [_with_shown_facts(row, names) for row in each.facts],
            }
            for each in charged.earlier
        ],
    }


def _with_shown_facts(row: CourtFactRow, names: dict[int, str]) -> Any:
    """A fact with what its serializer shows besides the fields of its model."""
    fact: Any = row.fact
    fact.charge_names = [names[each.charge_id] for each in fact.about.all()]
    fact.earlier_versions = row.before
    return fact


def _blank_form() -> forms.RecordCourtFactApiForm:
    """The form about two charges that lie on the file, of which all is asked, for the schema."""
    charges: list[Any] = [LaidCharge(victim=Victim(number=1), offence=Offence()) for _ in range(2)]
    for each in charges:
        each.report_number, each.stopped_as, each.stopped_at = 1, StopKind.ON_FILE, None
    return forms.RecordCourtFactApiForm(charges=charges)


@action_endpoint(_blank_form, creates=True)
@guarded("record_court_fact", Suspect, SUSPECT)
def record_court_fact(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """
    Record a hearing, plea, trial, outcome, sentence, leave, or the end of a custody time limit.

    charges: their names, such as 1.2, where several were laid; none: it is about all of them. LEAVE
    is asked only where a charge lies on the file.
    """
    charges = charges_in_court(suspect, scope_for(request))
    form = bound_form(request, forms.RecordCourtFactApiForm, charges=charges)
    return run_case_action(request, form, actions.record_court_fact, suspect=suspect)


def _correction_of(kind: CourtFactKind) -> forms.CorrectCourtFactForm:
    return forms.CorrectCourtFactForm(fact=CourtFact(kind=kind, on=date.min))


CORRECTIONS = [partial(_correction_of, kind) for kind in CourtFactKind]


@action_endpoint(CORRECTIONS[0], alternative_forms=CORRECTIONS[1:], creates=True)
@guarded("correct_court_fact", CourtFact, COURT_FACT)
def correct_court_fact(request: GuardedRequest, fact: CourtFact, allowed: frozenset[str]) -> Answer:
    """
    Correct what was recorded, or say that it did not take place, with a reason.

    Which answers are asked depends on the kind of what is corrected. The id is that of the
    corrected version; the earlier one stays.
    """
    form = bound_form(request, forms.CorrectCourtFactForm, fact=fact)
    return run_case_action(request, form, actions.correct_court_fact, fact=fact)
