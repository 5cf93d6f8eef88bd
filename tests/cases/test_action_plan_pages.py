"""Pages of a review with its draft, an action plan with its rows, and taking a suspect back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import ActionItem, ActionPlan, Review
from devtools.case_builder import Road, cast
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, at, day, in_days, links, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=9)


@standing
def road():
    return Road(cast(), suspects=2, at=START).allocate()


@pytest.fixture
def prosecutor(road):
    return as_(road.cast.prosecutor)


def states(road):
    return [road.suspect(n).state for n in range(2)]


def review_of(road):
    return Review.objects.unscoped("test").get(case=road.case)


def rows(*actions):
    """A plan's form data."""
    sent = {"form_key": "", "items-TOTAL_FORMS": len(actions), "items-INITIAL_FORMS": 0}
    for n, action in enumerate(actions):
        for name, value in action.items():
            prefix = f"items-{n}-{name}"
            sent |= day(prefix, value) if name == "due_on" else {prefix: value}
    return sent


def action(road, **more):
    return {
        "text": "Take a statement.", "category": "STATEMENTS",
        "suspects": [suspect.pk for suspect in road.suspects],
        "line_of_inquiry": "First account. Both sides know the reason.",
        "proportionality": "One short statement.",
        "reach": "no", "weight": "ESSENTIAL", "due_on": LATER,
    } | more  # fmt: skip


# Review


def test_a_review_is_recorded_and_leads_to_what_may_follow(road, prosecutor):
    ids = [suspect.pk for suspect in road.suspects]
    answer = prosecutor.post(
        at("record-review", road.case),
        {"suspects": ids, "evidence": "One.\r\n\r\nTwo.", "strategy": "Lead with the messages."},
    )
    review = review_of(road)
    assert answer.url == at("see-review", review)
    assert (review.evidence, review.strategy) == ("One.\n\nTwo.", "Lead with the messages.")

    page = prosecutor.get(answer.url)
    assert "Review recorded" in said(page) and "Lead with the messages." in said(page)
    offered = set(links(page))
    assert at("set-action-plan", review) in offered
    for suspect in road.suspects:
        assert at("authorise-charge", suspect) in offered
        assert at("propose-no-further-action", suspect) not in offered
    assert at("record-consultation", road.case) in offered  # a consultation comes first


def test_the_police_read_the_review_and_are_offered_nothing(road):
    road.review()
    page = as_(road.cast.officer).get(at("see-review", review_of(road)))
    assert "What the evidence shows." in said(page)
    assert not {link for link in links(page) if "/plan/" in link or "/charge/" in link}


def test_only_suspects_who_are_with_the_prosecutor_are_reviewed(road, prosecutor):
    road.plan({"suspects": road.suspects[:1]})
    page = prosecutor.get(at("record-review", road.case))
    assert "Suspect 2" in said(page) and "Suspect 1" not in said(page)


def test_a_review_says_who_moved_on_while_it_was_typed_and_keeps_it(road, prosecutor):
    road.plan({"suspects": road.suspects[:1]})
    ids = [str(suspect.pk) for suspect in road.suspects]
    page = prosecutor.post(
        at("record-review", road.case), {"suspects": ids, "evidence": "An hour of typing."}
    )
    assert page.status_code == 409
    assert "Suspect 1 is at another stage now" in said(page)
    assert "An hour of typing." in said(page)
    assert page.context["form"]["suspects"].value() == ids


def test_a_review_needs_its_suspects_and_what_the_evidence_shows(road, prosecutor):
    told = said(prosecutor.post(at("record-review", road.case), {"strategy": "Kept."}))
    assert "Select at least one suspect" in told
    assert "Enter what the evidence shows" in told
    assert "Kept." in told


# Plan


def test_a_plan_is_sent_with_all_its_actions(road, prosecutor):
    road.review()
    address = at("set-action-plan", road.last_review)
    assert "returns to you automatically" in said(prosecutor.get(address))

    only_second, today = [road.suspects[1].pk], in_days(0)
    answer = prosecutor.post(
        address,
        rows(
            action(road, suspects=only_second),
            action(road, weight="DESIRABLE", category="MEDICAL", due_on=today),
        ),
    )

    assert answer.url == at("see-case", road.case)
    assert "Action plan sent to the police" in said(prosecutor.get(answer.url))
    first, second = road.items
    assert (first.text, first.weight, first.due_on) == ("Take a statement.", "ESSENTIAL", LATER)
    assert (second.category, second.weight, second.due_on) == ("MEDICAL", "DESIRABLE", today)
    assert list(first.suspects.unscoped("test")) == [road.suspects[1]]
    assert states(road) == ["WITH_PROSECUTOR", "ACTION_PLAN"]


def test_a_row_is_added_and_removed_and_nothing_typed_is_lost(road, prosecutor):
    road.review()
    address = at("set-action-plan", road.last_review)
    half = {"text": "Half typed", "weight": "ESSENTIAL", "due_on": LATER}
    page = prosecutor.post(address, rows(half) | {"add": "1"})
    body = page.content.decode()
    assert page.status_code == 200 and "There is a problem" not in said(page)
    assert "Action 1" in said(page) and "Action 2" in said(page)
    assert "Half typed" in body
    assert re.search(r'name="items-0-weight"[^>]*value="ESSENTIAL"[^>]*checked', body)
    assert f'value="{LATER.year}"' in body

    page = prosecutor.post(address, rows(half, {"text": "The second"}) | {"remove": "0"})
    assert "The second" in page.content.decode() and "Half typed" not in page.content.decode()
    assert "Action 2" not in said(page)
    assert not ActionPlan.objects.unscoped("test").exists()


def test_a_row_left_empty_is_no_action(road, prosecutor):
    road.review()
    empty = {"text": "", "line_of_inquiry": "", "proportionality": ""}
    prosecutor.post(at("set-action-plan", road.last_review), rows(action(road), empty))
    assert len(road.items) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"due_on": TODAY - timedelta(days=1)}, "The date you need it by must be today or later"),
        ({"text": ""}, "Enter what you need the police to do"),
        ({"suspects": []}, "Select at least one suspect"),
        ({"weight": ""}, "Select whether you can decide without it"),
        ({"category": "ELSE"}, "Select one of the answers shown"),
        ({"line_of_inquiry": ""}, "Enter why this is a reasonable line of inquiry"),
        ({"proportionality": " "}, "Enter why it is proportionate"),
    ],
)
def test_an_error_names_its_action_and_keeps_the_others(road, prosecutor, typed, told):
    road.review()
    page = prosecutor.post(
        at("set-action-plan", road.last_review),
        rows(action(road, text="The first, kept."), action(road, **typed)),
    )
    assert page.status_code == 200
    assert f"Action 2: {told}" in said(page)
    assert "The first, kept." in page.content.decode()
    assert page.content.decode().count("<title>Error: ") == 1
    assert not ActionPlan.objects.unscoped("test").exists()


def test_a_suspect_of_another_case_cannot_be_named(road, prosecutor):
    other = Road(road.cast, at=START).allocate()
    road.review()
    stranger = [road.suspects[0].pk, other.suspects[0].pk]
    page = prosecutor.post(
        at("set-action-plan", road.last_review), rows(action(road, suspects=stranger))
    )
    assert "Action 1: Select one of the answers shown" in said(page)


def test_two_plans_on_one_review_make_one_and_the_second_is_told(road, prosecutor):
    road.review()
    address = at("set-action-plan", road.last_review)
    sent = rows(action(road, weight="DESIRABLE", text="Long and precious."))
    prosecutor.post(address, sent)
    page = prosecutor.post(address, sent)
    assert page.status_code == 409
    assert "An action plan has already been set on this review." in said(page)
    assert "Long and precious." in page.content.decode()
    assert ActionPlan.objects.unscoped("test").count() == 1


def test_a_double_click_sets_one_plan(road, prosecutor):
    road.review()
    address = at("set-action-plan", road.last_review)
    sent = rows(action(road)) | {"form_key": "0b4a4f6e-6a5f-4c6e-9d5a-2d1f4f3d6c11"}
    answers = [prosecutor.post(address, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ActionPlan.objects.unscoped("test").count() == 1


def test_a_plan_says_who_moved_on_while_it_was_typed_and_keeps_it(road, prosecutor):
    road.review()
    opened = road.last_review
    first = road.suspects[0]
    no_further_action(road, first)
    ids = [str(suspect.pk) for suspect in road.suspects]
    page = prosecutor.post(
        at("set-action-plan", opened), rows(action(road, text="Long and precious."))
    )
    assert page.status_code == 409
    assert "No further action has already been decided on suspect 1." in said(page)
    assert "Long and precious." in said(page)
    assert page.context["items"].forms[0]["suspects"].value() == ids
    assert not ActionPlan.objects.unscoped("test").exists()


def test_a_review_whose_suspects_are_elsewhere_says_so(road, prosecutor):
    road.plan({})
    second = Review.objects.unscoped("test").create(
        case=road.case, evidence="x", by=road.cast.prosecutor, at=START
    )
    second.suspects.through.objects.bulk_create(
        second.suspects.through(review=second, suspect=suspect) for suspect in road.suspects
    )
    page = prosecutor.get(at("set-action-plan", second))
    assert "No suspect of this review is with you now" in said(page)


def test_the_page_of_a_plan_costs_the_same_however_many_rows(road, prosecutor):
    road.review()
    address = at("set-action-plan", road.last_review)

    def queries(n):
        with CaptureQueriesContext(connection) as seen:
            prosecutor.post(address, rows(*[action(road)] * n) | {"add": "1"})
        return len(seen)

    queries(1)
    assert queries(1) == queries(9)


# Taking a suspect back


def test_a_suspect_is_taken_back_early_with_a_reason(road, prosecutor):
    road.plan({})
    address = at("take-suspect-back", road.suspects[0])
    page = prosecutor.get(address)
    [item] = road.items
    assert "Open actions stay open" in said(page)
    assert at("see-item", item) in links(page)

    assert "Enter why you take this suspect back now" in said(
        prosecutor.post(address, {"form_key": ""})
    )
    answer = prosecutor.post(address, {"reason": "Bail ends on Friday."})
    assert answer.url == at("see-case", road.case)
    assert states(road) == ["WITH_PROSECUTOR", "ACTION_PLAN"]
    assert ActionItem.objects.unscoped("test").get(pk=item.pk).status == "OPEN"


def test_a_suspect_who_came_back_meanwhile_is_told_of(road, prosecutor):
    page = prosecutor.post(
        at("take-suspect-back", road.suspects[0]),
        {"reason": "Kept words. Both sides know the reason."},
    )
    assert page.status_code == 409
    assert "Suspect 1 is at another stage now: With the prosecutor." in said(page)
    assert "Kept words. Both sides know the reason." in page.content.decode()
