"""Linking two cases or dismissing a match. Visible only to readers of both cases."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.case_details.actions import cases as case_actions
from cases.case_details.actions import linked_cases
from cases.case_details.queries.linked_cases import linked_cases_page
from cases.case_details.queries.possible_matches import cases_with_reference, possible_matches
from cases.models import Case, CaseLink, Event, Suspect
from devtools.case_builder import MONDAY, Road, cast, force_unit, person, scope
from people.access import grants
from people.access.scopes import Refused
from tests.support.cases.concurrency import at_once
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.offences import offence_of_today
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def people():
    return cast()


def two(people):
    return Road(people, suspects=0), Road(people, suspects=0)


def suspect(road, surname, given_names="Sam", born_on=None, alleged_on=None):
    row = road.do(
        case_actions.add_suspect, "officer", case=road.case, surname=surname,
        given_names=given_names, born_on=born_on, custody="NOT_ARRESTED",
    )  # fmt: skip
    if alleged_on:
        road.do(
            case_actions.add_allegation, "officer", case=road.case, victim=road.victim,
            suspect=row, offence=offence_of_today(), from_on=alleged_on,
        )  # fmt: skip
    road.suspects.append(row)
    return row


def found(road, who):
    """{URN: reasons} of the possible matches shown to a person."""
    case = Case.objects.unscoped("test").get(pk=road.case.pk)
    found = possible_matches(case, scope(who, at=road.at))
    return {each.case.urn: each.because for each in found}


def link(road, other, who="officer", action=linked_cases.link_case, reason="One night."):
    return road.do(action, who, case=road.case, other=other.case, reason=reason)


def lines(road, who):
    """(kind, URN of the other, reason) of the links shown to a person."""
    page = linked_cases_page(road.case, scope(who, at=road.at))
    return [
        (line.link.kind, line.other_case.urn, line.link.reason)
        for line in (*page.linked, *page.dismissed, *page.ended)
    ]


# Possible matches


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("Johnson", "Sam"), ("Jonson", "Sam"), True),
        (("Smith", "Sam"), ("Smyth", "Samuel"), True),
        (("Smith", ""), ("SMITH", "Oliver"), True),
        (("Smith", "Sam"), ("Smith", "Oliver"), False),
        (("Smith", "Sam"), ("Brown", "Sam"), False),
    ],
)
def test_a_name_is_found_in_spite_of_a_slip_of_typing(people, one, other, alike):
    here, there = two(people)
    suspect(here, *one)
    suspect(there, *other)
    assert bool(found(here, people.officer)) is bool(found(there, people.officer)) is alike


@pytest.mark.parametrize(
    ("born", "alleged", "reasons"),
    [
        ((date(1990, 5, 1), date(1990, 5, 1)), (None, None), 2),
        ((date(1990, 5, 1), date(1991, 5, 1)), (None, None), 0),
        ((date(1990, 5, 1), date(1991, 5, 1)), (date(2026, 1, 1), date(2026, 1, 31)), 2),
        ((date(1990, 5, 1), date(1991, 5, 1)), (date(2026, 1, 1), date(2026, 2, 1)), 0),
        ((date(1990, 5, 1), None), (date(2025, 1, 1), date(2026, 2, 1)), 1),
    ],
)
def test_what_a_name_finds_is_shown_where_the_dates_do_not_speak_against_it(
    people, born, alleged, reasons
):
    here, there = two(people)
    for road, born_on, alleged_on in zip((here, there), born, alleged, strict=True):
        suspect(road, "Johnson", born_on=born_on, alleged_on=alleged_on)
    assert len(found(here, people.officer).get(there.urn, [])) == reasons


def test_the_same_crime_reference_is_enough_however_it_is_typed(people):
    here, there = two(people)
    for road in (here, there):
        road.do(
            case_actions.record_crime_reference, "officer", case=road.case,
            crime_reference="AS/2026/1",
        )  # fmt: skip
    assert found(here, people.officer) == {
        there.urn: ["The crime reference is the same: AS/2026/1"]
    }
    assert [
        each.urn for each in cases_with_reference("AS/2026/1", scope(people.officer))
    ] == sorted([here.urn, there.urn])


def test_the_same_reference_comes_before_any_name(people):
    here, there = two(people)
    suspect(here, "Johnson", born_on=date(1990, 5, 1))
    suspect(Road(people, suspects=0), "Johnson", born_on=date(1990, 5, 1))
    for road in (here, there):
        road.do(
            case_actions.record_crime_reference, "officer", case=road.case, crime_reference="A1"
        )
    assert next(iter(found(here, people.officer))) == there.urn


@pytest.mark.parametrize("wall", ["another unit", "conflict", "restricted", "unsent", "inactive"])
def test_nothing_out_of_sight_is_found_by_any_reason(people, wall):
    here, there, who = *two(people), people.officer
    if wall == "another unit":
        there = Road(cast(), suspects=0)
    for road in (here, there):
        suspect(road, "Johnson", born_on=date(1990, 5, 1), alleged_on=date(2026, 1, 1))
        road.do(
            case_actions.record_crime_reference, "officer", case=road.case, crime_reference="A1"
        )
    if wall == "conflict":
        in_conflict(who, there.case, at=MONDAY)
    if wall == "restricted":
        grants.revoke_capacity("officer_in_case", of=who, on=there.case, by=who, at=there.at)
        Case.objects.unscoped("test").filter(pk=there.case.pk).update(is_restricted=True)
    if wall == "unsent":
        here.submit()
        who = people.manager
    if wall == "inactive":
        who.is_active = False
        who.save(update_fields=["is_active"])
    assert found(here, who) == {}
    assert [
        each.urn for each in cases_with_reference("A1", scope(who)) if each.urn == there.urn
    ] == []


def test_a_suspect_that_is_not_sent_yet_is_no_match_to_the_cps(people):
    here, there = two(people)
    for road in (here, there):
        suspect(road, "Different" if road is here else "Elsewhere", alleged_on=date(2026, 1, 1))
        road.submit()
    suspect(here, "Johnson")
    suspect(there, "Johnson")
    assert found(here, people.officer) and not found(here, people.manager)


def test_the_price_is_the_same_however_many_there_are_and_names_are_found_by_index(people):
    here, there = two(people)
    suspect(here, "Johnson", alleged_on=date(2026, 1, 1))
    suspect(there, "Johnson", alleged_on=date(2026, 1, 1))

    def price():
        with CaptureQueriesContext(connection) as seen:
            linked_cases_page(here.case, scope(people.officer, at=here.at))
        return len(seen)

    before = price()
    for _ in range(3):
        suspect(Road(people, suspects=0), "Johnson", alleged_on=date(2026, 1, 1))
        suspect(here, "Jonson", alleged_on=date(2026, 1, 1))
    assert price() == before <= 6
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT * FROM cases_suspect WHERE surname %% 'Johnson'", [])
        assert "suspect_by_name" in str(cursor.fetchall())


# Links and dismissals


def test_a_link_reads_on_both_cases_with_its_reason(people):
    here, there = two(people)
    link(here, there)
    assert lines(here, people.officer) == [("LINKED", there.urn, "One night.")]
    assert lines(there, people.supervisor) == [("LINKED", here.urn, "One night.")]


def test_what_is_dismissed_is_no_longer_shown_as_perhaps_the_same_from_either(people):
    here, there = two(people)
    for road in (here, there):
        suspect(road, "Johnson")
    link(there, here, action=linked_cases.dismiss_match, reason="Other man.")
    assert found(here, people.officer) == found(there, people.officer) == {}
    assert lines(here, people.officer) == [("DISMISSED", there.urn, "Other man.")]
    row = CaseLink.objects.unscoped("test").get()
    here.do(linked_cases.unlink_case, "officer", case=here.case, link=row, reason="It is he.")
    assert found(here, people.officer) and found(there, people.officer)
    row.refresh_from_db()
    assert (row.ended_because, row.ended_by) == ("It is he.", people.officer)


def test_a_link_is_taken_back_only_from_one_of_its_two_cases(people):
    here, there = two(people)
    link(here, there)
    third, row = Road(people), CaseLink.objects.unscoped("test").get()
    with pytest.raises(CaseLink.DoesNotExist):
        third.do(linked_cases.unlink_case, "officer", case=third.case, link=row, reason="Not mine.")
    row.refresh_from_db()
    assert row.ended_at is None


@pytest.mark.parametrize("wall", ["not sent", "conflict", "restricted", "another unit"])
def test_who_cannot_read_both_knows_of_no_link(people, wall):
    here, there = two(people)
    suspect(here, "Johnson", alleged_on=date(2026, 1, 1))
    here.submit()
    link(here, there)
    who = people.supervisor
    if wall == "not sent":
        who = people.assistant
    if wall == "conflict":
        in_conflict(who, there.case, at=MONDAY)
    if wall == "restricted":
        Case.objects.unscoped("test").filter(pk=there.case.pk).update(is_restricted=True)
    if wall == "another unit":
        Case.objects.unscoped("test").filter(pk=there.case.pk).update(police_unit=force_unit())
    assert lines(here, who) == []
    assert not CaseLink.objects.for_scope(scope(who)).exists()
    with pytest.raises(CaseLink.DoesNotExist):
        row = CaseLink.objects.unscoped("test").get()
        linked_cases.unlink_case(case=here.case, link=row, by=scope(who), at=here.at, reason="No.")


def test_the_cps_reads_a_link_of_the_police_once_both_cases_are_sent(people):
    here, there = two(people)
    for road in (here, there):
        suspect(road, "Johnson", alleged_on=date(2026, 1, 1))
    here.submit()
    link(here, there)
    assert lines(here, people.assistant) == []
    there.submit()
    assert [urn for _kind, urn, _reason in lines(here, people.assistant)] == [there.urn]
    assert not Event.objects.unscoped("test").filter(verb__contains="link").exists()


def refused(road, action, **arguments):
    with pytest.raises(Refused) as refusal:
        road.do(action, "officer", case=road.case, **arguments)
    assert refusal.value.is_stage
    return str(refusal.value)


def test_a_pair_is_said_once_from_either_case_and_never_of_itself(people):
    here, there = two(people)
    link(here, there)
    told = refused(there, linked_cases.dismiss_match, other=here.case, reason="No.")
    assert told == str(linked_cases.SAID_ALREADY)
    told = refused(here, linked_cases.link_case, other=here.case, reason="Itself.")
    assert told == str(linked_cases.ITSELF)
    row = CaseLink.objects.unscoped("test").get()
    here.do(linked_cases.unlink_case, "officer", case=here.case, link=row, reason="Wrong.")
    told = refused(here, linked_cases.unlink_case, link=row, reason="Again.")
    assert told == str(linked_cases.ENDED_ALREADY)
    link(there, here)  # again, from the other case


def test_a_case_out_of_sight_cannot_be_linked_to(people):
    here = Road(people, suspects=0)
    hidden = Road(cast(), suspects=0)
    with pytest.raises(Case.DoesNotExist):
        link(here, hidden)
    assert not CaseLink.objects.unscoped("test").exists()


def test_the_police_record_the_crime_reference_and_nobody_else(people):
    road = Road(people).submit()
    with pytest.raises(Refused):
        road.do(
            case_actions.record_crime_reference, "assistant", case=road.case, crime_reference="A1"
        )
    assert Suspect.objects.unscoped("test").filter(case=road.case).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_link_the_same_pair_at_once_from_either_case_link_it_once():
    people = cast()
    here, there = two(people)
    other = person(people.police, "refer_cases")
    one, two_ = scope(people.officer, at=here.at), scope(other, at=here.at)
    first, second = at_once(
        here.case,
        lambda: linked_cases.link_case(
            case=here.case, other=there.case, by=one, at=here.at, reason="A."
        ),
        lambda: linked_cases.link_case(
            case=here.case, other=there.case, by=two_, at=here.at, reason="B."
        ),
    )
    assert CaseLink.objects.unscoped("test").count() == 1
    assert [isinstance(each, Refused) for each in (first, second)].count(True) == 1
