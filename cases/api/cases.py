"""Cases: opened, found by reference, read."""

from cases.actions import cases as actions
from cases.api.base import done
from cases.api.shown import CaseShown, CasesListed
from cases.forms.cases import AddVictim, OpenCase
from cases.models import Case
from cases.permissions import CASE, SITE
from cases.queries import case_page
from cases.queries.units import units_to_open_in
from cases.states import is_told, label
from people.api.acts import filled
from people.api.answers import Answer
from people.api.doors import acts, reads
from people.api.paging import page_of
from people.guards import guarded, guarded_site, scope_for


@acts(lambda: OpenCase(units=[]), creates=True)
@guarded_site("open_case", SITE)
def open_case(request, allowed):
    """Open a case in a unit that the officer refers cases for; she is its officer in the case."""
    form = filled(request, OpenCase, units=units_to_open_in(scope_for(request)))
    if form.is_valid():
        del form.cleaned_data["is_another"]  # the caller's own system has looked
    return done(request, form, actions.open_case)


@reads(CasesListed, asks={"urn": "The URN of one case.", "after": "As `next` gives it."})
@guarded_site("find_case", SITE)
def list_cases(request, allowed):
    """The cases that may be read, in the order of their ids; or the one with a URN."""
    found, urn = Case.objects.for_scope(scope_for(request)), request.GET.get("urn", "")
    if urn:
        request.visit.seeks(urn)
        found = found.filter(urn=urn)
    page = page_of(request, found.order_by("pk"))
    request.visit.shows(Case, [case.pk for case in page.rows])
    return Answer(CasesListed({"cases": page.rows, "next": page.following}).data)


@reads(CaseShown)
@guarded("see_case", Case, CASE)
def see_case(request, case, allowed):
    """A case with its suspects, allegations, referrals and actions, each with its version."""
    scope = scope_for(request)
    page = case_page.read(case, scope, request.visit.capacities)
    for suspect in page.suspects:
        told = is_told(suspect.state, scope.side)
        suspect.told_state = suspect.state if told else ""
        suspect.told_words = str(label(suspect.state, scope.side))
    found = page.case
    found.victims_shown = list(found.victims.for_scope(scope).order_by("number"))
    shown = CaseShown({
        **{name: getattr(found, name) for name in OWN}, "victims": found.victims_shown,
        "suspects": page.suspects, "allegations": page.allegations,
        "referrals": page.referrals, "items": page.items,
    })  # fmt: skip
    return Answer(shown.data, version=found.version)


OWN = (
    "id", "urn", "crime_reference", "police_unit", "cps_unit", "officer", "prosecutor",
    "opened_at", "version",
)  # fmt: skip


@acts(AddVictim, creates=True)
@guarded("add_victim", Case, CASE)
def add_victim(request, case, allowed):
    """Add a victim as a number. Her name is never asked for here."""
    return done(request, filled(request, AddVictim), actions.add_victim, case=case)
