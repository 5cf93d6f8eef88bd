"""The texts of a worklist's rows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.action_plans.actions import action_items, challenges
from cases.decisions.actions import charges, decisions
from cases.models import Challenge, Suspect, Turn
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access import grants
from tests.support.cases.charges import charge_facts
from tests.support.cases.pages import client_for, page_text
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def worklist_url(name):
    return reverse("see-worklist", args=[name])


def start_moment():
    """A start for cases, all of whose steps are then a day in the past."""
    return days_ago(2)


def list_columns(client, name, *wanted):
    """The named columns of a list's rows."""
    names = (
        "case", "number", "of", "urn", "name", "urgent", "next_step", "also", "state", "holder",
        "since", "text", "tone", "due_at", "is_hour",
    )  # fmt: skip
    rows = client.get(worklist_url(name)).context["rows"]
    return [tuple(str(row[names.index(each)]) for each in wanted) for row in rows]


def authorise_charge_of(builder):
    allegations = list(builder.suspect().allegations.unscoped("test"))
    builder.do(
        decisions.authorise_charge,
        "prosecutor",
        suspect=builder.suspect(),
        allegations=allegations,
        rationale="Met.",
    )


def report_charges(builder):
    builder.do(charges.report_charge, "officer", suspect=builder.suspect(), **charge_facts(builder))


def build_case_to(people, step, **facts):
    builder = CaseBuilder(people, at=start_moment(), **facts)
    return getattr(builder, step)() if step else builder


def test_a_row_says_who_what_whose_turn_and_when():
    people = cast()
    builder = CaseBuilder(people, suspects=2, at=start_moment()).allocate()
    client = client_for(people.prosecutor)
    assert list_columns(client, "mine", "name", "urn", "of", "next_step", "state", "holder")[0][
        1:
    ] == (
        builder.urn,
        "2",
        "Review and decide",
        "With the prosecutor",
        "You",
    )
    assert list_columns(client_for(people.manager), "unit", "holder") == [(people.cps.name,)] * 2
    assert list_columns(client_for(people.officer), "waiting", "holder") == [(people.cps.name,)] * 2
    page = client.get(worklist_url("mine"))
    assert f"Suspect{builder.suspects[0].surname[7:]}, Sam" in page_text(page)
    assert "1 of 2 suspects" in page_text(page)
    assert f"/cases/{builder.case.pk}/?suspect=1#suspect-1" in page.content.decode()


def test_a_turn_is_yours_only_where_you_are_asked_on_that_case():
    people, others = cast(), cast()
    supervisor = people.supervisor
    grants.grant_capacity(
        "refer_cases", to=supervisor, on=others.police, by=supervisor, at=start_moment()
    )
    mine, theirs = build_case_to(people, "write"), build_case_to(others, "write")
    assert sorted(list_columns(client_for(supervisor), "unit", "urn", "holder")) == sorted(
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
    builder = CaseBuilder(people, at=timezone.now()).submit(urgency="RED")
    due_at = timezone.now() + left
    Suspect.objects.unscoped("test").update(due_at=due_at, listed_at=due_at)
    assert builder.suspect().due_at == due_at
    client = client_for(people.assistant)
    assert list_columns(client, "check", "text", "tone", "is_hour") == [(text, tone, "True")]
    assert timezone.localtime(due_at).strftime(", %H:%M") in page_text(
        client.get(worklist_url("check"))
    )


def test_an_overdue_row_says_by_how_many_days():
    people = cast()
    builder = CaseBuilder(people, at=days_ago(40)).accept()
    days = (timezone.localdate() - timezone.localdate(builder.suspect().due_at)).days
    for who in ("manager", "officer"):
        assert list_columns(client_for(getattr(people, who)), "overdue", "text", "tone") == [
            (f"{days} days overdue", "late")
        ]


def test_a_row_without_a_date_says_once_how_long_it_waits_and_comes_last():
    people = cast()
    builder = build_case_to(people, "")
    CaseBuilder(people, at=start_moment()).allocate().plan()
    rows = list_columns(client_for(people.officer), "mine", "urn", "text", "since", "due_at")
    began = timezone.localtime(builder.suspect().turn_began_at)
    assert rows[-1] == (builder.urn, f"Waiting since {began:%-d %B}", "None", "None")
    assert rows[0][2] != "None"  # the due date is beside the turn


def test_an_unsent_wait_shows_the_cps_neither_date_nor_since_when():
    people = cast()
    builder = CaseBuilder(people, at=start_moment()).submit()
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="New."
    )
    said_to_cps = list_columns(client_for(people.assistant), "waiting", "text", "since")
    assert said_to_cps == [("No date set", "None")]
    [(text, _)] = list_columns(client_for(people.officer), "mine", "text", "since")
    assert text.startswith("Waiting since ")


def test_a_row_that_is_no_side_s_turn_has_no_waiting_time():
    people = cast()
    builder = CaseBuilder(people, at=start_moment()).allocate().plan({"weight": "DESIRABLE"})
    authorise_charge_of(builder)
    report_charges(builder)
    ask_for_date(builder)
    assert list_columns(client_for(people.officer), "waiting", "text") == [("No date set",)]


# Owed besides the turn


def ask_for_date(builder):
    """The police ask for another date of the first action, which pauses it."""
    builder.do(
        action_items.ask_for_date, "officer", item=builder.items[0], text="The lab.",
        proposed_on=builder.at.date() + 20 * DAY,
    )  # fmt: skip


def late_text(day):
    return f"{(timezone.localdate() - day).days} days overdue"


def in_words(day):
    year = "" if day.year == timezone.localdate().year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def due_days(builder):
    """The days of the CPS's decision and of the first action, in words."""
    turn = Turn.objects.unscoped("test").get(suspect=builder.suspect(), ended_at=None)
    decision, action = turn.clock.due_at, builder.items[0].due_on
    return in_words(timezone.localdate(decision)), in_words(action)


def next_steps_on_list(client, name):
    """(next step, what is owed besides, whose turn) of a list's rows."""
    return [
        (row[6], [*map(str, row[7])], str(row[9]))
        for row in client.get(worklist_url(name)).context["rows"]
    ]


def test_a_side_s_duty_about_an_action_is_its_next_step_and_shown_to_the_other():
    people = cast()
    builder = CaseBuilder(people, at=start_moment()).allocate().plan({"weight": "DESIRABLE"})
    cps_day, police_day = due_days(builder)
    assert next_steps_on_list(client_for(people.officer), "mine") == [
        ("Answer an action", [f"CPS: Review and decide, due {cps_day}"], "You")
    ]
    assert next_steps_on_list(client_for(people.supervisor), "unit") == [
        ("Answer an action", [f"CPS: Review and decide, due {cps_day}"], people.police.name)
    ]
    assert next_steps_on_list(client_for(people.prosecutor), "mine") == [
        ("Review and decide", [f"Police: Answer an action, due {police_day}"], "You")
    ]


def rows_of(people, *wanted):
    """The rows of the one suspect for the officer and for the prosecutor."""
    both = people.officer, people.prosecutor
    return [row for each in both for row in list_columns(client_for(each), "mine", *wanted)]


def test_each_side_s_date_is_its_own_and_one_that_is_paused_is_nobody_s():
    people = cast()
    builder = CaseBuilder(people, at=days_ago(40)).allocate().plan({}, {})
    ask_for_date(builder)  # about the first, which pauses it
    assert builder.suspect().state == "ACTION_PLAN"
    late = late_text(builder.items[1].due_on)
    assert rows_of(people, "holder", "text") == [("You", late), ("You", "No date set")]
    assert next_steps_on_list(client_for(people.prosecutor), "mine") == [
        ("Answer about an action", [f"Police: Answer the action plan, {late}"], "You")
    ]
    assert next_steps_on_list(client_for(people.officer), "mine") == [
        ("Answer the action plan", ["CPS: Answer about an action"], "You")
    ]


def test_the_date_of_a_question_is_the_cps_s():
    people = cast()
    builder = CaseBuilder(people, at=days_ago(40)).allocate().plan({}, {})
    builder.do(
        challenges.challenge_item, "officer", item=builder.items[0], reason="DONE_ALREADY",
        text="It has been done.",
    )  # fmt: skip
    asked = Challenge.objects.unscoped("test").get()
    answer_by = timezone.localdate(asked.clock.due_at)
    assert answer_by < builder.items[1].due_on
    assert rows_of(people, "text") == [
        (late_text(builder.items[1].due_on),), (late_text(answer_by),),
    ]  # fmt: skip
    said = next_steps_on_list(client_for(people.officer), "mine")[0][1]
    assert said == [f"CPS: Answer about an action, {late_text(answer_by)}"]


def test_a_date_the_police_ask_for_is_a_step_of_the_prosecutor_s():
    people = cast()
    builder = CaseBuilder(people, at=start_moment()).allocate().plan()
    ask_for_date(builder)
    assert next_steps_on_list(client_for(people.prosecutor), "mine") == [
        ("Answer what the police asked about the plan", [], "You")
    ]
    assert next_steps_on_list(client_for(people.officer), "mine") == []
    assert next_steps_on_list(client_for(people.officer), "waiting") == [
        ("Answer what the police asked about the plan", [], people.cps.name)
    ]


def test_after_the_charge_an_open_action_is_all_that_is_owed():
    people = cast()
    builder = CaseBuilder(people, at=start_moment()).allocate().plan({"weight": "DESIRABLE"})
    authorise_charge_of(builder)
    assert next_steps_on_list(client_for(people.officer), "mine") == [
        ("Charge and report it", ["Also: Answer an action"], "You")
    ]
    report_charges(builder)
    turns = ("officer", "mine", "You"), ("prosecutor", "waiting", people.police.name)
    for who, name, turn in turns:
        assert next_steps_on_list(client_for(getattr(people, who)), name) == [
            ("Answer an action", [], turn)
        ]


# Urgency


def list_tags(client, name):
    return [
        row[5] and tuple(map(str, row[5])) for row in client.get(worklist_url(name)).context["rows"]
    ]


def test_a_red_referral_is_the_first_its_supervisor_sees():
    people = cast()
    for urgency in ("GREEN", "GREEN_PRIORITY", "RED", "GREEN"):
        CaseBuilder(people, at=start_moment()).write(urgency=urgency)
    client = client_for(people.supervisor)
    shown = list_tags(client, "sign-off")
    assert shown[0] == ("Red", "red")
    assert sorted(shown[1:]) == [(), (), ("Green priority", "yellow")]
    assert 'govuk-tag--red">Red</strong>' in client.get(worklist_url("sign-off")).content.decode()
    assert list_tags(client, "overdue") == []


def test_how_urgent_the_next_referral_is_stays_with_the_police_until_it_is_sent():
    people = cast()
    builder = CaseBuilder(people, at=start_moment()).submit()
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral, reasons={"no_mg3": ""},
        reply_by=builder.at.date() + 5 * DAY,
    )  # fmt: skip
    builder.write(urgency="RED")
    assert list_tags(client_for(people.officer), "mine") == [("Red", "red")]
    assert list_tags(client_for(people.assistant), "waiting") == [()]
    builder.do(
        referrals.sign_referral_off,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="Go.",
    )
    assert list_tags(client_for(people.assistant), "check") == [("Red", "red")]
