"""Meetings with a victim: offered, answered, arranged, held or cancelled; encrypted."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused, Stale
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.module_fixtures import standing
from tests.support.victims.vrr_requests import CALL
from victims import calendar_file, keys
from victims.actions import meetings as actions
from victims.actions.identities import destroy_identity, record_identity
from victims.actions.records import record_wishes
from victims.models import Contact, Meeting, VictimRecord
from victims.queries.meetings import decrypted_meeting_words, meeting_page

pytestmark = pytest.mark.django_db
PLACE = "Room 4, Nowhere House"


@standing
def road():
    road = Road(cast()).submit()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return road


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def offered(road, who="liaison", **facts):
    when = {"offered_how": "PHONE", "offered_on": road.at.date()}
    facts = {"purpose": "PRE_TRIAL"} | when | CALL | facts
    return road.do(actions.offer_meeting, who, record=record_of(road), **facts)


def answered(road, answer="ACCEPTED", **facts):
    facts = {"answer": answer, "answered_on": road.at.date()} | facts
    return road.do(actions.record_meeting_response, "liaison", meeting=offered(road), **facts)


def plan(road, **facts):
    return {
        "mode": "FACE_TO_FACE", "meets_at": road.at + timedelta(hours=3), "planned_minutes": 45,
        "place": PLACE, "chair": "Pia Prosecutor", "invitees": "", "supporters": "Her aunt",
        "needs": "",
    } | facts  # fmt: skip


def arranged(road, **facts):
    meeting = answered(road)
    about = {"meeting": meeting, "version": meeting.version, **plan(road, **facts)}
    return road.do(actions.arrange_meeting, "liaison", **about)


def held(road, meeting, **said):
    said = {"came": ["VICTIM", "CPS"], "agreed": "A visit to the court."} | said
    return road.do(
        actions.record_meeting, "liaison", meeting=meeting, lasted_minutes=30, **said
    )  # fmt: skip


def over(road, **said):
    """A meeting that was held."""
    meeting = arranged(road)
    road.at += timedelta(hours=3)
    return held(road, meeting, **said)


def read(road, meeting):
    """The meeting as on its page, for the person who arranged it."""
    return meeting_page(
        meeting, scope(road.cast.liaison, road.at), frozenset({"liaise_with_victims"})
    )


def kept(meeting):
    return Meeting.objects.unscoped("test").get(pk=meeting.pk)


def test_a_meeting_goes_from_the_offer_to_what_was_agreed(road):
    meeting = arranged(road)
    with pytest.raises(Refused, match="has not begun yet"):
        held(road, meeting)
    road.at += timedelta(hours=3)
    held(road, meeting)
    meeting = kept(meeting)
    assert (meeting.status, meeting.lasted_minutes) == ("HELD", 30)
    assert decrypted_meeting_words(meeting) == {
        "place": PLACE, "chair": "Pia Prosecutor", "supporters": "Her aunt",
        "agreed": "A visit to the court.",
    }  # fmt: skip
    told = read(road, meeting).history
    assert told[-1].title == "A meeting was offered"
    assert told[0].title == "The meeting was recorded as held"
    assert "When: from nothing to 2 March 2026, " in told[1].text


def test_no_meeting_is_arranged_in_the_past(road):
    meeting = answered(road, "ACCEPTED")
    plans = plan(road) | {"meets_at": road.at - timedelta(minutes=1)}
    with pytest.raises(Refused, match="Enter a time in the future"):
        road.do(actions.arrange_meeting, "liaison", meeting=meeting, version=2, **plans)


def test_a_meeting_is_declined_for_a_reason_and_another_may_be_offered(road):
    meeting = answered(road, "DECLINED", declined_because="Not yet.")
    assert decrypted_meeting_words(kept(meeting)) == {"declined_because": "Not yet."}
    with pytest.raises(Refused, match="declined this meeting"):
        road.do(actions.arrange_meeting, "liaison", meeting=meeting, version=2, **plan(road))
    assert offered(road).pk != meeting.pk


def test_no_answer_is_not_the_end_of_it(road):
    meeting = answered(road, "NO_ANSWER")
    about = {"meeting": meeting, "answer": "ACCEPTED", "answered_on": road.at.date()}
    road.do(actions.record_meeting_response, "liaison", **about)
    assert kept(meeting).status == "ACCEPTED"


def test_the_offer_is_a_contact_with_her_written_once(road):
    offered(road)
    [contact] = Contact.objects.unscoped("test")
    assert (contact.channel, contact.outcome) == ("PHONE", "REACHED")
    assert contact.by == road.cast.liaison
    assert list(contact.told.unscoped("test").values_list("what", "suspect")) == [("MEETING", None)]
    assert record_of(road).last_reached_at == contact.contacted_at == contact.at
    sent = {"outcome": "SENT", "spoke_to": "", "is_identity_checked": None, "isva_told": ""}
    yesterday = road.at - timedelta(days=1)
    about = {
        "offered_how": "POST",
        "reason": "Nobody asked.",
        "offered_on": yesterday.date(),
        "purpose": "COMPLAINT",
    }
    offered(road, **about, **sent)
    letter = Contact.objects.unscoped("test").get(channel="LETTER")
    assert letter.contacted_at == yesterday.replace(hour=12, minute=0, second=0, microsecond=0)
    # A letter does not count as reaching the victim.
    assert record_of(road).last_reached_at == contact.contacted_at


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"is_safe_now": False}, "Confirm that it is safe"),
        ({"is_identity_checked": False}, "before it was checked who was there"),
        ({"offered_how": "ISVA"}, "did not agree then that an ISVA passes anything on"),
    ],
)
def test_nothing_is_offered_that_could_not_be_told(road, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        offered(road, **facts)
    assert not Meeting.objects.unscoped("test").exists()


def test_two_people_do_not_offer_the_same_meeting(road):
    offered(road)
    with pytest.raises(Refused, match="already open"):
        offered(road, "officer")
    offered(road, "officer", purpose="COMPLAINT")


def test_who_wants_no_contact_is_offered_nothing(road):
    road.do(record_wishes, "officer", record=record_of(road), version=1, wants_contact="NO")
    with pytest.raises(Refused, match="does not want to be contacted"):
        offered(road)


def test_an_answer_does_not_come_before_the_offer(road):
    with pytest.raises(Refused, match="too long ago"):
        answered(road, answered_on=road.at.date() - timedelta(days=1))


def test_what_another_has_arranged_meanwhile_is_shown_and_not_written_over(road):
    meeting = arranged(road)
    with pytest.raises(Stale) as stale:
        late = {"version": meeting.version - 1, **plan(road, place="Elsewhere")}
        road.do(actions.arrange_meeting, "officer", meeting=meeting, **late)
    assert ("place", PLACE, "Elsewhere") in stale.value.differences


def test_a_meeting_is_not_arranged_years_ahead(road):
    with pytest.raises(Refused, match="too far ahead"):
        arranged(road, meets_at=road.at + timedelta(days=4000))


@pytest.mark.usefixtures("keys_come_back")
def test_nothing_of_it_is_readable_once_her_key_is_destroyed(road):
    record = record_of(road)
    road.do(record_identity, "officer", record=record, version=0, name="Zara Quist-Example")
    meeting = kept(arranged(road))
    assert PLACE.encode() not in bytes(meeting.said)
    destroy_identity(record=road.victim.pk, at=road.at)
    with pytest.raises(keys.VictimKeyUnavailable):
        decrypted_meeting_words(meeting)
    assert read(road, meeting).cannot_be_read
    with pytest.raises(Refused, match="have been destroyed"):
        road.do(
            actions.cancel_meeting,
            "liaison",
            meeting=meeting,
            cancelled_because="x, as both sides know by now",
        )


def test_the_database_keeps_what_a_meeting_was_offered_as(road):
    rows = Meeting.objects.unscoped("test").filter(pk=offered(road).pk)
    for act in (lambda: rows.update(purpose="OTHER"), rows.delete):
        with (
            pytest.raises(DatabaseError, match="only ever grows|permission denied"),
            transaction.atomic(),
        ):
            act()


# Pages


def test_a_meeting_is_offered_answered_and_arranged_on_its_pages(road):
    liaison = as_(road.cast.liaison)
    told = {"purpose": "PRE_TRIAL", "offered_how": "PHONE", **day("offered_on", road.at.date())}
    told |= CALL | {"is_safe_now": "on", "is_identity_checked": "yes"}
    answer = follow(liaison, at("offer-meeting", record_of(road)), **told)
    meeting = Meeting.objects.unscoped("test").get(record=road.victim.pk)
    assert "Offer recorded" in said(answer) and "before the trial" in said(answer)
    told = {"answer": "ACCEPTED", **day("answered_on", road.at.date())}
    follow(liaison, at("record-meeting-response", meeting), **told)
    when = timezone.now() + timedelta(days=20)
    told = plan(road) | day("meets_at", when) | {"meets_at-hour": "14", "meets_at-minute": "30"}
    told.pop("meets_at")
    answer = follow(liaison, at("arrange-meeting", meeting), **told)
    assert PLACE in said(answer) and "Her aunt" in said(answer)
    assert at("download-meeting-calendar", meeting) in links(answer)
    assert "14:30" in said(liaison.get(at("see-meetings", record_of(road))))


def test_the_calendar_file_says_when_and_nothing_else(road):
    meeting = arranged(road)
    answer = as_(road.cast.prosecutor).get(at("download-meeting-calendar", meeting))
    text = answer.content.decode()
    unfolded = text.replace("\r\n ", "")
    assert f"SUMMARY:{meeting.reference}\r\n" in unfolded and f"UID:{meeting.pk}" in unfolded
    assert f"DTSTART:{meeting.meets_at:%Y%m%dT%H%M%SZ}" in unfolded and "LOCATION" not in unfolded
    assert at("see-meeting", meeting) in unfolded
    everything = (text + str(answer.headers)).casefold()
    for told in (PLACE, road.urn, "aunt", "victim", "trial", "Pia", "rape"):
        assert told.casefold() not in everything


def test_a_long_line_of_a_calendar_file_goes_on_after_a_space(road):
    address = "https://rasso.example/" + "x" * 200
    text = calendar_file.meeting_calendar_file(arranged(road), address=address, at=road.at).decode()
    assert f"URL:{address}\r\n" in text.replace("\r\n ", "")
    assert all(len(line) <= 75 for line in text.split("\r\n"))


def test_a_reason_that_is_missing_is_asked_for_and_the_answer_stays(road):
    told = {"answer": "DECLINED", "declined_because": "", **day("answered_on", road.at.date())}
    address = at("record-meeting-response", offered(road))
    answer = as_(road.cast.liaison).post(address, told)
    assert "Enter why not, or that no reason was given" in said(answer)
    assert 'value="DECLINED" checked' in answer.content.decode()
