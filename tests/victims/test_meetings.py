"""Meetings with a victim: offered, answered, arranged, held or cancelled; encrypted."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused, Stale
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims.vrr_requests import CALL
from victims import calendar_file, keys
from victims.actions import meetings as actions
from victims.actions.identities import destroy_identity, record_identity
from victims.actions.records import record_wishes
from victims.models import Contact, Meeting, VictimRecord
from victims.queries.meetings import decrypted_meeting_words, meeting_page

pytestmark = pytest.mark.django_db
PLACE = "Room 4, Nowhere House"


@module_fixture
def builder():
    builder = CaseBuilder(cast()).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return builder


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def offer_meeting_of(builder, who="liaison", **facts):
    when = {"offered_how": "PHONE", "offered_on": builder.at.date()}
    facts = {"purpose": "PRE_TRIAL"} | when | CALL | facts
    return builder.do(actions.offer_meeting, who, record=record_of(builder), **facts)


def offer_and_answer(builder, answer="ACCEPTED", **facts):
    facts = {"answer": answer, "answered_on": builder.at.date()} | facts
    return builder.do(
        actions.record_meeting_response, "liaison", meeting=offer_meeting_of(builder), **facts
    )


def arrangement_of(builder, **facts):
    return {
        "mode": "FACE_TO_FACE", "meets_at": builder.at + timedelta(hours=3), "planned_minutes": 45,
        "place": PLACE, "chair": "Pia Prosecutor", "invitees": "", "supporters": "Her aunt",
        "needs": "",
    } | facts  # fmt: skip


def arrange_meeting_of(builder, **facts):
    meeting = offer_and_answer(builder)
    about = {"meeting": meeting, "version": meeting.version, **arrangement_of(builder, **facts)}
    return builder.do(actions.arrange_meeting, "liaison", **about)


def record_meeting_of(builder, meeting, **said):
    said = {"came": ["VICTIM", "CPS"], "agreed": "A visit to the court."} | said
    return builder.do(
        actions.record_meeting, "liaison", meeting=meeting, lasted_minutes=30, **said
    )  # fmt: skip


def hold_meeting_of(builder, **said):
    """A meeting that was held."""
    meeting = arrange_meeting_of(builder)
    builder.at += timedelta(hours=3)
    return record_meeting_of(builder, meeting, **said)


def meeting_detail(builder, meeting):
    """The meeting as on its page, for the person who arranged it."""
    return meeting_page(
        meeting, scope(builder.cast.liaison, builder.at), frozenset({"liaise_with_victims"})
    )


def fresh_meeting(meeting):
    return Meeting.objects.unscoped("test").get(pk=meeting.pk)


def test_a_meeting_goes_from_the_offer_to_what_was_agreed(builder):
    meeting = arrange_meeting_of(builder)
    with pytest.raises(Refused, match="has not begun yet"):
        record_meeting_of(builder, meeting)
    builder.at += timedelta(hours=3)
    record_meeting_of(builder, meeting)
    meeting = fresh_meeting(meeting)
    assert (meeting.status, meeting.lasted_minutes) == ("HELD", 30)
    assert decrypted_meeting_words(meeting) == {
        "place": PLACE, "chair": "Pia Prosecutor", "supporters": "Her aunt",
        "agreed": "A visit to the court.",
    }  # fmt: skip
    told = meeting_detail(builder, meeting).history
    assert told[-1].title == "A meeting was offered"
    assert told[0].title == "The meeting was recorded as held"
    assert "When: from nothing to 2 March 2026, " in told[1].text


def test_no_meeting_is_arranged_in_the_past(builder):
    meeting = offer_and_answer(builder, "ACCEPTED")
    plans = arrangement_of(builder) | {"meets_at": builder.at - timedelta(minutes=1)}
    with pytest.raises(Refused, match="Enter a time in the future"):
        builder.do(actions.arrange_meeting, "liaison", meeting=meeting, version=2, **plans)


def test_a_meeting_is_declined_for_a_reason_and_another_may_be_offered(builder):
    meeting = offer_and_answer(builder, "DECLINED", declined_because="Not yet.")
    assert decrypted_meeting_words(fresh_meeting(meeting)) == {"declined_because": "Not yet."}
    with pytest.raises(Refused, match="declined this meeting"):
        builder.do(
            actions.arrange_meeting,
            "liaison",
            meeting=meeting,
            version=2,
            **arrangement_of(builder),
        )
    assert offer_meeting_of(builder).pk != meeting.pk


def test_no_answer_is_not_the_end_of_it(builder):
    meeting = offer_and_answer(builder, "NO_ANSWER")
    about = {"meeting": meeting, "answer": "ACCEPTED", "answered_on": builder.at.date()}
    builder.do(actions.record_meeting_response, "liaison", **about)
    assert fresh_meeting(meeting).status == "ACCEPTED"


def test_the_offer_is_a_contact_with_the_victim_written_once(builder):
    offer_meeting_of(builder)
    [contact] = Contact.objects.unscoped("test")
    assert (contact.channel, contact.outcome) == ("PHONE", "REACHED")
    assert contact.by == builder.cast.liaison
    assert list(contact.told.unscoped("test").values_list("what", "suspect")) == [("MEETING", None)]
    assert record_of(builder).last_reached_at == contact.contacted_at == contact.at
    sent = {"outcome": "SENT", "spoke_to": "", "is_identity_checked": None, "isva_told": ""}
    yesterday = builder.at - timedelta(days=1)
    about = {
        "offered_how": "POST",
        "reason": "Nobody asked.",
        "offered_on": yesterday.date(),
        "purpose": "COMPLAINT",
    }
    offer_meeting_of(builder, **about, **sent)
    letter = Contact.objects.unscoped("test").get(channel="LETTER")
    assert letter.contacted_at == yesterday.replace(hour=12, minute=0, second=0, microsecond=0)
    # A letter does not count as reaching the victim.
    assert record_of(builder).last_reached_at == contact.contacted_at


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"is_safe_now": False}, "Confirm that it is safe"),
        ({"is_identity_checked": False}, "before it was checked who was there"),
        ({"offered_how": "ISVA"}, "did not agree then that an ISVA passes anything on"),
    ],
)
def test_nothing_is_offered_that_could_not_be_told(builder, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        offer_meeting_of(builder, **facts)
    assert not Meeting.objects.unscoped("test").exists()


def test_two_people_do_not_offer_the_same_meeting(builder):
    offer_meeting_of(builder)
    with pytest.raises(Refused, match="already open"):
        offer_meeting_of(builder, "officer")
    offer_meeting_of(builder, "officer", purpose="COMPLAINT")


def test_a_victim_who_wants_no_contact_is_offered_no_meeting(builder):
    builder.do(record_wishes, "officer", record=record_of(builder), version=1, wants_contact="NO")
    with pytest.raises(Refused, match="does not want to be contacted"):
        offer_meeting_of(builder)


def test_an_answer_does_not_come_before_the_offer(builder):
    with pytest.raises(Refused, match="too long ago"):
        offer_and_answer(builder, answered_on=builder.at.date() - timedelta(days=1))


def test_an_arrangement_made_meanwhile_is_shown_and_not_overwritten(builder):
    meeting = arrange_meeting_of(builder)
    with pytest.raises(Stale) as stale:
        late = {"version": meeting.version - 1, **arrangement_of(builder, place="Elsewhere")}
        builder.do(actions.arrange_meeting, "officer", meeting=meeting, **late)
    assert ("place", PLACE, "Elsewhere") in stale.value.differences


def test_a_meeting_is_not_arranged_years_ahead(builder):
    with pytest.raises(Refused, match="too far ahead"):
        arrange_meeting_of(builder, meets_at=builder.at + timedelta(days=4000))


@pytest.mark.usefixtures("restore_victim_keys")
def test_no_text_of_a_meeting_is_readable_once_the_victim_s_key_is_destroyed(builder):
    record = record_of(builder)
    builder.do(record_identity, "officer", record=record, version=0, name="Zara Quist-Example")
    meeting = fresh_meeting(arrange_meeting_of(builder))
    assert PLACE.encode() not in bytes(meeting.said)
    destroy_identity(record=builder.victim.pk, at=builder.at)
    with pytest.raises(keys.VictimKeyUnavailable):
        decrypted_meeting_words(meeting)
    assert meeting_detail(builder, meeting).cannot_be_read
    with pytest.raises(Refused, match="have been destroyed"):
        builder.do(
            actions.cancel_meeting,
            "liaison",
            meeting=meeting,
            cancelled_because="x, as both sides know by now",
        )


def test_the_database_keeps_what_a_meeting_was_offered_as(builder):
    rows = Meeting.objects.unscoped("test").filter(pk=offer_meeting_of(builder).pk)
    for act in (lambda: rows.update(purpose="OTHER"), rows.delete):
        with (
            pytest.raises(DatabaseError, match="only ever grows|permission denied"),
            transaction.atomic(),
        ):
            act()


# Pages


def test_a_meeting_is_offered_answered_and_arranged_on_its_pages(builder):
    liaison = client_for(builder.cast.liaison)
    told = {
        "purpose": "PRE_TRIAL",
        "offered_how": "PHONE",
        **date_parts("offered_on", builder.at.date()),
    }
    told |= CALL | {"is_safe_now": "on", "is_identity_checked": "yes"}
    answer = submit_form(liaison, page_url("offer-meeting", record_of(builder)), **told)
    meeting = Meeting.objects.unscoped("test").get(record=builder.victim.pk)
    assert "Offer recorded" in page_text(answer) and "before the trial" in page_text(answer)
    told = {"answer": "ACCEPTED", **date_parts("answered_on", builder.at.date())}
    submit_form(liaison, page_url("record-meeting-response", meeting), **told)
    when = timezone.now() + timedelta(days=20)
    told = (
        arrangement_of(builder)
        | date_parts("meets_at", when)
        | {"meets_at-hour": "14", "meets_at-minute": "30"}
    )
    told.pop("meets_at")
    answer = submit_form(liaison, page_url("arrange-meeting", meeting), **told)
    assert PLACE in page_text(answer) and "Her aunt" in page_text(answer)
    assert page_url("download-meeting-calendar", meeting) in links_on_page(answer)
    assert "14:30" in page_text(liaison.get(page_url("see-meetings", record_of(builder))))


def test_the_calendar_file_says_when_and_nothing_else(builder):
    meeting = arrange_meeting_of(builder)
    answer = client_for(builder.cast.prosecutor).get(page_url("download-meeting-calendar", meeting))
    text = answer.content.decode()
    unfolded = text.replace("\r\n ", "")
    assert f"SUMMARY:{meeting.reference}\r\n" in unfolded and f"UID:{meeting.pk}" in unfolded
    assert f"DTSTART:{meeting.meets_at:%Y%m%dT%H%M%SZ}" in unfolded and "LOCATION" not in unfolded
    assert page_url("see-meeting", meeting) in unfolded
    everything = (text + str(answer.headers)).casefold()
    for told in (PLACE, builder.urn, "aunt", "victim", "trial", "Pia", "rape"):
        assert told.casefold() not in everything


def test_a_long_line_of_a_calendar_file_goes_on_after_a_space(builder):
    address = "https://rasso.example/" + "x" * 200
    text = calendar_file.meeting_calendar_file(
        arrange_meeting_of(builder), address=address, at=builder.at
    ).decode()
    assert f"URL:{address}\r\n" in text.replace("\r\n ", "")
    assert all(len(line) <= 75 for line in text.split("\r\n"))


def test_a_reason_that_is_missing_is_asked_for_and_the_answer_stays(builder):
    told = {
        "answer": "DECLINED",
        "declined_because": "",
        **date_parts("answered_on", builder.at.date()),
    }
    address = page_url("record-meeting-response", offer_meeting_of(builder))
    answer = client_for(builder.cast.liaison).post(address, told)
    assert "Enter why not, or that no reason was given" in page_text(answer)
    assert 'value="DECLINED" checked' in answer.content.decode()
