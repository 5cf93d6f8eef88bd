"""A unit is moved to another agency with its cases open: what follows, and what pilots say."""

import pytest
from django.urls import reverse

from cases.case_details.actions import cases
from cases.models import Case, Turn
from devtools.case_builder import CaseBuilder, cast, force_unit, person, scope
from people.access.permission_tables import Stale
from people.administration.actions import move_units
from people.models import Agency, Route, Side, Unit
from pilots.models import Pilot, PilotArea
from tests.support.cases.concurrency import run_meanwhile
from tests.support.cases.pages import client_for
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from tests.support.people.cast import make_unit
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db
OF_SUSPECT = ("state", "holder_side", "turn_began_at", "due_at", "listed_at", "police_unit_id")
OF_CLOCK = ("id", "rule", "recipient_unit_id", "due_at", "closed_at")
OF_TURN = ("id", "holder_id", "began_at", "ended_at")


@module_fixture
def builder():
    """A case with an open plan; an administrator; a force and an Area to move a unit to."""
    builder = CaseBuilder(cast()).allocate().plan({})
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    builder.cast.ada = person(office, "administer_accounts")
    builder.force, builder.area = builder.cast.police.agency, builder.cast.cps.agency
    builder.other_force = Agency.objects.get(name="Wiltshire Police")
    builder.other_area = Agency.objects.get(name="CPS Wessex")
    return builder


def move(builder, unit, into, **facts):
    unit = Unit.objects.get(pk=unit.pk)
    return builder.do(
        move_units.move_unit, "ada", unit=unit, agency=unit.agency, into=into,
        approval=approved("move_unit"),
        **{"version": unit.version} | facts,
    )  # fmt: skip


def rows_of(builder):
    """What must not change: the suspect's state and dates, the clocks, the turns, the routes."""
    suspect = builder.suspect()
    return (
        {name: getattr(suspect, name) for name in OF_SUSPECT},
        list(Clock.objects.order_by("pk").values(*OF_CLOCK)),
        list(Turn.objects.unscoped("a test").order_by("pk").values(*OF_TURN)),
        list(Route.objects.order_by("pk").values("police_unit", "cps_unit", "is_urgent")),
    )


@pytest.mark.parametrize("side", ["police", "cps"])
def test_cases_clocks_turns_and_routes_stay_with_the_unit(builder, side):
    before = rows_of(builder)
    assert before[1] and before[2]
    into = builder.other_force if side == "police" else builder.other_area
    move(builder, getattr(builder.cast, side), into)
    assert Unit.objects.get(pk=getattr(builder.cast, side).pk).agency == into
    assert rows_of(builder) == before


def test_its_people_go_on_and_those_of_the_other_force_read_no_more_than_before(builder):
    theirs = person(force_unit("Wiltshire Police"), "refer_cases", "supervise_cases")
    move(builder, builder.cast.police, builder.other_force)
    assert set(Case.objects.for_scope(scope(theirs, at=builder.at))) == set()
    page = client_for(builder.cast.officer).get(reverse("see-case", args=[builder.case.pk]))
    assert page.status_code == 200
    urn = f"{builder.other_force.force_code}RS{builder.case.pk.int % 100000:05d}26"
    made = builder.do(cases.open_case, "officer", unit=builder.cast.police, urn=urn)
    assert made.police_unit == builder.cast.police
    old = urn.replace(builder.other_force.force_code, builder.force.force_code, 1)
    said = why_not(builder.do, cases.open_case, "officer", unit=builder.cast.police, urn=old)
    assert "the code of Wiltshire Police" in said


def test_the_periods_of_the_area_that_a_cps_unit_joins_apply_to_it_alone(builder):
    both = [builder.cast.police.pk, builder.cast.cps.pk]
    assert set(Unit.objects.filter(pk__in=both).values_list("area", flat=True)) == {"South West"}
    move(builder, builder.cast.cps, builder.other_area)
    assert Unit.objects.get(pk=builder.cast.cps.pk).area == "Wessex"
    assert Unit.objects.get(pk=builder.cast.police.pk).area == "South West"


class TestPilots:
    @staticmethod
    def part(pilot, area, *forces):
        row = PilotArea.objects.create(pilot=pilot, area=area, is_comparator=True)
        row.forces.set(forces)
        return row

    @pytest.fixture
    def pilot(self, builder):
        return Pilot.objects.create(
            name="P", strands=["EARLY_ADVICE"], purpose="To learn.", follow_up_days=90
        )

    def test_between_two_areas_of_one_pilot_it_is_refused(self, builder, pilot):
        self.part(pilot, builder.area, builder.force)
        self.part(pilot, builder.other_area, builder.other_force)
        for unit, into in (
            (builder.cast.cps, builder.other_area), (builder.cast.police, builder.other_force)
        ):  # fmt: skip
            said = why_not(move, builder, unit, into)
            assert said.startswith("Both agencies are in the pilot P.")
            assert Unit.objects.get(pk=unit.pk).agency != into

    def test_between_two_forces_of_one_area_nothing_changes(self, builder, pilot):
        self.part(pilot, builder.area, builder.force, builder.other_force)
        move(builder, builder.cast.police, builder.other_force)
        assert not Delivery.objects.filter(notice="pilot_area_set").exists()

    @pytest.mark.parametrize("is_in_pilot", ["force", "other_force"])
    def test_where_one_is_in_a_pilot_its_leaders_hear(self, builder, pilot, is_in_pilot):
        head = person(builder.cast.cps, "allocate_cases")
        self.part(pilot, builder.area, getattr(builder, is_in_pilot))
        move(builder, builder.cast.police, builder.other_force)
        told = Delivery.objects.filter(notice="pilot_area_set").values_list("recipient", flat=True)
        assert head.pk in told
        [part] = PilotArea.objects.all()
        assert list(part.forces.all()) == [getattr(builder, is_in_pilot)]


@pytest.mark.django_db(transaction=True)
def test_two_moves_of_one_unit_at_once_are_one():
    """A case of its own, because a test that commits cannot share one."""
    builder = CaseBuilder(cast())
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    builder.cast.ada = person(office, "administer_accounts")
    places = [Agency.objects.get(name=name) for name in ("Wiltshire Police", "Kent Police")]
    unit = Unit.objects.get(pk=builder.cast.police.pk)
    facts = {"unit": unit, "agency": unit.agency, "version": unit.version}
    by = scope(builder.cast.ada, at=builder.at)
    outcomes = run_meanwhile(
        *(
            lambda into=into: move_units.move_unit(
                by=by, at=builder.at, approval=approved("move_unit"), into=into, **facts
            )
            for into in places
        )
    )
    assert [type(each) for each in outcomes] == [Stale]
    assert Unit.objects.get(pk=unit.pk).agency == places[0]


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_opened_meanwhile_waits_and_needs_the_code_of_the_other_force():
    builder = CaseBuilder(cast())
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    builder.cast.ada = person(office, "administer_accounts")
    unit, into = builder.cast.police, Agency.objects.get(name="Wiltshire Police")
    by, urn = scope(builder.cast.officer, at=builder.at), f"{unit.agency.force_code}RS9999926"
    [outcome] = run_meanwhile(
        lambda: move(builder, unit, into),
        lambda: cases.open_case(by=by, at=builder.at, unit=unit, urn=urn),
    )
    assert "the code of Wiltshire Police" in str(outcome)
