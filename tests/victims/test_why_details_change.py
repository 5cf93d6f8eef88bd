"""Why a victim's details, or a meeting, are changed: sealed with the victim's own key."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from people.access.histories import with_history_facts
from tests.pages.test_stale_pages import form_data_of
from tests.support.cases.pages import client_for, hidden_fields_at, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.victims.test_meetings import arrange_meeting_of, offer_and_answer
from victims import encryption
from victims.models import Meeting, VictimIdentity
from victims.queries.meetings import decrypted_meeting_words

pytestmark = pytest.mark.django_db
ASKS, SAY_WHY = "Why is this changed?", "Enter why this is changed"
WHY = "They rang and said that they had moved."
AGAIN = "They rang again and said that they had moved back."
SOON = timezone.now().replace(second=0, microsecond=0) + timedelta(days=9)
NUMBER, OTHER = "01632 960 001", "01632 960 777"


@module_fixture
def builder():
    builder = CaseBuilder(cast(), at=timezone.now() - timedelta(days=2)).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return builder


def send(client, address, **typed):
    """Send the form of a page as it was shown, but for what is typed."""
    return client.post(address, form_data_of(client.get(address)) | typed)


def record(builder, **typed):
    client, address = client_for(builder.cast.officer), page_url("record-identity", builder.victim)
    return client.post(address, hidden_fields_at(client, address) | typed)


def identity_of(builder):
    return VictimIdentity.objects.unscoped("test").get(record=builder.victim.pk)


def reveal(builder):
    """What the officer reads once the details are opened."""
    address = page_url("reveal-identity", builder.victim)
    page = page_text(client_for(builder.cast.officer).post(address, {"form_key": ""}))
    assert "Hide them again" in page
    return page


class TestDetails:
    def test_the_first_are_recorded_without_a_reason(self, builder):
        page = client_for(builder.cast.officer).get(page_url("record-identity", builder.victim))
        assert ASKS not in page_text(page)
        assert record(builder, phone=NUMBER).status_code == 302
        assert bytes(identity_of(builder).changed_because) == b""

    def test_what_was_not_known_is_added_without_one(self, builder):
        record(builder, phone=NUMBER)
        assert record(builder, email="a@example.org").status_code == 302
        assert "Why: " not in reveal(builder)

    def test_another_number_waits_for_a_reason_which_only_their_key_opens(self, builder):
        record(builder, phone=NUMBER)
        answer = record(builder, phone=OTHER)
        assert answer.status_code == 200 and SAY_WHY in page_text(answer)
        assert f'value="{OTHER}"' in answer.content.decode()  # nothing typed is lost
        assert NUMBER in reveal(builder)
        assert record(builder, phone=OTHER, changed_because=WHY).status_code == 302
        [newest, _first] = identity_of(builder).history.all()
        assert newest.changed_because and WHY.encode() not in bytes(newest.changed_because)
        shown = reveal(builder)
        assert OTHER in shown and WHY in shown

    def test_each_change_keeps_its_own_reason_and_whoever_opens_them_reads_it(self, builder):
        record(builder, phone=NUMBER)
        record(builder, phone=OTHER, changed_because=WHY)
        record(builder, email="a@example.org", changed_because="There was nothing before this.")
        record(builder, phone=NUMBER, changed_because=AGAIN)
        kept = [bool(each.changed_because) for each in identity_of(builder).history.all()]
        assert kept == [True, False, True, False]
        shown = reveal(builder)
        assert shown.index(f"Why: {AGAIN}") < shown.index(f"Why: {WHY}")
        assert shown.count("Why: ") == 2 and "by Olive Officer" in shown

    def test_the_page_of_the_record_has_none_of_it(self, builder):
        record(builder, phone=NUMBER)
        record(builder, phone=OTHER, changed_because=WHY)
        for who in ("officer", "liaison"):
            address = page_url("see-victim", builder.victim)
            assert WHY not in page_text(client_for(getattr(builder.cast, who)).get(address))

    def test_a_reason_that_does_not_open_hides_no_detail(self, builder):
        record(builder, phone=NUMBER)
        record(builder, phone=OTHER, changed_because=WHY)
        identity = identity_of(builder)
        other = encryption.encrypt_text(WHY, victim=builder.victim.pk, bound_to="phone")
        with_history_facts(identity, by=None, at=SOON, why="record_identity")
        identity.changed_because = other
        identity.save()
        shown = reveal(builder)
        assert OTHER in shown and "Why: this cannot be opened now" in shown


def arrange(builder, meeting, **typed):
    return send(client_for(builder.cast.liaison), page_url("arrange-meeting", meeting), **typed)


def words_of(meeting):
    return decrypted_meeting_words(Meeting.objects.unscoped("test").get(pk=meeting.pk))


class TestAMeeting:
    def test_it_is_arranged_without_a_reason(self, builder):
        meeting = offer_and_answer(builder)
        page = client_for(builder.cast.liaison).get(page_url("arrange-meeting", meeting))
        assert ASKS not in page_text(page)

    def test_another_place_waits_for_a_reason_which_the_page_shows(self, builder):
        meeting = arrange_meeting_of(builder, meets_at=SOON)
        answer = arrange(builder, meeting, place="Room 9")
        assert answer.status_code == 200 and SAY_WHY in page_text(answer)
        assert words_of(meeting)["place"] != "Room 9"
        answer = arrange(builder, meeting, place="Room 9", changed_because=WHY)
        assert answer.status_code == 302
        page = page_text(client_for(builder.cast.liaison).get(page_url("see-meeting", meeting)))
        assert "Room 9" in page and WHY in page
        row = Meeting.objects.unscoped("test").get(pk=meeting.pk)
        assert WHY.encode() not in bytes(row.said)

    def test_what_the_victim_needs_is_added_without_one(self, builder):
        meeting = arrange_meeting_of(builder, meets_at=SOON)
        answer = arrange(builder, meeting, needs="An interpreter")
        assert answer.status_code == 302 and words_of(meeting)["needs"] == "An interpreter"

    def test_where_nothing_is_changed_no_reason_is_kept(self, builder):
        meeting = arrange_meeting_of(builder, meets_at=SOON)
        assert arrange(builder, meeting, changed_because=WHY).status_code == 302
        assert not words_of(meeting).get("changed_because")

    def test_its_page_says_of_each_change_why(self, builder):
        meeting = arrange_meeting_of(builder, meets_at=SOON)
        arrange(builder, meeting, place="Room 9", changed_because=WHY)
        arrange(builder, meeting, place="Room 10", changed_because=AGAIN)
        arrange(builder, meeting)  # nothing is another
        address = page_url("see-meeting", meeting)
        history = page_text(client_for(builder.cast.liaison).get(address)).split("What happened")[1]
        assert history.index(f"Why: {AGAIN}") < history.index(f"Why: {WHY}")
        assert history.count("Why: ") == 2

    def test_the_reason_for_one_change_is_not_that_of_the_next(self, builder):
        meeting = arrange_meeting_of(builder, meets_at=SOON)
        arrange(builder, meeting, place="Room 9", changed_because=WHY)
        assert words_of(meeting)["changed_because"] == WHY
        arrange(builder, meeting, needs="An interpreter")
        assert not words_of(meeting).get("changed_because")
