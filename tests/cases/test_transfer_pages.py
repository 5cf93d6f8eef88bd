"""Pages of a transfer: what each unit sees before and after, and a late answer."""

import pytest

from cases.allocation.actions import transfers
from cases.models import Case, Suspect
from devtools.case_builder import CaseBuilder, cast
from tests.security.test_before_sign_off import all_pages
from tests.support.browser.ci_share import share_of_checks
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import (
    SHOWS_URN_AGAIN,
    client_for,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.second_unit import (
    WHY,
    add_second_unit,
    move_to_second_unit,
    offer_transfer,
)
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
LIST = "/worklists/transfers/"
# Where a manager reads which cases are offered.
TOLD_ON = {LIST, "/waiting/", "/come-in/", "/board/"}


@pytest.fixture
def builder():
    return CaseBuilder(add_second_unit(cast()), suspects=2, at=START).allocate(
        urgency="GREEN_PRIORITY"
    )


def fresh_case(builder):
    return Case.objects.unscoped("test").get(pk=builder.case.pk)


def test_a_manager_offers_a_case_and_withdraws_the_offer(builder):
    manager = client_for(builder.cast.manager)
    page = manager.post(page_url("propose-transfer", builder.case), {"form_key": ""})
    assert "Select a unit" in page_text(
        page
    ) and "Enter why that unit should have the case" in page_text(page)
    sent = {"to": builder.cast.there.pk, "reason": WHY}
    page = submit_form(manager, page_url("propose-transfer", builder.case), **sent)
    assert "Case offered. It is yours until the other unit accepts." in page_text(page)
    assert "Offered to Second unit, which has yet to answer." in page_text(page)
    assert f"{builder.urn} Waiting for Second unit" in page_text(manager.get(LIST))
    assert "Second unit" not in page_text(
        client_for(builder.cast.officer).get(page_url("see-case", builder.case))
    )
    page = submit_form(manager, page_url("withdraw-transfer", builder.case))
    assert "Offer withdrawn. The case stays with your unit." in page_text(page)
    assert "Offered to Second unit" not in page_text(page).partition("Timeline")[0]
    assert fresh_case(builder).offered_to is None


def test_the_other_unit_reads_the_least_and_takes_the_case_over(builder):
    transfer, there = offer_transfer(builder), client_for(builder.cast.there_manager)
    listed = there.get(LIST)
    assert "Transfers (1)" in page_text(listed) and builder.urn in page_text(listed)
    told = page_text(there.get(page_url("see-transfer", transfer)))
    for each in (
        builder.urn,
        "Green priority",
        builder.cast.cps.name,
        WHY,
        "Waiting for an answer",
    ):
        assert each in told
    assert not [suspect for suspect in builder.suspects if suspect.surname in told]
    assert page_url("see-transfer", transfer) in there.get(page_url("see-notices")).content.decode()

    page = submit_form(there, page_url("accept-transfer", transfer))
    assert "Your unit has the case now." in page_text(page)
    assert "Allocate to a prosecutor" in page_text(page)
    assert f"From {builder.cast.cps.name} to Second unit" in page_text(page)
    assert "Transfers (0)" in page_text(there.get(LIST))
    to, suspects = builder.cast.there_prosecutor.pk, [each.pk for each in builder.suspects]
    submit_form(there, page_url("allocate-case", builder.case), to=to, suspects=suspects)
    assert fresh_case(builder).prosecutor == builder.cast.there_prosecutor


def test_before_it_accepts_no_route_lets_the_other_unit_know_more(builder):
    transfer = offer_transfer(builder)
    rows = {"Case": builder.case, "Suspect": builder.suspect(), "Referral": builder.referral}
    secret = {str(row.pk) for row in rows.values()}
    secret |= {suspect.surname for suspect in builder.suspects}
    for who in share_of_checks(["there_manager", "there_prosecutor", "there_assistant"]):
        client, asked = client_for(getattr(builder.cast, who)), 0
        for address, answer in all_pages(client, rows):
            shown = answer.content.decode()
            typed = address in SHOWS_URN_AGAIN or answer.status_code == 403
            is_told = who == "there_manager" and (address in TOLD_ON or "notices" in address)
            assert not [each for each in secret if each in shown and each not in address], address
            assert builder.urn not in shown or typed or is_told, address
            asked += 1
        assert asked > 50
        answers = {page_url(name, transfer) for name in ("see-transfer", "accept-transfer")}
        statuses = {client.get(address).status_code for address in answers}
        assert statuses == ({200} if who == "there_manager" else {403})


@pytest.mark.parametrize("who", share_of_checks(["manager", "prosecutor", "assistant"]))
def test_a_person_who_loses_the_case_loses_it_on_every_route(builder, who):
    transfer = move_to_second_unit(builder) and builder.case.transfers.unscoped("test").get()
    rows = {"Case": builder.case, "Suspect": builder.suspect(), "Referral": builder.referral}
    rows["Transfer"] = transfer
    told, asked = {builder.urn, *(suspect.surname for suspect in builder.suspects)}, 0
    for address, answer in all_pages(client_for(getattr(builder.cast, who)), rows):
        shown = answer.content.decode()
        typed = address in SHOWS_URN_AGAIN or answer.status_code == 403
        assert not [each for each in told if each in shown and not typed], address
        if any(str(row.pk) in address for row in rows.values()):
            assert answer.status_code == 404, address
        asked += 1
    assert asked > 50


def test_an_offer_withdrawn_meanwhile_is_said_to_be_and_nothing_moves(builder):
    transfer, there = offer_transfer(builder), client_for(builder.cast.there_manager)
    builder.do(transfers.withdraw_transfer, "manager", case=builder.case)
    late = there.post(page_url("accept-transfer", transfer), {"form_key": ""})
    assert late.status_code == 409
    assert "has withdrawn the offer, so the case stays there" in page_text(late)
    late = there.post(
        page_url("decline-transfer", transfer),
        {"form_key": "", "reason": "No room. Both sides know the reason."},
    )
    assert late.status_code == 409 and "No room." in late.content.decode()
    assert "Withdrawn" in page_text(there.get(page_url("see-transfer", transfer)))
    assert fresh_case(builder).cps_unit == builder.cast.cps


def test_declining_asks_why_and_says_so_to_the_unit_that_offered(builder):
    transfer, there = offer_transfer(builder), client_for(builder.cast.there_manager)
    page = there.post(page_url("decline-transfer", transfer), {"form_key": ""})
    assert "Enter why your unit does not take the case over" in page_text(page)
    page = submit_form(
        there, page_url("decline-transfer", transfer), reason="No room. Both sides know the reason."
    )
    assert "Declined" in page_text(page) and "No room." in page_text(page)
    told = page_text(client_for(builder.cast.manager).get(page_url("see-case", builder.case)))
    assert "Declined by the other CPS unit" in told and "Second unit No room." in told
    theirs = page_text(client_for(builder.cast.officer).get(page_url("see-case", builder.case)))
    assert "No room." not in theirs and "other CPS unit" not in theirs


def test_the_police_read_that_the_case_has_moved_and_not_why(builder):
    move_to_second_unit(builder)
    told = page_text(client_for(builder.cast.officer).get(page_url("see-case", builder.case)))
    assert f"From {builder.cast.cps.name} to Second unit" in told
    assert WHY not in told
    assert "Another CPS unit has the case now" in page_text(
        client_for(builder.cast.officer).get(page_url("see-notices"))
    )


def test_a_case_with_a_plan_under_way_is_given_to_a_prosecutor_of_the_new_unit():
    builder = move_to_second_unit(CaseBuilder(add_second_unit(cast()), at=START).allocate().plan())
    there = client_for(builder.cast.there_manager)
    page = there.get(page_url("see-case", builder.case))
    assert "reallocate_case" in [option.verb for option in page.context["acts"].open_now]
    sent = {
        "to": builder.cast.there_prosecutor.pk,
        "reason": "Taken over. Both sides know the reason.",
    }
    submit_form(there, page_url("reallocate-case", builder.case), **sent)
    assert (
        client_for(builder.cast.there_prosecutor)
        .get(page_url("take-suspect-back", builder.suspect()))
        .status_code
    )


def test_the_list_and_the_case_cost_the_same_however_much_is_offered(builder):
    manager, there = client_for(builder.cast.manager), client_for(builder.cast.there_manager)
    pages = {
        (manager, LIST): 6,
        (there, LIST): 6,
        (manager, page_url("see-case", builder.case)): 12,
    }
    for client, address in pages:
        client.get(address)
    before = [len(page_and_queries(*each)[1]) for each in pages]
    for _ in range(3):
        offer_transfer(CaseBuilder(builder.cast, at=START).allocate())
    offer_transfer(builder)
    after = [len(page_and_queries(*each)[1]) for each in pages]
    assert after == before or all(a <= b for a, b in zip(after, before, strict=True))
    assert all(n <= most for n, most in zip(after, pages.values(), strict=True))


def test_a_manager_with_a_conflict_is_told_of_no_offer(builder):
    transfer = offer_transfer(builder)
    there = builder.cast.there_manager
    add_conflict(there, builder.case, at=START)
    client = client_for(there)
    assert client.get(page_url("see-transfer", transfer)).status_code == 404
    for address in (LIST, page_url("see-notices")):
        assert builder.urn not in client.get(address).content.decode()
    assert (
        Suspect.objects.unscoped("test")
        .filter(case=builder.case, cps_unit=builder.cast.cps)
        .exists()
    )
