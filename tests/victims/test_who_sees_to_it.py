"""Agreed actions of a meeting: possible owners, notices, and completion."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.case_access.actions.conflicts import record_conflict
from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.module_fixtures import standing
from tests.support.victims import support_service
from tests.victims.test_meetings import arranged, kept, over, read
from tests.victims.test_meetings_agreed import VISIT, named
from timeliness import queries as waiting
from timeliness.models import Delivery
from victims.actions.agreed_actions import finish_agreed
from victims.actions.consents import withdraw_consent
from victims.actions.encrypted_words import reencrypt_row_words
from victims.models import Agreed, AgreedDone, Consent
from victims.queries.agreed_actions import possible_action_owners
from victims.queries.contacts_due import items_waiting_for_reader as waiting_calls

pytestmark = pytest.mark.django_db
NOTICE = "agreed_to_do"


@standing
def road():
    return support_service.with_service(Road(cast()).submit())


def until(road):
    return road.at.date() + timedelta(days=9)


def held(road, *people):
    """A held meeting with an agreed action for each person."""
    day_of_it = until(road)
    return kept(over(road, actions=[(VISIT, each, day_of_it) for each in people]))


def told():
    return list(Delivery.objects.filter(notice=NOTICE).values_list("recipient__name", flat=True))


def offered(road):
    return {
        each.name for each in possible_action_owners(support_service.record_of(road), at=road.at)
    }


def waits(road, who):
    rows = waiting_calls(scope(who, road.at))["agreed"]
    return [row.pk for row in rows]


def first():
    return Agreed.objects.unscoped("test").order_by("number").first()


def knowing(road):
    """The ISVA supports the victim, who consents that both sides and the service know enough."""
    support = support_service.supported(road, categories=["TOLD"])
    for side in ("POLICE", "CPS"):
        support_service.agree(road, support, ["IS_SUPPORTED"], recipient=side)
    return support


class TestWhoMayBeNamed:
    def test_people_of_both_sides_who_may_read_of_the_victim(self, road):
        road.stranger = person(road.cast.service, "support_victims", name="Zoe Elsewhere")
        found = offered(road)
        cast = road.cast
        for each in (cast.officer, cast.prosecutor, cast.liaison, cast.contact, cast.manager):
            assert each.name in found
        assert not found & {"Isa Isva", "Mia Serviceman", "Zoe Elsewhere"}
        with pytest.raises(Refused, match="someone who works on the case"):
            held(road, cast.isva)
        assert not Agreed.objects.unscoped("test").exists()

    def test_whoever_is_in_conflict_is_offered_and_named_and_told_nothing(self, road):
        officer = person(road.cast.police, "refer_cases", name="Connie Conflict")
        before = offered(road)
        road.do(
            record_conflict, "supervisor", case=road.case, person=officer, kind="WITNESS",
            reason="They saw it, as they say.",
        )  # fmt: skip
        assert offered(road) == before and officer.name in before
        meeting = held(road, officer)
        assert read(road, meeting).agreed[0].who == named(officer)
        assert [
            each.recipient.name
            for each in Delivery.objects.filter(notice=NOTICE)
            if not waiting.drop_reason(each.reference, at=road.at)
        ] == []
        assert waits(road, officer) == []

    def test_an_isva_only_while_both_sides_may_know_of_the_support(self, road):
        support = support_service.supported(road, categories=["TOLD"])
        support_service.agree(road, support, ["IS_SUPPORTED"], recipient="CPS")
        assert "Isa Isva" not in offered(road)
        support_service.agree(road, support, ["IS_SUPPORTED"], recipient="POLICE")
        assert "Isa Isva" in offered(road)

    def test_the_name_of_an_isva_goes_with_the_consent(self, road):
        support = knowing(road)
        meeting = held(road, road.cast.isva)
        assert read(road, meeting).agreed[0].who == named(road.cast.isva)
        consent = Consent.objects.unscoped("test").get(category="IS_SUPPORTED", recipient="CPS")
        road.do(withdraw_consent, "isva", consents=[consent.pk], how="PHONE", support=support)
        assert read(road, meeting).agreed[0].who == "The service that supports the victim"


def test_what_was_agreed_before_people_were_named_says_its_side(road):
    meeting = held(road, road.cast.officer)
    row = Agreed(
        case_id=meeting.case_id, record_id=meeting.record_id, meeting=meeting, number=2,
        owner="CPS", due_on=until(road),
    )  # fmt: skip
    row.said = reencrypt_row_words(row, b"", {"agreed": "Zqold"})
    row.save(force_insert=True)
    page = meeting_page(road, meeting)
    assert f"{VISIT} {named(road.cast.officer)}, by" in page and "Zqold The CPS, by" in page


def meeting_page(road, meeting):
    return said(as_(road.cast.liaison).get(at("see-meeting", meeting)))


class TestTheOwner:
    def test_hears_of_it_once_however_much_is_theirs(self, road):
        held(road, road.cast.officer, road.cast.officer, road.cast.liaison)
        assert told() == [road.cast.officer.name]  # and Lia Liaison recorded it
        page = as_(road.cast.officer).get(at("see-notices"))
        address = at("see-meetings", support_service.record_of(road)) + "#agreed"
        assert address in links(page)
        assert 'id="agreed"' in as_(road.cast.officer).get(address).content.decode()

    def test_has_it_on_what_waits_for_them_until_it_is_done(self, road):
        meeting = held(road, road.cast.prosecutor)
        client = as_(road.cast.prosecutor)
        [address] = [to for to in links(client.get(at("see-calls"))) if "/agreed/" in to]
        page = said(follow(client, address, **day("done_on", road.at.date())))
        assert "Done on" in page and road.cast.prosecutor.name in page
        assert waits(road, road.cast.prosecutor) == []
        assert read(road, meeting).agreed[0].done_on == road.at.date()
        with pytest.raises(Refused, match="as done already"):
            finish(road, "prosecutor")

    def test_past_its_day_it_waits_for_whoever_is_in_contact_too(self, road):
        record = support_service.record_of(road)
        type(record).objects.unscoped("test").filter(pk=record.pk).update(
            liaison_officer=road.cast.liaison
        )
        held(road, road.cast.officer)
        assert waits(road, road.cast.liaison) == []
        road.at += timedelta(days=9)
        assert waits(road, road.cast.liaison) == []
        road.at += timedelta(days=1)
        assert waits(road, road.cast.liaison) == waits(road, road.cast.officer) == [first().pk]

    def test_is_an_isva_who_reads_it_where_they_may_and_hears_of_it(self, road):
        support = knowing(road)
        held(road, road.cast.isva)
        assert told() == ["Isa Isva"]
        client = as_(road.cast.isva)
        address = at("see-support", support)
        assert address + "#agreed" in links(client.get(at("see-notices")))
        page = client.get(address)
        assert VISIT in said(page) and 'id="agreed"' in page.content.decode()
        assert "finish" not in str(links(page))
        consent = Consent.objects.unscoped("test").get(category="TOLD")
        road.do(withdraw_consent, "isva", consents=[consent.pk], how="PHONE", support=support)
        assert VISIT not in said(client.get(address))


def finish(road, who, **said):
    said = {"done_on": road.at.date()} | said
    return road.do(finish_agreed, who, agreed=first(), **said)


class TestDone:
    def test_is_said_by_whoever_sees_to_it_or_is_in_contact_and_nobody_else(self, road):
        held(road, road.cast.officer, road.cast.prosecutor)
        with pytest.raises(Refused, match="Only the person responsible for it"):
            finish(road, "prosecutor")  # the first action is the officer's
        finish(road, "liaison")
        assert AgreedDone.objects.unscoped("test").get().by == road.cast.liaison

    def test_is_neither_before_the_meeting_nor_ahead(self, road):
        held(road, road.cast.officer)
        for days, sentence in ((-1, "too long ago"), (1, "has not come yet")):
            with pytest.raises(Refused, match=sentence):
                finish(road, "officer", done_on=road.at.date() + timedelta(days=days))

    def test_stays_as_it_was_recorded(self, road):
        held(road, road.cast.officer)
        finish(road, "officer")
        rows = AgreedDone.objects.unscoped("test").all()
        for act in (lambda: rows.update(done_on=road.at.date()), rows.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_the_notice_of_a_meeting_leads_an_isva_to_what_they_are_shown_of_it(road):
    support = support_service.supported(road, categories=["TOLD"])
    arranged(road)
    client = as_(road.cast.isva)
    address = at("see-support", support)
    assert address + "#told" in links(client.get(at("see-notices")))
    assert 'id="told"' in client.get(address).content.decode()


def test_somebody_who_may_not_be_named_cannot_be_chosen_on_the_page(road):
    meeting = arranged(road)
    type(meeting).objects.unscoped("test").filter(pk=meeting.pk).update(meets_at=road.at)
    page = as_(road.cast.liaison).get(at("record-meeting", meeting)).content.decode()
    assert named(road.cast.officer) in page and "Isa Isva" not in page
