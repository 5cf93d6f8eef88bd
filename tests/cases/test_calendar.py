"""What is due to a person, in their own calendar: by an address, without a name."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.decisions.actions.court_facts import record_court_fact
from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast, person
from tests.support.cases import charges
from tests.support.cases.calendars import entries, fetch_calendar, make_address
from tests.support.cases.court_facts import record_in_court
from tests.support.cases.pages import (
    day_from_today,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.calendar import end_of_day

pytestmark = pytest.mark.django_db
PAGE, NEW, END = (reverse(f"{each}-calendar-address") for each in ("see", "make", "end"))


@module_fixture
def builder():
    """A case with a prosecutor, who has not decided."""
    return CaseBuilder(cast(), at=days_ago(3)).allocate()


def update_suspects(builder, **facts):
    Suspect.objects.unscoped("test").filter(case=builder.case).update(**facts)


# What is in it


def test_what_waits_with_a_day_is_in_the_calendar_on_that_day(builder):
    day = day_from_today(5)
    update_suspects(builder, due_at=end_of_day(day))
    found = entries(make_address(builder.cast.prosecutor))
    assert [(title, when) for title, when, _url in found] == [("To decide", f"{day:%Y%m%d}")]
    assert found[0][2].endswith("/waiting/?kind=decide")


def test_things_of_a_kind_on_a_day_are_counted(builder):
    second = CaseBuilder(builder.cast, at=days_ago(3)).allocate()
    for each in (builder, second):
        update_suspects(each, due_at=end_of_day(day_from_today(6)))
    found = entries(make_address(builder.cast.prosecutor))
    assert [title for title, *_rest in found] == ["To decide (2)"]


def test_no_name_no_urn_and_no_id_of_a_case_is_in_the_file(builder):
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(20))
    for who in ("officer", "prosecutor", "supervisor", "manager", "assistant"):
        text = fetch_calendar(make_address(getattr(builder.cast, who))).content.decode()
        unfolded = text.replace("\r\n ", "").casefold()
        suspect = builder.suspect()
        told = (builder.urn, builder.case.pk, suspect.pk, suspect.name)
        people = (builder.cast.officer.name, builder.cast.prosecutor.name)
        for each in (*told, *people):
            assert str(each) and str(each).casefold() not in unfolded


def test_ends_of_bail_are_shown_however_far_ahead(builder):
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(60))
    found = entries(make_address(builder.cast.officer))
    assert ("End of custody or bail", f"{day_from_today(60):%Y%m%d}") in [e[:2] for e in found]


def test_detention_ends_at_its_hour(builder):
    moment = timezone.now().replace(minute=17, second=0, microsecond=0) + timedelta(hours=5)
    update_suspects(builder, custody="IN_CUSTODY", detained_until=moment)
    found = entries(make_address(builder.cast.officer))
    assert f"{moment:%Y%m%dT%H%M%SZ}" in [when for _title, when, _url in found]


def test_every_day_in_court_is_an_entry():
    builder = CaseBuilder(cast(), at=days_ago(3)).allocate()
    charges.authorise_charge_of(builder)
    charges.report_charge_of(builder)
    days = [day_from_today(30), day_from_today(90)]
    record_in_court(builder, "HEARING", on=days[0], detail="Mention", court="Bath")
    record_in_court(builder, "TRIAL", on=days[1], court="Bristol Crown Court")
    found = entries(make_address(builder.cast.prosecutor))
    assert [(title, when) for title, when, _url in found if title == "Hearing"] == [
        ("Hearing", f"{day:%Y%m%d}") for day in days
    ]


def test_two_suspects_of_a_case_have_one_hearing_on_a_day():
    builder = CaseBuilder(cast(), at=days_ago(3), suspects=2).allocate()
    for n in range(2):
        charges.authorise_charge_of(builder, n)
        charges.report_charge_of(builder, n)
        facts = {"on": day_from_today(30), "detail": "Mention", "court": "Bath"}
        builder.do(
            record_court_fact, "prosecutor", suspect=builder.suspects[n], kind="HEARING",
            charges=(), **facts,
        )  # fmt: skip
    found = entries(make_address(builder.cast.prosecutor))
    assert [title for title, *_rest in found if "Hearing" in title] == ["Hearing"]


def test_an_end_that_has_passed_is_not_called_one_to_come(builder):
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(-2))
    titles = [title for title, *_rest in entries(make_address(builder.cast.officer))]
    assert "End of custody or bail that has passed" in titles
    assert "End of custody or bail" not in titles


def test_a_calendar_without_entries_is_a_valid_file_with_a_name(builder):
    idle = person(builder.cast.police, "refer_cases")
    path = make_address(idle)
    assert entries(path) == []
    lines = fetch_calendar(path).content.decode().split("\r\n")
    assert "BEGIN:VTIMEZONE" in lines  # RFC 5545, 3.6: one component at least
    assert "NAME:RASSO: what is due to you" in lines
    assert not [line for line in lines if line.startswith(("METHOD", "SEQUENCE"))]


def test_an_entry_keeps_its_uid_from_one_reading_to_the_next(builder):
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(20))
    path = make_address(builder.cast.officer)
    one, other = (
        re.findall(r"UID:.*\r\n", fetch_calendar(path).content.decode()) for _time in "ab"
    )
    assert one == other and one
