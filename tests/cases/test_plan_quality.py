"""
Figures about action plans, compared with an oracle that counts by hand.

The oracle reads plain values from the tables and imports nothing of the code under test.
"""

import re
from collections import Counter, defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.action_plans.actions import action_items, challenge_resolution, challenges
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, force_unit, person
from people.models import Route
from tests.support.cases import intrusive_actions
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

NOW = timezone.now()
START = NOW - timedelta(days=9)
LONDON = ZoneInfo("Europe/London")
REPORT, ACTIONS = "/plan-quality/", "/plan-quality/actions/"


@module_fixture
def people():
    return cast()


def day_after(builder, days):
    return (builder.at + timedelta(days=days)).date()


def answer_nth_item(builder, n, answer="DONE"):
    builder.do(action_items.answer_item, "officer", item=builder.items[n], answer=answer, text="x")


def challenge_nth_item(builder, n, **answered):
    reason = {"reason": "OTHER", "text": "x"}
    builder.do(challenges.challenge_item, "officer", item=builder.items[n], **reason)
    if answered:
        builder.do(challenges.answer_challenge, "prosecutor", item=builder.items[n], **answered)


def build_busy_case(people):
    """A plan of ten actions with different histories, and a second plan."""
    builder = CaseBuilder(people, suspects=2, at=START).allocate()
    soon, late = day_after(builder, 2), day_after(builder, 30)
    one = {"suspects": builder.suspects[:1]}
    reach = {"reach": intrusive_actions.WHY | {"reach": "HOLDER"}}
    dates = [late, soon, late, late, late, late, late, soon, late, soon]
    builder.plan(*({"due_on": on, "weight": "DESIRABLE"} | one for on in dates[:9]),
              {"due_on": dates[9], "weight": "DESIRABLE"} | reach)  # fmt: skip
    answer_nth_item(builder, 0)
    builder.do(action_items.say_what_is_missing, "prosecutor", item=builder.items[0], text="x",
            due_on=day_after(builder, 20))  # fmt: skip
    answer_nth_item(builder, 0, "CANNOT")
    builder.do(
        action_items.ask_for_date, "officer", item=builder.items[1], text="x", proposed_on=late
    )
    builder.do(
        action_items.answer_date_request, "prosecutor", item=builder.items[1], is_agreed=True
    )
    challenge_nth_item(builder, 2, answer="CANCEL", text="x")
    challenge_nth_item(builder, 3, answer="AMEND", text="x", new_text="Less.")
    challenge_nth_item(builder, 4)
    challenge_nth_item(builder, 5, answer="HOLD", text="x")
    builder.do(challenges.withdraw_challenge, "officer", item=builder.items[5])
    resolve_nth_challenge(builder, 6)
    challenge_nth_item(builder, 8)
    builder.do(challenges.withdraw_challenge, "officer", item=builder.items[8])
    builder.at += timedelta(days=5)
    answer_nth_item(builder, 1)
    answer_nth_item(builder, 7)
    builder.plan({"weight": "DESIRABLE"})
    return builder


def resolve_nth_challenge(builder, n):
    """Two named people find that the police are right in part."""
    challenge_nth_item(builder, n, answer="HOLD", text="x")
    two = {"inspector": builder.cast.inspector, "manager": builder.cast.manager}
    item = builder.items[n]
    builder.do(challenge_resolution.send_challenge_up, "officer", item=item, text="x", **two)
    part = {"outcome": "PART", "text": "x", "new_text": "Much less."}
    builder.do(challenge_resolution.propose_outcome, "inspector", item=item, **part)
    builder.do(challenge_resolution.answer_outcome, "manager", item=item, is_agreed=True)


def build_returned_case(people):
    builder = CaseBuilder(people, at=START).submit()
    builder.do(
        referrals.return_referral,
        "assistant",
        referral=builder.referral,
        reasons={"no_mg3": "", "exhibits_missing": ""},
        reply_by=day_after(builder, 9),
    )
    return builder


@pytest.fixture
def other_force(people):
    """Another force with a case at the same CPS unit."""
    unit = force_unit("Kent Police")
    Route.objects.create(police_unit=unit, cps_unit=people.cps)
    there = cast()
    there.__dict__.update({name: getattr(people, name) for name in (
        "cps", "assistant", "manager", "prosecutor", "advice_manager", "other_prosecutor",
    )})  # fmt: skip
    there.police, there.officer = unit, person(unit, "refer_cases")
    there.supervisor = person(unit, "supervise_cases")
    CaseBuilder(there, at=START).allocate().plan({"weight": "DESIRABLE"}, {})
    return there


# The oracle


def unscoped_rows(model, *names, **which):
    found = apps.get_model("cases", model).objects.unscoped("the oracle").filter(**which)
    return list(found.values(*names))


def counts_by_hand(unit):
    """{(figure, "true" or "among"): number} for a police unit, counted from the tables."""
    today, found = NOW.astimezone(LONDON).date(), Counter()
    said_of, asked_of = defaultdict(list), defaultdict(list)
    for entry in unscoped_rows("ItemEntry", "item", "kind", "at"):
        if entry["kind"] in ("ANSWERED", "CANNOT"):
            said_of[entry["item"]].append(entry["at"].astimezone(LONDON).date())
    for row in unscoped_rows("Challenge", "item", "kind", "status", "answer", "outcome"):
        if row["kind"] == "CHALLENGE":
            asked_of[row["item"]].append(row)
    reaching_ = {row["item"] for row in unscoped_rows("VictimRequest", "item")}
    names = ("pk", "plan", "status", "first_due_on", "due_on")
    items = unscoped_rows("ActionItem", *names, case__police_unit=unit)
    for item in items:
        days, is_open = said_of[item["pk"]], item["status"] == "OPEN"
        if item["status"] != "CANCELLED" and (days or (is_open and item["first_due_on"] < today)):
            found["first-date", "among"] += 1
            found["first-date", "true"] += bool(days) and min(days) <= item["first_due_on"]
        if item["status"] in ("ANSWERED", "ACCEPTED") or (is_open and item["due_on"] < today):
            found["agreed-date", "among"] += 1
            found["agreed-date", "true"] += not is_open and max(days) <= item["due_on"]
        asked = asked_of[item["pk"]]
        found["challenged", "true"] += bool(asked)
        over = [row for row in asked if row["status"] in ("ANSWERED", "SETTLED")
                or (row["status"] == "WITHDRAWN" and row["answer"] == "HOLD")]  # fmt: skip
        right = [row for row in over if row["answer"] in ("CANCEL", "AMEND")
                 or (row["status"] == "SETTLED" and row["outcome"] in ("UPHELD", "PART"))
                 ]  # fmt: skip
        found["upheld", "among"] += bool(over)
        found["upheld", "true"] += bool(right)
        found["victim", "true"] += item["pk"] in reaching_
    for name in ("challenged", "victim"):
        found[name, "among"] = len(items)
    found["actions"], found["plans"] = len(items), len({item["plan"] for item in items})
    named = unscoped_rows("ActionItem", "plan", "suspects", case__police_unit=unit)
    pairs = {(row["plan"], row["suspects"]) for row in named}
    found["pairs"], found["people"] = len(pairs), len({person for _plan, person in pairs})
    return found


def shown_groups(browser, **asked):
    """{name of a unit: its group on the page}, and the page."""
    page = browser.get(REPORT, asked)
    return {group.name: group for group in page.context["report"].groups}, page


def counts_of_group(group):
    found = Counter({(share.name, "true"): share.true for share in group.shares})
    found |= {(share.name, "among"): share.among for share in group.shares}
    for name in ("actions", "plans", "pairs", "people"):
        found[name] = getattr(group, name)
    return found


def unit_label(unit):
    return f"{unit.agency.name}: {unit.name}"


# The figures


def test_every_figure_is_what_counting_by_hand_finds(people, other_force):
    build_busy_case(people)
    groups, _page = shown_groups(client_for(people.manager), by="police")
    for unit in (people.police, other_force.police):
        assert counts_of_group(groups[unit_label(unit)]) == counts_by_hand(unit), unit
    busy = counts_of_group(groups[unit_label(people.police)])
    assert busy["first-date", "true"] not in (0, busy["first-date", "among"])
    assert busy["agreed-date", "true"] not in (0, busy["agreed-date", "among"])
    assert (busy["challenged", "true"], busy["upheld", "true"], busy["upheld", "among"]) == (
        6,
        3,
        4,
    )
    assert (busy["plans"], busy["people"], busy["pairs"]) == (2, 2, 4)


def test_a_cps_unit_and_its_area_are_both_forces_together(people, other_force):
    build_busy_case(people)
    both = counts_by_hand(people.police) + counts_by_hand(other_force.police)
    for by, name in (("cps", unit_label(people.cps)), ("area", people.cps.agency.name)):
        groups, _page = shown_groups(client_for(people.manager), by=by)
        assert list(groups) == [name]
        assert counts_of_group(groups[name]) == both


def test_returns_are_counted_by_reason(people):
    build_returned_case(people)
    CaseBuilder(people, at=START).accept()
    groups, page = shown_groups(client_for(people.supervisor))
    [group] = groups.values()
    assert (group.returned.true, group.returned.among) == (1, 2)
    assert {(code, n) for code, _words, n in group.reasons} == {
        ("no_mg3", 1), ("exhibits_missing", 1),
    }  # fmt: skip
    assert "1 of 2" in page_text(page) and "No plan was set" in page_text(page)


def test_each_figure_leads_to_exactly_what_it_counted(people, other_force):
    build_busy_case(people)
    build_returned_case(people)
    manager = client_for(people.manager)
    _groups, page = shown_groups(manager, by="police")
    body, seen = page.content.decode(), 0
    for address, number in re.findall(r'href="(/plan-quality/[^"]+)">(\d+)', body):
        listed = manager.get(address.replace("&amp;", "&"))
        assert listed.context["found"].total == int(number), address
        assert len(listed.context["found"].lines) == min(int(number), 50)
        seen += 1
    assert seen > 20


def test_police_and_cps_count_their_own_alone(people, other_force):
    build_busy_case(people)
    for who, unit in (
        (people.supervisor, people.police),
        (other_force.supervisor, other_force.police),
    ):
        for by in ("police", "cps", "area"):
            groups, _page = shown_groups(client_for(who), by=by)
            [group] = groups.values()
            assert counts_of_group(group) == counts_by_hand(unit)
    page = client_for(people.supervisor).get(
        ACTIONS, {"by": "police", "group": other_force.police.pk}
    )
    assert page.context["found"].total == 0


def test_a_restricted_case_counts_for_those_named_on_it_alone(people):
    builder = build_busy_case(people)
    apps.get_model("cases", "Case").objects.unscoped("test").filter(pk=builder.case.pk).update(
        is_restricted=True
    )
    groups, page = shown_groups(client_for(people.manager))
    assert not groups and "No plan was set" in page_text(page)


@pytest.mark.parametrize("who", ["officer", "assistant", "prosecutor"])
def test_only_who_answers_for_a_unit_reads_it(people, who):
    assert client_for(getattr(people, who)).get(REPORT).status_code == 403
    assert client_for(getattr(people, who)).get(ACTIONS).status_code == 403


def test_a_month_counts_the_plans_that_were_set_in_it(people):
    build_busy_case(people)
    manager = client_for(people.manager)
    months = [f"{month:%Y-%m}" for month in shown_groups(manager)[1].context["report"].months]
    counts = [g.actions for m in months for g in shown_groups(manager, month=m)[0].values()]
    assert sum(counts) == 11
    assert not [g for g in shown_groups(manager, month="2020-01")[0].values() if g.plans]
    assert shown_groups(manager, month="nonsense", by="x")[
        0
    ]  # everything is shown, as without a filter


def test_an_address_that_asks_for_no_figure_is_not_there(people):
    manager = client_for(people.manager)
    assert manager.get("/plan-quality/beauty/").status_code == 404
    for asked in ({"group": "x"}, {"group": "9" * 40}, {"page": "-1"}, {"page": "99"}, {}):
        assert manager.get(ACTIONS, asked).status_code == 200


def test_the_queries_of_the_page_do_not_grow(people, other_force):
    manager, counts = client_for(people.manager), []
    manager.get(REPORT)
    for _ in range(2):
        CaseBuilder(people, at=START).allocate().plan({"weight": "DESIRABLE"})
        for address in (REPORT, ACTIONS):
            with CaptureQueriesContext(connection) as asked:
                manager.get(address, {"group": people.cps.pk})
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_the_menu_offers_it_to_those_who_may_read_it(people):
    assert REPORT in links_on_page(client_for(people.supervisor).get(page_url("worklist")))
    assert REPORT not in links_on_page(client_for(people.officer).get(page_url("worklist")))
