"""Amending action items: a reason, stored versions, and the comparison of any two."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_item_amendments, action_items
from cases.allocation.actions import allocations
from cases.models import DateRequest
from devtools.case_builder import Road, cast, scope
from people.access.scopes import Refused, Stale
from tests.support.cases.concurrency import at_once
from tests.support.cases.pages import as_, at, follow, links, said, unseen
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
WHY = {
    "line_of_inquiry": "Their first account of it.",
    "proportionality": "One short statement.",
}


@standing
def road():
    start = timezone.now() - timedelta(days=2)
    return Road(cast(), suspects=2, at=start).allocate().plan({})


def item_of(road):
    return road.items[0]


def amend(road, text="Take two statements.", who="prosecutor", **more):
    facts = {"new_text": text, "reason": "There were two friends."} | WHY | more
    return road.do(action_item_amendments.amend_item, who, item=item_of(road), **facts)


def ask(road, who="officer", days=20):
    return road.do(
        action_items.ask_for_date, who, item=item_of(road), text="The lab.",
        proposed_on=TODAY + timedelta(days=days),
    )  # fmt: skip


def test_the_prosecutor_amends_and_the_police_accept_anew(road):
    amend(road)
    item = item_of(road)
    assert (item.text, item.taken_on_at) == ("Take two statements.", None)
    rows = item.versions.unscoped("test").order_by("number")
    assert [(row.number, row.text, row.reason, row.side) for row in rows] == [
        (1, "Take a statement.", "", "CPS"),
        (2, "Take two statements.", "There were two friends.", "CPS"),
    ]
    entry = item.entries.unscoped("test").get()
    assert (entry.kind, entry.quoted) == ("AMENDED", "Take two statements.")


def test_the_police_do_not_amend_and_nothing_is_amended_into_itself(road):
    with pytest.raises(Refused) as refusal:
        amend(road, who="officer")
    assert not refusal.value.is_stage
    with pytest.raises(Refused, match="Nothing has changed"):
        amend(road, "Take a statement.")


def test_of_two_who_amend_at_once_the_second_sees_both_and_loses_nothing(road):
    read = item_of(road).version
    amend(road)
    with pytest.raises(Stale) as stale:
        amend(road, "Take three statements.", version=read)
    assert stale.value.differences == [
        ("text", "Take two statements.", "Take three statements.")
    ]  # fmt: skip
    page = as_(road.cast.prosecutor).post(
        at("amend-item", item_of(road)),
        {
            "version": read,
            "new_text": "Take three statements.",
            "reason": "Precious. Both sides know the reason.",
        }
        | {
            "line_of_inquiry": "It is the first account.",
            "proportionality": "It is one short statement.",
        },
    )
    assert page.status_code == 409
    assert "Take two statements." in said(page) and "Precious." in page.content.decode()
    renewed = page.context["form"]["version"].value()
    amend(road, "Take three statements.", version=int(renewed))
    assert item_of(road).versions.unscoped("test").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_amend_in_the_same_second_leave_one_version_and_show_the_other_both():
    road = Road(cast(), at=timezone.now() - timedelta(days=2)).allocate()
    road.do(
        allocations.cover_case, "manager", case=road.case, to=road.cast.other_prosecutor,
        from_on=road.at.date(), until_on=TODAY + timedelta(days=5),
    )  # fmt: skip
    item, at_ = item_of(road.plan({})), road.at

    def amending(who, text):
        by = scope(getattr(road.cast, who), at=at_)
        return lambda: action_item_amendments.amend_item(
            item=item, by=by, at=at_, version=item.version, new_text=text, reason="Mine.", **WHY
        )

    outcomes = at_once(
        road.case, amending("prosecutor", "Hers."), amending("other_prosecutor", "His.")
    )
    [stale] = [each for each in outcomes if isinstance(each, Stale)]
    [(name, stored, typed)] = stale.differences
    assert (name, {stored, typed}) == ("text", {"Hers.", "His."})
    assert item_of(road).text == stored
    assert item.versions.unscoped("test").count() == 2


def test_any_two_versions_are_compared(road):
    ask(road)
    road.do(action_items.answer_date_request, "prosecutor", item=item_of(road), is_agreed=True)
    amend(road)
    browser, address = as_(road.cast.officer), at("see-item-versions", item_of(road))
    assert address in links(browser.get(at("see-item", item_of(road))))
    page = browser.get(address)
    assert (page.context["found"].was, page.context["found"].became) == (2, 3)
    assert "There were two friends." in said(page)
    assert [field.label for field in page.context["found"].changed] == ["What is asked"]
    page = browser.get(address, {"was": "1", "became": "3"})
    assert [field.label for field in page.context["found"].changed] == ["What is asked", "Due"]
    assert browser.get(address, {"was": "nonsense", "became": "99"}).status_code == 200
    _page, asked = questions(browser, address)
    assert len(asked) <= 12


def test_one_s_own_request_for_another_date_is_withdrawn_and_stays_on_the_page(road):
    before = item_of(road).due_on
    ask(road)
    with pytest.raises(Refused, match="The other side asked"):
        road.do(action_items.withdraw_date_request, "prosecutor", item=item_of(road))
    address = at("withdraw-date-request", item_of(road))
    assert unseen(as_(road.cast.officer), address)
    page = follow(
        as_(road.cast.officer), address, text="The lab was early. Both sides know the reason."
    )
    assert "Request for another date withdrawn The lab was early." in said(page)
    item, request = item_of(road), DateRequest.objects.unscoped("test").get()
    assert (item.date_asked_by, item.due_on) == ("", before)
    assert (request.is_agreed, request.answered_by) == (False, road.cast.officer)
    assert road.suspect().also_waits_for == []
