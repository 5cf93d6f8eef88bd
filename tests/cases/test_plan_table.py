"""The table of an action plan: several actions accepted, or several answers judged, in one act."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items, challenges, reclassification
from cases.models import ActionItem, ActionPlan, ItemEntry
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from people.text.dates import format_day
from tests.support.cases.pages import (
    client_for,
    date_parts,
    hidden_fields,
    links_on_page,
    page_text,
    page_url,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

FIVE = ("Ask Ann.", "Ask Ben.", "Ask Cat.", "Ask Dan.", "Ask Eve.")
TODAY = timezone.localdate()


@module_fixture
def builder():
    return build_plan(FIVE)


def build_plan(texts):
    builder = CaseBuilder(cast(), suspects=2, at=days_ago(2)).allocate()
    return builder.plan(*({"text": text} for text in texts))


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def plan_of(builder):
    return ActionPlan.objects.unscoped("test").get(case=builder.case)


def item(builder, n):
    return ActionItem.objects.unscoped("test").get(plan=plan_of(builder), number=n)


def items(builder):
    rows = ActionItem.objects.unscoped("test").filter(plan=plan_of(builder))
    return list(rows.order_by("number"))


def table(browser, builder):
    return browser.get(page_url("see-plan", plan_of(builder)))


def send(browser, builder, verb, page=None, **typed):
    """Send the form of the table, as `page` showed it or as it is now."""
    shown = hidden_fields(page or table(browser, builder))
    return browser.post(page_url(verb, plan_of(builder)), shown | typed, follow=True)


def ticked(*numbers):
    return {f"accept_{n}": "on" for n in numbers}


def answer(builder, *numbers):
    for n in numbers:
        builder.do(
            action_items.answer_item, "officer", item=item(builder, n), answer="DONE",
            text=f"Done number {n}.",
        )  # fmt: skip


def not_enough(n, text="The second page of it.", **more):
    return {
        f"judgement_{n}": "say_what_is_missing",
        f"text_{n}": text,
        **date_parts(f"due_on_{n}", TODAY + timedelta(days=5)),
        **more,
    }


def enough(*numbers):
    return {f"judgement_{n}": "accept_answer" for n in numbers}


def entries_of(builder, kind):
    rows = ItemEntry.objects.unscoped("test").filter(item__plan=plan_of(builder), kind=kind)
    return sorted(rows.values_list("item__number", flat=True))


def audited(verb, builder):
    ids = {str(each.pk) for each in items(builder)}
    rows = AuditEntry.objects.filter(verb=verb, case_id=builder.case.pk)
    return [row for row in rows if set(row.ids) & ids]


# Whose turn


def test_the_table_says_in_words_whose_turn_each_action_is(builder, officer, prosecutor):
    builder.do(challenges.accept_item, "officer", item=item(builder, 1))
    answer(builder, 2)
    builder.do(
        challenges.challenge_item, "officer", item=item(builder, 3), reason="NOT_REASONABLE",
        text="Whose phone is meant by it? He has three.",
    )  # fmt: skip
    builder.do(action_items.cancel_item, "prosecutor", item=item(builder, 4), text="Not needed.")
    police, cps = page_text(table(officer, builder)), page_text(table(prosecutor, builder))
    for said in (
        "You: do it and answer", "CPS: judges the answer", "CPS: answers the question",
        "Cancelled", "You: accept or question it",
    ):  # fmt: skip
        assert said in police
    for said in (
        "Police: do it and answer", "You: judge the answer", "You: answer the question",
        "Police: accept or question",
    ):  # fmt: skip
        assert said in cps
    assert "Your turn: 2 of 5 actions." in police


def test_the_prosecutor_reads_the_answer_in_the_row(builder, prosecutor):
    answer(builder, 2)
    assert "Done number 2." in page_text(table(prosecutor, builder))


def test_those_who_only_read_are_asked_nothing(builder):
    page = table(client_for(builder.cast.manager), builder)
    assert "accept_1" not in page.content.decode()
    assert "<form" not in page.content.decode().split("<main")[1].split("</main>")[0]


def ask_for_date(builder, who, n):
    day = TODAY + timedelta(days=20)
    builder.do(
        action_items.ask_for_date, who, item=item(builder, n), proposed_on=day,
        text="The bank needs three weeks.",
    )  # fmt: skip
    return day


def test_the_form_asks_only_about_what_waits_for_the_reader(builder, officer):
    ask_for_date(builder, "officer", 1)
    ask_for_date(builder, "prosecutor", 2)
    page = table(officer, builder)
    body = page.content.decode()
    assert "Tick all 3" in page_text(page)
    assert body.count('type="checkbox"') == body.count('name="version_') == 3
    assert "Your turn: 4 of 5 actions." in page_text(page)


def test_no_button_stands_where_nothing_waits(builder, officer):
    for n in range(1, 6):
        ask_for_date(builder, "officer", n)
    assert "Accept the actions you ticked" not in page_text(table(officer, builder))


def test_the_row_says_which_day_is_asked_for(builder, officer, prosecutor):
    day = ask_for_date(builder, "officer", 1)
    for browser in (officer, prosecutor):
        assert f"Asked for: {format_day(day)}" in page_text(table(browser, builder))


def test_an_action_that_needs_a_manager_leads_the_prosecutor_there(builder, officer, prosecutor):
    builder.do(
        reclassification.reclassify_item, "officer", item=item(builder, 1), kind="COUNSELLING",
        text="It asks for what her therapist wrote down.",
    )  # fmt: skip
    page = table(prosecutor, builder)
    assert "You: cancel it, and propose it to a manager" in page_text(page)
    assert "Your turn: 1 of 5 actions." in page_text(page)
    cancel = page_url("cancel-item", item(builder, 1))
    propose = page_url("propose-counselling-request", plan_of(builder).review)
    wanted = {cancel, propose}
    assert wanted <= set(links_on_page(page))
    assert all(prosecutor.get(address).status_code == 200 for address in wanted)
    told = page_text(table(officer, builder))
    assert "CPS: cancels it, and proposes it to a manager" in told


def test_an_action_that_is_kept_as_it_is_leads_to_its_own_page(builder, officer):
    builder.do(
        challenges.challenge_item, "officer", item=item(builder, 1), reason="NOT_REASONABLE",
        text="Whose phone is meant by it? He has three.",
    )  # fmt: skip
    builder.do(
        challenges.answer_challenge, "prosecutor", item=item(builder, 1), answer="HOLD",
        text="The one that was seized.",
    )  # fmt: skip
    page = table(officer, builder)
    assert "You: accept it or take it further" in page_text(page)
    assert "Accept it, or take it further" in page_text(page)
    assert page_url("withdraw-challenge", item(builder, 1)) not in links_on_page(page)


def test_a_row_that_only_came_back_is_not_counted_as_the_reader_s_turn(builder, prosecutor):
    answer(builder, 1, 2)
    shown = table(prosecutor, builder)
    builder.do(action_items.accept_answer, "prosecutor", item=item(builder, 1))
    page = send(prosecutor, builder, "judge-answers", shown, **enough(1, 2))
    assert "Your turn: 1 of 5 actions." in page_text(page)


# Accepting


def test_five_actions_are_accepted_in_one_act(builder, officer):
    page = send(officer, builder, "accept-items", **ticked(1, 2, 3, 4, 5))
    assert "5 actions accepted" in page.content.decode()
    assert entries_of(builder, "TAKEN_ON") == [1, 2, 3, 4, 5]
    assert len(audited("accept_item", builder)) == 5
    assert all(not row.refused for row in audited("accept_item", builder))


def test_all_are_ticked_by_a_link(builder, officer):
    address = page_url("see-plan", plan_of(builder)) + "?all=1"
    assert address + "#yours" in links_on_page(table(officer, builder))
    assert officer.get(address).content.decode().count('value="on" checked') == 5


def test_what_was_not_ticked_waits_as_before(builder, officer):
    send(officer, builder, "accept-items", **ticked(2, 4))
    assert entries_of(builder, "TAKEN_ON") == [2, 4]


def test_nothing_ticked_is_said(builder, officer):
    page = send(officer, builder, "accept-items")
    assert "Select at least one action" in page_text(page)
    assert page.content.decode().startswith("<!DOCTYPE html>")
    assert "Error: " in page.content.decode()


def test_one_that_cannot_be_accepted_stops_all_and_says_which_and_why(builder, officer):
    shown = table(officer, builder)
    builder.do(action_items.cancel_item, "prosecutor", item=item(builder, 2), text="Not needed.")
    builder.do(challenges.accept_item, "officer", item=item(builder, 4))
    page = send(officer, builder, "accept-items", shown, **ticked(1, 2, 4))
    told = page_text(page)
    assert page.status_code == 409
    assert "Nothing has been sent. 2 actions stand in the way." in told
    assert "Action 2: This action was cancelled, so nothing more is needed." in told
    assert "Action 4: The police have accepted this action already." in told
    assert entries_of(builder, "TAKEN_ON") == [4]
    kept = page.content.decode()
    assert all(f'name="accept_{n}" type="checkbox" value="on" checked' in kept for n in (1, 2, 4))
    refused = [row for row in audited("accept_item", builder) if row.refused]
    assert {tuple(row.ids) for row in refused} == {(str(item(builder, n).pk),) for n in (2, 4)}


def test_one_that_changed_meanwhile_is_accepted_only_as_it_is_now(builder, officer):
    shown = table(officer, builder)
    builder.do(
        action_items.ask_for_date, "prosecutor", item=item(builder, 3),
        proposed_on=TODAY + timedelta(days=20), text="The court asked for it sooner.",
    )  # fmt: skip
    page = send(officer, builder, "accept-items", shown, **ticked(1, 3))
    assert "Action 3: This action has changed since you opened it." in page_text(page)
    assert entries_of(builder, "TAKEN_ON") == []
    again = send(officer, builder, "accept-items", page, **ticked(1, 3))
    assert "2 actions accepted" in again.content.decode()
    assert entries_of(builder, "TAKEN_ON") == [1, 3]


def test_a_second_click_does_nothing_twice(builder, officer):
    shown = table(officer, builder)
    for _click in range(2):
        page = send(officer, builder, "accept-items", shown, **ticked(1, 2))
        assert page.redirect_chain
    assert entries_of(builder, "TAKEN_ON") == [1, 2]
    assert len(audited("accept_item", builder)) == 2


def test_an_action_of_another_plan_cannot_be_slipped_in(builder, officer):
    other = build_plan(FIVE[:1])
    sent = ticked(9) | {"version_9": item(other, 1).version}
    page = send(officer, builder, "accept-items", **sent)
    assert "Select at least one action" in page_text(page)
    assert entries_of(other, "TAKEN_ON") == []


def test_the_prosecutor_accepts_no_action_for_the_police(builder, prosecutor):
    page = send(prosecutor, builder, "accept-items", version_1="1", **ticked(1))
    assert page.status_code == 403


# Judging


def test_three_answers_are_judged_in_one_act(builder, prosecutor):
    answer(builder, 1, 2, 3)
    page = send(prosecutor, builder, "judge-answers", **enough(1, 2), **not_enough(3))
    assert "3 answers judged" in page.content.decode()
    assert [item(builder, n).status for n in (1, 2, 3)] == ["ACCEPTED", "ACCEPTED", "OPEN"]
    assert item(builder, 3).due_on == TODAY + timedelta(days=5)
    assert len(audited("accept_answer", builder)) == 2
    assert len(audited("say_what_is_missing", builder)) == 1


def test_what_is_missing_and_by_when_is_asked_of_that_answer_alone(builder, prosecutor):
    answer(builder, 1, 2)
    page = send(
        prosecutor, builder, "judge-answers", **enough(1), judgement_2="say_what_is_missing"
    )
    told = page_text(page)
    assert "Enter what is missing in action 2" in told
    assert "Enter the date you need action 2 by" in told
    assert "missing in action 1:" not in told
    assert entries_of(builder, "ACCEPTED") == []
    assert 'value="accept_answer" checked' in page.content.decode()


def test_what_was_typed_is_kept_when_another_answer_is_refused(builder, prosecutor):
    answer(builder, 1, 2)
    shown = table(prosecutor, builder)
    builder.do(action_items.accept_answer, "prosecutor", item=item(builder, 1))
    page = send(
        prosecutor, builder, "judge-answers", shown, **enough(1), **not_enough(2, "Page two.")
    )
    assert "Action 1: The answer to this action has been accepted" in page_text(page)
    assert "Page two.</textarea>" in page.content.decode()
    assert entries_of(builder, "MISSING") == []


def test_words_that_reach_into_her_life_are_asked_about_in_their_row(builder, prosecutor):
    answer(builder, 1)
    typed = not_enough(1, "Her counselling notes.")
    page = send(prosecutor, builder, "judge-answers", **typed)
    assert "Action 1: " in page_text(page)
    assert 'name="not_reaching_because_1"' in page.content.decode()
    why = "It is the counselling of the suspect, not of the victim."
    done = send(prosecutor, builder, "judge-answers", page, **typed, not_reaching_because_1=why)
    assert "1 answer judged" in done.content.decode()


def test_an_answer_that_a_colleague_judged_can_be_taken_out(builder, prosecutor):
    answer(builder, 1, 2)
    shown = table(prosecutor, builder)
    builder.do(action_items.accept_answer, "prosecutor", item=item(builder, 1))
    typed = not_enough(2, "Page two.")
    refused = send(prosecutor, builder, "judge-answers", shown, **enough(1), **typed)
    assert "Not now" in page_text(refused)
    done = send(prosecutor, builder, "judge-answers", refused, judgement_1="", **typed)
    assert "1 answer judged" in done.content.decode()
    assert entries_of(builder, "MISSING") == [2]


def test_no_answer_is_judged_before_somebody_chooses(builder, prosecutor):
    answer(builder, 1, 2)
    body = table(prosecutor, builder).content.decode()
    assert body.count('type="radio" value="" checked') == 2
    assert body.count(" checked") == 2


@pytest.mark.parametrize(
    "typed", [{"text_1": "The second page."}, date_parts("due_on_1", TODAY + timedelta(days=5))]
)
def test_what_is_typed_without_a_judgement_is_not_dropped(builder, prosecutor, typed):
    answer(builder, 1, 2)
    page = send(prosecutor, builder, "judge-answers", **typed, **enough(2))
    assert "choose “Not enough” to send what you typed, or clear it" in page_text(page)
    assert entries_of(builder, "ACCEPTED") == []
    shown = page.content.decode()
    assert "rasso-table__more--typed" in shown
    for each in typed.values():
        assert f">{each}</textarea>" in shown or f'value="{each}"' in shown


# Drafts of judgements


def saved_draft(builder, prosecutor, address="see-plan"):
    """Save a draft of two judgements, as the form at this address does."""
    typed = not_enough(1, "Half a sent") | enough(2) | {"save_draft": "1"}
    shown = hidden_fields(table(prosecutor, builder))
    prosecutor.post(page_url(address, plan_of(builder)), shown | typed)


@pytest.mark.parametrize("address", ["see-plan", "judge-answers"])
def test_a_draft_is_offered_on_the_page_of_the_plan_wherever_it_was_saved(
    builder, prosecutor, address
):
    answer(builder, 1, 2)
    saved_draft(builder, prosecutor, address)
    body = table(prosecutor, builder).content.decode()
    assert "Half a sent</textarea>" in body
    assert f'data-draft="{page_url("judge-answers", plan_of(builder))}"' in body


def test_a_late_save_of_a_form_that_was_sent_keeps_no_draft(builder, prosecutor):
    answer(builder, 1, 2)
    page = table(prosecutor, builder)
    send(prosecutor, builder, "judge-answers", page, **not_enough(1, "Page two."))
    kept_at = re.search(r'data-draft="([^"]+)"', page.content.decode())[1]
    late = hidden_fields(page) | not_enough(1, "Page two.") | {"save_draft": "typing"}
    assert prosecutor.post(kept_at, late).content.decode() == "Sent already"
    assert "Page two.</textarea>" not in table(prosecutor, builder).content.decode()


def test_a_draft_judges_nothing_for_the_answer_may_be_another_by_now(builder, prosecutor):
    answer(builder, 1, 2)
    saved_draft(builder, prosecutor)
    body = table(prosecutor, builder).content.decode()
    assert body.count('type="radio" value="" checked') == 2
    assert 'value="accept_answer" checked' not in body
    assert "rasso-table__more--typed" in body


# What it costs


def test_the_table_costs_the_same_however_many_actions(officer):
    sizes, counts = [], []
    for n in (5, 60):
        builder = build_plan([f"Ask witness number {i:02} of the list." for i in range(n)])
        for who in ("officer", "prosecutor"):
            browser = client_for(getattr(builder.cast, who))
            page, queries = page_and_queries(browser, page_url("see-plan", plan_of(builder)))
            counts.append(len(queries))
            sizes.append(len(page.content))
    assert counts[:2] == counts[2:]
    with_a_tick, to_read = ((sizes[2 + n] - sizes[n]) / 55 for n in (0, 1))
    assert with_a_tick < 800  # bytes of each further action
    assert to_read < 400
    assert sizes[2] < 60_000
