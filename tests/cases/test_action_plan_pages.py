"""Pages of a review with its draft, an action plan with its rows, and taking a suspect back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import ActionItem, ActionPlan, Review
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    links_on_page,
    page_text,
    page_url,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=9)


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate()


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def states(builder):
    return [builder.suspect(n).state for n in range(2)]


def review_of(builder):
    return Review.objects.unscoped("test").get(case=builder.case)


def plan_form(*actions):
    """A plan's form data."""
    sent = {"form_key": "", "items-TOTAL_FORMS": len(actions), "items-INITIAL_FORMS": 0}
    for n, action in enumerate(actions):
        for name, value in action.items():
            prefix = f"items-{n}-{name}"
            sent |= date_parts(prefix, value) if name == "due_on" else {prefix: value}
    return sent


def action_form(builder, **more):
    return {
        "text": "Take a statement.", "category": "STATEMENTS",
        "suspects": [suspect.pk for suspect in builder.suspects],
        "line_of_inquiry": "First account. Both sides know the reason.",
        "proportionality": "One short statement.",
        "reach": "no", "weight": "ESSENTIAL", "due_on": LATER, "purpose": "INQUIRY",
    } | more  # fmt: skip


# Review


def test_a_review_is_recorded_and_leads_to_what_may_follow(builder, prosecutor):
    ids = [suspect.pk for suspect in builder.suspects]
    answer = prosecutor.post(
        page_url("record-review", builder.case),
        {
            "suspects": ids,
            "test": "FULL",
            "evidence": "One of the messages.\r\n\r\nTwo.",
            "strategy": "Lead with the messages.",
        },
    )
    review = review_of(builder)
    assert answer.url == page_url("see-review", review)
    assert (review.evidence, review.strategy) == (
        "One of the messages.\n\nTwo.",
        "Lead with the messages.",
    )

    page = prosecutor.get(answer.url)
    assert "Review recorded" in page_text(page) and "Lead with the messages." in page_text(page)
    offered = set(links_on_page(page))
    assert page_url("set-action-plan", review) in offered
    for suspect in builder.suspects:
        assert page_url("authorise-charge", suspect) in offered
        assert page_url("propose-no-further-action", suspect) not in offered
    assert page_url("record-consultation", builder.case) in offered  # a consultation comes first


def test_the_police_read_the_review_and_are_offered_nothing(builder):
    builder.review()
    page = client_for(builder.cast.officer).get(page_url("see-review", review_of(builder)))
    assert "What the evidence shows." in page_text(page)
    assert not {link for link in links_on_page(page) if "/plan/" in link or "/charge/" in link}


def test_only_suspects_who_are_with_the_prosecutor_are_reviewed(builder, prosecutor):
    builder.plan({"suspects": builder.suspects[:1]})
    page = prosecutor.get(page_url("record-review", builder.case))
    assert "Suspect 2" in page_text(page) and "Suspect 1" not in page_text(page)


def test_a_review_says_who_moved_on_while_it_was_typed_and_keeps_it(builder, prosecutor):
    builder.plan({"suspects": builder.suspects[:1]})
    ids = [str(suspect.pk) for suspect in builder.suspects]
    page = prosecutor.post(
        page_url("record-review", builder.case),
        {"suspects": ids, "test": "FULL", "evidence": "An hour of typing, at least."},
    )
    assert page.status_code == 409
    assert "Suspect 1 is at another stage now" in page_text(page)
    assert "An hour of typing, at least." in page_text(page)
    assert page.context["form"]["suspects"].value() == ids


def test_a_review_needs_its_suspects_and_what_the_evidence_shows(builder, prosecutor):
    told = page_text(
        prosecutor.post(page_url("record-review", builder.case), {"strategy": "Kept."})
    )
    assert "Select at least one suspect" in told
    assert "Enter what the evidence shows" in told
    assert "Kept." in told


# Plan


def test_a_plan_is_sent_with_all_its_actions(builder, prosecutor):
    builder.review()
    address = page_url("set-action-plan", builder.last_review)
    assert "returns to you automatically" in page_text(prosecutor.get(address))

    only_second, today = [builder.suspects[1].pk], day_from_today(0)
    answer = prosecutor.post(
        address,
        plan_form(
            action_form(builder, suspects=only_second),
            action_form(builder, weight="DESIRABLE", category="MEDICAL", due_on=today),
        ),
    )

    assert answer.url == page_url("see-case", builder.case)
    assert "Action plan sent to the police" in page_text(prosecutor.get(answer.url))
    first, second = builder.items
    assert (first.text, first.weight, first.due_on) == ("Take a statement.", "ESSENTIAL", LATER)
    assert (second.category, second.weight, second.due_on) == ("MEDICAL", "DESIRABLE", today)
    assert list(first.suspects.unscoped("test")) == [builder.suspects[1]]
    assert states(builder) == ["WITH_PROSECUTOR", "ACTION_PLAN"]


def test_a_row_is_added_and_removed_and_nothing_typed_is_lost(builder, prosecutor):
    builder.review()
    address = page_url("set-action-plan", builder.last_review)
    half = {"text": "Half typed", "weight": "ESSENTIAL", "due_on": LATER}
    page = prosecutor.post(address, plan_form(half) | {"add": "1"})
    body = page.content.decode()
    assert page.status_code == 200 and "There is a problem" not in page_text(page)
    assert "Action 1" in page_text(page) and "Action 2" in page_text(page)
    assert "Half typed" in body
    assert re.search(r'name="items-0-weight"[^>]*value="ESSENTIAL"[^>]*checked', body)
    assert f'value="{LATER.year}"' in body

    page = prosecutor.post(address, plan_form(half, {"text": "The second"}) | {"remove": "0"})
    assert "The second" in page.content.decode() and "Half typed" not in page.content.decode()
    assert "Action 2" not in page_text(page)
    assert not ActionPlan.objects.unscoped("test").exists()


def test_a_row_left_empty_is_no_action(builder, prosecutor):
    builder.review()
    empty = {"text": "", "line_of_inquiry": "", "proportionality": ""}
    prosecutor.post(
        page_url("set-action-plan", builder.last_review), plan_form(action_form(builder), empty)
    )
    assert len(builder.items) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"due_on": TODAY - timedelta(days=1)}, "The date you need it by must be today or later"),
        ({"text": ""}, "Enter what you need the police to do"),
        ({"suspects": []}, "Select at least one suspect"),
        ({"weight": ""}, "Select whether you can decide without it"),
        ({"purpose": ""}, "Select what it is for"),
        ({"category": "ELSE"}, "Select one of the answers shown"),
        ({"line_of_inquiry": ""}, "Enter why this is a reasonable line of inquiry"),
        ({"proportionality": " "}, "Enter why it is proportionate"),
    ],
)
def test_an_error_names_its_action_and_keeps_the_others(builder, prosecutor, typed, told):
    builder.review()
    page = prosecutor.post(
        page_url("set-action-plan", builder.last_review),
        plan_form(action_form(builder, text="The first, kept."), action_form(builder, **typed)),
    )
    assert page.status_code == 200
    assert f"Action 2: {told}" in page_text(page)
    assert "The first, kept." in page.content.decode()
    assert page.content.decode().count("<title>Error: ") == 1
    assert not ActionPlan.objects.unscoped("test").exists()


def test_a_suspect_of_another_case_cannot_be_named(builder, prosecutor):
    other = CaseBuilder(builder.cast, at=START).allocate()
    builder.review()
    stranger = [builder.suspects[0].pk, other.suspects[0].pk]
    page = prosecutor.post(
        page_url("set-action-plan", builder.last_review),
        plan_form(action_form(builder, suspects=stranger)),
    )
    assert "Action 1: Select one of the answers shown" in page_text(page)


def test_two_plans_on_one_review_make_one_and_the_second_is_told(builder, prosecutor):
    builder.review()
    address = page_url("set-action-plan", builder.last_review)
    sent = plan_form(action_form(builder, weight="DESIRABLE", text="Long and precious."))
    prosecutor.post(address, sent)
    page = prosecutor.post(address, sent)
    assert page.status_code == 409
    assert "An action plan has already been set on this review." in page_text(page)
    assert "Long and precious." in page.content.decode()
    assert ActionPlan.objects.unscoped("test").count() == 1


def test_a_double_click_sets_one_plan(builder, prosecutor):
    builder.review()
    address = page_url("set-action-plan", builder.last_review)
    sent = plan_form(action_form(builder)) | {"form_key": "0b4a4f6e-6a5f-4c6e-9d5a-2d1f4f3d6c11"}
    answers = [prosecutor.post(address, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ActionPlan.objects.unscoped("test").count() == 1


def test_a_plan_says_who_moved_on_while_it_was_typed_and_keeps_it(builder, prosecutor):
    builder.review()
    opened = builder.last_review
    first = builder.suspects[0]
    no_further_action(builder, first)
    ids = [str(suspect.pk) for suspect in builder.suspects]
    page = prosecutor.post(
        page_url("set-action-plan", opened),
        plan_form(action_form(builder, text="Long and precious.")),
    )
    assert page.status_code == 409
    assert "No further action has already been decided on suspect 1." in page_text(page)
    assert "Long and precious." in page_text(page)
    assert page.context["items"].forms[0]["suspects"].value() == ids
    assert not ActionPlan.objects.unscoped("test").exists()


def test_a_review_whose_suspects_are_elsewhere_says_so(builder, prosecutor):
    builder.plan({})
    second = Review.objects.unscoped("test").create(
        case=builder.case, evidence="x", by=builder.cast.prosecutor, at=START
    )
    second.suspects.through.objects.bulk_create(
        second.suspects.through(review=second, suspect=suspect) for suspect in builder.suspects
    )
    page = prosecutor.get(page_url("set-action-plan", second))
    assert "No suspect of this review is with you now" in page_text(page)


def test_the_page_of_a_plan_costs_the_same_however_many_rows(builder, prosecutor):
    builder.review()
    address = page_url("set-action-plan", builder.last_review)

    def queries(n):
        with CaptureQueriesContext(connection) as seen:
            prosecutor.post(address, plan_form(*[action_form(builder)] * n) | {"add": "1"})
        return len(seen)

    queries(1)
    assert queries(1) == queries(9)


# Taking a suspect back


def test_a_suspect_is_taken_back_early_with_a_reason(builder, prosecutor):
    builder.plan({})
    address = page_url("take-suspect-back", builder.suspects[0])
    page = prosecutor.get(address)
    [item] = builder.items
    assert "Open actions stay open" in page_text(page)
    assert page_url("see-item", item) in links_on_page(page)

    assert "Enter why you take this suspect back now" in page_text(
        prosecutor.post(address, {"form_key": ""})
    )
    answer = prosecutor.post(address, {"reason": "Bail ends on Friday."})
    assert answer.url == page_url("see-case", builder.case)
    assert states(builder) == ["WITH_PROSECUTOR", "ACTION_PLAN"]
    assert ActionItem.objects.unscoped("test").get(pk=item.pk).status == "OPEN"


def test_a_suspect_who_came_back_meanwhile_is_told_of(builder, prosecutor):
    page = prosecutor.post(
        page_url("take-suspect-back", builder.suspects[0]),
        {"reason": "Kept words. Both sides know the reason."},
    )
    assert page.status_code == 409
    assert "Suspect 1 is at another stage now: With the prosecutor." in page_text(page)
    assert "Kept words. Both sides know the reason." in page.content.decode()
