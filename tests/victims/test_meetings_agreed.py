"""Attendees of a meeting and actions agreed there, and the ISVA's notices."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, day, follow, said
from tests.support.module_fixtures import standing
from tests.support.victims import support_service
from tests.victims.test_meetings import PLACE, answered, arranged, kept, over, plan, read
from timeliness import queries as waiting
from timeliness.models import Delivery
from victims.actions import meetings as actions
from victims.actions.consents import withdraw_consent
from victims.actions.identities import destroy_identity, record_identity
from victims.models import Agreed, Consent, Meeting, Shown, VictimRecord
from victims.queries.meetings import decrypted_meeting_words

pytestmark = pytest.mark.django_db
VISIT = "Zqvisit: a visit to the court"
TOLD = ("meeting_arranged", "meeting_moved", "meeting_cancelled")


@standing
def road():
    return support_service.with_service(Road(cast()).submit())


def agreed(road, **changed):
    """A held meeting with two agreed actions."""
    until = road.at.date() + timedelta(days=9)
    officer, prosecutor = road.cast.officer, road.cast.prosecutor
    rows = [(VISIT, officer, until), ("Zqscreen", prosecutor, until + timedelta(days=1))]
    return over(road, **{"actions": rows, "agreed": ""} | changed)


def named(person):
    return f"{person.name}, {person.agency.name}"


def told(road):
    """[(notice, recipient)] about meetings to the service, in order."""
    rows = Delivery.objects.filter(notice__in=TOLD).order_by("created_at")
    return list(rows.values_list("notice", "recipient__name"))


def cancel(road, meeting):
    why = "The court moved the day, as both sides know."
    road.do(actions.cancel_meeting, "liaison", meeting=meeting, cancelled_because=why)


def move(road, meeting):
    later = plan(road, meets_at=road.at + timedelta(days=2))
    version = kept(meeting).version
    road.do(actions.arrange_meeting, "liaison", meeting=meeting, version=version, **later)


class TestWhatWasAgreed:
    def test_each_thing_has_who_sees_to_it_and_a_day_and_the_page_says_so(self, road):
        meeting = kept(agreed(road, came=["VICTIM", "ISVA"], came_besides="Zqsister"))
        until = road.at.date() + timedelta(days=9)
        shown = [(each.what, each.who, each.due_on) for each in read(road, meeting).agreed]
        assert shown == [
            (VISIT, named(road.cast.officer), until),
            ("Zqscreen", named(road.cast.prosecutor), until + timedelta(days=1)),
        ]
        shown = said(as_(road.cast.prosecutor).get(at("see-meeting", meeting)))
        for words in (VISIT, f"{named(road.cast.officer)}, by", "The victim, An ISVA", "Zqsister"):
            assert words in shown

    def test_what_it_is_and_who_else_came_are_sealed(self, road):
        meeting = kept(agreed(road, came_besides="Zqsister"))
        rows = Agreed.objects.unscoped("test").filter(meeting=meeting)
        text = b"".join(bytes(each.said) for each in rows) + bytes(meeting.said)
        assert rows.count() == 2 and b"Zq" not in text
        assert decrypted_meeting_words(meeting)["came_besides"] == "Zqsister"

    @pytest.mark.usefixtures("keys_come_back")
    def test_nothing_of_it_is_readable_once_her_key_is_destroyed(self, road):
        record = VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)
        road.do(record_identity, "officer", record=record, version=0, name="Zara Quist-Example")
        meeting = kept(agreed(road))
        destroy_identity(record=road.victim.pk, at=road.at)
        shown = read(road, meeting)
        assert shown.cannot_be_read and shown.agreed == []

    def test_nothing_is_to_be_done_before_the_meeting_or_absurdly_far_ahead(self, road):
        early = road.at.date() - timedelta(days=1)
        with pytest.raises(Refused, match="on the day of the meeting or later"):
            agreed(road, actions=[(VISIT, road.cast.officer, early)])
        late = road.at.date() + timedelta(days=4000)
        meeting = Meeting.objects.unscoped("test").get()
        with pytest.raises(Refused, match="too far ahead"):
            road.do(
                actions.record_meeting, "liaison", meeting=meeting, lasted_minutes=1,
                came=["CPS"], actions=[(VISIT, road.cast.officer, late)],
            )  # fmt: skip
        assert not Agreed.objects.unscoped("test").exists()

    def test_what_was_agreed_stays_as_it_was_written(self, road):
        rows = Agreed.objects.unscoped("test").filter(meeting=agreed(road))
        for act in (lambda: rows.update(owner="SERVICE"), rows.delete):
            with (
                pytest.raises(DatabaseError, match="only ever grows|permission denied"),
                transaction.atomic(),
            ):
                act()


class TestPage:
    def typed(self, road, **changed):
        until = road.at.date() + timedelta(days=9)
        rows = {"actions-TOTAL_FORMS": "2", "actions-INITIAL_FORMS": "0"}
        rows |= {"actions-0-what": VISIT, "actions-0-owner": str(road.cast.officer.pk)}
        rows |= day("actions-0-due_on", until) | {"actions-1-what": ""}
        facts = {
            "lasted_minutes": "40",
            "came": ["VICTIM", "CPS"],
            "came_besides": "",
            "agreed": "",
        }
        return facts | rows | changed

    def begun(self, road):
        meeting = arranged(road)
        rows = Meeting.objects.unscoped("test").filter(pk=meeting.pk)
        rows.update(meets_at=road.at)
        return meeting

    def test_rows_are_added_without_losing_what_is_typed_and_then_recorded(self, road):
        client, meeting = as_(road.cast.liaison), self.begun(road)
        address = at("record-meeting", meeting)
        shown = said(client.get(address))
        assert "Agreed action 1" in shown and "Agreed action 2" not in shown
        answer = client.post(address, self.typed(road) | {"actions-TOTAL_FORMS": "1", "add": "1"})
        again = answer.content.decode()
        assert "Agreed action 2" in said(answer) and VISIT in again
        assert 'value="VICTIM" checked' in again and 'value="40"' in again
        entered = client.post(address, self.typed(road) | {"keep": ""}).content.decode()
        assert VISIT in entered  # the Enter key submits nothing and loses nothing
        assert kept(meeting).status == "ARRANGED"
        removed = client.post(address, self.typed(road) | {"remove": "0"}).content.decode()
        assert VISIT not in removed
        answer = follow(client, address, **self.typed(road))
        assert VISIT in said(answer)
        meeting = kept(meeting)
        assert (meeting.status, meeting.came) == ("HELD", ["VICTIM", "CPS"])
        assert [row.what for row in read(road, meeting).agreed] == [VISIT]

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"came": []}, "Select who came"),
            ({"actions-0-owner": ""}, "Select who is responsible for it"),
            ({"actions-0-due_on-day": ""}, "must include a day"),
            ({"actions-TOTAL_FORMS": "0"}, "Enter what was agreed, or that nothing was"),
        ],
    )
    def test_what_is_missing_is_asked_for_and_nothing_is_recorded(self, road, changed, error):
        meeting = self.begun(road)
        address = at("record-meeting", meeting)
        answer = as_(road.cast.liaison).post(address, self.typed(road, **changed))
        assert answer.status_code == 200 and error in said(answer)
        assert kept(meeting).status == "ARRANGED"

    def test_that_nothing_was_agreed_is_said_in_words(self, road):
        meeting = self.begun(road)
        told = self.typed(road, **{"actions-TOTAL_FORMS": "0", "agreed": "Nothing was."})
        follow(as_(road.cast.liaison), at("record-meeting", meeting), **told)
        assert kept(meeting).status == "HELD" and read(road, kept(meeting)).agreed == []


class TestTheIsva:
    def test_hears_that_it_was_arranged_changed_and_cancelled_by_a_consent(self, road):
        support = support_service.supported(road, categories=["TOLD"])
        meeting = arranged(road)
        move(road, meeting)
        cancel(road, meeting)
        assert told(road) == [(each, "Isa Isva") for each in TOLD]
        rows = Delivery.objects.filter(notice__in=TOLD)
        assert {each.about for each in rows} == {support.pk}
        assert not any(waiting.drop_reason(each.reference, at=road.at) for each in rows)
        assert PLACE not in str(list(rows.values()))

    def test_what_they_were_told_is_kept_with_what_they_were_shown(self, road):
        support_service.supported(road, categories=["TOLD"])
        arranged(road)
        [shown] = Shown.objects.unscoped("test").filter(to=road.cast.isva)
        assert (shown.category, shown.code) == ("TOLD", "MEETING")

    def test_hears_nothing_of_a_meeting_that_was_only_offered(self, road):
        support_service.supported(road, categories=["TOLD"])
        cancel(road, answered(road))
        assert told(road) == []

    @pytest.mark.parametrize(
        "about",
        [
            {},
            {"categories": ["COURT_DATES", "MILESTONES", "DUTIES", "HOW_TO_REACH"]},
            {"categories": ["TOLD"], "purpose": "SAFETY"},
        ],
    )
    def test_hears_nothing_without_that_consent(self, road, about):
        support_service.supported(road, **about)
        cancel(road, arranged(road))
        assert told(road) == [] and not Shown.objects.unscoped("test").exists()

    def test_hears_nothing_more_once_it_is_taken_back(self, road):
        support_service.supported(road, categories=["TOLD"])
        meeting = arranged(road)
        consent = Consent.objects.unscoped("test").get(category="TOLD")
        road.do(
            withdraw_consent, "isva", consents=[consent.pk], how="PHONE", support=consent.support
        )
        cancel(road, meeting)
        assert told(road) == [("meeting_arranged", "Isa Isva")]

    def test_hears_nothing_before_the_service_has_taken_it_on(self, road):
        support_service.refer(road, categories=["TOLD"])
        arranged(road)
        assert told(road) == []
