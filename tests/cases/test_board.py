"""The board: exact numbers of suspects by state, without any the reader may not know of."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Suspect
from cases.states import State
from devtools.case_builder import Road, cast, force_unit, person
from people.access import grants
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, said
from tests.support.cases.query_counter import questions
from tests.support.cases.second_unit import second_unit
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db
BOARD = reverse("see-board")


@standing
def roads():
    """Cases at different steps, all in one police unit and one CPS unit."""
    people = cast()
    start = timezone.now() - timedelta(days=2)
    made = {
        step: Road(people, at=start, suspects=2 if step == "submit" else 1)
        for step in ("write", "submit", "accept", "allocate")
    }
    for step, road in made.items():
        getattr(road, step)()
    made["start"] = Road(people, at=start)
    made["plan"] = Road(people, at=start).allocate().plan()
    return made


def see(client, **asked):
    return client.get(BOARD, asked)


def on_board(page):
    """{place: (suspects, overdue)} without empty places."""
    lines = [line for _whose, lines in page.context["board"].groups for line in lines]
    return {line.name: (line.n, line.overdue) for line in lines if line.n or line.overdue}


def rows_of(client, name, **asked):
    return client.get(reverse("see-board-list", args=[name]), asked).context["rows"]


# What is counted


def test_a_supervisor_finds_every_suspect_of_their_unit_where_they_stand(roads):
    page = see(as_(roads["plan"].cast.supervisor))
    assert on_board(page) == {
        "investigating": (1, 0), "awaiting-sign-off": (1, 0), "triage": (2, 0),
        "ready-to-allocate": (1, 0), "with-prosecutor": (1, 0), "action-plan": (1, 0),
    }  # fmt: skip
    assert "7 suspects are on the way to a decision. Of these 0 are overdue." in said(page)


def test_the_cps_is_told_of_nobody_whom_the_police_have_not_sent(roads):
    page = see(as_(roads["plan"].cast.manager))
    assert on_board(page) == {
        "triage": (2, 0), "ready-to-allocate": (1, 0), "with-prosecutor": (1, 0),
        "action-plan": (1, 0),
    }  # fmt: skip
    for words in ("sign-off", "Under investigation", "Returned at triage"):
        assert words not in said(page)
    assert "With the police" in said(page)


def test_what_came_back_is_with_the_police_and_no_more_to_the_cps(roads):
    Suspect.objects.unscoped("test").filter(pk=roads["submit"].suspects[0].pk).update(
        state=State.RETURNED
    )
    client = as_(roads["plan"].cast.manager)
    assert on_board(see(client))["investigating"] == (1, 0)
    assert len(rows_of(client, "investigating")) == 1
    assert client.get(reverse("see-board-list", args=["returned"])).status_code == 404


def test_overdue_is_counted_of_those_who_stand_there(roads):
    late = timezone.now() - timedelta(days=1)
    Suspect.objects.unscoped("test").filter(pk=roads["plan"].suspects[0].pk).update(
        due_at=late, listed_at=late
    )
    client = as_(roads["plan"].cast.supervisor)
    assert on_board(see(client))["action-plan"] == (1, 1)
    assert len(rows_of(client, "action-plan", overdue=1)) == 1
    assert rows_of(client, "triage", overdue=1) == []


def test_each_number_is_as_long_as_the_list_behind_it(roads):
    people = roads["plan"].cast
    for who in (people.supervisor, people.inspector, people.manager):
        client = as_(who)
        for name, (n, _overdue) in on_board(see(client)).items():
            assert len(rows_of(client, name)) == n


# Access blocks


def test_a_conflict_of_interest_takes_the_case_off_her_board_alone(roads):
    people, road = roads["plan"].cast, roads["submit"]
    in_conflict(people.supervisor, road.case, at=road.at)
    assert "triage" not in on_board(see(as_(people.supervisor)))
    assert on_board(see(as_(people.inspector)))["triage"] == (2, 0)
    assert rows_of(as_(people.supervisor), "triage") == []


def test_a_late_case_that_she_is_kept_from_is_not_counted_as_overdue(roads):
    people, road = roads["plan"].cast, roads["plan"]
    late = timezone.now() - timedelta(days=1)
    Suspect.objects.unscoped("test").filter(pk=road.suspects[0].pk).update(
        due_at=late, listed_at=late
    )
    in_conflict(people.supervisor, road.case, at=road.at)
    assert "action-plan" not in on_board(see(as_(people.supervisor)))
    assert on_board(see(as_(people.inspector)))["action-plan"] == (1, 1)


def test_a_suspect_added_to_a_case_that_the_cps_has_is_not_on_its_board(roads):
    people, road = roads["plan"].cast, roads["plan"]
    road.add_suspect()
    assert on_board(see(as_(people.supervisor)))["investigating"] == (2, 0)
    assert "investigating" not in on_board(see(as_(people.manager)))


def test_who_is_named_on_a_restricted_case_finds_it_on_no_board_either(roads):
    people, road = roads["plan"].cast, roads["submit"]
    grants.grant_capacity("officer_in_case", to=people.supervisor, on=road.case, by=people.officer,
                 at=road.at)  # fmt: skip
    assert len(rows_of(as_(people.supervisor), "triage")) == 2
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    assert "triage" not in on_board(see(as_(people.supervisor)))
    assert rows_of(as_(people.supervisor), "triage") == []


def test_a_restricted_case_is_on_no_board(roads):
    road = roads["submit"]
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    for who in (road.cast.supervisor, road.cast.manager):
        assert "triage" not in on_board(see(as_(who)))
        assert rows_of(as_(who), "triage") == []


def test_another_units_suspects_are_neither_counted_nor_listed(roads):
    other = person(force_unit("Kent Police"), "supervise_cases")
    client, unit = as_(other), roads["plan"].cast.police
    assert on_board(see(client)) == on_board(see(client, unit=unit.pk)) == {}
    assert rows_of(client, "triage", unit=unit.pk) == []
    assert "0 suspects" in said(see(client))


def test_who_answers_for_two_units_reads_them_together_and_apart(roads):
    people = second_unit(roads["plan"].cast)
    both = people.manager
    grants.grant_capacity("allocate_cases", to=both, on=people.there, by=both, at=roads["plan"].at)
    road = roads["accept"]
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(cps_unit=people.there)
    client = as_(both)
    assert on_board(see(client))["ready-to-allocate"] == (1, 0)
    assert on_board(see(client, unit=people.there.pk)) == {"ready-to-allocate": (1, 0)}
    assert "ready-to-allocate" not in on_board(see(client, unit=people.cps.pk))


def test_what_is_not_on_the_board_has_no_list(roads):
    client = as_(roads["plan"].cast.supervisor)
    for name in ("nowhere", "second_reader", "CHARGED"):
        assert client.get(reverse("see-board-list", args=[name])).status_code == 404


def test_a_board_of_many_costs_what_a_board_of_few_does(roads):
    client = as_(roads["plan"].cast.supervisor)
    see(client)
    _page, few = questions(client, BOARD)
    case = roads["submit"].case
    Suspect.objects.unscoped("test").bulk_create(
        Suspect(case=case, number=n, surname="Many", custody="ON_BAIL", state="TRIAGE")
        for n in range(10, 60)
    )
    page, many = questions(client, BOARD)
    assert on_board(page)["triage"] == (52, 0)
    assert len(few) == len(many) <= 6
