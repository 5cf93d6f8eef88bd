"""A manager allocates the suspects that they ticked, and no others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.allocation.actions import allocations
from cases.models import Allocation, Case
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.allocation_page import allocate_on_page, allocation_form
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.pages import (
    checkbox_values,
    client_for,
    hidden_fields,
    page_text,
    page_url,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
CHANGED = "This case has changed since you opened this page. Look at who has it now, then decide."
NOBODY = "No suspect of this case is ready to allocate."


@module_fixture
def builder():
    """Two suspects who are ready, each referred alone, and a third without a referral."""
    builder = CaseBuilder(cast(), suspects=3, at=START)
    everyone = builder.suspects
    for n in (0, 1):
        build_accepted_referral(builder, everyone[n])
    builder.suspects = everyone
    return builder


@pytest.fixture
def manager(builder):
    return client_for(builder.cast.manager)


def build_accepted_referral(builder, suspect):
    """Write a referral of one suspect and accept it."""
    builder.suspects = [suspect]
    return builder.accept().referral


def prepare_third(builder):
    everyone = builder.suspects
    build_accepted_referral(builder, everyone[2])
    builder.suspects = everyone


def withdraw_first(builder):
    referral = builder.case.referrals.unscoped("test").get(suspects=builder.suspects[0])
    builder.do(
        referrals.withdraw_referral, "officer", referral=referral,
        withdrawal_reason="A new witness.",
    )  # fmt: skip


def states(builder):
    return [builder.suspect(n).state for n in range(len(builder.suspects))]


def prosecutor(builder):
    return Case.objects.unscoped("test").get(pk=builder.case.pk).prosecutor


def suspect_ids(builder, *numbers):
    return [str(builder.suspects[n - 1].pk) for n in numbers]


def post_allocation(browser, builder, sent, to="prosecutor"):
    """Post the allocation form to a prosecutor."""
    person = {"to": getattr(builder.cast, to).pk} if to else {}
    return browser.post(page_url("allocate-case", builder.case), sent | person)


# What the page asks


def test_ready_suspects_are_ticked_with_the_urgency_and_the_day(builder, manager):
    page = manager.get(page_url("allocate-case", builder.case))
    assert (
        checkbox_values(page, "suspects", ticked=False)
        == checkbox_values(page, "suspects")
        == suspect_ids(builder, 1, 2)
    )
    told = page_text(page)
    assert told.count("Green. Decision due ") == 2
    assert "Those you do not select stay ready to allocate." in told


def test_one_alone_is_ticked_and_nothing_is_said_of_others(builder, manager):
    withdraw_first(builder)
    page = manager.get(page_url("allocate-case", builder.case))
    assert checkbox_values(page, "suspects") == suspect_ids(builder, 2)
    assert "Those you do not select" not in page_text(page)


def test_without_an_urgency_class_that_is_said(builder, manager):
    builder.case.suspects.unscoped("test").update(urgency="", due_at=None)
    assert (
        page_text(manager.get(page_url("allocate-case", builder.case))).count("No urgency class.")
        == 2
    )


def test_the_page_costs_as_many_queries_however_many_suspects_there_are(builder, manager):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            manager.get(page_url("allocate-case", builder.case))
            post_allocation(manager, builder, allocation_form(manager, builder), to=None)
        return len(seen)

    queries()  # warm-up: the first request fills caches
    before = queries()
    prepare_third(builder)
    assert (
        len(checkbox_values(manager.get(page_url("allocate-case", builder.case)), "suspects")) == 3
    )
    assert queries() == before


# Which suspects are allocated


def test_a_suspect_ready_after_the_page_was_opened_is_not_allocated(builder, manager):
    sent = allocation_form(manager, builder)
    prepare_third(builder)
    assert post_allocation(manager, builder, sent).url == page_url("see-case", builder.case)
    assert states(builder) == ["WITH_PROSECUTOR", "WITH_PROSECUTOR", "READY_TO_ALLOCATE"]
    assert checkbox_values(
        manager.get(page_url("allocate-case", builder.case)), "suspects"
    ) == suspect_ids(builder, 3)


def test_a_suspect_who_is_not_ticked_is_not_allocated(builder, manager):
    sent = allocation_form(manager, builder) | {"suspects": suspect_ids(builder, 2)}
    assert post_allocation(manager, builder, sent).url == page_url("see-case", builder.case)
    assert states(builder) == ["READY_TO_ALLOCATE", "WITH_PROSECUTOR", "INVESTIGATING"]
    page = manager.get(page_url("allocate-case", builder.case))
    assert checkbox_values(page, "suspects") == suspect_ids(builder, 1)
    assert "The case is with Pia Prosecutor. If you choose someone else" in page_text(page)


def test_a_form_without_suspects_is_refused_and_the_choice_is_kept(builder, manager):
    page = post_allocation(manager, builder, allocation_form(manager, builder) | {"suspects": []})
    assert page.status_code == 200 and "Select at least one suspect" in page_text(page)
    assert checkbox_values(page, "suspects", ticked=False) == suspect_ids(builder, 1, 2)
    assert checkbox_values(page, "suspects") == []
    assert page.context["form"]["to"].value() == str(builder.cast.prosecutor.pk)
    assert states(builder)[:2] == ["READY_TO_ALLOCATE"] * 2


def test_a_suspect_of_another_case_is_refused_and_none_is_allocated(builder, manager):
    other = CaseBuilder(builder.cast, at=START).accept()
    for stranger in (other.suspects[0].pk, "d8a6c6f0-0000-4000-8000-000000000000"):
        sent = allocation_form(manager, builder) | {
            "suspects": [*suspect_ids(builder, 1), stranger]
        }
        page = post_allocation(manager, builder, sent)
        assert "Select one of the answers shown" in page_text(page)
        assert checkbox_values(page, "suspects") == suspect_ids(builder, 1)
    assert states(builder)[0] == other.suspect().state == "READY_TO_ALLOCATE"


def test_one_who_is_no_longer_ready_is_named_and_the_rest_of_the_page_is_as_it_was(
    builder, manager
):
    sent = allocation_form(manager, builder)
    withdraw_first(builder)
    prepare_third(builder)
    page = post_allocation(manager, builder, sent)
    assert page.status_code == 409
    assert (
        "Suspect 1 is not ready to allocate now, so no one has been allocated. Check "
        "who is ready, then allocate again."
    ) in page_text(page)
    assert checkbox_values(page, "suspects", ticked=False) == suspect_ids(builder, 2, 3)
    assert checkbox_values(page, "suspects") == suspect_ids(builder, 2)
    assert page.context["form"]["to"].value() == str(builder.cast.prosecutor.pk)
    assert states(builder) == ["INVESTIGATING", "READY_TO_ALLOCATE", "READY_TO_ALLOCATE"]

    again = hidden_fields(page, "form_key", "version") | {
        "suspects": checkbox_values(page, "suspects")
    }
    assert post_allocation(manager, builder, again).url == page_url("see-case", builder.case)
    assert states(builder) == ["INVESTIGATING", "WITH_PROSECUTOR", "READY_TO_ALLOCATE"]


def test_a_second_click_counts_as_the_first(builder, manager):
    sent = allocation_form(manager, builder)
    answers = [post_allocation(manager, builder, sent) for _click in (1, 2)]
    assert {answer.url for answer in answers} == {page_url("see-case", builder.case)}
    assert Allocation.objects.unscoped("test").filter(case=builder.case).count() == 1


# Two managers


def test_the_second_of_two_managers_is_told_and_does_not_reallocate_unseen(builder, manager):
    sent = allocation_form(manager, builder)
    builder.give_case(builder.suspects[:1])
    page = post_allocation(
        manager, builder, sent | {"suspects": suspect_ids(builder, 2)}, to="other_prosecutor"
    )
    assert page.status_code == 409 and CHANGED in page_text(page)
    assert "The case is with Pia Prosecutor." in page_text(page)
    assert checkbox_values(page, "suspects") == suspect_ids(builder, 2)
    assert prosecutor(builder) == builder.cast.prosecutor
    assert states(builder)[1] == "READY_TO_ALLOCATE"

    again = hidden_fields(page, "form_key", "version") | {"suspects": suspect_ids(builder, 2)}
    assert post_allocation(manager, builder, again, to="other_prosecutor").url == page_url(
        "see-case", builder.case
    )
    assert prosecutor(builder) == builder.cast.other_prosecutor


def test_where_the_first_has_allocated_all_there_is_nothing_left_to_ask(builder, manager):
    sent = allocation_form(manager, builder)
    allocate_on_page(client_for(builder.cast.manager), builder)
    page = post_allocation(manager, builder, sent, to="other_prosecutor")
    told = page_text(page)
    assert page.status_code == 409 and CHANGED in told
    assert f"{NOBODY} The case is with Pia Prosecutor now. Allocate to another prosecutor" in told
    assert page_url("reallocate-case", builder.case) in page.content.decode()
    assert "<form" not in page.content.decode().partition("<main")[2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("is_read", "told"),
    [(True, CHANGED), (False, "No suspect of this case is ready to allocate any more.")],
)
def test_of_two_at_once_one_allocates_and_the_other_is_told(is_read, told):
    builder = CaseBuilder(cast(), suspects=2).accept()
    version = Case.objects.unscoped("test").get(pk=builder.case.pk).version if is_read else None
    asked = {
        "case": builder.case,
        "at": builder.at,
        "suspects": builder.suspects,
        "version": version,
    }
    asked["by"] = scope(builder.cast.manager, builder.at)
    outcomes = run_at_once(
        builder.case,
        lambda: allocations.allocate_case(to=builder.cast.prosecutor, **asked),
        lambda: allocations.allocate_case(to=builder.cast.other_prosecutor, **asked),
    )
    [refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert str(refusal) == told


# No suspect is ready


def test_where_no_suspect_is_ready_the_page_says_so_and_has_no_question(builder, manager):
    withdraw_first(builder)
    builder.give_case([builder.suspects[1]])
    for page in (
        manager.get(page_url("allocate-case", builder.case)),
        manager.post(page_url("allocate-case", builder.case), {"form_key": ""}),
    ):
        told = page_text(page)
        assert f"{NOBODY} The case is with Pia Prosecutor now." in told
        assert "There is a problem" not in told and "Which prosecutor?" not in told


def test_a_case_whose_prosecutor_has_left_is_given_to_another_from_there(manager, builder):
    builder.give_case(builder.suspects[:2])
    User.objects.filter(pk=builder.cast.prosecutor.pk).update(is_active=False)
    told = page_text(manager.get(page_url("allocate-case", builder.case)))
    assert told.endswith(f"{NOBODY} Allocate to another prosecutor")


def test_before_anybody_has_the_case_nothing_is_said_of_another_prosecutor(manager, builder):
    early = CaseBuilder(builder.cast, at=START).submit()
    told = page_text(manager.get(page_url("allocate-case", early.case)))
    assert told.endswith(NOBODY)
