"""The case page: its content by reader, and its queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.action_plans.actions import action_items, challenges
from cases.allocation.actions import allocations
from cases.case_details.actions import cases
from cases.decisions.actions import charges, decisions
from cases.models import Case
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases.charges import charge_facts
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@module_fixture
def people():
    return cast()


def build_started_case(people, **facts):
    """A case that was opened at 4am two days ago, so all its steps are in the past."""
    two_days_ago = timezone.localtime() - 2 * DAY
    return CaseBuilder(people, at=two_days_ago.replace(hour=4, minute=0), **facts)


def case_page(builder, who="officer"):
    return client_for(getattr(builder.cast, who)).get(page_url("see-case", builder.case))


# Content


def test_a_suspect_is_told_with_state_turn_waiting_and_due(people):
    builder = build_started_case(people).allocate()
    due_on = timezone.localtime(builder.suspect().due_at)
    days = (due_on.date() - timezone.localdate()).days
    officers, prosecutors = (
        page_text(case_page(builder)),
        page_text(case_page(builder, "prosecutor")),
    )
    for text in (officers, prosecutors):
        assert f"Case {builder.urn}" in text
        assert f"{people.police.name} and {people.cps.name}" in text
        assert "With the prosecutor" in text
        assert f"Review and decide. Due in {days} days {due_on.day} {due_on:%B %Y}" in text
        assert "Released under investigation Released 1 February 2026" in text
        assert "Victim 1, 10 January 2026" in text
    assert f"{people.cps.name}’s turn since" in officers
    assert "Your turn since" in prosecutors


def test_the_police_s_turn_is_due_when_their_own_action_is_not_the_answer_of_the_cps(people):
    builder = build_started_case(people).allocate().plan({}, {"text": "Take another."})
    questioned, open_still = builder.items
    builder.do(
        challenges.challenge_item, "officer", item=questioned, reason="OTHER", text="Why another?"
    )
    answer_by = questioned.challenges.unscoped("test").get().clock.due_at
    assert answer_by.date() < open_still.due_on
    text = page_text(case_page(builder))
    days = (open_still.due_on - timezone.localdate()).days
    assert f"Answer the action plan. Due in {days} days {open_still.due_on.day} " in text


@pytest.mark.parametrize(
    ("who", "step", "mine"),
    [
        ("officer", "write", False),
        ("supervisor", "write", True),
        ("assistant", "submit", True),
        ("manager", "submit", False),
        ("manager", "accept", True),
        ("other_prosecutor", "allocate", False),
    ],
)
def test_a_turn_is_yours_where_you_are_the_one_who_is_asked(people, who, step, mine):
    builder = getattr(build_started_case(people), step)()
    assert ("Your turn since" in page_text(case_page(builder, who))) is mine


def test_time_so_far_adds_up_the_turns_of_each_side(people):
    builder = CaseBuilder(people, at=timezone.now() - 30 * DAY).write()
    builder.at += 9 * DAY
    builder.do(
        referrals.sign_referral_off,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="x",
    )
    assert "With police 9 days, with CPS 20 days" in page_text(case_page(builder))


def test_an_unverified_period_is_said_to_be_one_and_where_it_comes_from(people):
    builder = build_started_case(people).allocate().plan()
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Done."
    )
    text = page_text(case_page(builder))
    assert "Unverified period. 28 calendar days, counted from: referral received." in text
    assert "Director's Guidance; CPS published measure" in text
    assert "No source says that the time starts again here." in text


def test_a_sourced_period_is_not_doubted(people):
    text = page_text(case_page(build_started_case(people).allocate()))
    assert "Unverified" not in text
    assert "counted from" not in text


def test_a_red_referral_is_due_in_hours(people):
    builder = CaseBuilder(people, at=timezone.now() - 6 * HOUR).submit(urgency="RED")
    text = page_text(case_page(builder))
    assert "Due in 2 hours" in text or "Due in 1 hour" in text
    assert f"at {timezone.localtime(builder.suspect().due_at):%H:%M}" in text


def test_custody_is_told_with_the_polices_own_dates(people):
    builder = build_started_case(people)
    ends_on = (builder.at + 30 * DAY).date()
    builder.do(
        cases.record_custody, "officer", suspect=builder.suspect(), version=1, custody="ON_BAIL",
        bailed_on=builder.at.date(), bail_ends_on=ends_on, released_on=None,
    )  # fmt: skip
    text = page_text(case_page(builder))
    assert "On bail Bailed" in text
    assert f"Bail ends {ends_on.day} " in text


def test_a_plan_is_told_with_its_actions_and_when_the_next_is_due(people):
    builder = build_started_case(people).allocate()
    soon = (builder.at + 4 * DAY).date()
    builder.plan({"due_on": soon}, {"due_on": soon + DAY}, {"due_on": soon + 2 * DAY})
    paused, _next, answered = builder.items
    builder.do(
        action_items.ask_for_date, "officer", item=paused, proposed_on=soon + 9 * DAY, text="Lab."
    )
    builder.do(action_items.answer_item, "officer", item=answered, answer="DONE", text="Done.")
    page, left = case_page(builder), (soon + DAY - timezone.localdate()).days
    text = page_text(page)
    assert f"Action plan 1 : 3 actions Due in {left} days" in text
    assert "Waiting for the police: 2. Answered, not yet accepted: 1. Set by Pia Prosecutor" in text
    assert page_url("see-plan", builder.items[0].plan) in links_on_page(page)


def test_duties_beside_the_turn_are_shown_and_the_turn_has_its_own_date(people):
    builder = build_started_case(people).allocate()
    due_on = timezone.localtime(builder.suspect().due_at)
    soon = (builder.at + 4 * DAY).date()
    builder.plan({"weight": "DESIRABLE", "due_on": soon}, {"weight": "DESIRABLE"})
    builder.do(
        action_items.ask_for_date, "officer", item=builder.items[0], proposed_on=soon + 9 * DAY,
        text="The lab.",
    )  # fmt: skip
    text = page_text(case_page(builder))
    other = builder.items[1].due_on  # the first item's date is paused while the CPS answers
    days = (due_on.date() - timezone.localdate()).days
    assert f"Review and decide. Due in {days} days {due_on.day} {due_on:%B %Y}" in text
    assert f"The police also have 1 action to answer, due {other.day} {other:%B %Y}." in text
    assert "The CPS has 1 request for another date to answer." in text

    for item in builder.items:
        builder.do(action_items.cancel_item, "prosecutor", item=item, text="Not needed.")
    text = page_text(case_page(builder))
    assert " also ha" not in text and "The CPS has" not in text


def test_duties_after_the_charge_are_shown(people):
    builder = build_started_case(people).allocate().plan({"weight": "DESIRABLE"})
    allegations = list(builder.suspect().allegations.unscoped("test"))
    builder.do(
        decisions.authorise_charge,
        "prosecutor",
        suspect=builder.suspect(),
        allegations=allegations,
        rationale="The test is met.",
    )
    builder.do(
        charges.report_charge, "officer", suspect=builder.suspect(), **charge_facts(builder),
    )  # fmt: skip
    assert "The police also have 1 action to answer, due" in page_text(case_page(builder))


def test_an_answered_action_is_no_longer_due(people):
    builder = build_started_case(people).allocate().plan()
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Done."
    )
    text = page_text(case_page(builder))
    assert "Action plan 1 : 1 action Answered, not yet accepted: 1. Set by" in text


def test_a_returned_referral_says_why_and_by_when(people):
    builder = build_started_case(people).submit()
    reply_by = (builder.at + 5 * DAY).date()
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons={"no_mg3": "Page 2 is missing"}, reply_by=reply_by,
    )  # fmt: skip
    page = case_page(builder)
    assert "Submission 1 : Returned at triage" in page_text(page)
    assert f"A reply is asked for by {reply_by.day} {reply_by:%B %Y}" in page_text(page)
    assert "No MG3 Page 2 is missing" in page_text(page)
    assert page_url("see-referral", builder.referral) in links_on_page(page)

    builder.write()
    assert [one.is_current for one in case_page(builder).context["referrals"]] == [True, False]


def test_a_decision_is_told_with_its_charges_and_the_police_report(people):
    builder = build_started_case(people).allocate()
    suspect = builder.suspect()
    allegations = list(suspect.allegations.unscoped("test"))
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect, allegations=allegations,
        rationale="The test is met.",
    )  # fmt: skip
    text = page_text(case_page(builder))
    assert "Charge 1 Rape a girl" in text
    assert "Decision Charge authorised Pia Prosecutor, " in text
    assert "Evidential stage The test is met." in text
    assert "Public interest stage A prosecution is required." in text

    day = builder.at.date()
    builder.do(
        charges.report_charge, "officer", suspect=suspect, **charge_facts(builder),
    )  # fmt: skip
    text = page_text(case_page(builder))
    assert f"Charged {day.day} {day:%B %Y} Written charge and requisition" in text
    assert "turn since" not in text


def test_no_further_action_is_told_with_its_reason(people):
    builder = build_started_case(people).allocate()
    no_further_action(builder, builder.suspect(), rationale="It cannot be proved.")
    text = page_text(case_page(builder))
    assert "No further action: evidential" in text
    assert "Absence of consent cannot be proved" in text


def test_a_document_is_told_with_kind_size_who_and_when(people):
    builder = build_started_case(people).allocate().plan()
    row = add_document(builder, "note.txt", b"What she said.", mg_form="OTHER", who="prosecutor")
    page = client_for(builder.cast.officer).get(page_url("see-documents", builder.case))
    told = page_text(page).replace("\xa0", " ")
    assert "note.txt Something else Plain text, 14 bytes. Added by Pia Prosecutor, CPS" in told
    assert page_url("see-document", row) in links_on_page(page)


def test_the_people_of_a_case_are_named_and_victims_are_numbers(people):
    builder = build_started_case(people).allocate()
    day = (builder.at + 3 * DAY).date()
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=people.other_prosecutor,
        from_on=day, until_on=day,
    )  # fmt: skip
    text = page_text(case_page(builder))
    assert "Officer in the case Olive Officer" in text
    assert "Reviewing prosecutor Pia Prosecutor" in text
    assert f"Covering for the prosecutor Otto Other until {day.day} {day:%B %Y}" in text
    assert "Victims Victim 1" in text


def test_a_case_with_nothing_on_it_says_what_is_missing(people):
    text = page_text(case_page(build_started_case(people, suspects=0)))
    for sentence in (
        "No suspect has been added yet.",
        "Nothing has been referred yet.",
        "Reviewing prosecutor No one yet",
    ):
        assert sentence in text


def test_the_title_holds_no_name(people):
    builder = build_started_case(people)
    title = case_page(builder).content.decode().partition("</title>")[0]
    assert "<title>" in title and builder.urn not in title  # titles are in the browser’s history
    assert builder.suspects[0].surname not in title


# Access and queries


@pytest.mark.parametrize("wall", ["other unit", "conflict", "restricted", "not yet referred"])
@pytest.mark.parametrize("name", ["see-case", "see-case-history"])
def test_hidden_and_missing_are_the_same_page(people, wall, name):
    builder = build_started_case(people).write()
    who = people.supervisor
    if wall == "other unit":
        who = cast().supervisor
    elif wall == "conflict":
        add_conflict(who, builder.case, at=timezone.now())
    elif wall == "restricted":
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    else:
        who = people.assistant
    client = client_for(who)
    hidden = client.get(page_url(name, builder.case))
    missing = client.get(reverse(name, args=["0" * 8 + "-0000-4000-8000-" + "0" * 12]))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


@pytest.mark.parametrize("who", ["officer", "prosecutor"])
def test_a_page_costs_twelve_questions_however_much_is_on_the_case(people, who):
    builder = build_started_case(people).allocate()
    client = client_for(getattr(people, who))
    _, few = page_and_queries(client, page_url("see-case", builder.case))
    for _ in range(3):
        builder.suspects.append(builder.add_suspect())
    for n in range(3):
        add_document(builder, f"note{n}.txt", b"What she said.")
    new = [
        s
        for s in builder.suspects
        if builder.suspect(builder.suspects.index(s)).state == "INVESTIGATING"
    ]
    builder.suspects, everybody = new, builder.suspects
    builder.submit()
    builder.suspects = everybody[:1]
    builder.plan({}, {}, {})
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Done."
    )
    page, many = page_and_queries(client, page_url("see-case", builder.case))
    assert len(page.context["cards"]) == 4
    assert len(few) == len(many) <= 12, many


def test_opening_a_case_is_in_the_log(people):
    builder = build_started_case(people)
    case_page(builder)
    entry = AuditEntry.objects.filter(verb="see_case").get()
    assert (entry.case_id, entry.user_id) == (builder.case.pk, people.officer.pk)
