"""The places whose figures a person reads: their responsibilities, and comparators."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from devtools.case_builder import MONDAY, cps_unit, force_unit, person, scope
from people.access import grants
from people.models import Agency
from pilots.models import Pilot, PilotArea
from pilots.queries.places import managed_pilot_areas, reporting_places
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.permission_matrix import make_pilot_area

pytestmark = pytest.mark.django_db
EVERYWHERE = "England and Wales"


@module_fixture
def scene():
    """A pilot with an Area that takes part and a comparator, and another pilot."""
    mine, theirs = make_pilot_area(), make_pilot_area()
    pilot, other = (
        Pilot.objects.create(name=name, strands=[], purpose="P", follow_up_days=30)
        for name in ("Mine", "Theirs")
    )
    ours = add_area_with_forces(pilot, "CPS South West", ["Avon and Somerset Police"], unit=mine)
    compared = add_area_with_forces(pilot, "CPS Wessex", ["Wiltshire Police"], is_comparator=True)
    add_area_with_forces(other, "CPS North East", ["Durham Police"], unit=theirs)
    manager = person(mine, "manage_pilot_area")
    return SimpleNamespace(**locals())


def add_area_with_forces(pilot, area, forces, **facts):
    if "unit" in facts:
        facts["starts_on"] = date(2026, 4, 1)
    row = PilotArea.objects.create(pilot=pilot, area=Agency.objects.get(name=area), **facts)
    row.forces.set(Agency.objects.filter(name__in=forces))
    assert row.forces.count() == len(forces)
    return row


def places_read_by(user):
    return [each.label for each in reporting_places(scope(user, MONDAY))]


class TestWhoManagesAPilotArea:
    def test_reads_of_all_areas_of_their_pilots_and_of_their_forces(self, scene):
        assert places_read_by(scene.manager) == [
            "CPS South West", "CPS Wessex", "Avon and Somerset Police", "Wiltshire Police",
            EVERYWHERE,
        ]  # fmt: skip

    def test_reads_of_no_force_that_does_not_take_part(self, scene):
        scene.ours.forces.clear()
        assert "Avon and Somerset Police" not in places_read_by(scene.manager)

    def test_reads_of_no_other_pilot(self, scene):
        assert "CPS North East" not in places_read_by(scene.manager)
        grants.grant_capacity(
            "manage_pilot_area", to=scene.manager, on=scene.theirs, by=scene.manager, at=MONDAY
        )
        assert {"CPS North East", "Durham Police", "CPS Wessex"} <= set(
            places_read_by(scene.manager)
        )

    def test_reads_of_no_unit_although_they_hold_one_of_the_pilot_s_side(self, scene):
        assert not [
            each for each in reporting_places(scope(scene.manager, MONDAY)) if "unit-" in each.key
        ]

    def test_judges_the_areas_that_take_part_in_their_pilots(self, scene):
        assert list(managed_pilot_areas(scope(scene.manager, MONDAY))) == [scene.ours]
        assert not managed_pilot_areas(scope(person(scene.mine, "convene_panels"), MONDAY))

    def test_takes_as_many_queries_for_more_areas(self, scene):
        with CaptureQueriesContext(connection) as few:
            places_read_by(scene.manager)
        for area in ("CPS East of England", "CPS West Midlands", "CPS North West"):
            add_area_with_forces(scene.pilot, area, [], is_comparator=True)
        with CaptureQueriesContext(connection) as many:
            places_read_by(scene.manager)
        assert len(few) == len(many)


def test_a_person_of_a_police_unit_reads_its_figures_its_force_s_and_those_of_its_route():
    unit = force_unit()
    assert places_read_by(person(unit, "supervise_cases")) == [
        f"Avon and Somerset Police: {unit.name}", "CPS South West", "Avon and Somerset Police",
        EVERYWHERE,
    ]  # fmt: skip


def test_a_reader_of_figures_of_a_cps_unit_reads_the_unit_s_and_its_area_s():
    unit = cps_unit()
    assert places_read_by(person(unit, "see_figures")) == [
        f"CPS South West: {unit.name}", "CPS South West", EVERYWHERE,
    ]  # fmt: skip


def test_a_person_who_only_works_on_cases_reads_of_no_unit():
    assert places_read_by(person(cps_unit(), "prosecute_cases")) == [EVERYWHERE]
