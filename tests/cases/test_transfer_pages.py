"""Pages of a transfer: what each unit sees before and after, and a late answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.allocation.actions import transfers
from cases.models import Case, Suspect
from devtools.case_builder import Road, cast
from tests.security.test_before_sign_off import everything
from tests.support.browser.ci_share import share
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, follow, said
from tests.support.cases.query_counter import questions
from tests.support.cases.second_unit import WHY, moved, offer, second_unit

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
LIST = "/worklists/transfers/"


@pytest.fixture
def road():
    return Road(second_unit(cast()), suspects=2, at=START).allocate(urgency="GREEN_PRIORITY")


def case(road):
    return Case.objects.unscoped("test").get(pk=road.case.pk)


def test_a_manager_offers_a_case_and_withdraws_the_offer(road):
    manager = as_(road.cast.manager)
    page = manager.post(at("propose-transfer", road.case), {"form_key": ""})
    assert "Select a unit" in said(page) and "Enter why that unit should have the case" in said(
        page
    )
    sent = {"to": road.cast.there.pk, "reason": WHY}
    page = follow(manager, at("propose-transfer", road.case), **sent)
    assert "Case offered. It is yours until the other unit accepts." in said(page)
    assert "Offered to Second unit, which has yet to answer." in said(page)
    assert f"{road.urn} Waiting for Second unit" in said(manager.get(LIST))
    assert "Second unit" not in said(as_(road.cast.officer).get(at("see-case", road.case)))
    page = follow(manager, at("withdraw-transfer", road.case))
    assert "Offer withdrawn. The case stays with your unit." in said(page)
    assert "Offered to Second unit" not in said(page).partition("Timeline")[0]
    assert case(road).offered_to is None


def test_the_other_unit_reads_the_least_and_takes_the_case_over(road):
    transfer, there = offer(road), as_(road.cast.there_manager)
    listed = there.get(LIST)
    assert "Transfers (1)" in said(listed) and road.urn in said(listed)
    told = said(there.get(at("see-transfer", transfer)))
    for each in (road.urn, "Green priority", road.cast.cps.name, WHY, "Waiting for an answer"):
        assert each in told
    assert not [suspect for suspect in road.suspects if suspect.surname in told]
    assert at("see-transfer", transfer) in there.get(at("see-notices")).content.decode()

    page = follow(there, at("accept-transfer", transfer))
    assert "Your unit has the case now." in said(page)
    assert "Allocate to a prosecutor" in said(page)
    assert f"From {road.cast.cps.name} to Second unit" in said(page)
    assert "Transfers (0)" in said(there.get(LIST))
    to, suspects = road.cast.there_prosecutor.pk, [each.pk for each in road.suspects]
    follow(there, at("allocate-case", road.case), to=to, suspects=suspects)
    assert case(road).prosecutor == road.cast.there_prosecutor


def test_before_it_accepts_no_route_lets_the_other_unit_know_more(road):
    transfer = offer(road)
    rows = {"Case": road.case, "Suspect": road.suspect(), "Referral": road.referral}
    secret = {str(row.pk) for row in rows.values()}
    secret |= {suspect.surname for suspect in road.suspects}
    for who in share(["there_manager", "there_prosecutor", "there_assistant"]):
        client, asked = as_(getattr(road.cast, who)), 0
        for address, answer in everything(client, rows):
            shown = answer.content.decode()
            typed = address.endswith("find/") or answer.status_code == 403
            is_told = who == "there_manager" and (address == LIST or "notices" in address)
            assert not [each for each in secret if each in shown and each not in address], address
            assert road.urn not in shown or typed or is_told, address
            asked += 1
        assert asked > 50
        answers = {at(name, transfer) for name in ("see-transfer", "accept-transfer")}
        statuses = {client.get(address).status_code for address in answers}
        assert statuses == ({200} if who == "there_manager" else {403})


@pytest.mark.parametrize("who", share(["manager", "prosecutor", "assistant"]))
def test_whoever_loses_the_case_loses_it_on_every_route(road, who):
    transfer = moved(road) and road.case.transfers.unscoped("test").get()
    rows = {"Case": road.case, "Suspect": road.suspect(), "Referral": road.referral}
    rows["Transfer"] = transfer
    told, asked = {road.urn, *(suspect.surname for suspect in road.suspects)}, 0
    for address, answer in everything(as_(getattr(road.cast, who)), rows):
        shown = answer.content.decode()
        typed = address.endswith("find/") or answer.status_code == 403
        assert not [each for each in told if each in shown and not typed], address
        if any(str(row.pk) in address for row in rows.values()):
            assert answer.status_code == 404, address
        asked += 1
    assert asked > 50


def test_an_offer_withdrawn_meanwhile_is_said_to_be_and_nothing_moves(road):
    transfer, there = offer(road), as_(road.cast.there_manager)
    road.do(transfers.withdraw_transfer, "manager", case=road.case)
    late = there.post(at("accept-transfer", transfer), {"form_key": ""})
    assert late.status_code == 409
    assert "has withdrawn the offer, so the case stays there" in said(late)
    late = there.post(
        at("decline-transfer", transfer),
        {"form_key": "", "reason": "No room. Both sides know the reason."},
    )
    assert late.status_code == 409 and "No room." in late.content.decode()
    assert "Withdrawn" in said(there.get(at("see-transfer", transfer)))
    assert case(road).cps_unit == road.cast.cps


def test_declining_asks_why_and_says_so_to_the_unit_that_offered(road):
    transfer, there = offer(road), as_(road.cast.there_manager)
    page = there.post(at("decline-transfer", transfer), {"form_key": ""})
    assert "Enter why your unit does not take the case over" in said(page)
    page = follow(
        there, at("decline-transfer", transfer), reason="No room. Both sides know the reason."
    )
    assert "Declined" in said(page) and "No room." in said(page)
    told = said(as_(road.cast.manager).get(at("see-case", road.case)))
    assert "Declined by the other CPS unit" in told and "Second unit No room." in told
    theirs = said(as_(road.cast.officer).get(at("see-case", road.case)))
    assert "No room." not in theirs and "other CPS unit" not in theirs


def test_the_police_read_that_the_case_has_moved_and_not_why(road):
    moved(road)
    told = said(as_(road.cast.officer).get(at("see-case", road.case)))
    assert f"From {road.cast.cps.name} to Second unit" in told
    assert WHY not in told
    assert "Another CPS unit has the case now" in said(
        as_(road.cast.officer).get(at("see-notices"))
    )


def test_a_case_with_a_plan_under_way_is_given_to_a_prosecutor_of_the_new_unit():
    road = moved(Road(second_unit(cast()), at=START).allocate().plan())
    there = as_(road.cast.there_manager)
    page = there.get(at("see-case", road.case))
    assert "reallocate_case" in [option.verb for option in page.context["can"]]
    sent = {
        "to": road.cast.there_prosecutor.pk,
        "reason": "Taken over. Both sides know the reason.",
    }
    follow(there, at("reallocate-case", road.case), **sent)
    assert as_(road.cast.there_prosecutor).get(at("take-suspect-back", road.suspect())).status_code


def test_the_list_and_the_case_cost_the_same_however_much_is_offered(road):
    manager, there = as_(road.cast.manager), as_(road.cast.there_manager)
    pages = {(manager, LIST): 6, (there, LIST): 6, (manager, at("see-case", road.case)): 12}
    for client, address in pages:
        client.get(address)
    before = [len(questions(*each)[1]) for each in pages]
    for _ in range(3):
        offer(Road(road.cast, at=START).allocate())
    offer(road)
    after = [len(questions(*each)[1]) for each in pages]
    assert after == before or all(a <= b for a, b in zip(after, before, strict=True))
    assert all(n <= most for n, most in zip(after, pages.values(), strict=True))


def test_a_manager_with_a_conflict_is_told_of_no_offer(road):
    transfer = offer(road)
    there = road.cast.there_manager
    in_conflict(there, road.case, at=START)
    client = as_(there)
    assert client.get(at("see-transfer", transfer)).status_code == 404
    for address in (LIST, at("see-notices")):
        assert road.urn not in client.get(address).content.decode()
    assert Suspect.objects.unscoped("test").filter(case=road.case, cps_unit=road.cast.cps).exists()
