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
from devtools.case_builder import MONDAY, CaseBuilder, cast, force_unit, person, scope
from people.access import grants
from people.access.scopes import Refused
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.offences import offence_of_today
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def people():
    return cast()


def build_two_cases(people):
    return CaseBuilder(people, suspects=0), CaseBuilder(people, suspects=0)


def add_suspect_named(builder, surname, given_names="Sam", born_on=None, alleged_on=None):
    row = builder.do(
        case_actions.add_suspect, "officer", case=builder.case, surname=surname,
        given_names=given_names, born_on=born_on, custody="NOT_ARRESTED",
    )  # fmt: skip
    if alleged_on:
        builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
            suspect=row, offence=offence_of_today(), from_on=alleged_on,
        )  # fmt: skip
    builder.suspects.append(row)
    return row


def matches_shown(builder, who):
    """{URN: reasons} of the possible matches shown to a person."""
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    found = possible_matches(case, scope(who, at=builder.at))
    return {each.case.urn: each.because for each in found}


def link_two_cases(
    builder, other, who="officer", action=linked_cases.link_case, reason="One night."
):
    return builder.do(action, who, case=builder.case, other=other.case, reason=reason)


def shown_links(builder, who):
    """(kind, URN of the other, reason) of the links shown to a person."""
    page = linked_cases_page(builder.case, scope(who, at=builder.at))
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
    here, there = build_two_cases(people)
    add_suspect_named(here, *one)
    add_suspect_named(there, *other)
    assert (
        bool(matches_shown(here, people.officer))
        is bool(matches_shown(there, people.officer))
        is alike
    )


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
def test_a_match_by_name_is_shown_where_the_dates_do_not_speak_against_it(
    people, born, alleged, reasons
):
    here, there = build_two_cases(people)
    for builder, born_on, alleged_on in zip((here, there), born, alleged, strict=True):
        add_suspect_named(builder, "Johnson", born_on=born_on, alleged_on=alleged_on)
    assert len(matches_shown(here, people.officer).get(there.urn, [])) == reasons


def test_the_same_crime_reference_is_enough_however_it_is_typed(people):
    here, there = build_two_cases(people)
    for builder in (here, there):
        builder.do(
            case_actions.record_crime_reference, "officer", case=builder.case,
            crime_reference="AS/2026/1",
        )  # fmt: skip
    assert matches_shown(here, people.officer) == {
        there.urn: ["The crime reference is the same: AS/2026/1"]
    }
    assert [
        each.urn for each in cases_with_reference("AS/2026/1", scope(people.officer))
    ] == sorted([here.urn, there.urn])


def test_the_same_reference_comes_before_any_name(people):
    here, there = build_two_cases(people)
    add_suspect_named(here, "Johnson", born_on=date(1990, 5, 1))
    add_suspect_named(CaseBuilder(people, suspects=0), "Johnson", born_on=date(1990, 5, 1))
    for builder in (here, there):
        builder.do(
            case_actions.record_crime_reference, "officer", case=builder.case, crime_reference="A1"
        )
    assert next(iter(matches_shown(here, people.officer))) == there.urn


@pytest.mark.parametrize("wall", ["another unit", "conflict", "restricted", "unsent", "inactive"])
def test_nothing_out_of_sight_is_found_by_any_reason(people, wall):
    here, there, who = *build_two_cases(people), people.officer
    if wall == "another unit":
        there = CaseBuilder(cast(), suspects=0)
    for builder in (here, there):
        add_suspect_named(builder, "Johnson", born_on=date(1990, 5, 1), alleged_on=date(2026, 1, 1))
        builder.do(
            case_actions.record_crime_reference, "officer", case=builder.case, crime_reference="A1"
        )
    if wall == "conflict":
        add_conflict(who, there.case, at=MONDAY)
    if wall == "restricted":
        grants.revoke_capacity("officer_in_case", of=who, on=there.case, by=who, at=there.at)
        Case.objects.unscoped("test").filter(pk=there.case.pk).update(is_restricted=True)
    if wall == "unsent":
        here.submit()
        who = people.manager
    if wall == "inactive":
        who.is_active = False
        who.save(update_fields=["is_active"])
    assert matches_shown(here, who) == {}
    assert [
        each.urn for each in cases_with_reference("A1", scope(who)) if each.urn == there.urn
    ] == []


def test_a_suspect_that_is_not_sent_yet_is_no_match_to_the_cps(people):
    here, there = build_two_cases(people)
    for builder in (here, there):
        add_suspect_named(
            builder, "Different" if builder is here else "Elsewhere", alleged_on=date(2026, 1, 1)
        )
        builder.submit()
    add_suspect_named(here, "Johnson")
    add_suspect_named(there, "Johnson")
    assert matches_shown(here, people.officer) and not matches_shown(here, people.manager)


def test_the_price_is_the_same_however_many_there_are_and_names_are_found_by_index(people):
    here, there = build_two_cases(people)
    add_suspect_named(here, "Johnson", alleged_on=date(2026, 1, 1))
    add_suspect_named(there, "Johnson", alleged_on=date(2026, 1, 1))

    def price():
        with CaptureQueriesContext(connection) as seen:
            linked_cases_page(here.case, scope(people.officer, at=here.at))
        return len(seen)

    before = price()
    for _ in range(3):
        add_suspect_named(CaseBuilder(people, suspects=0), "Johnson", alleged_on=date(2026, 1, 1))
        add_suspect_named(here, "Jonson", alleged_on=date(2026, 1, 1))
    assert price() == before <= 6
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM cases_suspectnamekey WHERE unit_id = 1 AND key = 'johnson'"
            " ORDER BY lacks, others, suspect_id LIMIT 5"
        )
        plan = str(cursor.fetchall())
        assert "cases_suspectnamekey_pkey" in plan and "Sort" not in plan


# Links and dismissals


def test_a_link_reads_on_both_cases_with_its_reason(people):
    here, there = build_two_cases(people)
    link_two_cases(here, there)
    assert shown_links(here, people.officer) == [("LINKED", there.urn, "One night.")]
    assert shown_links(there, people.supervisor) == [("LINKED", here.urn, "One night.")]


def test_a_dismissed_match_is_no_longer_shown_from_either_case(people):
    here, there = build_two_cases(people)
    for builder in (here, there):
        add_suspect_named(builder, "Johnson")
    link_two_cases(there, here, action=linked_cases.dismiss_match, reason="Other man.")
    assert matches_shown(here, people.officer) == matches_shown(there, people.officer) == {}
    assert shown_links(here, people.officer) == [("DISMISSED", there.urn, "Other man.")]
    row = CaseLink.objects.unscoped("test").get()
    here.do(linked_cases.unlink_case, "officer", case=here.case, link=row, reason="It is he.")
    assert matches_shown(here, people.officer) and matches_shown(there, people.officer)
    row.refresh_from_db()
    assert (row.ended_because, row.ended_by) == ("It is he.", people.officer)


def test_a_link_is_taken_back_only_from_one_of_its_two_cases(people):
    here, there = build_two_cases(people)
    link_two_cases(here, there)
    third, row = CaseBuilder(people), CaseLink.objects.unscoped("test").get()
    with pytest.raises(CaseLink.DoesNotExist):
        third.do(linked_cases.unlink_case, "officer", case=third.case, link=row, reason="Not mine.")
    row.refresh_from_db()
    assert row.ended_at is None


@pytest.mark.parametrize("wall", ["not sent", "conflict", "restricted", "another unit"])
def test_a_person_who_cannot_read_both_cases_knows_of_no_link(people, wall):
    here, there = build_two_cases(people)
    add_suspect_named(here, "Johnson", alleged_on=date(2026, 1, 1))
    here.submit()
    link_two_cases(here, there)
    who = people.supervisor
    if wall == "not sent":
        who = people.assistant
    if wall == "conflict":
        add_conflict(who, there.case, at=MONDAY)
    if wall == "restricted":
        Case.objects.unscoped("test").filter(pk=there.case.pk).update(is_restricted=True)
    if wall == "another unit":
        Case.objects.unscoped("test").filter(pk=there.case.pk).update(police_unit=force_unit())
    assert shown_links(here, who) == []
    assert not CaseLink.objects.for_scope(scope(who)).exists()
    with pytest.raises(CaseLink.DoesNotExist):
        row = CaseLink.objects.unscoped("test").get()
        linked_cases.unlink_case(case=here.case, link=row, by=scope(who), at=here.at, reason="No.")


def test_the_cps_reads_a_link_of_the_police_once_both_cases_are_sent(people):
    here, there = build_two_cases(people)
    for builder in (here, there):
        add_suspect_named(builder, "Johnson", alleged_on=date(2026, 1, 1))
    here.submit()
    link_two_cases(here, there)
    assert shown_links(here, people.assistant) == []
    there.submit()
    assert [urn for _kind, urn, _reason in shown_links(here, people.assistant)] == [there.urn]
    assert not Event.objects.unscoped("test").filter(verb__contains="link").exists()


def refusal_text(builder, action, **arguments):
    with pytest.raises(Refused) as refusal:
        builder.do(action, "officer", case=builder.case, **arguments)
    assert refusal.value.is_stage
    return str(refusal.value)


def test_a_pair_is_said_once_from_either_case_and_never_of_itself(people):
    here, there = build_two_cases(people)
    link_two_cases(here, there)
    told = refusal_text(there, linked_cases.dismiss_match, other=here.case, reason="No.")
    assert told == str(linked_cases.SAID_ALREADY)
    told = refusal_text(here, linked_cases.link_case, other=here.case, reason="Itself.")
    assert told == str(linked_cases.ITSELF)
    row = CaseLink.objects.unscoped("test").get()
    here.do(linked_cases.unlink_case, "officer", case=here.case, link=row, reason="Wrong.")
    told = refusal_text(here, linked_cases.unlink_case, link=row, reason="Again.")
    assert told == str(linked_cases.ENDED_ALREADY)
    link_two_cases(there, here)  # again, from the other case


def test_a_case_out_of_sight_cannot_be_linked_to(people):
    here = CaseBuilder(people, suspects=0)
    hidden = CaseBuilder(cast(), suspects=0)
    with pytest.raises(Case.DoesNotExist):
        link_two_cases(here, hidden)
    assert not CaseLink.objects.unscoped("test").exists()


def test_only_the_police_record_the_crime_reference(people):
    builder = CaseBuilder(people).submit()
    with pytest.raises(Refused):
        builder.do(
            case_actions.record_crime_reference,
            "assistant",
            case=builder.case,
            crime_reference="A1",
        )
    assert Suspect.objects.unscoped("test").filter(case=builder.case).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_link_the_same_pair_at_once_from_either_case_link_it_once():
    people = cast()
    here, there = build_two_cases(people)
    other = person(people.police, "refer_cases")
    one, two_ = scope(people.officer, at=here.at), scope(other, at=here.at)
    first, second = run_at_once(
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
