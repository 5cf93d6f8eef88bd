"""A manager allocates the suspects that they ticked, and no others."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.allocation.actions import allocations
from cases.models import Allocation, Case
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast, scope
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.allocation_page import drawn, give
from tests.support.cases.concurrency import at_once
from tests.support.cases.pages import as_, at, boxes, hidden, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
CHANGED = "This case has changed since you opened this page. Look at who has it now, then decide."
NOBODY = "No suspect of this case is ready to allocate."


@standing
def road():
    """Two suspects who are ready, each referred alone, and a third without a referral."""
    road = Road(cast(), suspects=3, at=START)
    everyone = road.suspects
    for n in (0, 1):
        refer(road, everyone[n])
    road.suspects = everyone
    return road


@pytest.fixture
def manager(road):
    return as_(road.cast.manager)


def refer(road, suspect):
    """Write a referral of one suspect and accept it."""
    road.suspects = [suspect]
    return road.accept().referral


def third_is_ready(road):
    everyone = road.suspects
    refer(road, everyone[2])
    road.suspects = everyone


def first_is_withdrawn(road):
    referral = road.case.referrals.unscoped("test").get(suspects=road.suspects[0])
    road.do(
        referrals.withdraw_referral, "officer", referral=referral,
        withdrawal_reason="A new witness.",
    )  # fmt: skip


def states(road):
    return [road.suspect(n).state for n in range(len(road.suspects))]


def prosecutor(road):
    return Case.objects.unscoped("test").get(pk=road.case.pk).prosecutor


def keys(road, *numbers):
    return [str(road.suspects[n - 1].pk) for n in numbers]


def send(browser, road, sent, to="prosecutor"):
    """Post the allocation form to a prosecutor."""
    person = {"to": getattr(road.cast, to).pk} if to else {}
    return browser.post(at("allocate-case", road.case), sent | person)


# What the page asks


def test_whoever_is_ready_is_ticked_with_the_urgency_and_the_day(road, manager):
    page = manager.get(at("allocate-case", road.case))
    assert boxes(page, "suspects", ticked=False) == boxes(page, "suspects") == keys(road, 1, 2)
    told = said(page)
    assert told.count("Green. Decision due ") == 2
    assert "Those you do not select stay ready to allocate." in told


def test_one_alone_is_ticked_and_nothing_is_said_of_others(road, manager):
    first_is_withdrawn(road)
    page = manager.get(at("allocate-case", road.case))
    assert boxes(page, "suspects") == keys(road, 2)
    assert "Those you do not select" not in said(page)


def test_without_an_urgency_class_that_is_said(road, manager):
    road.case.suspects.unscoped("test").update(urgency="", due_at=None)
    assert said(manager.get(at("allocate-case", road.case))).count("No urgency class.") == 2


def test_the_page_costs_as_many_queries_however_many_suspects_there_are(road, manager):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            manager.get(at("allocate-case", road.case))
            send(manager, road, drawn(manager, road), to=None)
        return len(seen)

    queries()  # warm-up: the first request fills caches
    before = queries()
    third_is_ready(road)
    assert len(boxes(manager.get(at("allocate-case", road.case)), "suspects")) == 3
    assert queries() == before


# Which suspects are allocated


def test_whoever_became_ready_after_the_page_was_opened_is_not_allocated(road, manager):
    sent = drawn(manager, road)
    third_is_ready(road)
    assert send(manager, road, sent).url == at("see-case", road.case)
    assert states(road) == ["WITH_PROSECUTOR", "WITH_PROSECUTOR", "READY_TO_ALLOCATE"]
    assert boxes(manager.get(at("allocate-case", road.case)), "suspects") == keys(road, 3)


def test_a_suspect_who_is_not_ticked_is_not_allocated(road, manager):
    sent = drawn(manager, road) | {"suspects": keys(road, 2)}
    assert send(manager, road, sent).url == at("see-case", road.case)
    assert states(road) == ["READY_TO_ALLOCATE", "WITH_PROSECUTOR", "INVESTIGATING"]
    page = manager.get(at("allocate-case", road.case))
    assert boxes(page, "suspects") == keys(road, 1)
    assert "The case is with Pia Prosecutor. If you choose someone else" in said(page)


def test_where_nobody_is_ticked_that_is_said_and_the_choice_is_kept(road, manager):
    page = send(manager, road, drawn(manager, road) | {"suspects": []})
    assert page.status_code == 200 and "Select at least one suspect" in said(page)
    assert boxes(page, "suspects", ticked=False) == keys(road, 1, 2)
    assert boxes(page, "suspects") == []
    assert page.context["form"]["to"].value() == str(road.cast.prosecutor.pk)
    assert states(road)[:2] == ["READY_TO_ALLOCATE"] * 2


def test_a_suspect_of_another_case_is_refused_and_nobody_is_allocated(road, manager):
    other = Road(road.cast, at=START).accept()
    for stranger in (other.suspects[0].pk, "d8a6c6f0-0000-4000-8000-000000000000"):
        sent = drawn(manager, road) | {"suspects": [*keys(road, 1), stranger]}
        page = send(manager, road, sent)
        assert "Select one of the answers shown" in said(page)
        assert boxes(page, "suspects") == keys(road, 1)
    assert states(road)[0] == other.suspect().state == "READY_TO_ALLOCATE"


def test_one_who_is_no_longer_ready_is_named_and_the_rest_of_the_page_is_as_it_was(road, manager):
    sent = drawn(manager, road)
    first_is_withdrawn(road)
    third_is_ready(road)
    page = send(manager, road, sent)
    assert page.status_code == 409
    assert (
        "Suspect 1 is not ready to allocate now, so no one has been allocated. Check "
        "who is ready, then allocate again."
    ) in said(page)
    assert boxes(page, "suspects", ticked=False) == keys(road, 2, 3)
    assert boxes(page, "suspects") == keys(road, 2)
    assert page.context["form"]["to"].value() == str(road.cast.prosecutor.pk)
    assert states(road) == ["INVESTIGATING", "READY_TO_ALLOCATE", "READY_TO_ALLOCATE"]

    again = hidden(page, "form_key", "version") | {"suspects": boxes(page, "suspects")}
    assert send(manager, road, again).url == at("see-case", road.case)
    assert states(road) == ["INVESTIGATING", "WITH_PROSECUTOR", "READY_TO_ALLOCATE"]


def test_a_second_click_counts_as_the_first(road, manager):
    sent = drawn(manager, road)
    answers = [send(manager, road, sent) for _click in (1, 2)]
    assert {answer.url for answer in answers} == {at("see-case", road.case)}
    assert Allocation.objects.unscoped("test").filter(case=road.case).count() == 1


# Two managers


def test_the_second_of_two_managers_is_told_and_takes_the_case_from_nobody_unseen(road, manager):
    sent = drawn(manager, road)
    road.give_case(road.suspects[:1])
    page = send(manager, road, sent | {"suspects": keys(road, 2)}, to="other_prosecutor")
    assert page.status_code == 409 and CHANGED in said(page)
    assert "The case is with Pia Prosecutor." in said(page)
    assert boxes(page, "suspects") == keys(road, 2)
    assert prosecutor(road) == road.cast.prosecutor
    assert states(road)[1] == "READY_TO_ALLOCATE"

    again = hidden(page, "form_key", "version") | {"suspects": keys(road, 2)}
    assert send(manager, road, again, to="other_prosecutor").url == at("see-case", road.case)
    assert prosecutor(road) == road.cast.other_prosecutor


def test_where_the_first_has_allocated_all_there_is_nothing_left_to_ask(road, manager):
    sent = drawn(manager, road)
    give(as_(road.cast.manager), road)
    page = send(manager, road, sent, to="other_prosecutor")
    told = said(page)
    assert page.status_code == 409 and CHANGED in told
    assert f"{NOBODY} The case is with Pia Prosecutor now. Allocate to another prosecutor" in told
    assert at("reallocate-case", road.case) in page.content.decode()
    assert "<form" not in page.content.decode().partition("<main")[2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("is_read", "told"),
    [(True, CHANGED), (False, "No suspect of this case is ready to allocate any more.")],
)
def test_of_two_at_once_one_allocates_and_the_other_is_told(is_read, told):
    road = Road(cast(), suspects=2).accept()
    version = Case.objects.unscoped("test").get(pk=road.case.pk).version if is_read else None
    asked = {"case": road.case, "at": road.at, "suspects": road.suspects, "version": version}
    asked["by"] = scope(road.cast.manager, road.at)
    outcomes = at_once(
        road.case,
        lambda: allocations.allocate_case(to=road.cast.prosecutor, **asked),
        lambda: allocations.allocate_case(to=road.cast.other_prosecutor, **asked),
    )
    [refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert str(refusal) == told


# No suspect is ready


def test_where_nobody_is_ready_the_page_says_so_and_asks_nothing(road, manager):
    first_is_withdrawn(road)
    road.give_case([road.suspects[1]])
    for page in (
        manager.get(at("allocate-case", road.case)),
        manager.post(at("allocate-case", road.case), {"form_key": ""}),
    ):
        told = said(page)
        assert f"{NOBODY} The case is with Pia Prosecutor now." in told
        assert "There is a problem" not in told and "Which prosecutor?" not in told


def test_a_case_whose_prosecutor_has_left_is_given_to_another_from_there(manager, road):
    road.give_case(road.suspects[:2])
    User.objects.filter(pk=road.cast.prosecutor.pk).update(is_active=False)
    told = said(manager.get(at("allocate-case", road.case)))
    assert told.endswith(f"{NOBODY} Allocate to another prosecutor")


def test_before_anybody_has_the_case_nothing_is_said_of_another_prosecutor(manager, road):
    early = Road(road.cast, at=START).submit()
    told = said(manager.get(at("allocate-case", early.case)))
    assert told.endswith(NOBODY)
