"""Pages of a second plan, from its first wording until the police see it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import ActionPlan, ProposedPlan
from devtools.case_builder import Road, cast
from tests.support.cases import intrusive_actions
from tests.support.cases.pages import as_, at, day, links, said, unseen
from tests.support.cases.second_plans import judge, propose
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

# Early in the day, so that wordings some hours apart are due on the same day.
START = timezone.now().replace(hour=1) - timedelta(days=2)
LATER = timezone.localdate() + timedelta(days=9)


@standing
def road():
    """The first plan is answered, and the prosecutor has recorded another review."""
    road = Road(cast(), at=START).allocate().plan()
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Here.")
    return road.review()


def typed(road, **more):
    """Form data of a plan with one action."""
    action = {
        "text": "Ask the neighbour.", "category": "STATEMENTS",
        "suspects": [suspect.pk for suspect in road.suspects],
        "line_of_inquiry": "She was there. Both sides know the reason.",
        "proportionality": "One statement. Both sides know the reason.", "reach": "no",
        "weight": "ESSENTIAL",
        **day("due_on", LATER),
    }  # fmt: skip
    sent = {"items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 0, "why": "A neighbour was named."}
    return sent | {f"items-0-{name}": value for name, value in action.items()} | more


def of(road, **which):
    return ProposedPlan.objects.unscoped("test").get(review=road.last_review, **which)


def test_a_second_plan_is_worded_approved_and_sent(road):
    prosecutor, manager = as_(road.cast.prosecutor), as_(road.cast.manager)
    page = prosecutor.get(at("see-case", road.case))
    address = at("propose-action-plan", road.last_review)
    assert address in links(page) and at("set-action-plan", road.last_review) not in links(page)
    answer = prosecutor.post(address, typed(road) | unseen(prosecutor, address))
    proposed = of(road)
    assert answer.url == at("see-proposed-plan", proposed)
    assert "Waiting for approval" in said(prosecutor.get(answer.url))
    assert address not in links(prosecutor.get(at("see-case", road.case)))

    judging = at("judge-proposed-plan", proposed)
    assert judging in links(manager.get(at("see-case", road.case)))
    read = said(manager.get(judging))
    assert "Ask the neighbour." in read and "A neighbour was named." in read
    manager.post(
        judging, {"is_approved": "yes", "judgement": "Needed. Both sides know the reason."}
    )
    assert of(road).status == "APPROVED"

    sending = at("send-proposed-plan", proposed)
    assert sending in links(prosecutor.get(at("see-case", road.case)))
    assert "Needed." in said(prosecutor.get(sending))
    prosecutor.post(sending, {"form_key": ""})
    assert ActionPlan.objects.unscoped("test").filter(case=road.case).count() == 2
    assert sending not in links(prosecutor.get(at("see-case", road.case)))
    page = as_(road.cast.officer).get(at("see-case", road.case))
    assert "Ask the neighbour." in said(page) and "Needed." not in said(page)


def test_the_police_find_no_page_of_it_and_no_word(road):
    proposed = judge(
        road,
        propose(road, {"text": "Zqmarkerasked"}, why="Zqmarkerwhy, as both sides know by now"),
        judgement="Zqmarkerjudged, as both sides know by now",
    )
    officer = as_(road.cast.officer)
    for name in ("see-proposed-plan", "judge-proposed-plan", "send-proposed-plan"):
        assert officer.get(at(name, proposed)).status_code == 404
    for address in (at("see-case", road.case), at("see-review", road.last_review),
                    at("see-case-history", road.case)):  # fmt: skip
        page = officer.get(address)
        assert "Zqmarker" not in page.content.decode()
        assert "second" not in said(page).lower()


def test_a_new_wording_starts_from_the_last_and_says_what_it_ends(road):
    judge(road, propose(road, {"text": "Ask the neighbour."}))
    prosecutor = as_(road.cast.prosecutor)
    page = prosecutor.get(at("propose-action-plan", road.last_review))
    body = page.content.decode()
    assert "Ask the neighbour." in body and "More has come to light." in body
    assert 'value="STATEMENTS"' in body and f'value="{road.suspects[0].pk}"' in body
    assert "any approval of this one ends" in said(page)


def test_a_row_is_added_and_nothing_typed_is_lost(road):
    prosecutor = as_(road.cast.prosecutor)
    address = at("propose-action-plan", road.last_review)
    sent = typed(road) | unseen(prosecutor, address) | {"add": "1"}
    page = prosecutor.post(address, sent)
    body = page.content.decode()
    assert "A neighbour was named." in body and "Ask the neighbour." in body
    assert "Action 2" in said(page) and "There is a problem" not in said(page)
    assert not ProposedPlan.objects.unscoped("test").exists()


def test_two_who_word_it_see_both_wordings_and_may_replace_knowingly(road):
    prosecutor = as_(road.cast.prosecutor)
    address = at("propose-action-plan", road.last_review)
    propose(road)
    shown = unseen(prosecutor, address)
    propose(road, {"text": "Worded meanwhile."})
    page = prosecutor.post(address, typed(road) | shown)
    assert page.status_code == 409
    assert "Someone changed this while you were working" in said(page)
    assert "Worded meanwhile." in said(page) and "Ask the neighbour." in said(page)
    assert prosecutor.post(address, typed(road, version="2")).status_code == 302
    assert of(road, number=3).items[0]["text"] == "Ask the neighbour."


def test_a_manager_must_say_yes_or_no_and_why_and_reads_that_it_was_worded_anew(road):
    proposed = propose(road)
    manager, address = as_(road.cast.manager), at("judge-proposed-plan", proposed)
    told = said(manager.post(address, {"form_key": ""}))
    assert "Select whether you approve this plan" in told and "Enter why" in told
    propose(road, {"text": "Changed."})
    page = manager.post(
        address, {"is_approved": "yes", "judgement": "My reasons. Both sides know the reason."}
    )
    assert page.status_code == 409
    assert (
        "reworded since" in said(page)
        and "My reasons. Both sides know the reason." in page.content.decode()
    )
    assert manager.get(address).status_code == 403


def test_a_double_click_words_it_once(road):
    prosecutor = as_(road.cast.prosecutor)
    address = at("propose-action-plan", road.last_review)
    sent = typed(road) | unseen(prosecutor, address)
    sent["form_key"] = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    first, second = prosecutor.post(address, sent), prosecutor.post(address, sent)
    assert first.url == second.url == at("see-proposed-plan", of(road))


def test_a_manager_is_told_that_a_request_for_notes_would_be_a_second_plan(road):
    page = as_(road.cast.manager).get(at("judge-proposal", intrusive_actions.proposed(road)))
    assert "It would be a second action plan" in said(page)


def test_a_manager_reads_what_changed_since_the_wording_before(road):
    judge(
        road,
        propose(road, {"text": "Ask Ann."}, {}),
        is_approved=False,
        judgement="Less. Both sides know the reason.",
    )
    proposed = propose(road, {"text": "Ask Ann alone."})
    manager = as_(road.cast.manager)
    page = manager.get(at("judge-proposed-plan", proposed))
    assert "What changed since wording 1" in said(page)
    [(one, fields), (two, gone)] = page.context["reading"].changed
    assert (one, [field.label for field in fields]) == (1, ["What is asked"])
    assert two == 2 and all(field.became is None for field in gone)
    first = manager.get(at("see-proposed-plan", of(road, number=1)))
    assert "What changed since" not in said(first)


def test_the_author_withdraws_a_plan_and_a_manager_who_decides_then_reads_so(road):
    proposed = propose(road)
    prosecutor, manager = as_(road.cast.prosecutor), as_(road.cast.manager)
    see, address = (at(f"{verb}-proposed-plan", proposed) for verb in ("see", "withdraw"))
    assert address in links(prosecutor.get(see)) and address not in links(manager.get(see))
    assert "Enter why you withdraw it" in said(prosecutor.post(address, {"reason": ""}))
    assert prosecutor.post(address, {"reason": "The lab has answered."}).url == see
    assert "Withdrawn by Pia Prosecutor" in said(prosecutor.get(see))
    typed = {"is_approved": "yes", "judgement": "My reasons. Both sides know the reason."}
    page = manager.post(at("judge-proposed-plan", proposed), typed)
    assert (
        page.status_code == 409
        and "My reasons. Both sides know the reason." in page.content.decode()
    )
    assert "Its author has withdrawn this plan. Nothing is left to do." in said(page)
    assert "The lab has answered." in said(manager.get(see))
