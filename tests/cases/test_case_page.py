"""The case page: its content by reader, and its queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.allocation.actions import allocations
from cases.case_details.actions import cases
from cases.decisions.actions import charges, decisions
from cases.models import Case
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from people.models import AuditEntry
from tests.support.cases.charges import laid
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, at, links, said
from tests.support.cases.query_counter import questions
from tests.support.cases.sample_files import a_document
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@standing
def people():
    return cast()


def begun(people, **facts):
    """A road that began at 4am two days ago, so all its steps are in the past."""
    two_days_ago = timezone.localtime() - 2 * DAY
    return Road(people, at=two_days_ago.replace(hour=4, minute=0), **facts)


def page_of(road, who="officer"):
    return as_(getattr(road.cast, who)).get(at("see-case", road.case))


# Content


def test_a_suspect_is_told_with_state_turn_waiting_and_due(people):
    road = begun(people).allocate()
    due_on = timezone.localtime(road.suspect().due_at)
    days = (due_on.date() - timezone.localdate()).days
    officers, prosecutors = said(page_of(road)), said(page_of(road, "prosecutor"))
    for text in (officers, prosecutors):
        assert f"Case {road.urn}" in text
        assert f"{people.police.name} and {people.cps.name}" in text
        assert "With the prosecutor" in text
        assert f"Review and decide. Due in {days} days {due_on.day} {due_on:%B %Y}" in text
        assert "Released under investigation Released 1 February 2026" in text
        assert "Victim 1, 10 January 2026" in text
    assert f"{people.cps.name}’s turn since" in officers
    assert "Your turn since" in prosecutors


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
    road = getattr(begun(people), step)()
    assert ("Your turn since" in said(page_of(road, who))) is mine


def test_time_so_far_adds_up_the_turns_of_each_side(people):
    road = Road(people, at=timezone.now() - 30 * DAY).write()
    road.at += 9 * DAY
    road.do(
        referrals.sign_referral_off, "supervisor", referral=road.referral, supervisor_comments="x"
    )
    assert "With police 9 days, with CPS 20 days" in said(page_of(road))


def test_an_unverified_period_is_said_to_be_one_and_where_it_comes_from(people):
    road = begun(people).allocate().plan()
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Done.")
    text = said(page_of(road))
    assert "Unverified period. 28 calendar days, counted from: referral received." in text
    assert "Director's Guidance; CPS published measure" in text
    assert "No source says that the time starts again here." in text


def test_a_sourced_period_is_not_doubted(people):
    text = said(page_of(begun(people).allocate()))
    assert "Unverified" not in text
    assert "counted from" not in text


def test_a_red_referral_is_due_in_hours(people):
    road = Road(people, at=timezone.now() - 6 * HOUR).submit(urgency="RED")
    text = said(page_of(road))
    assert "Due in 2 hours" in text or "Due in 1 hour" in text
    assert f"at {timezone.localtime(road.suspect().due_at):%H:%M}" in text


def test_custody_is_told_with_the_polices_own_dates(people):
    road = begun(people)
    ends_on = (road.at + 30 * DAY).date()
    road.do(
        cases.record_custody, "officer", suspect=road.suspect(), version=1, custody="ON_BAIL",
        bailed_on=road.at.date(), bail_ends_on=ends_on, released_on=None,
    )  # fmt: skip
    text = said(page_of(road))
    assert "On bail Bailed" in text
    assert f"Bail ends {ends_on.day} " in text


def test_an_action_is_told_with_whom_weight_due_status_and_the_date_asked_for(people):
    road = begun(people, suspects=2).allocate()
    first, second = road.suspects
    soon = (road.at + 4 * DAY).date()
    road.plan(
        {"suspects": [second], "category": "FOOTAGE", "text": "Get the footage.", "due_on": soon},
        {"weight": "DESIRABLE", "text": "Ask her friend."},
    )
    item, desirable = road.items
    later = soon + 7 * DAY
    road.do(
        action_items.ask_for_date, "officer", item=item, proposed_on=later, text="It takes time."
    )
    page = page_of(road)
    text = said(page)
    left = (soon - timezone.localdate()).days
    assert f"Action 1: Footage Get the footage. {second.name} Due in {left} days" in text
    assert f"Asked for: {later.day} {later:%B %Y} Waiting for the police Essential" in text
    assert f"Action 2: Statements Ask her friend. {first.name}, {second.name}" in text
    assert {at("see-item", item), at("see-item", desirable)} <= set(links(page))


def test_what_is_owed_beside_the_turn_is_told_and_the_turn_has_its_own_date(people):
    road = begun(people).allocate()
    due_on = timezone.localtime(road.suspect().due_at)
    soon = (road.at + 4 * DAY).date()
    road.plan({"weight": "DESIRABLE", "due_on": soon}, {"weight": "DESIRABLE"})
    road.do(
        action_items.ask_for_date, "officer", item=road.items[0], proposed_on=soon + 9 * DAY,
        text="The lab.",
    )  # fmt: skip
    text = said(page_of(road))
    other = road.items[1].due_on  # the first item's date is paused while the CPS answers
    days = (due_on.date() - timezone.localdate()).days
    assert f"Review and decide. Due in {days} days {due_on.day} {due_on:%B %Y}" in text
    assert f"The police also have 1 action to answer, due {other.day} {other:%B %Y}." in text
    assert "The CPS has 1 request for another date to answer." in text

    for item in road.items:
        road.do(action_items.cancel_item, "prosecutor", item=item, text="Not needed.")
    text = said(page_of(road))
    assert " also ha" not in text and "The CPS has" not in text


def test_what_is_owed_after_the_charge_is_told(people):
    road = begun(people).allocate().plan({"weight": "DESIRABLE"})
    allegations = list(road.suspect().allegations.unscoped("test"))
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=road.suspect(), allegations=allegations,
        rationale="The test is met.",
    )  # fmt: skip
    road.do(
        charges.report_charge, "officer", suspect=road.suspect(), **laid(road),
    )  # fmt: skip
    assert "The police also have 1 action to answer, due" in said(page_of(road))


def test_an_answered_action_is_no_longer_due(people):
    road = begun(people).allocate().plan()
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Done.")
    assert "Answered, not yet accepted Essential" in said(page_of(road))
    assert "Due in 1" not in said(page_of(road)).partition("Action 1")[2]


def test_a_returned_referral_says_why_and_by_when(people):
    road = begun(people).submit()
    reply_by = (road.at + 5 * DAY).date()
    road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons={"no_mg3": "Page 2 is missing"}, reply_by=reply_by,
    )  # fmt: skip
    page = page_of(road)
    assert "Submission 1 : Returned at triage" in said(page)
    assert f"A reply is asked for by {reply_by.day} {reply_by:%B %Y}" in said(page)
    assert "No MG3 Page 2 is missing" in said(page)
    assert at("see-referral", road.referral) in links(page)

    road.write()
    assert [one.is_current for one in page_of(road).context["referrals"]] == [True, False]


def test_a_decision_is_told_with_its_charges_and_the_police_report(people):
    road = begun(people).allocate()
    suspect = road.suspect()
    allegations = list(suspect.allegations.unscoped("test"))
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect, allegations=allegations,
        rationale="The test is met.",
    )  # fmt: skip
    text = said(page_of(road))
    assert "Charge authorised Rape a girl" in text
    assert "Decision Charge authorised Pia Prosecutor, " in text
    assert "Rationale The test is met." in text

    day = road.at.date()
    road.do(
        charges.report_charge, "officer", suspect=suspect, **laid(road),
    )  # fmt: skip
    text = said(page_of(road))
    assert f"Charged {day.day} {day:%B %Y} Written charge and requisition" in text
    assert "turn since" not in text


def test_no_further_action_is_told_with_its_reason(people):
    road = begun(people).allocate()
    no_further_action(road, road.suspect(), rationale="It cannot be proved.")
    text = said(page_of(road))
    assert "No further action: evidential" in text
    assert "Absence of consent cannot be proved" in text


def test_a_document_is_told_with_kind_size_who_and_when(people):
    road = begun(people).allocate().plan()
    row = a_document(road, "note.txt", b"What she said.", mg_form="OTHER", who="prosecutor")
    page = page_of(road)
    told = said(page).replace("\xa0", " ")
    assert "note.txt Something else Plain text, 14 bytes. Added by Pia Prosecutor, CPS" in told
    assert at("see-document", row) in links(page)


def test_the_people_of_a_case_are_named_and_victims_are_numbers(people):
    road = begun(people).allocate()
    day = (road.at + 3 * DAY).date()
    road.do(
        allocations.cover_case, "manager", case=road.case, to=people.other_prosecutor,
        from_on=day, until_on=day,
    )  # fmt: skip
    text = said(page_of(road))
    assert "Officer in the case Olive Officer" in text
    assert "Reviewing prosecutor Pia Prosecutor" in text
    assert f"Covering for the prosecutor Otto Other until {day.day} {day:%B %Y}" in text
    assert "Victims Victim 1" in text


def test_a_case_with_nothing_on_it_says_what_is_missing(people):
    text = said(page_of(begun(people, suspects=0)))
    for sentence in (
        "No suspect has been added yet.",
        "Nothing has been referred yet.",
        "No review has been recorded yet.",
        "No document has been added yet.",
        "Reviewing prosecutor No one yet",
    ):
        assert sentence in text


def test_the_title_holds_no_name(people):
    road = begun(people)
    title = page_of(road).content.decode().partition("</title>")[0]
    assert road.urn in title
    assert road.suspects[0].surname not in title


# Access and queries


@pytest.mark.parametrize("wall", ["other unit", "conflict", "restricted", "not yet referred"])
@pytest.mark.parametrize("name", ["see-case", "see-case-history"])
def test_hidden_and_missing_are_the_same_page(people, wall, name):
    road = begun(people).write()
    who = people.supervisor
    if wall == "other unit":
        who = cast().supervisor
    elif wall == "conflict":
        in_conflict(who, road.case, at=timezone.now())
    elif wall == "restricted":
        Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    else:
        who = people.assistant
    client = as_(who)
    hidden = client.get(at(name, road.case))
    missing = client.get(reverse(name, args=["0" * 8 + "-0000-4000-8000-" + "0" * 12]))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


@pytest.mark.parametrize("who", ["officer", "prosecutor"])
def test_a_page_costs_twelve_questions_however_much_is_on_the_case(people, who):
    road = begun(people).allocate()
    client = as_(getattr(people, who))
    _, few = questions(client, at("see-case", road.case))
    for _ in range(3):
        road.suspects.append(road.add_suspect())
    for n in range(3):
        a_document(road, f"note{n}.txt", b"What she said.")
    new = [
        s for s in road.suspects if road.suspect(road.suspects.index(s)).state == "INVESTIGATING"
    ]
    road.suspects, everybody = new, road.suspects
    road.submit()
    road.suspects = everybody[:1]
    road.plan({}, {}, {})
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Done.")
    page, many = questions(client, at("see-case", road.case))
    assert len(page.context["cards"]) == 4
    assert len(few) == len(many) <= 12, many


def test_opening_a_case_is_in_the_log(people):
    road = begun(people)
    page_of(road)
    entry = AuditEntry.objects.filter(verb="see_case").get()
    assert (entry.case_id, entry.user_id) == (road.case.pk, people.officer.pk)
