"""What is stuck: where, since when, who is free, and what only the reader can do about it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Absence, Case, Suspect
from devtools.case_builder import CaseBuilder, cast, force_unit, person
from people.access import grants
from people.models import AuditEntry
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, day_from_today, links_on_page, page_text
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.second_unit import add_second_unit
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
STUCK = reverse("see-board")
DAY = timedelta(days=1)


@module_fixture
def builders():
    """Cases at different steps, all in one police unit and one CPS unit."""
    people, made = cast(), {}
    for step in ("start", "write", "accept", "allocate", "plan"):
        made[step] = CaseBuilder(people, at=days_ago(9))
        if step == "plan":
            made[step].allocate()
        if step != "start":
            getattr(made[step], step)()
    return made


def stuck_page(who, **asked):
    return client_for(who).get(STUCK, asked).context["page"]


def rows_of(builder):
    return Suspect.objects.unscoped("test").filter(case=builder.case)


def morning(days):
    """
    A moment on London's day so many days before today.

    Days are counted by that calendar: 40 times 24 hours before 23:30 in December are 39 of them.
    """
    return datetime.combine(day_from_today(-days), time(6), tzinfo=UTC)


def wait_since(builder, days, **facts):
    """Let the suspects of a case wait since so many days ago."""
    rows_of(builder).update(turn_began_at=morning(days), **facts)


def make_overdue(builder, days=1):
    late = morning(days)
    rows_of(builder).update(due_at=late, listed_at=late)


def days_of(page):
    """{place: days that the oldest has waited there; None where it is not known}."""
    return {
        place.line.name: place.days if place.since else None
        for group in (*page.own_groups, *page.other_groups)
        for place in group.places
    }


def overdue_urns(who, **asked):
    return [each.urn for each in stuck_page(who, **asked).overdue.rows]


# Where people land


def test_supervisors_and_managers_come_in_on_what_is_stuck_and_others_do_not(builders):
    people = builders["plan"].cast
    landed = {
        role: client_for(getattr(people, role)).get(reverse("come-in")).url
        for role in ("supervisor", "manager", "inspector", "officer", "prosecutor", "assistant")
    }
    mine = reverse("see-waiting")
    assert landed == dict.fromkeys(landed, mine) | {"supervisor": STUCK, "manager": STUCK}


def test_inspectors_find_the_page_and_caseworkers_do_not(builders):
    people = builders["plan"].cast
    assert client_for(people.inspector).get(STUCK).status_code == 200
    for who in (people.officer, people.prosecutor):
        assert client_for(who).get(STUCK).status_code == 403


# Since when


def test_the_oldest_is_told_of_each_place(builders):
    wait_since(builders["start"], 40)
    wait_since(builders["plan"], 7)
    builders["start"].add_suspect()
    found = days_of(stuck_page(builders["plan"].cast.supervisor))
    assert (found["investigating"], found["action-plan"]) == (40, 7)


def test_places_where_nobody_waits_are_left_out(builders):
    assert set(days_of(stuck_page(builders["plan"].cast.supervisor))) == {
        "investigating", "awaiting-sign-off", "ready-to-allocate", "with-prosecutor", "action-plan",
    }  # fmt: skip


def test_the_cps_does_not_learn_since_when_the_police_have_it(builders):
    wait_since(builders["allocate"], 40, state="RETURNED", holder_side="POLICE")
    people = builders["plan"].cast
    assert days_of(stuck_page(people.supervisor))["returned"] == 40
    assert days_of(stuck_page(people.manager))["investigating"] is None
    assert "40 days" not in page_text(client_for(people.manager).get(STUCK))


def test_the_oldest_is_none_whom_the_reader_may_not_see(builders):
    people, hidden = builders["plan"].cast, builders["start"]
    wait_since(hidden, 40)
    wait_since(CaseBuilder(people, at=days_ago(9)), 3)
    assert days_of(stuck_page(people.supervisor))["investigating"] == 40
    add_conflict(people.supervisor, hidden.case, at=hidden.at)
    assert days_of(stuck_page(people.supervisor))["investigating"] == 3
    assert days_of(stuck_page(people.inspector))["investigating"] == 40
    Case.objects.unscoped("test").filter(pk=hidden.case.pk).update(is_restricted=True)
    assert days_of(stuck_page(people.inspector))["investigating"] == 3


# Stuck with somebody


def test_who_is_overdue_is_named_with_what_the_reader_can_do(builders):
    people, plan = builders["plan"].cast, builders["plan"]
    make_overdue(plan)
    [row] = stuck_page(people.supervisor).overdue.rows
    assert (row.urn, row.holder) == (plan.urn, people.officer.name)
    assert [address for address, _text in row.acts] == [
        reverse("name-officer", args=[plan.case.pk]), reverse("open-thread", args=[plan.case.pk]),
    ]  # fmt: skip
    [row] = stuck_page(people.manager).overdue.rows
    assert [address for address, _text in row.acts] == [reverse("open-thread", args=[plan.case.pk])]


def test_the_manager_can_give_an_overdue_decision_to_another(builders):
    builder = builders["allocate"]
    make_overdue(builder)
    [row] = stuck_page(builder.cast.manager).overdue.rows
    assert row.holder == builder.cast.prosecutor.name
    assert reverse("reallocate-case", args=[builder.case.pk]) in dict(row.acts)
    client = client_for(builder.cast.manager)
    assert all(client.get(address).status_code == 200 for address, _text in row.acts)


def test_the_cps_does_not_learn_which_person_of_the_police_an_unsent_state_waits_for(builders):
    builder, told = builders["allocate"], set()
    make_overdue(builder)
    for state in ("RETURNED", "AWAITING_SIGN_OFF", "CLOSING_SIGN_OFF"):
        rows_of(builder).update(state=state, holder_side="POLICE")
        told.add(str(stuck_page(builder.cast.manager).overdue.rows))
    assert len(told) == 1 and builder.cast.officer.name not in told.pop()


def test_what_waits_for_the_reader_is_not_among_what_waits_for_others(builders):
    builder = builders["write"]
    make_overdue(builder)
    page = stuck_page(builder.cast.supervisor)
    assert [row.task.reference for row in page.tasks] == [builder.urn] and page.overdue.rows == []
    assert overdue_urns(builder.cast.inspector) == [builder.urn]


def test_no_restricted_case_nor_one_in_conflict_is_overdue_on_the_page(builders):
    people, builder = builders["plan"].cast, builders["plan"]
    make_overdue(builder)
    assert overdue_urns(people.inspector) == overdue_urns(people.supervisor) == [builder.urn]
    add_conflict(people.inspector, builder.case, at=builder.at)
    assert overdue_urns(people.inspector) == []
    grants.grant_capacity(
        "allowed_on_case", to=people.supervisor, on=builder.case, by=people.officer, at=builder.at
    )
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    assert overdue_urns(people.supervisor) == []


def test_their_own_step_is_not_stuck_with_somebody(builders):
    people, builder = builders["plan"].cast, builders["plan"]
    make_overdue(builder)
    assert overdue_urns(people.supervisor) == [builder.urn]
    grants.grant_capacity(
        "officer_in_case", to=people.supervisor, on=builder.case, by=people.officer, at=builder.at
    )
    assert overdue_urns(people.supervisor) == []


def test_another_units_leader_finds_nothing(builders):
    make_overdue(builders["plan"])
    other = person(force_unit("Kent Police"), "supervise_cases")
    page = stuck_page(other, unit=builders["plan"].cast.police.pk)
    assert page.own_groups == page.other_groups == page.overdue.rows == page.people == []


# Custody and bail


def end_bail(builder, days):
    rows_of(builder).update(
        custody="ON_BAIL", bailed_on=day_from_today(-20), bail_ends_on=day_from_today(days)
    )


def test_bail_that_ends_within_seven_days_is_shown_to_the_police_alone(builders):
    people = builders["plan"].cast
    for step, days in (("plan", 7), ("start", 2), ("allocate", 8)):
        end_bail(builders[step], days)
    rows = stuck_page(people.supervisor).ends.rows
    assert [each.urn for each in rows] == [builders["start"].urn, builders["plan"].urn]
    assert stuck_page(people.manager).ends.rows == []


def test_no_end_of_a_case_that_the_reader_is_kept_from_is_shown(builders):
    people, builder = builders["plan"].cast, builders["plan"]
    end_bail(builder, 2)
    add_conflict(people.supervisor, builder.case, at=builder.at)
    assert stuck_page(people.supervisor).ends.rows == []
    grants.grant_capacity(
        "allowed_on_case", to=people.inspector, on=builder.case, by=people.officer, at=builder.at
    )
    assert len(stuck_page(people.inspector).ends.rows) == 1
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    assert stuck_page(people.inspector).ends.rows == []


def test_the_officer_sees_to_an_end_while_the_cps_decides(builders):
    builder = builders["allocate"]
    end_bail(builder, 2)
    [row] = stuck_page(builder.cast.supervisor).ends.rows
    assert (row.step, row.holder) == ("See to bail or custody", builder.cast.officer.name)
    assert (reverse("name-officer", args=[builder.case.pk]), "Give to another") in row.acts


# Who is free


def people_of(who, **asked):
    """{name: (open cases, load, due soon, overdue)}, who has least first."""
    return {
        each.name: (each.open_cases, each.load, each.due_soon, each.overdue)
        for each in stuck_page(who, **asked).people
    }


def test_prosecutors_are_listed_with_what_they_hold_the_least_first(builders):
    make_overdue(builders["allocate"])
    people = builders["plan"].cast
    held = people_of(people.manager)
    assert list(held) == [people.other_prosecutor.name, people.prosecutor.name]
    assert held[people.other_prosecutor.name] == (0, 0, 0, 0)
    assert held[people.prosecutor.name] == (2, 2, 1, 1)


def test_due_within_seven_days_is_counted_of_the_side_that_has_the_turn(builders):
    people = builders["plan"].cast
    for step, days in (("allocate", 6), ("plan", 6)):
        rows_of(builders[step]).update(due_at=timezone.now() + days * DAY)
    assert people_of(people.manager)[people.prosecutor.name][2:] == (1, 0)
    assert people_of(people.supervisor)[people.officer.name][2:] == (1, 0)
    rows_of(builders["plan"]).update(due_at=timezone.now() + 9 * DAY)
    assert people_of(people.supervisor)[people.officer.name][2:] == (0, 0)


def test_who_is_away_comes_last_and_is_not_said_to_be_free(builders):
    people = builders["plan"].cast
    Absence.objects.create(
        person=people.other_prosecutor, from_on=day_from_today(-1), until_on=day_from_today(3),
        by=people.manager, at=days_ago(2),
    )  # fmt: skip
    page = stuck_page(people.manager)
    assert [each.name for each in page.people][-1] == people.other_prosecutor.name
    assert page.freest.name == people.prosecutor.name and page.people[-1].away


def test_what_a_person_holds_is_counted_as_far_as_the_reader_may_see_it(builders):
    people, builder = builders["plan"].cast, builders["plan"]
    name = people.officer.name
    n = people_of(people.supervisor)[name][0]
    add_conflict(people.supervisor, builder.case, at=builder.at)
    assert people_of(people.supervisor)[name][0] == n - 1
    assert people_of(people.inspector)[name][0] == n
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    assert people_of(people.inspector)[name][0] == n - 1


def test_a_leader_of_two_units_reads_of_each_who_is_free(builders):
    people = add_second_unit(builders["plan"].cast)
    both = people.manager
    grants.grant_capacity("allocate_cases", to=both, on=people.there, by=both, at=days_ago(2))
    assert len(people_of(both)) > len(people_of(both, unit=people.cps.pk)) == 2


# What the page is


def test_every_act_and_number_of_the_page_leads_somewhere(builders):
    make_overdue(builders["plan"])
    end_bail(builders["start"], 2)
    for who in (builders["plan"].cast.supervisor, builders["plan"].cast.manager):
        client = client_for(who)
        for address in links_on_page(client.get(STUCK)):
            if address.startswith("/") and "sign-out" not in address:
                assert client.get(address, follow=True).status_code == 200, address


def test_suspects_shown_and_people_shown_are_in_the_log(builders):
    make_overdue(builders["plan"])
    people = builders["plan"].cast
    stuck_page(people.supervisor)
    logged = {each.kind: set(each.ids) for each in AuditEntry.objects.filter(verb="see_board")}
    shown = {str(rows_of(builders[step]).get().pk) for step in ("plan", "write")}
    assert logged["cases.Suspect"] == shown
    assert logged["people.User"] == {str(people.officer.pk)}


def add_rows(builder, first, n, **facts):
    Suspect.objects.unscoped("test").bulk_create(
        Suspect(case=builder.case, number=k, surname="Many", only_side="", **facts)
        for k in range(first, first + n)
    )


def test_the_page_of_many_costs_what_the_page_of_few_does(builders):
    late = morning(1)
    facts = {"due_at": late, "listed_at": late, "turn_began_at": late, "holder_side": "POLICE"}
    bail = {"custody": "ON_BAIL", "bail_ends_on": day_from_today(2)}
    client = client_for(builders["plan"].cast.supervisor)
    add_rows(builders["plan"], 2, 1, state="ACTION_PLAN", **facts, **bail)
    client.get(STUCK)
    _page, few = page_and_queries(client, STUCK)
    add_rows(builders["plan"], 10, 40, state="ACTION_PLAN", **facts, **bail)
    add_rows(builders["write"], 10, 40, state="AWAITING_SIGN_OFF", **facts, **bail)
    page, many = page_and_queries(client, STUCK)
    shown = page.context["page"]
    assert [len(each.rows) for each in (shown.overdue, shown.ends)] == [6, 6]
    assert len(few) == len(many) <= 40
    assert len(page.content) < 60_000
