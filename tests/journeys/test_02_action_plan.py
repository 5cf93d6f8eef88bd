"""
Journey 2: allocation, review, an action plan, challenges, dates and cover.

Everybody uses pages, and starts from the case page.
"""

import pytest
from django.utils import timezone

from cases.models import ActionItem, Allocation, Challenge, Review
from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

START = days_ago(2)


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).accept()


@pytest.fixture
def people(builder):
    """A test client for each person of the cast."""
    return {
        who: client_for(one) for who, one in vars(builder.cast).items() if hasattr(one, "email")
    }


def is_offered(browser, name, case, row=None):
    """Whether the case page links to this page."""
    return page_url(name, row or case) in links_on_page(browser.get(page_url("see-case", case)))


def states(builder):
    return [builder.suspect(n).state for n in range(2)]


def items_of(builder):
    rows = ActionItem.objects.unscoped("test").filter(case=builder.case)
    return list(rows.order_by("plan__number", "number"))


def test_a_case_is_allocated_reviewed_and_planned_and_its_dates_are_agreed(builder, people):
    allocate_on_page(builder, people)
    review = record_review_on_page(builder, people)
    set_plan_on_page(builder, people, review)
    ask_for_dates(builder, people)
    reply_to_actions(builder, people)
    resolve_challenge(builder, people)
    cover_and_reallocate(builder, people)


def allocate_on_page(builder, people):
    """The manager sees each prosecutor's caseload and allocates the case."""
    manager = people["manager"]
    assert is_offered(manager, "allocate-case", builder.case)
    assert "0 open cases now" in page_text(manager.get(page_url("allocate-case", builder.case)))
    assert not is_offered(people["prosecutor"], "record-review", builder.case)
    to, both = builder.cast.prosecutor.pk, [suspect.pk for suspect in builder.suspects]
    submit_form(manager, page_url("allocate-case", builder.case), to=to, suspects=both)
    assert states(builder) == [State.WITH_PROSECUTOR] * 2
    assert Delivery.objects.filter(recipient=builder.cast.prosecutor, notice="allocated").exists()


def record_review_on_page(builder, people):
    """
    The prosecutor's session ends while they type; they resume the draft and record the review.
    """
    prosecutor, both = people["prosecutor"], [suspect.pk for suspect in builder.suspects]
    assert is_offered(prosecutor, "record-review", builder.case)
    Tab(prosecutor, page_url("record-review", builder.case)).types(
        evidence="The messages of 9 August."
    )
    again = client_for(builder.cast.prosecutor)
    form = again.get(page_url("record-review", builder.case)).context["form"]
    assert form["evidence"].value() == "The messages of 9 August."
    page = submit_form(
        again, page_url("record-review", builder.case), suspects=both, test="FULL",
        strategy="Suspect-focused.", evidence=form["evidence"].value(),
    )  # fmt: skip
    review = Review.objects.unscoped("test").get(case=builder.case)
    assert page_url("set-action-plan", review) in links_on_page(page)
    return review


def set_plan_on_page(builder, people, review):
    """Set two essential actions and a desirable one; two of them concern the first suspect."""
    first, second = builder.suspects
    sent = {"items-TOTAL_FORMS": 3, "items-INITIAL_FORMS": 0}
    for n, (about, weight, days) in enumerate(
        [
            ((first,), "ESSENTIAL", 7),
            ((first, second), "ESSENTIAL", 14),
            ((second,), "DESIRABLE", 3),
        ]
    ):
        answers = {
            "text": f"Action {n}", "category": "FOOTAGE", "weight": weight,
            "suspects": [suspect.pk for suspect in about],
            "line_of_inquiry": "Consent. Both sides know the reason.", "purpose": "INQUIRY",
            "proportionality": "One evening. Both sides know the reason.", "reach": "no",
        }  # fmt: skip
        answers |= date_parts("due_on", day_from_today(days))
        sent |= {f"items-{n}-{name}": value for name, value in answers.items()}
    address = page_url("set-action-plan", review)
    late = people["prosecutor"].post(
        address, sent | {"items-1-due_on-year": day_from_today(0).year - 1}
    )
    assert "Action 2: The date you need it by must be today or later" in page_text(late)
    submit_form(people["prosecutor"], address, **sent)

    assert states(builder) == [State.ACTION_PLAN] * 2
    assert timezone.localdate(builder.suspect(0).due_at) == day_from_today(7)
    assert timezone.localdate(builder.suspect(1).due_at) == day_from_today(
        3
    )  # the desirable action
    told = page_text(people["officer"].get(page_url("see-case", builder.case)))
    assert "Answer the action plan" in told or "Answer 3 actions" in told


def ask_for_dates(builder, people):
    """The officer asks for another date and gets it; the prosecutor asks for one and does not."""
    officer, prosecutor = people["officer"], people["prosecutor"]
    one, two, _three = items_of(builder)
    wanted = day_from_today(10)
    submit_form(
        officer,
        page_url("ask-for-date", one),
        text="The lab. Both sides know the reason.",
        **date_parts("proposed_on", wanted),
    )
    assert is_offered(prosecutor, "answer-date-request", builder.case, one)
    submit_form(prosecutor, page_url("answer-date-request", one), is_agreed="yes")
    assert timezone.localdate(builder.suspect(0).due_at) == wanted

    earlier = day_from_today(1)
    submit_form(
        prosecutor,
        page_url("ask-for-date", two),
        text="Bail. Both sides know the reason.",
        **date_parts("proposed_on", earlier),
    )
    page = submit_form(
        officer,
        page_url("answer-date-request", two),
        is_agreed="no",
        text="Too soon. Both sides know the reason.",
    )
    assert "Too soon. Both sides know the reason." in page_text(page)
    assert items_of(builder)[1].due_on == day_from_today(14)


def reply_to_actions(builder, people):
    """The officer accepts the first action, varies the second and challenges the third."""
    officer, prosecutor = people["officer"], people["prosecutor"]
    one, two, three = items_of(builder)
    submit_form(officer, page_url("accept-item", one))
    submit_form(
        officer, page_url("vary-item", two), text="The rest is with the club.",
        proposed_text="The footage of the door alone.",
        **date_parts("proposed_on", day_from_today(20)),
    )  # fmt: skip
    submit_form(
        officer,
        page_url("challenge-item", three),
        reason="DISPROPORTIONATE",
        text="It is her diary. Both sides know the reason.",
    )
    # One action is still with the police.
    assert states(builder) == [State.ACTION_PLAN, State.PLAN_QUERIED]
    assert "Answer 2 questions about actions" in page_text(
        prosecutor.get(page_url("see-case", builder.case))
    )
    submit_form(prosecutor, page_url("answer-challenge", two), answer="AGREE")
    page = submit_form(
        prosecutor,
        page_url("answer-challenge", three),
        answer="HOLD",
        text="It is the only account.",
    )
    assert "It is the only account." in page_text(page)
    assert [item.text for item in items_of(builder)][1] == "The footage of the door alone."
    assert items_of(builder)[1].due_on == day_from_today(20)


def resolve_challenge(builder, people):
    """An inspector and a legal manager agree that the challenge is right in part."""
    _one, _two, three = items_of(builder)
    submit_form(
        people["officer"], page_url("send-challenge-up", three),
        text="Which of the pages? Both sides know the reason.",
        inspector=builder.cast.inspector.pk, manager=builder.cast.manager.pk,
    )  # fmt: skip
    for who in ("inspector", "manager"):
        deliveries = Delivery.objects.filter(
            recipient=getattr(builder.cast, who), notice="named_to_settle"
        )
        assert deliveries.count() == 1
        assert is_offered(people[who], "propose-outcome", builder.case, three)
    submit_form(
        people["inspector"], page_url("propose-outcome", three), outcome="PART",
        text="One week is. Both sides know the reason.",
        new_text="The pages of that week.",
    )  # fmt: skip
    page = submit_form(people["manager"], page_url("answer-outcome", three), is_agreed="yes")
    parts = (
        "Challenged",
        "keeps the action as it is",
        "named to resolve",
        "Outcome proposed",
        "Resolved",
    )
    assert [page_text(page).index(part) for part in parts] == sorted(
        map(page_text(page).index, parts)
    )
    assert items_of(builder)[2].text == "The pages of that week."
    challenge = Challenge.objects.unscoped("test").get(item=three)
    assert (challenge.outcome, challenge.outcome_by, challenge.agreed_by) == (
        "PART", builder.cast.inspector, builder.cast.manager,
    )  # fmt: skip


def cover_and_reallocate(builder, people):
    """Another prosecutor covers; then the case is reallocated."""
    manager, other = people["manager"], people["other_prosecutor"]
    [one, *_rest] = items_of(builder)
    assert other.get(page_url("cancel-item", one)).status_code == 403
    submit_form(
        manager, page_url("cover-case", builder.case), to=builder.cast.other_prosecutor.pk,
        **date_parts("from_on", day_from_today(0)), **date_parts("until_on", day_from_today(5)),
    )  # fmt: skip
    assert other.get(page_url("cancel-item", one)).status_code == 200
    submit_form(
        manager, page_url("reallocate-case", builder.case), to=builder.cast.other_prosecutor.pk,
        reason="Long leave. Both sides know the reason.",
    )  # fmt: skip
    assert people["prosecutor"].get(page_url("cancel-item", one)).status_code == 403
    kinds = Allocation.objects.unscoped("test").filter(case=builder.case).order_by("at")
    assert list(kinds.values_list("kind", flat=True)) == ["ALLOCATED", "COVER", "REALLOCATED"]
