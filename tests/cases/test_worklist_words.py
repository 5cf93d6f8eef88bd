"""The texts of a worklist's rows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.decisions.actions import charges, decisions
from cases.models import Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from people.access import grants
from tests.support.cases.charges import laid
from tests.support.cases.pages import as_, said

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(name):
    return reverse("see-worklist", args=[name])


def start():
    """A start for roads, all of whose steps are then a day in the past."""
    return timezone.now() - 2 * DAY


def columns(client, name, *wanted):
    """The named columns of a list's rows."""
    names = (
        "case", "number", "of", "urn", "name", "urgent", "next_step", "also", "state", "holder",
        "since", "text", "tone", "due_at", "is_hour",
    )  # fmt: skip
    rows = client.get(at(name)).context["rows"]
    return [tuple(str(row[names.index(each)]) for each in wanted) for row in rows]


def charge(road):
    allegations = list(road.suspect().allegations.unscoped("test"))
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=road.suspect(), allegations=allegations,
        rationale="Met.",
    )  # fmt: skip


def charges_reported(road):
    road.do(charges.report_charge, "officer", suspect=road.suspect(), **laid(road))


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


def test_a_turn_is_yours_only_where_you_are_asked_on_that_case():
    people, others = cast(), cast()
    supervisor = people.supervisor
    grants.grant_capacity("refer_cases", to=supervisor, on=others.police, by=supervisor, at=start())
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
    Suspect.objects.unscoped("test").update(due_at=due_at, listed_at=due_at)
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


def test_what_has_no_date_says_since_when_it_waits_once_and_comes_last():
    people = cast()
    road = road_to(people, "")
    Road(people, at=start()).allocate().plan()
    rows = columns(as_(people.officer), "mine", "urn", "text", "since", "due_at")
    began = timezone.localtime(road.suspect().turn_began_at)
    assert rows[-1] == (road.urn, f"Waiting since {began:%-d %B}", "None", "None")
    assert rows[0][2] != "None"  # the due date is beside the turn


def test_what_the_police_have_not_sent_says_to_the_cps_neither_date_nor_since_when():
    people = cast()
    road = Road(people, at=start()).submit()
    road.do(
        referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="New."
    )
    said_to_cps = columns(as_(people.assistant), "waiting", "text", "since")
    assert said_to_cps == [("No date set", "None")]
    [(text, _)] = columns(as_(people.officer), "mine", "text", "since")
    assert text.startswith("Waiting since ")


def test_what_is_nobody_s_turn_waits_since_no_day():
    people = cast()
    road = Road(people, at=start()).allocate().plan({"weight": "DESIRABLE"})
    charge(road)
    charges_reported(road)
    Suspect.objects.unscoped("test").update(due_at=None)
    assert columns(as_(people.officer), "mine", "text") == [("No date set",)]


# Owed besides the turn


def beside(client, name):
    """(next step, what is owed besides, whose turn) of a list's rows."""
    return [
        (row[6], [*map(str, row[7])], str(row[9])) for row in client.get(at(name)).context["rows"]
    ]


def test_what_a_side_owes_about_an_action_is_its_next_step_and_told_to_the_other():
    people = cast()
    Road(people, at=start()).allocate().plan({"weight": "DESIRABLE"})
    cps = people.cps.name
    assert beside(as_(people.officer), "mine") == [("Answer an action", ["Review and decide"], cps)]
    assert beside(as_(people.prosecutor), "mine") == [
        ("Review and decide", ["Answer an action"], "You")
    ]
    assert "Also: Review and decide" in said(as_(people.officer).get(at("mine")))


def test_a_date_the_police_ask_for_is_a_step_of_the_prosecutor_s():
    people = cast()
    road = Road(people, at=start()).allocate().plan()
    road.do(
        action_items.ask_for_date, "officer", item=road.items[0], text="The lab.",
        proposed_on=road.at.date() + 20 * DAY,
    )  # fmt: skip
    assert beside(as_(people.prosecutor), "mine") == [
        ("Answer what the police asked about the plan", [], "You")
    ]
    assert beside(as_(people.officer), "mine") == []
    assert beside(as_(people.officer), "waiting") == [
        ("Answer what the police asked about the plan", [], people.cps.name)
    ]


def test_after_the_charge_an_open_action_is_all_that_is_owed():
    people = cast()
    road = Road(people, at=start()).allocate().plan({"weight": "DESIRABLE"})
    charge(road)
    assert beside(as_(people.officer), "mine") == [
        ("Charge and report it", ["Answer an action"], "You")
    ]
    charges_reported(road)
    owed = [("Answer an action", [], "No one’s")]
    assert beside(as_(people.officer), "mine") == beside(as_(people.prosecutor), "waiting") == owed


# Urgency


def tags(client, name):
    return [row[5] and tuple(map(str, row[5])) for row in client.get(at(name)).context["rows"]]


def test_a_red_referral_is_the_first_its_supervisor_sees():
    people = cast()
    for urgency in ("GREEN", "GREEN_PRIORITY", "RED", "GREEN"):
        Road(people, at=start()).write(urgency=urgency)
    client = as_(people.supervisor)
    shown = tags(client, "sign-off")
    assert shown[0] == ("Red", "red")
    assert sorted(shown[1:]) == [(), (), ("Green priority", "yellow")]
    assert 'govuk-tag--red">Red</strong>' in client.get(at("sign-off")).content.decode()
    assert tags(client, "overdue") == []


def test_how_urgent_the_next_referral_is_stays_with_the_police_until_it_is_sent():
    people = cast()
    road = Road(people, at=start()).submit()
    road.do(
        referrals.return_referral, "assistant", referral=road.referral, reasons={"no_mg3": ""},
        reply_by=road.at.date() + 5 * DAY,
    )  # fmt: skip
    road.write(urgency="RED")
    assert tags(as_(people.officer), "mine") == [("Red", "red")]
    assert tags(as_(people.assistant), "waiting") == [()]
    road.do(
        referrals.sign_referral_off, "supervisor", referral=road.referral, supervisor_comments="Go."
    )
    assert tags(as_(people.assistant), "check") == [("Red", "red")]
