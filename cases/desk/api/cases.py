"""Cases: open, find by URN, read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from cases.api.case_endpoint import run_case_action, visible_version
from cases.api.serializers import CaseShown
from cases.case_details.actions import cases as actions
from cases.case_details.forms.cases import LOOK_FIRST, AddVictimForm, OpenCaseApiForm
from cases.case_details.queries.possible_matches import cases_with_reference
from cases.case_details.queries.referring_units import units_referred_for, units_to_open_in
from cases.circumstances import VictimCircumstances, read_circumstances
from cases.closing.queries.closing_in_effect import closing_shown
from cases.decisions.queries import charge_rows
from cases.desk.queries import case_page
from cases.forms.urns import normalise_urn
from cases.models import Case
from cases.offences.queries.obstacles import cautions_about
from cases.offences.queries.offence_table import offences
from cases.permissions import CASE, SITE
from cases.states import may_know_state, state_label
from people.access.reading_limits import check_search
from people.access.scopes import Scope
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.pagination import AFTER_PARAMETER, resource_page
from people.api.problems import Problem
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, guarded_site, scope_for
from timeliness.calendar import london_day

if TYPE_CHECKING:
    from cases.desk.queries.case_page_rows import CaseWithFacts


class UnitShown(s.Serializer):
    """A unit."""

    id = s.CharField(source="pk")
    name = s.CharField()


class UnitsListed(s.Serializer):
    """A page of units; `next` is the URL of the next page."""

    units = UnitShown(many=True)
    next = s.CharField(allow_null=True)


class CaseListed(s.Serializer):
    """A case as a row of a list."""

    id = s.UUIDField()
    urn = s.CharField()
    crime_reference = s.CharField(allow_blank=True)
    opened_at = s.DateTimeField()
    version = s.IntegerField()


class CasesListed(s.Serializer):
    """A page of cases; `next` is the URL of the next page."""

    cases = CaseListed(many=True)
    next = s.CharField(allow_null=True)


@read_endpoint(UnitsListed, query_parameters=AFTER_PARAMETER)
@guarded_site("open_case", SITE)
def list_units(request: GuardedRequest, allowed: frozenset[str]) -> Answer:
    """The units in which the officer may open a case, in the order of their ids."""
    page = resource_page(request, units_referred_for(scope_for(request)).order_by("pk"))
    return Answer(UnitsListed({"units": page.rows, "next": page.following}).data)


class OffenceShown(s.Serializer):
    """
    An offence of the list: its Act and section, and the days on which an act can be alleged.

    from_on, until_on: the first and the last of these days; null: open. confidence: whether they
    were read in a source or only recalled.
    """

    code = s.CharField(source="pk")
    title = s.CharField()
    statute = s.CharField()
    section = s.CharField(allow_blank=True)
    from_on = s.DateField(allow_null=True)
    until_on = s.DateField(allow_null=True)
    confidence = s.CharField()
    kind = s.CharField()
    mode_of_trial = s.CharField(allow_blank=True)


class OffencesListed(s.Serializer):
    """All offences in use: the full offences by title, then attempts, aiding and conspiracies."""

    offences = OffenceShown(many=True)


@read_endpoint(OffencesListed)
@guarded_site("see_worklist", SITE)
def list_offences(request: GuardedRequest, allowed: frozenset[str]) -> Answer:
    """The offences that an allegation or a charge may be of. They change with the national list."""
    return Answer(OffencesListed({"offences": offences().values()}).data)


@action_endpoint(lambda: OpenCaseApiForm(units=[]), creates=True)
@guarded_site("open_case", SITE)
def open_case(request: GuardedRequest, allowed: frozenset[str]) -> Answer | HttpResponseBase:
    """Open a case in a unit for which the officer refers cases, who becomes officer in the case.

    If the officer can see cases with the same crime reference, the response lists them, and
    is_another must confirm that this is another case.
    """
    scope = scope_for(request)
    form = bound_form(request, OpenCaseApiForm, units=units_to_open_in(scope))
    if alike := _cases_to_look_at_first(request, form, scope):
        request.audit.add_rows(Case, alike)
        problem: HttpResponseBase = Problem(409, LOOK_FIRST, alike=list(map(str, alike))).answer()
        return problem
    return run_case_action(request, form, actions.open_case)


def _cases_to_look_at_first(request: GuardedRequest, form: Any, scope: Scope) -> list[UUID]:
    """Ids of cases that the officer must look at first, unless is_another confirms it."""
    if form.wrong or not form.is_valid() or form.cleaned_data.pop("is_another"):
        return []
    reference = form.cleaned_data["crime_reference"]
    request.audit.set_search_text(reference)
    check_search(scope, reference)
    return [case.pk for case in cases_with_reference(reference, scope)]


@read_endpoint(
    CasesListed, query_parameters={"urn": "The URN of one case, without `after`."} | AFTER_PARAMETER
)
@guarded_site("find_case", SITE)
def list_cases(request: GuardedRequest, allowed: frozenset[str]) -> Answer:
    """The cases the officer may read, in the order of their ids; or the one with a URN."""
    found = Case.objects.for_scope(scope_for(request))
    if urn := request.GET.get("urn", ""):
        if request.GET.get("after", ""):
            raise Problem(400, ONE_CASE)
        return _case_with_urn(request, found, urn)
    page = resource_page(request, found.order_by("pk"))
    request.audit.add_rows(Case, [case.pk for case in page.rows])
    return Answer(CasesListed({"cases": page.rows, "next": page.following}).data)


ONE_CASE = _("At most one case has a URN, so there is no page after it. Leave “after” out.")


def _case_with_urn(request: GuardedRequest, cases: QuerySet[Case], urn: str) -> Answer:
    """At most one case; the audit log records the search and the case found."""
    request.audit.set_search_text(urn)
    check_search(scope_for(request), urn)
    rows = list(cases.filter(urn=normalise_urn(urn))) if "\0" not in urn else []
    for case in rows:
        request.audit.kind, request.audit.ids = Case._meta.label, [case.pk]
        request.audit.write_entry(case_id=case.pk)
    return Answer(CasesListed({"cases": rows, "next": None}).data)


@read_endpoint(CaseShown)
@guarded("see_case", Case, CASE)
def see_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """A case with its suspects, allegations, referrals and action items, each with its version."""
    scope = scope_for(request)
    page = case_page.case_page_for(case, scope, request.audit.capacities)
    _add_shown_facts(page.suspects, page.allegations, scope)
    found = page.case
    shown = CaseShown({
        **{name: getattr(found, name) for name in CASE_FIELDS},
        "victims": _victims_with_circumstances(found),
        "suspects": page.suspects, "allegations": page.allegations,
        "early_advice": page.advice, "referrals": page.referrals, "items": page.items,
        "reviews": page.reviews,
        "consultations": list(found.consultations.for_scope(scope).order_by("held_on", "pk")),
    })  # fmt: skip
    return Answer(shown.data, version=found.version)


def _victims_with_circumstances(case: "CaseWithFacts") -> list[dict[str, Any]]:
    recorded = read_circumstances(case.recorded_of_victims)
    return [
        {
            "id": each["pk"],
            "number": each["number"],
            "circumstances": recorded.get(each["number"], VictimCircumstances(each["number"])),
        }
        for each in case.victim_rows
    ]


def _add_shown_facts(suspects: Iterable[Any], allegations: Iterable[Any], scope: Scope) -> None:
    """Set on the rows what their serializers show besides the fields of their models."""
    for suspect in suspects:
        told = may_know_state(suspect.state, scope.side)
        suspect.told_state = suspect.state if told else ""
        suspect.told_words = str(state_label(suspect.state, scope.side))
        suspect.told_version = visible_version(suspect, scope)
        suspect.told_counts = charge_rows.numbered_counts(suspect.counts)
        suspect.told_report = charge_rows.numbered_report(suspect.report, suspect.counts)
        suspect.told_closing = closing_shown(suspect.closing)
        suspect.told_stop = charge_rows.named_stop(suspect.stop, suspect.report)
    for allegation in allegations:
        allegation.cautions = cautions_about(allegation, today=london_day(scope.at))


CASE_FIELDS = (
    "id", "urn", "crime_reference", "police_unit", "cps_unit", "officer", "prosecutor",
    "opened_at", "version",
)  # fmt: skip


@action_endpoint(AddVictimForm, creates=True)
@guarded("add_victim", Case, CASE)
def add_victim(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """Add a victim as a number. The name is never asked for here."""
    return run_case_action(
        request, bound_form(request, AddVictimForm), actions.add_victim, case=case
    )
