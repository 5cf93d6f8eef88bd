"""Pages of a second plan, from its first wording until the police see it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import ActionPlan, ProposedPlan
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases import intrusive_actions
from tests.support.cases.pages import (
    client_for,
    date_parts,
    hidden_fields_at,
    links_on_page,
    page_text,
    page_url,
)
from tests.support.cases.second_plans import judge_second_plan, propose_second_plan
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

# Early in the day, so that wordings some hours apart are due on the same day.
START = timezone.now().replace(hour=1) - timedelta(days=2)
LATER = timezone.localdate() + timedelta(days=9)


@module_fixture
def builder():
    """The first plan is answered, and the prosecutor has recorded another review."""
    builder = CaseBuilder(cast(), at=START).allocate().plan()
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Here."
    )
    return builder.review()


def form_data(builder, **more):
    """Form data of a plan with one action."""
    action = {
        "text": "Ask the neighbour.", "category": "STATEMENTS",
        "suspects": [suspect.pk for suspect in builder.suspects],
        "line_of_inquiry": "She was there. Both sides know the reason.",
        "proportionality": "One statement. Both sides know the reason.", "reach": "no",
        "weight": "ESSENTIAL", "purpose": "INQUIRY",
        **date_parts("due_on", LATER),
    }  # fmt: skip
    sent = {"items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 0, "why": "A neighbour was named."}
    return sent | {f"items-0-{name}": value for name, value in action.items()} | more


def proposed_plan_of(builder, **which):
    return ProposedPlan.objects.unscoped("test").get(review=builder.last_review, **which)


def test_a_second_plan_is_worded_approved_and_sent(builder):
    prosecutor, manager = client_for(builder.cast.prosecutor), client_for(builder.cast.manager)
    page = prosecutor.get(page_url("see-case", builder.case))
    address = page_url("propose-action-plan", builder.last_review)
    assert address in links_on_page(page) and page_url(
        "set-action-plan", builder.last_review
    ) not in links_on_page(page)
    answer = prosecutor.post(address, form_data(builder) | hidden_fields_at(prosecutor, address))
    proposed = proposed_plan_of(builder)
    assert answer.url == page_url("see-proposed-plan", proposed)
    assert "Waiting for approval" in page_text(prosecutor.get(answer.url))
    assert address not in links_on_page(prosecutor.get(page_url("see-case", builder.case)))

    judging = page_url("judge-proposed-plan", proposed)
    assert judging in links_on_page(manager.get(page_url("see-case", builder.case)))
    read = page_text(manager.get(judging))
    assert "Ask the neighbour." in read and "A neighbour was named." in read
    manager.post(
        judging, {"is_approved": "yes", "judgement": "Needed. Both sides know the reason."}
    )
    assert proposed_plan_of(builder).status == "APPROVED"

    sending = page_url("send-proposed-plan", proposed)
    assert sending in links_on_page(prosecutor.get(page_url("see-case", builder.case)))
    assert "Needed." in page_text(prosecutor.get(sending))
    prosecutor.post(sending, {"form_key": ""})
    assert ActionPlan.objects.unscoped("test").filter(case=builder.case).count() == 2
    assert sending not in links_on_page(prosecutor.get(page_url("see-case", builder.case)))
    second = ActionPlan.objects.unscoped("test").filter(case=builder.case).latest("number")
    page = client_for(builder.cast.officer).get(page_url("see-plan", second))
    assert "Ask the neighbour." in page_text(page) and "Needed." not in page_text(page)


def test_the_police_find_no_page_of_it_and_no_word(builder):
    proposed = judge_second_plan(
        builder,
        propose_second_plan(
            builder, {"text": "Zqmarkerasked"}, why="Zqmarkerwhy, as both sides know by now"
        ),
        judgement="Zqmarkerjudged, as both sides know by now",
    )
    officer = client_for(builder.cast.officer)
    for name in ("see-proposed-plan", "judge-proposed-plan", "send-proposed-plan"):
        assert officer.get(page_url(name, proposed)).status_code == 404
    for address in (page_url("see-case", builder.case), page_url("see-review", builder.last_review),
                    page_url("see-case-history", builder.case)):  # fmt: skip
        page = officer.get(address)
        assert "Zqmarker" not in page.content.decode()
        assert "second" not in page_text(page).lower()


def test_a_new_wording_starts_from_the_last_and_says_what_it_ends(builder):
    judge_second_plan(builder, propose_second_plan(builder, {"text": "Ask the neighbour."}))
    prosecutor = client_for(builder.cast.prosecutor)
    page = prosecutor.get(page_url("propose-action-plan", builder.last_review))
    body = page.content.decode()
    assert "Ask the neighbour." in body and "More has come to light." in body
    assert 'value="STATEMENTS"' in body and f'value="{builder.suspects[0].pk}"' in body
    assert "any approval of this one ends" in page_text(page)


def test_a_row_is_added_and_nothing_typed_is_lost(builder):
    prosecutor = client_for(builder.cast.prosecutor)
    address = page_url("propose-action-plan", builder.last_review)
    sent = form_data(builder) | hidden_fields_at(prosecutor, address) | {"add": "1"}
    page = prosecutor.post(address, sent)
    body = page.content.decode()
    assert "A neighbour was named." in body and "Ask the neighbour." in body
    assert "Action 2" in page_text(page) and "There is a problem" not in page_text(page)
    assert not ProposedPlan.objects.unscoped("test").exists()


def test_two_who_word_it_see_both_wordings_and_may_replace_knowingly(builder):
    prosecutor = client_for(builder.cast.prosecutor)
    address = page_url("propose-action-plan", builder.last_review)
    propose_second_plan(builder)
    shown = hidden_fields_at(prosecutor, address)
    propose_second_plan(builder, {"text": "Worded meanwhile."})
    page = prosecutor.post(address, form_data(builder) | shown)
    assert page.status_code == 409
    assert "Someone changed this while you were working" in page_text(page)
    assert "Worded meanwhile." in page_text(page) and "Ask the neighbour." in page_text(page)
    assert prosecutor.post(address, form_data(builder, version="2")).status_code == 302
    assert proposed_plan_of(builder, number=3).items[0]["text"] == "Ask the neighbour."


def test_a_manager_must_say_yes_or_no_and_why_and_reads_that_it_was_worded_again(builder):
    proposed = propose_second_plan(builder)
    manager, address = client_for(builder.cast.manager), page_url("judge-proposed-plan", proposed)
    told = page_text(manager.post(address, {"form_key": ""}))
    assert "Select whether you approve this plan" in told and "Enter why" in told
    propose_second_plan(builder, {"text": "Changed."})
    page = manager.post(
        address, {"is_approved": "yes", "judgement": "My reasons. Both sides know the reason."}
    )
    assert page.status_code == 409
    assert (
        "reworded since" in page_text(page)
        and "My reasons. Both sides know the reason." in page.content.decode()
    )
    assert manager.get(address).status_code == 403


def test_a_double_click_words_it_once(builder):
    prosecutor = client_for(builder.cast.prosecutor)
    address = page_url("propose-action-plan", builder.last_review)
    sent = form_data(builder) | hidden_fields_at(prosecutor, address)
    sent["form_key"] = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    first, second = prosecutor.post(address, sent), prosecutor.post(address, sent)
    assert first.url == second.url == page_url("see-proposed-plan", proposed_plan_of(builder))


def test_a_manager_is_told_that_a_request_for_notes_would_be_a_second_plan(builder):
    page = client_for(builder.cast.manager).get(
        page_url("judge-proposal", intrusive_actions.propose_request(builder))
    )
    assert "It would be a second action plan" in page_text(page)


def test_a_manager_reads_what_changed_since_the_wording_before(builder):
    judge_second_plan(
        builder,
        propose_second_plan(builder, {"text": "Ask Ann."}, {}),
        is_approved=False,
        judgement="Less. Both sides know the reason.",
    )
    proposed = propose_second_plan(builder, {"text": "Ask Ann alone."})
    manager = client_for(builder.cast.manager)
    page = manager.get(page_url("judge-proposed-plan", proposed))
    assert "What changed since wording 1" in page_text(page)
    [(one, fields), (two, gone)] = page.context["reading"].changed
    assert (one, [field.label for field in fields]) == (1, ["What is asked"])
    assert two == 2 and all(field.became is None for field in gone)
    first = manager.get(page_url("see-proposed-plan", proposed_plan_of(builder, number=1)))
    assert "What changed since" not in page_text(first)


def test_the_author_withdraws_a_plan_and_a_manager_who_decides_then_reads_so(builder):
    proposed = propose_second_plan(builder)
    prosecutor, manager = client_for(builder.cast.prosecutor), client_for(builder.cast.manager)
    see, address = (page_url(f"{verb}-proposed-plan", proposed) for verb in ("see", "withdraw"))
    assert address in links_on_page(prosecutor.get(see)) and address not in links_on_page(
        manager.get(see)
    )
    assert "Enter why you withdraw it" in page_text(prosecutor.post(address, {"reason": ""}))
    assert prosecutor.post(address, {"reason": "The lab has answered."}).url == see
    assert "Withdrawn by Pia Prosecutor" in page_text(prosecutor.get(see))
    typed = {"is_approved": "yes", "judgement": "My reasons. Both sides know the reason."}
    page = manager.post(page_url("judge-proposed-plan", proposed), typed)
    assert (
        page.status_code == 409
        and "My reasons. Both sides know the reason." in page.content.decode()
    )
    assert "Its author has withdrawn this plan. Nothing is left to do." in page_text(page)
    assert "The lab has answered." in page_text(manager.get(see))
