"""The board: exact numbers of suspects by state, without any the reader may not know of."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Suspect
from cases.states import State
from devtools.case_builder import CaseBuilder, cast, force_unit, person
from people.access import grants
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text
from tests.support.cases.second_unit import add_second_unit
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
BOARD = reverse("see-board")


@module_fixture
def builders():
    """Cases at different steps, all in one police unit and one CPS unit."""
    people = cast()
    start = days_ago(2)
    made = {
        step: CaseBuilder(people, at=start, suspects=2 if step == "submit" else 1)
        for step in ("write", "submit", "accept", "allocate")
    }
    for step, builder in made.items():
        getattr(builder, step)()
    made["start"] = CaseBuilder(people, at=start)
    made["plan"] = CaseBuilder(people, at=start).allocate().plan()
    return made


def get_board(client, **asked):
    return client.get(BOARD, asked)


def board_places(page):
    """{place: (suspects, overdue)} without empty places."""
    lines = [line for _whose, lines in page.context["board"].groups for line in lines]
    return {line.name: (line.n, line.overdue) for line in lines if line.n or line.overdue}


def board_rows(client, name, **asked):
    return client.get(reverse("see-board-list", args=[name]), asked).context["rows"]


# What is counted


def test_a_supervisor_finds_every_suspect_of_their_unit_where_they_stand(builders):
    page = get_board(client_for(builders["plan"].cast.supervisor))
    assert board_places(page) == {
        "investigating": (1, 0), "awaiting-sign-off": (1, 0), "triage": (2, 0),
        "ready-to-allocate": (1, 0), "with-prosecutor": (1, 0), "action-plan": (1, 0),
    }  # fmt: skip
    assert "7 suspects are on the way to a decision. Of these 0 are overdue." in page_text(page)


def test_the_cps_is_not_told_of_unsent_suspects(builders):
    page = get_board(client_for(builders["plan"].cast.manager))
    assert board_places(page) == {
        "triage": (2, 0), "ready-to-allocate": (1, 0), "with-prosecutor": (1, 0),
        "action-plan": (1, 0),
    }  # fmt: skip
    for words in ("sign-off", "Under investigation", "Returned at triage"):
        assert words not in page_text(page)


def test_a_returned_suspect_is_with_the_police_and_off_the_cps_board(builders):
    Suspect.objects.unscoped("test").filter(pk=builders["submit"].suspects[0].pk).update(
        state=State.RETURNED
    )
    client = client_for(builders["plan"].cast.manager)
    assert board_places(get_board(client))["investigating"] == (1, 0)
    assert "With the police" in page_text(get_board(client))
    assert len(board_rows(client, "investigating")) == 1
    assert client.get(reverse("see-board-list", args=["returned"])).status_code == 404


def test_overdue_is_counted_of_those_who_stand_there(builders):
    late = timezone.now() - timedelta(days=1)
    Suspect.objects.unscoped("test").filter(pk=builders["plan"].suspects[0].pk).update(
        due_at=late, listed_at=late
    )
    client = client_for(builders["plan"].cast.supervisor)
    assert board_places(get_board(client))["action-plan"] == (1, 1)
    assert len(board_rows(client, "action-plan", overdue=1)) == 1
    assert board_rows(client, "triage", overdue=1) == []


def test_each_number_is_as_long_as_the_list_behind_it(builders):
    people = builders["plan"].cast
    for who in (people.supervisor, people.inspector, people.manager):
        client = client_for(who)
        for name, (n, _overdue) in board_places(get_board(client)).items():
            assert len(board_rows(client, name)) == n


# Access blocks


def test_a_conflict_of_interest_takes_the_case_off_that_person_s_board_alone(builders):
    people, builder = builders["plan"].cast, builders["submit"]
    add_conflict(people.supervisor, builder.case, at=builder.at)
    assert "triage" not in board_places(get_board(client_for(people.supervisor)))
    assert board_places(get_board(client_for(people.inspector)))["triage"] == (2, 0)
    assert board_rows(client_for(people.supervisor), "triage") == []


def test_a_late_case_that_the_reader_is_kept_from_is_not_counted_as_overdue(builders):
    people, builder = builders["plan"].cast, builders["plan"]
    late = timezone.now() - timedelta(days=1)
    Suspect.objects.unscoped("test").filter(pk=builder.suspects[0].pk).update(
        due_at=late, listed_at=late
    )
    add_conflict(people.supervisor, builder.case, at=builder.at)
    assert "action-plan" not in board_places(get_board(client_for(people.supervisor)))
    assert board_places(get_board(client_for(people.inspector)))["action-plan"] == (1, 1)


def test_a_suspect_added_to_a_case_that_the_cps_has_is_not_on_its_board(builders):
    people, builder = builders["plan"].cast, builders["plan"]
    builder.add_suspect()
    assert board_places(get_board(client_for(people.supervisor)))["investigating"] == (2, 0)
    assert "investigating" not in board_places(get_board(client_for(people.manager)))


def test_a_restricted_case_is_on_no_board_even_of_people_named_on_it(builders):
    people, builder = builders["plan"].cast, builders["submit"]
    grants.grant_capacity(
        "officer_in_case", to=people.supervisor, on=builder.case, by=people.officer, at=builder.at
    )
    assert len(board_rows(client_for(people.supervisor), "triage")) == 2
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    assert "triage" not in board_places(get_board(client_for(people.supervisor)))
    assert board_rows(client_for(people.supervisor), "triage") == []


def test_a_restricted_case_is_on_no_board(builders):
    builder = builders["submit"]
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    for who in (builder.cast.supervisor, builder.cast.manager):
        assert "triage" not in board_places(get_board(client_for(who)))
        assert board_rows(client_for(who), "triage") == []


def test_another_units_suspects_are_neither_counted_nor_listed(builders):
    other = person(force_unit("Kent Police"), "supervise_cases")
    client, unit = client_for(other), builders["plan"].cast.police
    assert board_places(get_board(client)) == board_places(get_board(client, unit=unit.pk)) == {}
    assert board_rows(client, "triage", unit=unit.pk) == []
    assert "0 suspects" in page_text(get_board(client))


def test_a_person_of_two_units_reads_their_boards_together_and_apart(builders):
    people = add_second_unit(builders["plan"].cast)
    both = people.manager
    grants.grant_capacity(
        "allocate_cases", to=both, on=people.there, by=both, at=builders["plan"].at
    )
    builder = builders["accept"]
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(cps_unit=people.there)
    client = client_for(both)
    assert board_places(get_board(client))["ready-to-allocate"] == (1, 0)
    assert board_places(get_board(client, unit=people.there.pk)) == {"ready-to-allocate": (1, 0)}
    assert "ready-to-allocate" not in board_places(get_board(client, unit=people.cps.pk))


def test_a_place_that_is_not_on_the_board_has_no_list(builders):
    client = client_for(builders["plan"].cast.supervisor)
    for name in ("nowhere", "second_reader", "CHARGED"):
        assert client.get(reverse("see-board-list", args=[name])).status_code == 404
