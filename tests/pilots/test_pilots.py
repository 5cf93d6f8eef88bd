"""Pilots: added by administrators, and judged by measures their managers registered beforehand."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse

from devtools.case_builder import cps_unit, force_unit, person, scope
from people.access import grants
from people.access.permission_tables import Refused, Stale
from people.administration.actions import merge_agencies, merge_units
from people.models import AccessProposal, Agency, AgencyArea, AuditEntry, Unit, UnitGrant
from pilots.actions import pilot_areas
from pilots.actions import pilots as actions
from pilots.models import Pilot, PilotArea
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import (
    approve_on_page,
    approved,
    post_by_two,
    propose_on_page,
)
from tests.support.people.pages import post_page, response_text
from tests.support.pilots.permission_matrix import make_pilot_area
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DESCRIBED = {
    "name": "Early advice in the West", "strands": ["EARLY_ADVICE", "JOINT_LEARNING"],
    "purpose": "To be told sooner.", "follow_up_days": 90,
}  # fmt: skip


@module_fixture
def people():
    """
    An administrator of pilots, a prosecutor who manages a pilot area, and another's pilot area.
    """
    unit, other = make_pilot_area(), make_pilot_area()
    manager = person(cps_unit(), "prosecute_cases")
    grants.grant_capacity(
        "manage_pilot_area", to=manager, on=unit, by=manager, at=AT.replace(year=2025)
    )
    pilot = actions.add_pilot(
        by=scope(admin := person(make_administration_unit(), "administer_accounts"), AT),
        at=AT,
        **DESCRIBED,
    )
    return SimpleNamespace(
        admin=admin, manager=manager, unit=unit, other=other, pilot=pilot,
        stranger=person(other, "manage_pilot_area"),
    )  # fmt: skip


def add_area(people, area="CPS South West", **part):
    part = {"is_comparator": False, "starts_on": date(2026, 4, 1), "unit": people.unit} | part
    agency = Agency.objects.get(name=area)
    part = {"forces": [each.pk for each in agency.forces.all()]} | part
    return pilot_areas.add_pilot_area(
        pilot=people.pilot, by=scope(people.admin, AT), at=AT, approval=approved("add_pilot_area"),
        area=agency, **part,
    )  # fmt: skip


def register_measure_of(people, by="manager", at=AT, **said):
    said = {
        "measure": "referral-to-decision",
        "expected": "LESS",
        "because": "Asked. Both sides know the reason.",
    } | said
    who = scope(getattr(people, by), at)
    return actions.register_measure(pilot=people.pilot, by=who, at=at, **said)


class TestAreas:
    def test_an_area_takes_part_with_all_the_forces_that_send_to_it(self, people):
        area = add_area(people)
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
            add_area(people, **part)
        assert not PilotArea.objects.exists()

    def test_a_unit_that_is_no_pilot_area_is_refused(self, people):
        with pytest.raises(Refused, match="open pilot area"):
            add_area(people, unit=cps_unit())

    def test_a_force_is_no_cps_area(self, people):
        with pytest.raises(Refused, match="Select a CPS Area"):
            add_area(people, area="Kent Police")

    def test_an_area_is_in_a_pilot_once(self, people):
        add_area(people)
        with pytest.raises(Refused, match="in the pilot already"):
            add_area(people)

    def test_a_comparator_that_joins_stays_known_as_one(self, people):
        area = add_area(people, is_comparator=True, starts_on=None, unit=None)
        force = Agency.objects.get(name="Gloucestershire Police")
        pilot_areas.change_pilot_area(
            approval=approved("change_pilot_area"),
            area=area, by=scope(people.admin, AT), at=AT, version=1, is_comparator=True,
            starts_on=date(2026, 9, 1), unit=people.unit, forces=[force.pk],
        )  # fmt: skip
        area.refresh_from_db()
        assert (area.is_comparator, area.starts_on) == (True, date(2026, 9, 1))
        assert list(area.forces.all()) == [force]
        assert [each.starts_on for each in area.history.order_by("pk")] == [None, area.starts_on]

    def test_an_area_takes_part_by_the_unit_that_its_own_was_merged_into(self, people):
        area, unit = add_area(people), people.unit
        into = Unit.objects.create(agency=unit.agency, name="Both", kind=unit.kind)
        by = scope(people.admin, AT)
        merge_units.merge_unit(
            approval=approved("merge_unit"),
            unit=unit,
            by=by,
            at=AT,
            version=unit.version,
            into=into,
        )
        area.refresh_from_db()
        assert (area.unit, area.version) == (into, 2)
        assert scope(people.manager, AT).units_with("manage_pilot_area") == [into.pk]

    def test_a_force_of_another_area_cannot_take_part(self, people):
        area = add_area(people)
        kent = Agency.objects.get(name="Kent Police")
        with pytest.raises(Refused, match="send their cases to this CPS Area"):
            pilot_areas.change_pilot_area(
                approval=approved("change_pilot_area"),
                area=area, by=scope(people.admin, AT), at=AT, version=1, is_comparator=False,
                starts_on=date(2026, 4, 1), unit=people.unit, forces=[kent.pk],
            )  # fmt: skip

    def test_a_stale_change_does_not_overwrite(self, people):
        facts = DESCRIBED | {"purpose": "Another."}
        with pytest.raises(Stale):
            actions.change_pilot(
                pilot=people.pilot, by=scope(people.admin, AT), at=AT, version=7, **facts
            )


class TestTwoPeople:
    """Panels of a pilot area draw the cases of the Areas in it, so two people put one in."""

    def propose(self, people, client, **answers):
        south = Agency.objects.get(name="CPS South West")
        client.force_login(people.admin)
        answers = {
            "area": south.pk, "unit": people.unit.pk, "starts_on-day": "1", "starts_on-month": "4",
            "starts_on-year": "2026",
        } | answers  # fmt: skip
        return propose_on_page(client, "add-pilot-area", people.pilot.pk, **answers)

    def test_one_administrator_alone_puts_no_area_in(self, people, client):
        answer = self.propose(people, client)
        assert not PilotArea.objects.exists()
        page = response_text(client.get(answer.url))
        shown = [DESCRIBED["name"], "CPS South West", "Gloucestershire Police", "1 April 2026"]
        assert all(words in page for words in (*shown, people.unit.name))
        assert approve_on_page(approver=people.admin).status_code == 403
        assert not PilotArea.objects.exists()

    def test_once_another_approves_the_area_takes_part(self, people, client):
        self.propose(people, client)
        assert approve_on_page().status_code == 302
        row = PilotArea.objects.get()
        assert (row.pilot, row.area.name, row.unit) == (people.pilot, "CPS South West", people.unit)
        assert row.starts_on == date(2026, 4, 1)
        assert row.history.get().history_user == people.admin

    def test_a_change_waits_for_another_too(self, people, client):
        area = add_area(people, is_comparator=True, starts_on=None, unit=None)
        client.force_login(people.admin)
        force = Agency.objects.get(name="Gloucestershire Police")
        facts = {
            "version": area.version, "is_comparator": "on", "unit": people.unit.pk,
            "forces": [force.pk], "starts_on-day": "1", "starts_on-month": "9",
            "starts_on-year": "2026",
        }  # fmt: skip
        answer = propose_on_page(client, "change-pilot-area", area.pk, **facts)
        assert PilotArea.objects.get().unit is None
        assert "The others are compared with it" in response_text(client.get(answer.url))

        approve_on_page()
        row = PilotArea.objects.get()
        assert (row.unit, list(row.forces.all())) == (people.unit, [force])

    def test_what_was_changed_meanwhile_is_proposed_again(self, people, client):
        area = add_area(people)
        client.force_login(people.admin)
        facts = {
            "version": area.version, "unit": people.unit.pk, "starts_on-day": "1",
            "starts_on-month": "9", "starts_on-year": "2026", "forces": [area.forces.first().pk],
        }  # fmt: skip
        propose_on_page(client, "change-pilot-area", area.pk, **facts)
        PilotArea.objects.update(version=2)
        answer = approve_on_page()
        assert "has been changed since it was proposed" in response_text(answer)

    def test_half_a_part_is_refused_when_it_is_proposed(self, people, client):
        answer = self.propose(people, client, unit="")
        assert "a first day and a pilot area" in response_text(answer)
        assert "2026" in response_text(answer) and not AccessProposal.objects.exists()

    def test_leaders_of_the_area_its_forces_and_the_pilot_area_hear(self, people):
        of_area, of_force = cps_unit(), force_unit("Gloucestershire Police")
        leaders = [person(of_area, "allocate_cases"), person(of_force, "supervise_cases")]
        elsewhere = person(force_unit("Kent Police"), "supervise_cases")
        add_area(people)
        assert {each.pk for each in leaders} | {people.manager.pk} <= self.told()
        assert elsewhere.pk not in self.told()

    def told(self):
        rows = Delivery.objects.filter(notice="pilot_area_set")
        return set(rows.values_list("recipient", flat=True))

    def test_leaders_of_the_pilots_other_areas_hear_too(self, people):
        """Who has a part in a pilot reads the figures of all its Areas."""
        other = person(cps_unit("CPS South East"), "allocate_cases")
        add_area(people, "CPS South East", is_comparator=True, starts_on=None, unit=None)
        Delivery.objects.all().delete()
        add_area(people)
        assert other.pk in self.told()

    def test_leaders_hear_of_a_force_that_a_merger_puts_in(self, people):
        add_area(people)
        Delivery.objects.all().delete()
        force, into = (
            Agency.objects.get(name=name) for name in ("Gloucestershire Police", "Wiltshire Police")
        )
        leader = person(force_unit("Wiltshire Police"), "supervise_cases")
        merge_agencies.merge_agency(
            agency=force, into=into, by=scope(people.admin, AT), at=AT, version=force.version,
            approval=approved("merge_agency"),
        )  # fmt: skip
        assert into in PilotArea.objects.get().forces.all()
        assert leader.pk in self.told()

    def test_leaders_hear_of_a_merger_of_pilot_areas(self, people):
        leader = person(cps_unit(), "allocate_cases")
        add_area(people)
        Delivery.objects.all().delete()
        into = Unit.objects.create(agency=people.unit.agency, name="Both", kind=people.unit.kind)
        merge_units.merge_unit(
            unit=people.unit, into=into, by=scope(people.admin, AT), at=AT,
            version=people.unit.version, approval=approved("merge_unit"),
        )  # fmt: skip
        assert leader.pk in self.told()

    def test_a_force_that_comes_after_the_proposal_is_not_approved_with_it(self, people, client):
        self.propose(people, client)
        south = Agency.objects.get(name="CPS South West")
        AgencyArea.objects.create(force=Agency.objects.get(name="Kent Police"), area=south)
        approve_on_page()
        forces = PilotArea.objects.get().forces.values_list("name", flat=True)
        assert set(forces) == {
            "Avon and Somerset Police", "Devon and Cornwall Police", "Gloucestershire Police",
        }  # fmt: skip

    def test_with_one_administrator_a_leader_of_the_area_stands_in(self, people, client):
        """Not one of the pilot area, nor on its panels, which would draw the cases."""
        giver = person(cps_unit(), "allocate_cases")
        leader, convener = (person(cps_unit(), "allocate_cases") for _each in range(2))
        UnitGrant.objects.filter(user__in=[leader, convener]).update(granted_by=giver)
        year_ago = AT.replace(year=2025)
        grants.grant_capacity("sit_on_panels", to=convener, on=people.unit, by=giver, at=year_ago)
        self.propose(people, client)
        for gaining in (people.stranger, people.manager, convener):
            assert approve_on_page(approver=gaining).status_code == 404
        assert approve_on_page(approver=leader).status_code == 302
        assert PilotArea.objects.exists()


class TestMeasures:
    def test_a_measure_keeps_its_definition_and_when_it_was_registered(self, people):
        add_area(people)
        row = register_measure_of(people)
        assert row.definition.startswith("Days from the first referral of the suspect")
        assert AuditEntry.objects.filter(verb="register_measure", ids=[row.pk]).exists()

    def test_only_a_manager_of_an_area_that_takes_part_registers_one(self, people):
        add_area(people)
        for who in ("stranger", "admin"):
            with pytest.raises(Refused):
                register_measure_of(people, by=who)

    def test_a_measure_is_registered_once(self, people):
        add_area(people)
        register_measure_of(people)
        with pytest.raises(Refused, match="already"):
            register_measure_of(people, expected="MORE")

    def test_one_that_comes_after_the_pilot_began_is_shown_as_such(self, people, client):
        add_area(people)
        register_measure_of(people)
        late = datetime(2026, 4, 1, 9, tzinfo=UTC)
        register_measure_of(people, at=late, measure="recorded-to-referral")
        client.force_login(people.manager)
        page = response_text(client.get(reverse("see-pilot", args=[people.pilot.pk])))
        assert page.count("After the pilot began.") == 1


class TestPages:
    def test_an_administrator_sets_a_pilot_up(self, people, client):
        client.force_login(people.admin)
        answers = DESCRIBED | {"name": "Another pilot", "follow_up_days": "30"}
        answer = post_page(client, "add-pilot", **answers)
        pilot = Pilot.objects.get(name="Another pilot")
        assert answer.url == reverse("see-pilot", args=[pilot.pk])

        south = Agency.objects.get(name="CPS South West")
        post_by_two(client, "add-pilot-area", pilot.pk, area=south.pk, is_comparator="on")
        page = response_text(client.get(answer.url))
        assert "CPS South West" in page and "The others are compared with it" in page

    def test_a_number_of_days_that_is_none_is_asked_for_again(self, people, client):
        client.force_login(people.admin)
        answer = post_page(client, "add-pilot", **DESCRIBED | {"follow_up_days": "soon"})
        assert "Enter a number of days between 1 and 3650" in response_text(answer)
        assert "To be told sooner." in response_text(answer)

    def test_a_manager_of_another_side_registers_a_measure(self, people, client):
        add_area(people)
        client.force_login(people.manager)
        facts = {
            "measure": "decision-to-charge",
            "expected": "NEITHER",
            "because": "Unsure. Both sides know the reason.",
        }
        post_page(client, "register-measure", people.pilot.pk, **facts)
        assert [row.measure for row in people.pilot.measures.all()] == ["decision-to-charge"]

    def test_a_person_without_a_part_in_the_pilot_is_not_told(self, people, client):
        client.force_login(person(cps_unit(), "allocate_cases"))
        assert client.get(reverse("see-pilots")).status_code == 403
