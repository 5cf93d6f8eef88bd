"""
Journey 2: allocation, review, an action plan, challenges, dates and cover.

Everybody uses pages, and starts from the case page.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import ActionItem, Allocation, Challenge, Review
from cases.states import State
from devtools.case_builder import Road, cast
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import as_, at, day, follow, in_days, links, said
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)


@standing
def road():
    return Road(cast(), suspects=2, at=START).accept()


@pytest.fixture
def people(road):
    """A test client for each person of the cast."""
    return {who: as_(one) for who, one in vars(road.cast).items() if hasattr(one, "email")}


def offered(browser, name, case, row=None):
    """Whether the case page links to this page."""
    return at(name, row or case) in links(browser.get(at("see-case", case)))


def states(road):
    return [road.suspect(n).state for n in range(2)]


def items(road):
    rows = ActionItem.objects.unscoped("test").filter(case=road.case)
    return list(rows.order_by("plan__number", "number"))


def test_a_case_is_allocated_reviewed_and_planned_and_its_dates_are_agreed(road, people):
    allocated(road, people)
    review = reviewed(road, people)
    planned(road, people, review)
    dates(road, people)
    questioned(road, people)
    settled(road, people)
    covered(road, people)


def allocated(road, people):
    """The manager sees each prosecutor's caseload and allocates the case."""
    manager = people["manager"]
    assert offered(manager, "allocate-case", road.case)
    assert "0 open cases now" in said(manager.get(at("allocate-case", road.case)))
    assert not offered(people["prosecutor"], "record-review", road.case)
    to, both = road.cast.prosecutor.pk, [suspect.pk for suspect in road.suspects]
    follow(manager, at("allocate-case", road.case), to=to, suspects=both)
    assert states(road) == [State.WITH_PROSECUTOR] * 2
    assert Delivery.objects.filter(recipient=road.cast.prosecutor, notice="allocated").exists()


def reviewed(road, people):
    """
    The prosecutor's session ends while they type; they resume the draft and record the review.
    """
    prosecutor, both = people["prosecutor"], [suspect.pk for suspect in road.suspects]
    assert offered(prosecutor, "record-review", road.case)
    Tab(prosecutor, at("record-review", road.case)).types(evidence="The messages of 9 August.")
    again = as_(road.cast.prosecutor)
    form = again.get(at("record-review", road.case)).context["form"]
    assert form["evidence"].value() == "The messages of 9 August."
    page = follow(
        again, at("record-review", road.case), suspects=both, strategy="Suspect-focused.",
        evidence=form["evidence"].value(),
    )  # fmt: skip
    review = Review.objects.unscoped("test").get(case=road.case)
    assert at("set-action-plan", review) in links(page)
    return review


def planned(road, people, review):
    """Set two essential actions and a desirable one; two of them concern the first suspect."""
    first, second = road.suspects
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
            "line_of_inquiry": "Consent. Both sides know the reason.",
            "proportionality": "One evening. Both sides know the reason.", "reach": "no",
        }  # fmt: skip
        answers |= day("due_on", in_days(days))
        sent |= {f"items-{n}-{name}": value for name, value in answers.items()}
    address = at("set-action-plan", review)
    late = people["prosecutor"].post(address, sent | {"items-1-due_on-year": in_days(0).year - 1})
    assert "Action 2: The date you need it by must be today or later" in said(late)
    follow(people["prosecutor"], address, **sent)

    assert states(road) == [State.ACTION_PLAN] * 2
    assert timezone.localdate(road.suspect(0).due_at) == in_days(7)
    assert timezone.localdate(road.suspect(1).due_at) == in_days(3)  # the desirable action
    told = said(people["officer"].get(at("see-case", road.case)))
    assert "Answer the action plan" in told or "Answer 3 actions" in told


def dates(road, people):
    """The officer asks for another date and gets it; the prosecutor asks for one and does not."""
    officer, prosecutor = people["officer"], people["prosecutor"]
    one, two, _three = items(road)
    wanted = in_days(10)
    follow(
        officer,
        at("ask-for-date", one),
        text="The lab. Both sides know the reason.",
        **day("proposed_on", wanted),
    )
    assert offered(prosecutor, "answer-date-request", road.case, one)
    follow(prosecutor, at("answer-date-request", one), is_agreed="yes")
    assert timezone.localdate(road.suspect(0).due_at) == wanted

    earlier = in_days(1)
    follow(
        prosecutor,
        at("ask-for-date", two),
        text="Bail. Both sides know the reason.",
        **day("proposed_on", earlier),
    )
    page = follow(
        officer,
        at("answer-date-request", two),
        is_agreed="no",
        text="Too soon. Both sides know the reason.",
    )
    assert "Too soon. Both sides know the reason." in said(page)
    assert items(road)[1].due_on == in_days(14)


def questioned(road, people):
    """The officer accepts the first action, varies the second and challenges the third."""
    officer, prosecutor = people["officer"], people["prosecutor"]
    one, two, three = items(road)
    follow(officer, at("accept-item", one))
    follow(
        officer, at("vary-item", two), text="The rest is with the club.",
        proposed_text="The footage of the door alone.",
        **day("proposed_on", in_days(20)),
    )  # fmt: skip
    follow(
        officer,
        at("challenge-item", three),
        reason="DISPROPORTIONATE",
        text="It is her diary. Both sides know the reason.",
    )
    # One action is still with the police.
    assert states(road) == [State.ACTION_PLAN, State.PLAN_QUERIED]
    assert "Answer 2 questions about actions" in said(prosecutor.get(at("see-case", road.case)))
    follow(prosecutor, at("answer-challenge", two), answer="AGREE")
    page = follow(
        prosecutor, at("answer-challenge", three), answer="HOLD", text="It is the only account."
    )
    assert "It is the only account." in said(page)
    assert [item.text for item in items(road)][1] == "The footage of the door alone."
    assert items(road)[1].due_on == in_days(20)


def settled(road, people):
    """An inspector and a legal manager agree that the challenge is right in part."""
    _one, _two, three = items(road)
    follow(
        people["officer"], at("send-challenge-up", three),
        text="Which of the pages? Both sides know the reason.",
        inspector=road.cast.inspector.pk, manager=road.cast.manager.pk,
    )  # fmt: skip
    for who in ("inspector", "manager"):
        deliveries = Delivery.objects.filter(
            recipient=getattr(road.cast, who), notice="named_to_settle"
        )
        assert deliveries.count() == 1
        assert offered(people[who], "propose-outcome", road.case, three)
    follow(
        people["inspector"], at("propose-outcome", three), outcome="PART",
        text="One week is. Both sides know the reason.",
        new_text="The pages of that week.",
    )  # fmt: skip
    page = follow(people["manager"], at("answer-outcome", three), is_agreed="yes")
    parts = (
        "Challenged",
        "keeps the action as it is",
        "named to resolve",
        "Outcome proposed",
        "Resolved",
    )
    assert [said(page).index(part) for part in parts] == sorted(map(said(page).index, parts))
    assert items(road)[2].text == "The pages of that week."
    challenge = Challenge.objects.unscoped("test").get(item=three)
    assert (challenge.outcome, challenge.outcome_by, challenge.agreed_by) == (
        "PART", road.cast.inspector, road.cast.manager,
    )  # fmt: skip


def covered(road, people):
    """Another prosecutor covers; then the case is reallocated."""
    manager, other = people["manager"], people["other_prosecutor"]
    [one, *_rest] = items(road)
    assert other.get(at("cancel-item", one)).status_code == 403
    follow(
        manager, at("cover-case", road.case), to=road.cast.other_prosecutor.pk,
        **day("from_on", in_days(0)), **day("until_on", in_days(5)),
    )  # fmt: skip
    assert other.get(at("cancel-item", one)).status_code == 200
    follow(
        manager, at("reallocate-case", road.case), to=road.cast.other_prosecutor.pk,
        reason="Long leave. Both sides know the reason.",
    )  # fmt: skip
    assert people["prosecutor"].get(at("cancel-item", one)).status_code == 403
    kinds = Allocation.objects.unscoped("test").filter(case=road.case).order_by("at")
    assert list(kinds.values_list("kind", flat=True)) == ["ALLOCATED", "COVER", "REALLOCATED"]
