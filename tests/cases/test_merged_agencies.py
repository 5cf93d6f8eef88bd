"""Merging agencies with open cases, and forces other than the 43 that refer cases."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from cases.action_plans.actions import standard_wordings
from cases.action_plans.queries.standard_wordings import offered_wordings
from cases.case_details.actions import cases
from cases.models import Case, Wording
from cases.states import State
from devtools.case_builder import CaseBuilder, cast, cps_unit, force_unit, person, scope
from people.access.permission_tables import Refused, Stale
from people.administration.actions import accounts, agencies, merge_agencies, systems, units
from people.models import Agency, Side, Unit, User
from pilots.models import Pilot, PilotArea
from tests.support.cases.pages import client_for, page_text
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved, post_by_two
from tests.support.people.cast import make_unit

pytestmark = pytest.mark.django_db

NOTHING_CHANGES = ("state", "holder_side", "turn_began_at", "due_at", "listed_at", "police_unit_id")


@module_fixture
def builder():
    """A case with an open plan; an administrator; a force and an Area to merge its own into."""
    builder = CaseBuilder(cast()).allocate().plan({})
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    builder.cast.ada = person(office, "administer_accounts")
    builder.force, builder.area = builder.cast.police.agency, builder.cast.cps.agency
    builder.other_force = Agency.objects.get(name="Wiltshire Police")
    builder.other_area = Agency.objects.get(name="CPS Wessex")
    return builder


def merge(builder, agency, into, **facts):
    agency = Agency.objects.get(pk=agency.pk)
    return builder.do(
        merge_agencies.merge_agency, "ada", agency=agency, into=into,
        approval=approved("merge_agency"),
        **{"version": agency.version} | facts,
    )  # fmt: skip


# What moves, and what stays


def test_units_and_people_of_a_merged_force_go_to_the_other(builder):
    before = {name: getattr(builder.suspect(), name) for name in NOTHING_CHANGES}
    merge(builder, builder.force, builder.other_force)
    unit = Unit.objects.get(pk=builder.cast.police.pk)
    assert unit.agency == builder.other_force
    assert User.objects.get(pk=builder.cast.officer.pk).agency == builder.other_force
    assert not User.objects.filter(agency=builder.force).exists()
    assert {name: getattr(builder.suspect(), name) for name in NOTHING_CHANGES} == before
    assert unit.history.filter(history_change_reason="merge_agency").count() == 1


def test_people_of_a_merged_force_work_on_and_read_no_more_than_before(builder):
    theirs = person(force_unit("Wiltshire Police"), "refer_cases", "supervise_cases")
    assert set(Case.objects.for_scope(scope(theirs, at=builder.at))) == set()
    merge(builder, builder.force, builder.other_force)
    assert set(Case.objects.for_scope(scope(theirs, at=builder.at))) == set()
    page = client_for(builder.cast.officer).get(reverse("see-case", args=[builder.case.pk]))
    assert page.status_code == 200
    urn = f"{builder.other_force.force_code}RS{builder.case.pk.int % 100000:05d}26"
    made = builder.do(cases.open_case, "officer", unit=builder.cast.police, urn=urn)
    assert made.police_unit == builder.cast.police


def test_the_areas_that_a_force_sends_to_are_the_other_s_too(builder):
    areas = set(builder.force.areas.all()) | set(builder.other_force.areas.all())
    merge(builder, builder.force, builder.other_force)
    assert set(builder.other_force.areas.all()) == areas
    assert not builder.force.areas.exists()


def test_a_merged_cps_area_gives_its_forces_periods_and_wordings(builder):
    builder.cast.head = person(builder.cast.cps, "allocate_cases")
    facts = {"category": "DOCUMENTS", "title": "Phone", "text": "Send the download."}
    wording = builder.do(standard_wordings.add_wording, "head", **facts)
    merge(builder, builder.area, builder.other_area)
    assert Wording.objects.get(pk=wording.pk).agency == builder.other_area
    assert {force.name for force in builder.other_area.forces.all()} >= {
        "Avon and Somerset Police",
        "Wiltshire Police",
    }
    assert set(Unit.objects.filter(pk__in=[builder.cast.police.pk, builder.cast.cps.pk])) == set(
        Unit.objects.filter(area="Wessex")
    )
    prosecutor = scope(builder.cast.prosecutor, at=builder.at)
    assert [row.title for row in offered_wordings(prosecutor)] == ["Phone"]


def test_a_merged_area_s_part_in_a_pilot_is_the_other_s(builder):
    pilot = Pilot.objects.create(
        name="P", strands=["EARLY_ADVICE"], purpose="To learn.", follow_up_days=90
    )
    part = PilotArea.objects.create(pilot=pilot, area=builder.area, is_comparator=True)
    part.forces.add(builder.force)
    merge(builder, builder.force, builder.other_force)
    assert list(part.forces.all()) == [builder.other_force]
    merge(builder, builder.area, builder.other_area)
    part.refresh_from_db()
    assert part.area == builder.other_area


def test_two_areas_of_one_pilot_are_not_merged(builder):
    pilot = Pilot.objects.create(
        name="Both", strands=["EARLY_ADVICE"], purpose="To learn.", follow_up_days=90
    )
    for area in (builder.area, builder.other_area):
        PilotArea.objects.create(pilot=pilot, area=area, is_comparator=True)
    said = why_not(merge, builder, builder.area, builder.other_area)
    assert said.startswith("Both Areas are in the pilot Both.")
    assert Unit.objects.get(pk=builder.cast.cps.pk).agency == builder.area


# What is refused


def test_an_agency_is_merged_into_another_of_its_side_once(builder):
    assert "cannot be merged into itself" in why_not(merge, builder, builder.force, builder.force)
    assert "same side" in why_not(merge, builder, builder.force, builder.area)
    merge(builder, builder.force, builder.other_force)
    assert why_not(merge, builder, builder.force, builder.other_force) == (
        "This agency was merged into Wiltshire Police."
    )
    kent = Agency.objects.get(name="Kent Police")
    assert "Avon and Somerset Police was merged into another agency" in why_not(
        merge, builder, kent, builder.force
    )


def test_a_page_that_was_read_before_a_change_is_stale(builder):
    with pytest.raises(Stale):
        merge(builder, builder.force, builder.other_force, version=builder.force.version + 1)


def test_units_of_the_same_name_are_told_apart_first(builder):
    name = builder.cast.police.name
    Unit.objects.create(agency=builder.other_force, name=name, kind=Unit.Kind.RASSO)
    assert name in why_not(merge, builder, builder.force, builder.other_force)


def test_nothing_is_added_to_a_merged_agency(builder):
    merge(builder, builder.force, builder.other_force)
    old = Agency.objects.get(pk=builder.force.pk)
    for act, facts in (
        (units.add_unit, {"name": "New", "kind": "RASSO"}),
        (accounts.add_person, {"name": "New", "email": "new@example.org"}),
        (systems.add_system, {"name": "New", "approval": approved("add_system")}),
        (agencies.change_agency, {"name": "New", "version": old.version, "force_code": "52"}),
    ):
        assert "was merged into Wiltshire" in why_not(builder.do, act, "ada", agency=old, **facts)


# The page


def test_an_administrator_merges_it_on_a_page_and_sees_where_it_went(builder):
    admin = client_for(builder.cast.ada)
    page = page_text(admin.get(reverse("merge-agency", args=[builder.force.pk])))
    assert "Wiltshire Police" in page
    assert "CPS Wessex" not in page
    answer = post_by_two(admin, "merge-agency", builder.force.pk, into=builder.other_force.pk)
    assert answer.status_code == 302
    old = page_text(admin.get(reverse("agency", args=[builder.force.pk])))
    assert "This agency was merged into another: Wiltshire Police ." in old
    assert "Add a unit" not in old
    new = page_text(admin.get(reverse("agency", args=[builder.other_force.pk])))
    assert "Agencies that were merged into this one Avon and Somerset Police" in new
    person_page = admin.get(reverse("person", args=[builder.cast.officer.pk]))
    assert "Agency merged" in page_text(person_page)
    assert "Avon and Somerset" not in page_text(admin.get(reverse("add-person")))


# National forces


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("British Transport Police", "96"),
        ("Ministry of Defence Police", "97"),
        ("National Crime Agency", "98"),
    ],
)
def test_a_national_force_refers_a_case_to_any_area(builder, name, code):
    """The codes are not those of the forces: an administrator enters what URNs begin with."""
    areas = Agency.objects.filter(forces__isnull=False).distinct()
    force = builder.do(agencies.add_agency, "ada", name=name, side="POLICE", force_code=code)
    builder.do(
        agencies.set_areas, "ada", agency=force, version=force.version,
        areas=list(areas.values_list("pk", flat=True)), approval=approved("set_areas"),
    )  # fmt: skip
    unit = builder.do(units.add_unit, "ada", agency=force, name="RASSO", kind="RASSO")
    cps = cps_unit("CPS North East")
    builder.do(
        units.set_route, "ada", unit=unit, is_urgent=False, cps_unit=cps, version=0,
        approval=approved("set_route"),
    )  # fmt: skip
    people = SimpleNamespace(
        police=unit, cps=cps, officer=person(unit, "refer_cases"),
        supervisor=person(unit, "supervise_cases"), assistant=person(cps, "triage_cases"),
    )  # fmt: skip
    theirs = CaseBuilder(people).submit()
    assert (theirs.suspect().state, theirs.suspect().cps_unit) == (State.TRIAGE, cps)
    seen = Case.objects.for_scope(scope(people.assistant, at=theirs.at))
    assert seen.filter(pk=theirs.case.pk).exists()
    with pytest.raises(Refused, match=f"starts with {code}, the code of {name}"):
        theirs.do(cases.open_case, "officer", unit=unit, urn="52RS0000126")
