"""Conflicts of interest of a service's people, and of police contact officers."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils import timezone

from cases.models import Conflict, ConflictLifting
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.models import Human
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.victims.permission_matrix import make_service
from tests.support.victims.support_service import (
    add_service,
    fresh_support,
    record_of,
    refer_and_accept,
)
from timeliness.models import Delivery
from victims.actions import conflicts as actions
from victims.actions import records, support
from victims.models import Support, VictimRecord
from victims.queries.conflicts import service_conflict_rows
from victims.queries.named_contacts import possible_contacts_of_victim

pytestmark = pytest.mark.django_db
WHY = {"kind": "RELATIVE", "reason": "A cousin. Both sides know the reason."}


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).submit())
    builder.cast.second_manager = person(
        builder.cast.service, "manage_support", name="Max Serviceman"
    )
    builder.support = refer_and_accept(builder)
    return builder


def can_see(builder, who):
    by = scope(getattr(builder.cast, who), builder.at)
    return Support.objects.for_scope(by).filter(pk=builder.support.pk).exists()


def recipients_of(notice):
    rows = Delivery.objects.filter(notice=notice).order_by("recipient__name")
    return list(rows.values_list("recipient__name", flat=True))


def record_conflict_of(builder, whom="isva", who="service_manager", **more):
    about = {
        "support": fresh_support(builder.support),
        "person": getattr(builder.cast, whom),
        **WHY,
        **more,
    }
    return builder.do(actions.record_service_conflict, who, **about)


def notify_attempts():
    actions.notify_conflict_attempts(at=timezone.now() + timedelta(minutes=1))


def test_the_manager_records_it_of_the_isva_who_sees_the_victim_no_longer_and_lifts_it(builder):
    made = record_conflict_of(builder)
    assert not can_see(builder, "isva") and can_see(builder, "service_manager")
    row = fresh_support(builder.support)
    lift = {
        "support": row,
        "conflict": made,
        "reason": "Another family. Both sides know the reason.",
    }
    proposed = builder.do(actions.propose_lifting_service_conflict, "service_manager", **lift)
    assert not can_see(builder, "isva")
    settle_lifting(builder, proposed, "second_manager")
    assert can_see(builder, "isva")
    made.refresh_from_db()
    assert (made.lifted_by, made.lifted_because) == (builder.cast.second_manager, lift["reason"])
    with pytest.raises(Refused, match="lifted already"):
        builder.do(actions.propose_lifting_service_conflict, "second_manager", **lift)


def settle_lifting(builder, proposed, who, answer="APPROVED", **more):
    about = {"support": fresh_support(builder.support), "lifting": proposed, "answer": answer}
    return builder.do(actions.settle_service_lifting, who, **about, **more)


def propose_lifting(builder, who="service_manager", **more):
    made = more.get("conflict") or record_conflict_of(builder)
    return builder.do(
        actions.propose_lifting_service_conflict, who, support=fresh_support(builder.support),
        conflict=made, reason="Another family.",
    )  # fmt: skip


class TestLiftingByTwo:
    def test_nobody_approves_or_refuses_their_own_under_any_account(self, builder):
        proposed = propose_lifting(builder)
        human = Human.objects.create()
        for who in (builder.cast.service_manager, builder.cast.second_manager):
            who.human = human
            who.save()
        for who in ("service_manager", "second_manager"):
            for answer in ("APPROVED", "REFUSED"):
                with pytest.raises(Refused, match="Another manager approves"):
                    settle_lifting(builder, proposed, who, answer)
        assert not can_see(builder, "isva")
        with pytest.raises(DatabaseError, match="is one of its authors"), transaction.atomic():
            ConflictLifting.objects.unscoped("test").filter(pk=proposed.pk).update(
                status="APPROVED", settled_by=builder.cast.second_manager, settled_at=builder.at
            )

    def test_only_the_proposer_withdraws_it_and_then_it_can_be_proposed_again(self, builder):
        proposed = propose_lifting(builder)
        with pytest.raises(Refused, match="you cannot withdraw"):
            settle_lifting(builder, proposed, "second_manager", "WITHDRAWN")
        with pytest.raises(Refused, match="waits"):
            propose_lifting(builder, "second_manager", conflict=proposed.conflict)
        settle_lifting(builder, proposed, "service_manager", "WITHDRAWN")
        with pytest.raises(Refused, match="settled already"):
            settle_lifting(builder, proposed, "second_manager")
        assert propose_lifting(builder, conflict=proposed.conflict).is_waiting

    def test_refused_it_stays_and_the_proposer_is_told(self, builder):
        proposed = propose_lifting(builder)
        settle_lifting(builder, proposed, "second_manager", "REFUSED", text="It is she.")
        assert not can_see(builder, "isva")
        assert recipients_of("lifting_settled") == [builder.cast.service_manager.name]
        assert recipients_of("lifting_proposed") == ["Max Serviceman"]

    def test_a_proposer_who_manages_the_service_no_longer_does_not_count(self, builder):
        proposed = propose_lifting(builder)
        builder.cast.service_manager.is_active = False
        builder.cast.service_manager.save()
        with pytest.raises(Refused, match="no longer leads"):
            settle_lifting(builder, proposed, "second_manager")

    def test_one_of_another_service_is_neither_found_nor_settled(self, builder):
        proposed = propose_lifting(builder)
        other = make_service("Far away")
        builder.cast.far_manager = person(other, "manage_support")
        with pytest.raises(ObjectDoesNotExist):
            settle_lifting(builder, proposed, "far_manager")

    def test_it_is_lifted_on_every_account_and_what_waits_of_those_ends(self, builder):
        twin = person(builder.cast.service, "support_victims", name="Ivy Again")
        human = Human.objects.create()
        for who in (builder.cast.isva, twin):
            who.human = human
            who.save()
        record_conflict_of(builder)
        mine, theirs = Conflict.objects.unscoped("test").order_by("pk")
        proposed = propose_lifting(builder, conflict=mine)
        beside = propose_lifting(builder, "second_manager", conflict=theirs)
        settle_lifting(builder, proposed, "second_manager")
        assert not Conflict.objects.unscoped("test").filter(lifted_at=None).exists()
        beside.refresh_from_db()
        assert beside.status == "WITHDRAWN"

    def test_who_is_in_conflict_themselves_reaches_neither_page_nor_act(self, builder):
        proposed = propose_lifting(builder)
        add_conflict(builder.cast.second_manager, builder.case, at=builder.at)
        with pytest.raises(ObjectDoesNotExist):
            settle_lifting(builder, proposed, "second_manager")
        page = client_for(builder.cast.second_manager).get(
            page_url("settle-service-lifting", builder.support)
        )
        assert page.status_code == 404

    def test_other_managers_are_told_that_it_was_lifted(self, builder):
        person(builder.cast.service, "manage_support", name="Tess Third")
        settle_lifting(builder, propose_lifting(builder), "second_manager")
        assert recipients_of("conflict_lifted") == ["Tess Third"]
        assert recipients_of("lifting_settled") == [builder.cast.service_manager.name]

    def test_police_and_cps_see_nothing_of_it(self, builder):
        propose_lifting(builder)
        for who in ("supervisor", "manager", "officer"):
            by = scope(getattr(builder.cast, who), builder.at)
            assert not ConflictLifting.objects.for_scope(by).exists()


@pytest.mark.parametrize("whom", ["officer", "service_manager", "far"])
def test_a_conflict_is_recorded_about_another_person_of_the_same_service(builder, whom):
    builder.cast.far = person(make_service("Far away"), "support_victims")
    with pytest.raises(Refused, match="Select a person"):
        record_conflict_of(builder, whom)


def test_an_isva_in_conflict_is_offered_as_before_and_cannot_be_named(builder):
    before = set(support.isvas_of_service(fresh_support(builder.support)))
    record_conflict_of(builder, "other_isva")
    assert set(support.isvas_of_service(fresh_support(builder.support))) == before
    with pytest.raises(Refused, match="Select an ISVA of your service"):
        builder.do(
            support.assign_isva, "service_manager", support=fresh_support(builder.support),
            isva=builder.cast.other_isva, hands_on=True,
        )  # fmt: skip


def test_a_caller_of_victims_in_conflict_is_offered_as_before_and_cannot_be_named(builder):
    record_ = record_of(builder)
    by = scope(builder.cast.contact, builder.at)
    assert builder.cast.contact.pk in possible_contacts_of_victim(record_, by.side, at=by.at)
    add_conflict(builder.cast.contact, builder.case, at=builder.at)
    assert builder.cast.contact.pk in possible_contacts_of_victim(record_, by.side, at=by.at)
    with pytest.raises(Refused):
        named = {"record": record_, "person": builder.cast.contact}
        builder.do(records.name_victim_contact, "supervisor", **named)


def test_police_and_cps_learn_nothing_of_a_service_s(builder):
    record_conflict_of(builder)
    for who in ("supervisor", "manager", "officer"):
        by = scope(getattr(builder.cast, who), builder.at)
        assert not Conflict.objects.for_scope(by).exists()
    page = client_for(builder.cast.supervisor).get(page_url("see-conflicts", builder.case))
    assert "None has been recorded" in page_text(page)


def test_a_service_reads_only_conflicts_of_its_own(builder):
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    far = person(make_service("Far away"), "support_victims")
    add_conflict(far, builder.case, at=builder.at)
    # About an account of the same person.
    add_conflict(builder.cast.other_isva, builder.case, at=builder.at, only_side="POLICE")
    by = scope(builder.cast.service_manager, builder.at)
    assert service_conflict_rows(fresh_support(builder.support), by, {"manage_support"}) == []
    made = record_conflict_of(builder)
    assert [
        line.pk
        for line in service_conflict_rows(fresh_support(builder.support), by, {"manage_support"})
    ] == [made.pk]
    assert service_conflict_rows(fresh_support(builder.support), by, {"assigned_isva"}) == []


def test_an_isva_s_conflict_lands_on_their_own_list_and_their_manager_is_told(builder):
    browser, address = (
        client_for(builder.cast.isva),
        page_url("declare-service-conflict", builder.support),
    )
    assert "you can no longer see this case" in page_text(browser.get(address))
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        page = browser.post(address, {**WHY, "form_key": key})
        assert (page.status_code, page.url) == (302, "/supported/")
    assert "Your conflict of interest is recorded" in page_text(browser.get("/supported/"))
    assert not can_see(builder, "isva")
    assert recipients_of("conflict_declared") == ["Max Serviceman", "Mia Serviceman"]


def test_a_contact_officer_s_conflict_is_told_to_the_police_s_managers(builder):
    browser = client_for(builder.cast.contact)
    row = record_of(builder)
    assert page_url("declare-victim-conflict", row) in links_on_page(
        browser.get(page_url("see-victim", row))
    )
    page = submit_form(browser, page_url("declare-victim-conflict", row), **WHY)
    assert "Your conflict of interest is recorded" in page_text(page)
    assert not VictimRecord.objects.for_scope(scope(builder.cast.contact, builder.at)).exists()
    assert recipients_of("conflict_declared") == ["Ines Inspector", "Sue Supervisor"]


def test_an_attempt_by_an_isva_in_conflict_is_told_to_the_service_s_managers_without_conflict(
    builder,
):
    record_conflict_of(builder)
    add_conflict(builder.cast.second_manager, builder.case, at=builder.at)
    hidden = client_for(builder.cast.isva).get(page_url("see-support", builder.support))
    assert hidden.status_code == 404
    notify_attempts()
    notify_attempts()
    assert recipients_of("conflict_attempt") == ["Mia Serviceman"]
    [delivery] = Delivery.objects.filter(notice="conflict_attempt")
    assert (delivery.subject, delivery.about) == (
        "a victim whom your service supports", builder.support.pk,
    )  # fmt: skip
    page = client_for(builder.cast.service_manager).get(
        page_url("see-service-conflicts", builder.support)
    )
    assert "Tried to open a page of this case and was shown nothing" in page_text(page)


def test_when_a_contact_officer_asks_for_the_victim_the_police_s_managers_are_told(builder):
    add_conflict(builder.cast.contact, builder.case, at=builder.at)
    assert (
        client_for(builder.cast.contact).get(page_url("see-victim", record_of(builder))).status_code
        == 404
    )
    notify_attempts()
    assert recipients_of("conflict_attempt") == ["Ines Inspector", "Sue Supervisor"]


def test_the_manager_records_and_lifts_one_on_pages(builder):
    browser, about = client_for(builder.cast.service_manager), builder.support
    page = submit_form(
        browser,
        page_url("record-service-conflict", about),
        person=builder.cast.other_isva.pk,
        **WHY,
    )
    assert "Conflict of interest recorded" in page_text(page) and "Uma Isva" in page_text(page)
    made = Conflict.objects.unscoped("test").get()
    page = submit_form(
        browser,
        page_url("propose-lifting-service-conflict", about),
        reason="Two Umas. Both sides know the reason.",
        conflict=made.pk,
    )
    assert "Another manager of your service must approve it." in page_text(page)
    second = client_for(builder.cast.second_manager)
    settle = page_url("settle-service-lifting", about)
    assert settle in links_on_page(second.get(page_url("see-service-conflicts", about)))
    [proposed] = ConflictLifting.objects.unscoped("test")
    blank = second.post(settle, {"form_key": ""})
    assert "Select your answer" in page_text(blank)
    page = submit_form(second, settle, lifting=proposed.pk, answer="APPROVED")
    assert "Two Umas. Both sides know the reason." in page_text(page)
    made.refresh_from_db()
    assert made.is_lifted
    assert settle not in links_on_page(page)
    page = client_for(builder.cast.isva).get(page_url("see-service-conflicts", about))
    assert "Uma" not in page.text and page_url("declare-service-conflict", about) in links_on_page(
        page
    )


@pytest.mark.django_db(transaction=True)
def test_two_managers_answer_at_once_and_it_is_settled_once():
    builder = add_service(CaseBuilder(cast()).submit())
    for name in ("second_manager", "third_manager"):
        setattr(builder.cast, name, person(builder.cast.service, "manage_support"))
    builder.support = refer_and_accept(builder)
    proposed, at = propose_lifting(builder), builder.at
    answers = [
        partial(
            actions.settle_service_lifting, support=builder.support, lifting=proposed,
            answer=answer, by=scope(getattr(builder.cast, who), at), at=at,
        )
        for who, answer in (("second_manager", "APPROVED"), ("third_manager", "REFUSED"))
    ]  # fmt: skip
    outcomes = run_at_once(builder.case, *answers)
    refused = [str(each) for each in outcomes if isinstance(each, Refused)]
    assert refused == [str(actions.SETTLED)]
