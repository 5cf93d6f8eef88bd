"""What a row of a worklist says."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Suspect
from people import access
from tests.cases.pages import as_, said
from tests.cast import Road, cast

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(name):
    return reverse("see-worklist", args=[name])


def start():
    """A road that begins now has taken all its steps a day ago."""
    return timezone.now() - 2 * DAY


def columns(client, name, *wanted):
    """The named columns of the rows of a list."""
    names = (
        "case", "number", "of", "urn", "name", "next_step", "state", "holder", "since", "text",
        "tone", "due_at", "is_hour",
    )  # fmt: skip
    rows = client.get(at(name)).context["rows"]
    return [tuple(str(row[names.index(each)]) for each in wanted) for row in rows]


def road_to(people, step, **facts):
    road = Road(people, at=start(), **facts)
    return getattr(road, step)() if step else road


def test_a_row_says_who_what_whose_turn_and_when():
    people = cast()
    road = Road(people, suspects=2, at=start()).allocate()
    client = as_(people.prosecutor)
    assert columns(client, "mine", "name", "urn", "of", "next_step", "state", "holder")[0][1:] == (
        road.urn, "2", "Review and decide", "With the prosecutor", "You",
    )  # fmt: skip
    assert columns(as_(people.manager), "unit", "holder") == [(people.cps.name,)] * 2
    assert columns(as_(people.officer), "waiting", "holder") == [(people.cps.name,)] * 2
    page = client.get(at("mine"))
    assert f"Suspect{road.suspects[0].surname[7:]}, Sam" in said(page)
    assert "1 of 2 suspects" in said(page)
    assert f"/cases/{road.case.pk}/#suspect-1" in page.content.decode()


def test_it_is_your_turn_only_where_you_are_asked_on_that_very_case():
    people, others = cast(), cast()
    supervisor = people.supervisor
    access.grant("refer_cases", to=supervisor, on=others.police, by=supervisor, at=start())
    mine, theirs = road_to(people, "write"), road_to(others, "write")
    assert sorted(columns(as_(supervisor), "unit", "urn", "holder")) == sorted(
        [(mine.urn, "You"), (theirs.urn, others.police.name)]
    )


@pytest.mark.parametrize(
    ("left", "text", "tone"),
    [
        (2.5 * HOUR, "Due in 2 hours", "soon"),
        (1.5 * HOUR, "Due in 1 hour", "soon"),
        (HOUR / 2, "Due in less than an hour", "soon"),
        (-HOUR / 2, "Overdue by less than an hour", "late"),
        (-3.5 * HOUR, "Overdue by 3 hours", "late"),
    ],
)
def test_a_red_referral_is_due_in_hours(left, text, tone):
    people = cast()
    road = Road(people, at=timezone.now()).submit(urgency="RED")
    due_at = timezone.now() + left
    Suspect.objects.system("test").update(due_at=due_at, listed_at=due_at)
    assert road.suspect().due_at == due_at
    client = as_(people.assistant)
    assert columns(client, "check", "text", "tone", "is_hour") == [(text, tone, "True")]
    assert timezone.localtime(due_at).strftime(", %H:%M") in said(client.get(at("check")))


def test_what_is_overdue_says_by_how_many_days():
    people = cast()
    road = Road(people, at=timezone.now() - 40 * DAY).accept()
    days = (timezone.localdate() - timezone.localdate(road.suspect().due_at)).days
    for who in ("manager", "officer"):
        assert columns(as_(getattr(people, who)), "overdue", "text", "tone") == [
            (f"{days} days overdue", "late")
        ]


def test_what_has_no_date_says_so_and_comes_last():
    people = cast()
    road_to(people, "")
    Road(people, at=start()).allocate().plan()
    assert [row[0] for row in columns(as_(people.officer), "mine", "text")][-1] == "No date set"
