"""Agreed actions of a meeting: possible owners, notices, and completion."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.case_access.actions.conflicts import record_conflict
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims import support_service
from tests.victims.test_meetings import (
    arrange_meeting_of,
    fresh_meeting,
    hold_meeting_of,
    meeting_detail,
)
from tests.victims.test_meetings_agreed import VISIT, person_label
from timeliness import queries as waiting
from timeliness.models import Delivery
from victims.actions.agreed_actions import finish_agreed
from victims.actions.consents import withdraw_consent
from victims.actions.encrypted_words import reencrypt_row_words
from victims.models import Agreed, AgreedDone, Consent
from victims.queries.agreed_actions import possible_action_owners
from victims.queries.waiting_items import items_waiting_for_reader as waiting_calls

pytestmark = pytest.mark.django_db
NOTICE = "agreed_to_do"


@module_fixture
def builder():
    return support_service.add_service(CaseBuilder(cast()).submit())


def action_due_day(builder):
    return builder.at.date() + timedelta(days=9)


def hold_meeting_with_owners(builder, *people):
    """A held meeting with an agreed action for each person."""
    day_of_it = action_due_day(builder)
    return fresh_meeting(
        hold_meeting_of(builder, actions=[(VISIT, each, day_of_it) for each in people])
    )


def people_notified():
    return list(Delivery.objects.filter(notice=NOTICE).values_list("recipient__name", flat=True))


def owners_offered(builder):
    return {
        each.name
        for each in possible_action_owners(support_service.record_of(builder), at=builder.at)
    }


def waiting_action_ids(builder, who):
    rows = waiting_calls(scope(who, builder.at))["agreed"]
    return [row.pk for row in rows]


def first_agreed():
    return Agreed.objects.unscoped("test").order_by("number").first()


def consent_to_liaison(builder):
    """The ISVA supports the victim, who consents that both sides and the service know enough."""
    support = support_service.refer_and_accept(builder, categories=["TOLD"])
    for side in ("POLICE", "CPS"):
        support_service.give_consent(builder, support, ["IS_SUPPORTED"], recipient=side)
    return support


class TestWhoMayBeNamed:
    def test_people_of_both_sides_who_may_read_of_the_victim(self, builder):
        builder.stranger = person(builder.cast.service, "support_victims", name="Zoe Elsewhere")
        found = owners_offered(builder)
        cast = builder.cast
        for each in (cast.officer, cast.prosecutor, cast.liaison, cast.contact, cast.manager):
            assert each.name in found
        assert not found & {"Isa Isva", "Mia Serviceman", "Zoe Elsewhere"}
        with pytest.raises(Refused, match="someone who works on the case"):
            hold_meeting_with_owners(builder, cast.isva)
        assert not Agreed.objects.unscoped("test").exists()

    def test_a_person_in_conflict_is_offered_named_and_not_notified(self, builder):
        officer = person(builder.cast.police, "refer_cases", name="Connie Conflict")
        before = owners_offered(builder)
        builder.do(
            record_conflict, "supervisor", case=builder.case, person=officer, kind="WITNESS",
            reason="They saw it, as they say.",
        )  # fmt: skip
        assert owners_offered(builder) == before and officer.name in before
        meeting = hold_meeting_with_owners(builder, officer)
        assert meeting_detail(builder, meeting).agreed[0].who == person_label(officer)
        assert [
            each.recipient.name
            for each in Delivery.objects.filter(notice=NOTICE)
            if not waiting.drop_reason(each.reference, at=builder.at)
        ] == []
        assert waiting_action_ids(builder, officer) == []

    def test_an_isva_only_while_both_sides_may_know_of_the_support(self, builder):
        support = support_service.refer_and_accept(builder, categories=["TOLD"])
        support_service.give_consent(builder, support, ["IS_SUPPORTED"], recipient="CPS")
        assert "Isa Isva" not in owners_offered(builder)
        support_service.give_consent(builder, support, ["IS_SUPPORTED"], recipient="POLICE")
        assert "Isa Isva" in owners_offered(builder)

    def test_the_name_of_an_isva_goes_with_the_consent(self, builder):
        support = consent_to_liaison(builder)
        meeting = hold_meeting_with_owners(builder, builder.cast.isva)
        assert meeting_detail(builder, meeting).agreed[0].who == person_label(builder.cast.isva)
        consent = Consent.objects.unscoped("test").get(category="IS_SUPPORTED", recipient="CPS")
        builder.do(withdraw_consent, "isva", consents=[consent.pk], how="PHONE", support=support)
        assert (
            meeting_detail(builder, meeting).agreed[0].who == "The service that supports the victim"
        )


def test_an_action_agreed_before_people_were_named_says_its_side(builder):
    meeting = hold_meeting_with_owners(builder, builder.cast.officer)
    row = Agreed(
        case_id=meeting.case_id, record_id=meeting.record_id, meeting=meeting, number=2,
        owner="CPS", due_on=action_due_day(builder),
    )  # fmt: skip
    row.said = reencrypt_row_words(row, b"", {"agreed": "Zqold"})
    row.save(force_insert=True)
    page = meeting_page(builder, meeting)
    assert (
        f"{VISIT} {person_label(builder.cast.officer)}, by" in page and "Zqold The CPS, by" in page
    )


def meeting_page(builder, meeting):
    return page_text(client_for(builder.cast.liaison).get(page_url("see-meeting", meeting)))


class TestTheOwner:
    def test_hears_of_it_once_however_much_is_theirs(self, builder):
        hold_meeting_with_owners(
            builder, builder.cast.officer, builder.cast.officer, builder.cast.liaison
        )
        assert people_notified() == [builder.cast.officer.name]  # and Lia Liaison recorded it
        page = client_for(builder.cast.officer).get(page_url("see-notices"))
        address = page_url("see-meetings", support_service.record_of(builder)) + "#agreed"
        assert address in links_on_page(page)
        assert 'id="agreed"' in client_for(builder.cast.officer).get(address).content.decode()

    def test_has_it_on_what_waits_for_them_until_it_is_done(self, builder):
        meeting = hold_meeting_with_owners(builder, builder.cast.prosecutor)
        client = client_for(builder.cast.prosecutor)
        [address] = [
            to for to in links_on_page(client.get(page_url("see-calls"))) if "/agreed/" in to
        ]
        page = page_text(submit_form(client, address, **date_parts("done_on", builder.at.date())))
        assert "Done on" in page and builder.cast.prosecutor.name in page
        assert waiting_action_ids(builder, builder.cast.prosecutor) == []
        assert meeting_detail(builder, meeting).agreed[0].done_on == builder.at.date()
        with pytest.raises(Refused, match="as done already"):
            finish_first(builder, "prosecutor")

    def test_past_its_day_it_waits_for_the_people_in_contact_too(self, builder):
        record = support_service.record_of(builder)
        type(record).objects.unscoped("test").filter(pk=record.pk).update(
            liaison_officer=builder.cast.liaison
        )
        hold_meeting_with_owners(builder, builder.cast.officer)
        assert waiting_action_ids(builder, builder.cast.liaison) == []
        builder.at += timedelta(days=9)
        assert waiting_action_ids(builder, builder.cast.liaison) == []
        builder.at += timedelta(days=1)
        assert (
            waiting_action_ids(builder, builder.cast.liaison)
            == waiting_action_ids(builder, builder.cast.officer)
            == [first_agreed().pk]
        )

    def test_is_an_isva_who_reads_it_where_they_may_and_hears_of_it(self, builder):
        support = consent_to_liaison(builder)
        hold_meeting_with_owners(builder, builder.cast.isva)
        assert people_notified() == ["Isa Isva"]
        client = client_for(builder.cast.isva)
        address = page_url("see-support", support)
        assert address + "#agreed" in links_on_page(client.get(page_url("see-notices")))
        page = client.get(address)
        assert VISIT in page_text(page) and 'id="agreed"' in page.content.decode()
        assert "finish" not in str(links_on_page(page))
        consent = Consent.objects.unscoped("test").get(category="TOLD")
        builder.do(withdraw_consent, "isva", consents=[consent.pk], how="PHONE", support=support)
        assert VISIT not in page_text(client.get(address))


def finish_first(builder, who, **said):
    said = {"done_on": builder.at.date()} | said
    return builder.do(finish_agreed, who, agreed=first_agreed(), **said)


class TestDone:
    def test_is_recorded_by_the_owner_or_people_in_contact_alone(self, builder):
        hold_meeting_with_owners(builder, builder.cast.officer, builder.cast.prosecutor)
        with pytest.raises(Refused, match="Only the person responsible for it"):
            finish_first(builder, "prosecutor")  # the first action is the officer's
        finish_first(builder, "liaison")
        assert AgreedDone.objects.unscoped("test").get().by == builder.cast.liaison

    def test_is_neither_before_the_meeting_nor_ahead(self, builder):
        hold_meeting_with_owners(builder, builder.cast.officer)
        for days, sentence in ((-1, "too long ago"), (1, "has not come yet")):
            with pytest.raises(Refused, match=sentence):
                finish_first(builder, "officer", done_on=builder.at.date() + timedelta(days=days))

    def test_stays_as_it_was_recorded(self, builder):
        hold_meeting_with_owners(builder, builder.cast.officer)
        finish_first(builder, "officer")
        rows = AgreedDone.objects.unscoped("test").all()
        for act in (lambda: rows.update(done_on=builder.at.date()), rows.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_the_notice_of_a_meeting_leads_an_isva_to_what_they_are_shown_of_it(builder):
    support = support_service.refer_and_accept(builder, categories=["TOLD"])
    arrange_meeting_of(builder)
    client = client_for(builder.cast.isva)
    address = page_url("see-support", support)
    assert address + "#told" in links_on_page(client.get(page_url("see-notices")))
    assert 'id="told"' in client.get(address).content.decode()


def test_a_person_who_may_not_be_named_cannot_be_chosen_on_the_page(builder):
    meeting = arrange_meeting_of(builder)
    type(meeting).objects.unscoped("test").filter(pk=meeting.pk).update(meets_at=builder.at)
    page = (
        client_for(builder.cast.liaison).get(page_url("record-meeting", meeting)).content.decode()
    )
    assert person_label(builder.cast.officer) in page and "Isa Isva" not in page
