"""Pilots: added by administrators, and judged by measures their managers registered beforehand."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse

from devtools.case_builder import cps_unit, person, scope
from people.access import grants
from people.access.permission_tables import Refused, Stale
from people.administration.actions import merge_units
from people.models import Agency, AuditEntry, Unit
from pilots.actions import pilots as actions
from pilots.models import Pilot, PilotArea
from tests.support.cases.permission_matrix import office
from tests.support.module_fixtures import standing
from tests.support.people.pages import send, text
from tests.support.pilots.permission_matrix import a_pilot_area

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DESCRIBED = {
    "name": "Early advice in the West", "strands": ["EARLY_ADVICE", "JOINT_LEARNING"],
    "purpose": "To be told sooner.", "follow_up_days": 90,
}  # fmt: skip


@standing
def people():
    """
    An administrator of pilots, a prosecutor who manages a pilot area, and another's pilot area.
    """
    unit, other = a_pilot_area(), a_pilot_area()
    manager = person(cps_unit(), "prosecute_cases")
    grants.grant_capacity(
        "manage_pilot_area", to=manager, on=unit, by=manager, at=AT.replace(year=2025)
    )
    pilot = actions.add_pilot(by=scope(admin := person(office(), "administer_accounts"), AT),
                              at=AT, **DESCRIBED)  # fmt: skip
    return SimpleNamespace(
        admin=admin, manager=manager, unit=unit, other=other, pilot=pilot,
        stranger=person(other, "manage_pilot_area"),
    )  # fmt: skip


def area_of(people, area="CPS South West", **part):
    part = {"is_comparator": False, "starts_on": date(2026, 4, 1), "unit": people.unit.pk} | part
    return actions.add_pilot_area(
        pilot=people.pilot, by=scope(people.admin, AT), at=AT,
        area=Agency.objects.get(name=area).pk, **part,
    )  # fmt: skip


def registered(people, by="manager", at=AT, **said):
    said = {
        "measure": "referral-to-decision",
        "expected": "LESS",
        "because": "Asked. Both sides know the reason.",
    } | said
    who = scope(getattr(people, by), at)
    return actions.register_measure(pilot=people.pilot, by=who, at=at, **said)


class TestAreas:
    def test_an_area_takes_part_with_all_the_forces_that_send_to_it(self, people):
        area = area_of(people)
        assert {force.name for force in area.forces.all()} == {
            "Avon and Somerset Police", "Devon and Cornwall Police", "Gloucestershire Police",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("part", "said"),
        [
            ({"starts_on": None}, "a first day and a pilot area"),
            ({"unit": None}, "a first day and a pilot area"),
            ({"starts_on": None, "unit": None}, "Enter the day from which"),
        ],
    )
    def test_half_a_part_is_no_part(self, people, part, said):
        with pytest.raises(Refused, match=said):
            area_of(people, **part)
        assert not PilotArea.objects.exists()

    def test_a_unit_that_is_no_pilot_area_is_refused(self, people):
        with pytest.raises(Refused, match="open pilot area"):
            area_of(people, unit=cps_unit().pk)

    def test_a_force_is_no_cps_area(self, people):
        with pytest.raises(Refused, match="Select a CPS Area"):
            area_of(people, area="Kent Police")

    def test_an_area_is_in_a_pilot_once(self, people):
        area_of(people)
        with pytest.raises(Refused, match="in the pilot already"):
            area_of(people)

    def test_a_comparator_that_joins_stays_known_as_one(self, people):
        area = area_of(people, is_comparator=True, starts_on=None, unit=None)
        force = Agency.objects.get(name="Gloucestershire Police")
        actions.change_pilot_area(
            area=area, by=scope(people.admin, AT), at=AT, version=1, is_comparator=True,
            starts_on=date(2026, 9, 1), unit=people.unit.pk, forces=[force.pk],
        )  # fmt: skip
        area.refresh_from_db()
        assert (area.is_comparator, area.starts_on) == (True, date(2026, 9, 1))
        assert list(area.forces.all()) == [force]
        assert [each.starts_on for each in area.history.order_by("pk")] == [None, area.starts_on]

    def test_an_area_takes_part_by_the_unit_that_its_own_was_merged_into(self, people):
        area, unit = area_of(people), people.unit
        into = Unit.objects.create(agency=unit.agency, name="Both", kind=unit.kind)
        by = scope(people.admin, AT)
        merge_units.merge_unit(unit=unit, by=by, at=AT, version=unit.version, into=into)
        area.refresh_from_db()
        assert (area.unit, area.version) == (into, 2)
        assert scope(people.manager, AT).units_with("manage_pilot_area") == [into.pk]

    def test_a_force_of_another_area_cannot_take_part(self, people):
        area = area_of(people)
        kent = Agency.objects.get(name="Kent Police")
        with pytest.raises(Refused, match="send their cases to this CPS Area"):
            actions.change_pilot_area(
                area=area, by=scope(people.admin, AT), at=AT, version=1, is_comparator=False,
                starts_on=date(2026, 4, 1), unit=people.unit.pk, forces=[kent.pk],
            )  # fmt: skip

    def test_nobody_writes_over_what_they_have_not_seen(self, people):
        facts = DESCRIBED | {"purpose": "Another."}
        with pytest.raises(Stale):
            actions.change_pilot(
                pilot=people.pilot, by=scope(people.admin, AT), at=AT, version=7, **facts
            )


class TestMeasures:
    def test_a_measure_keeps_its_definition_and_when_it_was_registered(self, people):
        area_of(people)
        row = registered(people)
        assert row.definition.startswith("Days from the first referral of the suspect")
        assert AuditEntry.objects.filter(verb="register_measure", ids=[row.pk]).exists()

    def test_only_a_manager_of_an_area_that_takes_part_registers_one(self, people):
        area_of(people)
        for who in ("stranger", "admin"):
            with pytest.raises(Refused):
                registered(people, by=who)

    def test_a_measure_is_registered_once(self, people):
        area_of(people)
        registered(people)
        with pytest.raises(Refused, match="already"):
            registered(people, expected="MORE")

    def test_one_that_comes_after_the_pilot_began_is_shown_as_such(self, people, client):
        area_of(people)
        registered(people)
        late = datetime(2026, 4, 1, 9, tzinfo=UTC)
        registered(people, at=late, measure="recorded-to-referral")
        client.force_login(people.manager)
        page = text(client.get(reverse("see-pilot", args=[people.pilot.pk])))
        assert page.count("After the pilot began.") == 1


class TestPages:
    def test_an_administrator_sets_a_pilot_up(self, people, client):
        client.force_login(people.admin)
        answers = DESCRIBED | {"name": "Another pilot", "follow_up_days": "30"}
        answer = send(client, "add-pilot", **answers)
        pilot = Pilot.objects.get(name="Another pilot")
        assert answer.url == reverse("see-pilot", args=[pilot.pk])

        south = Agency.objects.get(name="CPS South West")
        send(client, "add-pilot-area", pilot.pk, area=south.pk, is_comparator="on")
        page = text(client.get(answer.url))
        assert "CPS South West" in page and "The others are compared with it" in page

    def test_a_number_of_days_that_is_none_is_asked_for_again(self, people, client):
        client.force_login(people.admin)
        answer = send(client, "add-pilot", **DESCRIBED | {"follow_up_days": "soon"})
        assert "Enter a number of days between 1 and 3650" in text(answer)
        assert "To be told sooner." in text(answer)

    def test_somebody_of_another_side_who_manages_an_area_registers_a_measure(self, people, client):
        area_of(people)
        client.force_login(people.manager)
        facts = {
            "measure": "decision-to-charge",
            "expected": "NEITHER",
            "because": "Unsure. Both sides know the reason.",
        }
        send(client, "register-measure", people.pilot.pk, **facts)
        assert [row.measure for row in people.pilot.measures.all()] == ["decision-to-charge"]

    def test_whoever_takes_no_part_is_not_told(self, people, client):
        client.force_login(person(cps_unit(), "allocate_cases"))
        assert client.get(reverse("see-pilots")).status_code == 403
