"""One register of what was asked about each victim, and the days that holders take."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.action_plans.actions import action_items, reclassification
from cases.case_details.actions import cases
from cases.models import ActionItem, Offence, ProposedPlan, Turn, VictimRequest
from cases.states import State
from devtools.case_builder import OFFENCE, CaseBuilder, cast
from people.access.scopes import Refused
from tests.cases.test_action_plan_pages import action_form, plan_form
from tests.cases.test_proof import miss
from tests.support.cases import intrusive_actions as r
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    hidden_fields,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sealed_rows import opened_values, update_in_clear
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
JANUARY = date(2026, 1, 10)
AGAIN = "The first register ended in May, and the day in issue is in June."


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=days_ago(30)).allocate()


def kept(one):
    return VictimRequest.objects.unscoped("test").get(pk=one.pk)


def held(builder, n=0):
    """[(whose days, in days)] of a suspect's turns, oldest first; None while it runs."""
    turns = Turn.objects.unscoped("test").filter(suspect=builder.suspects[n]).order_by("began_at")
    return [
        (turn.state, turn.side, turn.ended_at and (turn.ended_at - turn.began_at).days)
        for turn in turns
    ]


def error_summary(page):
    return re.findall(r'href="#id_items[^<]*', page.text)


# Whose days they are


def test_days_until_a_holder_replies_are_those_of_others(builder):
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder))
    assert {builder.suspect(n).state for n in range(2)} == {State.WITH_HOLDER}
    assert (builder.suspect().holder_side, builder.suspect().is_open) == ("POLICE", True)
    assert builder.suspect().also_waits_for == []
    builder.at += 5 * DAY
    r.record_reply(builder, kept(one))
    assert held(builder)[-2:] == [("WITH_HOLDER", "OTHERS", 5), ("ACTION_PLAN", "POLICE", None)]
    last = Turn.objects.unscoped("test").filter(suspect=builder.suspects[0], side="OTHERS").get()
    assert last.holder == builder.cast.police


def test_the_date_of_the_action_stays_and_its_clock_runs(builder):
    one = r.plan_intrusive_action(builder)
    due_on = r.item_of_request(one).due_on
    r.mark_request_made(builder, one)
    item = ActionItem.objects.unscoped("test").select_related("clock").get(pk=one.item_id)
    assert item.due_on == due_on and item.clock.closed_at is None
    assert builder.suspect().due_at == item.clock.due_at


def test_while_anything_else_essential_is_open_the_days_are_the_police_s(builder):
    builder.plan({"reach": r.WHY | {"reach": "HOLDER"}}, {})
    one = VictimRequest.objects.unscoped("test").get(case=builder.case)
    r.mark_request_made(builder, one)
    assert builder.suspect().state == State.ACTION_PLAN
    facts = {"item": builder.items[1], "answer": "DONE", "text": "Done."}
    builder.do(action_items.answer_item, "officer", **facts)
    assert builder.suspect().state == State.WITH_HOLDER


def test_a_device_is_with_the_police(builder):
    r.mark_request_made(builder, r.plan_intrusive_action(builder, "DEVICE"))
    assert builder.suspect().state == State.ACTION_PLAN


def test_the_answer_ends_it_and_the_cps_can_take_the_suspect_back(builder):
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder))
    facts = {"item": r.item_of_request(one), "answer": "CANNOT", "text": "They burnt it."}
    builder.do(action_items.answer_item, "officer", **facts)
    assert {builder.suspect(n).state for n in range(2)} == {State.WITH_PROSECUTOR}


def test_a_question_to_the_cps_counts_before_the_holder(builder):
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder))
    asked = {
        "item": r.item_of_request(one),
        "proposed_on": r.current_day(builder) + 60 * DAY,
        "text": "x",
    }
    builder.do(action_items.ask_for_date, "officer", **asked)
    assert builder.suspect().state == State.PLAN_QUERIED
    facts = {"item": r.item_of_request(one), "is_agreed": True}
    builder.do(action_items.answer_date_request, "prosecutor", **facts)
    assert builder.suspect().state == State.WITH_HOLDER


def test_while_the_cps_owes_an_answer_about_another_the_days_are_the_cps_s(builder):
    builder.plan({"reach": r.WHY | {"reach": "HOLDER"}}, {})
    one = VictimRequest.objects.unscoped("test").get(case=builder.case)
    r.mark_request_made(builder, one)
    day = r.current_day(builder) + 60 * DAY
    facts = {"item": builder.items[1], "proposed_on": day, "text": "The witness is away."}
    builder.do(action_items.ask_for_date, "officer", **facts)
    assert builder.suspect().state == State.PLAN_QUERIED


def test_the_case_page_says_how_long_others_had_it(builder):
    r.mark_request_made(builder, r.plan_intrusive_action(builder))
    page = page_text(client_for(builder.cast.prosecutor).get(page_url("see-case", builder.case)))
    assert "with others" in page and "Waiting for material that others hold" in page


# Steps


def test_a_reply_follows_the_request_and_is_recorded_once(builder):
    one = r.plan_intrusive_action(builder)
    with pytest.raises(Refused, match="Record first that the request was made"):
        r.record_reply(builder, one)
    r.mark_request_made(builder, one)
    with pytest.raises(Refused, match="too long ago"):
        r.record_reply(builder, kept(one), replied_on=r.current_day(builder) - 20 * DAY)
    r.record_reply(builder, kept(one), held_where="Property store 12")
    assert (kept(one).reply, kept(one).held_where) == ("ALL", "Property store 12")
    with pytest.raises(Refused, match="has been recorded already"):
        r.record_reply(builder, kept(one))


def test_what_came_is_given_back_after_it_came(builder):
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder))
    with pytest.raises(Refused, match="Record first what the holder replied"):
        r.record_step(builder, "mark_given_back", kept(one), returned_on=r.current_day(builder))
    r.record_reply(builder, kept(one))
    r.record_step(builder, "mark_given_back", kept(one), returned_on=r.current_day(builder))
    assert kept(one).returned_on == r.current_day(builder)


def test_a_device_is_given_back_without_a_reply(builder):
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder, "DEVICE"))
    with pytest.raises(Refused, match="A device has no holder"):
        r.record_reply(builder, kept(one))
    r.record_step(builder, "mark_given_back", kept(one), returned_on=r.current_day(builder))


def test_the_database_knows_the_order_too(builder):
    rows_ = VictimRequest.objects.unscoped("test").filter(pk=r.plan_intrusive_action(builder).pk)
    for constraint, facts in (
        ("replied_after_requested", {"replied_on": r.current_day(builder)}),
        ("returned_after_requested", {"returned_on": r.current_day(builder), "requested_on": None}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            update_in_clear(rows_, **facts)


# Never twice unknowingly


def reaching_again(builder, **more):
    builder.plan({"reach": r.WHY | {"reach": "HOLDER"} | more})


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"holder": "  the  SCHOOL "},
        {"holder": "The surgery."},  # the same way, with dates that overlap
        {"from_on": r.WHY["to_on"] + DAY, "to_on": r.WHY["to_on"] + 9 * DAY},  # the same holder
    ],
)
def test_the_same_is_not_asked_twice_without_a_reason(builder, more):
    r.plan_intrusive_action(builder, weight="DESIRABLE")
    with pytest.raises(Refused, match=r"in action 1 of plan 1 \(The school, 1 January 2025"):
        reaching_again(builder, **more)
    reaching_again(builder, again_because=AGAIN, **more)
    assert opened_values(VictimRequest.objects.unscoped("test"), "again_because").count(AGAIN) == 1


def test_another_holder_at_another_time_is_no_repetition(builder):
    r.plan_intrusive_action(builder, weight="DESIRABLE")
    later = {"from_on": r.WHY["to_on"] + DAY, "to_on": r.WHY["to_on"] + 9 * DAY}
    reaching_again(builder, holder="The surgery.", **later)
    assert VictimRequest.objects.unscoped("test").filter(case=builder.case).count() == 2


def test_what_was_cancelled_before_it_was_asked_for_was_never_asked(builder):
    one = r.plan_intrusive_action(builder, weight="DESIRABLE")
    builder.do(
        action_items.cancel_item, "prosecutor", item=r.item_of_request(one), text="Not needed."
    )
    reaching_again(builder)
    assert VictimRequest.objects.unscoped("test").filter(case=builder.case).count() == 2


def reach_answers(builder, **more):
    """The answers of an action that reaches into a victim's life, as a page sends them."""
    why = {name: value for name, value in r.WHY.items() if not name.endswith("_on")}
    why |= {"necessity": "It shows where they were that day.", "kind": "HOLDER"}
    why |= {"less_intrusive": "A statement says less than the register."}
    why |= date_parts("from_on", r.WHY["from_on"]) | date_parts("to_on", r.WHY["to_on"])
    return action_form(builder, reach="yes", **why | more)


@module_fixture
def pair():
    """A case sent with an allegation of each of two victims; the police alone know of a third."""
    pair = CaseBuilder(cast(), at=days_ago(30))
    pair.other = pair.do(cases.add_victim, "officer", case=pair.case)
    pair.do(
        cases.add_allegation, "officer", case=pair.case, victim=pair.other,
        suspect=pair.suspects[0], offence=Offence.objects.get(pk=OFFENCE), from_on=JANUARY,
    )  # fmt: skip
    pair.allocate()
    pair.unsent = pair.do(cases.add_victim, "officer", case=pair.case)
    return pair


def test_another_victim_s_material_is_another_s(pair):
    for victim in (pair.victim, pair.other):
        pair.plan({"weight": "DESIRABLE", "reach": r.WHY | {"reach": "HOLDER", "victim": victim}})
    with pytest.raises(Refused, match="asked for before"):
        reaching_again(pair)  # an unnamed victim may be either
    with pytest.raises(Refused, match="asked for before"):
        reaching_again(pair, victim=pair.victim)
    page = page_text(client_for(pair.cast.officer).get(page_url("see-victim-register", pair.case)))
    first, second = page.index("Victim 1"), page.index("Victim 2")
    assert first < second and page.count("The school.") == 2 and "Victim 3" not in page


def test_the_plan_asks_about_which_victim_but_never_names_one_the_cps_does_not_know(pair):
    pair.review()
    address = page_url("set-action-plan", pair.last_review)
    prosecutor = client_for(pair.cast.prosecutor)
    page = prosecutor.get(address)
    assert "Victim 1" in page_text(page) and "Victim 2" in page_text(page)
    assert "Victim 3" not in page_text(page) and str(pair.unsent.pk) not in page.text
    missing, hidden = (
        prosecutor.post(address, plan_form(reach_answers(pair, victim=key)))
        for key in (uuid4(), pair.unsent.pk)
    )
    assert error_summary(missing) == error_summary(hidden) != []
    none = prosecutor.post(address, plan_form(reach_answers(pair)))
    assert "Select the victim whom it is about" in page_text(none)
    submit_form(prosecutor, address, **plan_form(reach_answers(pair, victim=pair.other.pk)))
    assert VictimRequest.objects.unscoped("test").get(case=pair.case).victim == pair.other


def test_the_only_victim_is_not_asked_about(builder):
    builder.review()
    address = page_url("set-action-plan", builder.last_review)
    prosecutor = client_for(builder.cast.prosecutor)
    assert "About which victim" not in page_text(prosecutor.get(address))
    submit_form(prosecutor, address, **plan_form(reach_answers(builder)))
    kept_ = VictimRequest.objects.unscoped("test").get(case=builder.case)
    assert kept_.victim == builder.victim


def test_a_victim_of_another_case_is_refused(builder, pair):
    with pytest.raises(Refused, match="Select a victim of this case"):
        reaching_again(builder, victim=pair.victim)
    builder.review()
    with pytest.raises(Refused, match="Select a victim of this case"):
        r.propose_request(builder, victim=pair.victim)


def test_a_proposal_is_held_to_it_too(builder):
    builder.review()
    proposal = r.set_proposed_request(
        builder, r.judge_request(builder, r.propose_request(builder)), weight="DESIRABLE"
    )
    assert proposal.holder == "The school."
    builder.review()
    with pytest.raises(Refused, match="This was asked for before"):
        r.propose_request(builder)
    assert r.propose_request(builder, again_because=AGAIN).again_because == AGAIN


def test_the_plan_page_shows_the_register_and_asks_why_again(builder):
    r.plan_intrusive_action(builder, weight="DESIRABLE")
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="CANNOT", text="x"
    )
    builder.review()
    prosecutor, address = (
        client_for(builder.cast.prosecutor),
        page_url("set-action-plan", builder.last_review),
    )
    if builder.last_review.second_since:
        address = page_url("propose-action-plan", builder.last_review)
    page = prosecutor.get(address)
    assert "Material about the victims that was asked for before" in page_text(page)
    assert "The school." in page_text(page) and "Attendance." in page_text(page)
    answers = plan_form(reach_answers(builder))
    answers |= {"why": "More has come to light since then.", "version": 0}
    page = prosecutor.post(address, answers)
    assert "asked for before, in action 1 of plan 1 (The school" in page_text(page)
    assert 'href="#id_items-0-again_because"' in page.text  # said at the question
    page = submit_form(prosecutor, address, **answers, **{"items-0-again_because": AGAIN})
    assert page.status_code == 200


def test_a_plan_made_of_gaps_shows_it_and_asks_too(builder):
    r.plan_intrusive_action(builder, weight="DESIRABLE")
    builder.gap = miss(builder, "prosecutor", point=2, text="Their attendance that day.")
    builder.review()
    prosecutor = client_for(builder.cast.prosecutor)
    address = page_url("propose-from-gaps", builder.last_review)
    page = prosecutor.get(address)
    assert "Material about the victims that was asked for before" in page_text(page)
    assert "The school." in page_text(page)
    answers = {
        f"items-0-{name}": value for name, value in reach_answers(builder).items()
        if name not in ("suspects", "line_of_inquiry", "proportionality", "purpose", "due_on")
    }  # fmt: skip
    answers |= {"why": "More has come to light since then.", "version": 0}
    answers |= {"proportionality": "One register, and nothing less answers it."}
    answers |= date_parts("due_on", day_from_today(20)) | {"items-0-gaps": str(builder.gap.pk)}
    answers |= hidden_fields(page, "items-TOTAL_FORMS", "items-INITIAL_FORMS", "form_key")
    assert "asked for before, in action 1 of plan 1" in page_text(prosecutor.post(address, answers))
    prosecutor.post(address, answers | {"items-0-again_because": AGAIN})
    [proposed] = ProposedPlan.objects.unscoped("test").filter(case=builder.case)
    assert proposed.items[0]["reach"]["victim"] == str(builder.victim.pk)
    assert proposed.items[0]["reach"]["again_because"] == AGAIN


def test_an_action_that_the_police_found_to_be_such_is_held_to_it_too(builder):
    builder.plan({"weight": "DESIRABLE", "reach": r.WHY | {"reach": "HOLDER"}}, {})
    facts = {"item": builder.items[1], "kind": "HOLDER", "text": "It asks for the school's book."}
    builder.do(reclassification.reclassify_item, "officer", **facts)
    page = client_for(builder.cast.prosecutor).get(page_url("justify-item", builder.items[1]))
    assert "Material about the victims that was asked for before" in page_text(page)
    with pytest.raises(Refused, match="This was asked for before, in action 1 of plan 1"):
        builder.do(reclassification.justify_item, "prosecutor", item=builder.items[1], **r.WHY)
    said = r.WHY | {"again_because": AGAIN}
    builder.do(reclassification.justify_item, "prosecutor", item=builder.items[1], **said)


# The page


def test_both_sides_read_the_register_and_it_costs_the_same(builder):
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder))
    r.record_reply(builder, kept(one))
    address = page_url("see-victim-register", builder.case)
    for who in ("officer", "prosecutor"):
        browser = client_for(getattr(builder.cast, who))
        page = browser.get(address)
        for told in ("The school.", "Attendance.", "It shows where they were.", "Asked for on",
                     "Answered on", "All that was asked for"):  # fmt: skip
            assert told in page_text(page)
        assert page_url("see-victim-request", one) in links_on_page(page)
        assert len(page_and_queries(browser, address)[1]) <= 6


def test_a_day_on_which_two_holders_are_waited_for_counts_once(builder):
    again = {"holder": "The surgery.", "again_because": AGAIN}
    waited = []
    for more in ({}, again):
        builder.plan({"weight": "DESIRABLE", "reach": r.WHY | {"reach": "HOLDER"} | more})
        one = VictimRequest.objects.unscoped("test").get(item=builder.items[-1])
        r.mark_request_made(builder, one)
        waited.append((timezone.localdate() - kept(one).requested_on).days)
        builder.at += 2 * DAY
    page = page_text(
        client_for(builder.cast.officer).get(page_url("see-victim-register", builder.case))
    )
    assert waited[0] > waited[1] > 1
    for days in waited:
        assert f"No answer for {days} days." in page
    assert f"A reply was waited for on {waited[0]} days." in page
    assert "(1 January 2025 to 30 June 2025)" in page


def test_who_never_replied_is_not_waited_for_once_the_action_is_answered(builder):
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder))
    builder.at += 5 * DAY
    address = page_url("see-victim-register", builder.case)
    officer = client_for(builder.cast.officer)
    days = (timezone.localdate() - kept(one).requested_on).days
    assert f"A reply was waited for on {days} days." in page_text(officer.get(address))
    facts = {"item": r.item_of_request(one), "answer": "CANNOT", "text": "They burnt it."}
    builder.do(action_items.answer_item, "officer", **facts)
    page = page_text(officer.get(address))
    assert "No reply was recorded." in page
    assert "No answer for" not in page and "was waited for" not in page


def test_it_says_what_was_asked_for_and_then_taken_back(builder):
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder, "DEVICE"))
    said = {"withdrawn_on": r.current_day(builder)}
    r.record_step(builder, "record_withdrawal", kept(one), **said)
    r.record_step(builder, "mark_given_back", kept(one), returned_on=r.current_day(builder))
    officer = client_for(builder.cast.officer)
    page = page_text(officer.get(page_url("see-victim-register", builder.case)))
    for told in ("Asked for on", "The agreement was withdrawn on", "Given back on"):
        assert told in page


def test_what_only_the_cps_knows_of_is_not_in_it(builder):
    builder.review()
    r.propose_request(builder)
    officer = client_for(builder.cast.officer)
    page = officer.get(page_url("see-victim-register", builder.case))
    assert "Nobody has been asked for material about a victim of this case." in page_text(page)


def test_the_page_of_the_victims_leads_to_it(builder):
    page = client_for(builder.cast.officer).get(page_url("see-case-victims", builder.case))
    assert page_url("see-victim-register", builder.case) in links_on_page(page)
