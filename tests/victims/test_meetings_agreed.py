"""Attendees of a meeting and actions agreed there, and the ISVA's notices."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.victims import support_service
from tests.victims.test_meetings import (
    PLACE,
    arrange_meeting_of,
    arrangement_of,
    fresh_meeting,
    hold_meeting_of,
    meeting_detail,
    offer_and_answer,
)
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


@module_fixture
def builder():
    return support_service.add_service(CaseBuilder(cast()).submit())


def hold_meeting_with_actions(builder, **changed):
    """A held meeting with two agreed actions."""
    until = builder.at.date() + timedelta(days=9)
    officer, prosecutor = builder.cast.officer, builder.cast.prosecutor
    rows = [(VISIT, officer, until), ("Zqscreen", prosecutor, until + timedelta(days=1))]
    return hold_meeting_of(builder, **{"actions": rows, "agreed": ""} | changed)


def person_label(person):
    return f"{person.name}, {person.agency.name}"


def meeting_notices(builder):
    """[(notice, recipient)] about meetings to the service, in order."""
    rows = Delivery.objects.filter(notice__in=TOLD).order_by("created_at")
    return list(rows.values_list("notice", "recipient__name"))


def cancel_meeting_of(builder, meeting):
    why = "The court moved the day, as both sides know."
    builder.do(actions.cancel_meeting, "liaison", meeting=meeting, cancelled_because=why)


def move_meeting(builder, meeting):
    later = arrangement_of(builder, meets_at=builder.at + timedelta(days=2))
    version = fresh_meeting(meeting).version
    builder.do(actions.arrange_meeting, "liaison", meeting=meeting, version=version, **later)


class TestWhatWasAgreed:
    def test_each_thing_has_who_sees_to_it_and_a_day_and_the_page_says_so(self, builder):
        meeting = fresh_meeting(
            hold_meeting_with_actions(builder, came=["VICTIM", "ISVA"], came_besides="Zqsister")
        )
        until = builder.at.date() + timedelta(days=9)
        shown = [
            (each.what, each.who, each.due_on) for each in meeting_detail(builder, meeting).agreed
        ]
        assert shown == [
            (VISIT, person_label(builder.cast.officer), until),
            ("Zqscreen", person_label(builder.cast.prosecutor), until + timedelta(days=1)),
        ]
        shown = page_text(client_for(builder.cast.prosecutor).get(page_url("see-meeting", meeting)))
        for words in (
            VISIT,
            f"{person_label(builder.cast.officer)}, by",
            "The victim, An ISVA",
            "Zqsister",
        ):
            assert words in shown

    def test_the_text_of_an_agreed_action_and_other_attendees_are_sealed(self, builder):
        meeting = fresh_meeting(hold_meeting_with_actions(builder, came_besides="Zqsister"))
        rows = Agreed.objects.unscoped("test").filter(meeting=meeting)
        text = b"".join(bytes(each.said) for each in rows) + bytes(meeting.said)
        assert rows.count() == 2 and b"Zq" not in text
        assert decrypted_meeting_words(meeting)["came_besides"] == "Zqsister"

    @pytest.mark.usefixtures("restore_victim_keys")
    def test_no_agreed_action_is_readable_once_the_victim_s_key_is_destroyed(self, builder):
        record = VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)
        builder.do(record_identity, "officer", record=record, version=0, name="Zara Quist-Example")
        meeting = fresh_meeting(hold_meeting_with_actions(builder))
        destroy_identity(record=builder.victim.pk, at=builder.at)
        shown = meeting_detail(builder, meeting)
        assert shown.cannot_be_read and shown.agreed == []

    def test_nothing_is_to_be_done_before_the_meeting_or_absurdly_far_ahead(self, builder):
        early = builder.at.date() - timedelta(days=1)
        with pytest.raises(Refused, match="on the day of the meeting or later"):
            hold_meeting_with_actions(builder, actions=[(VISIT, builder.cast.officer, early)])
        late = builder.at.date() + timedelta(days=4000)
        meeting = Meeting.objects.unscoped("test").get()
        with pytest.raises(Refused, match="too far ahead"):
            builder.do(
                actions.record_meeting, "liaison", meeting=meeting, lasted_minutes=1,
                came=["CPS"], actions=[(VISIT, builder.cast.officer, late)],
            )  # fmt: skip
        assert not Agreed.objects.unscoped("test").exists()

    def test_an_agreed_action_stays_as_it_was_written(self, builder):
        rows = Agreed.objects.unscoped("test").filter(meeting=hold_meeting_with_actions(builder))
        for act in (lambda: rows.update(owner="SERVICE"), rows.delete):
            with (
                pytest.raises(DatabaseError, match="only ever grows|permission denied"),
                transaction.atomic(),
            ):
                act()


class TestPage:
    def typed(self, builder, **changed):
        until = builder.at.date() + timedelta(days=9)
        rows = {"actions-TOTAL_FORMS": "2", "actions-INITIAL_FORMS": "0"}
        rows |= {"actions-0-what": VISIT, "actions-0-owner": str(builder.cast.officer.pk)}
        rows |= date_parts("actions-0-due_on", until) | {"actions-1-what": ""}
        facts = {
            "lasted_minutes": "40",
            "came": ["VICTIM", "CPS"],
            "came_besides": "",
            "agreed": "",
        }
        return facts | rows | changed

    def begun(self, builder):
        meeting = arrange_meeting_of(builder)
        rows = Meeting.objects.unscoped("test").filter(pk=meeting.pk)
        rows.update(meets_at=builder.at)
        return meeting

    def test_rows_are_added_without_losing_what_is_typed_and_then_recorded(self, builder):
        client, meeting = client_for(builder.cast.liaison), self.begun(builder)
        address = page_url("record-meeting", meeting)
        shown = page_text(client.get(address))
        assert "Agreed action 1" in shown and "Agreed action 2" not in shown
        answer = client.post(
            address, self.typed(builder) | {"actions-TOTAL_FORMS": "1", "add": "1"}
        )
        again = answer.content.decode()
        assert "Agreed action 2" in page_text(answer) and VISIT in again
        assert 'value="VICTIM" checked' in again and 'value="40"' in again
        entered = client.post(address, self.typed(builder) | {"keep": ""}).content.decode()
        assert VISIT in entered  # the Enter key submits nothing and loses nothing
        assert fresh_meeting(meeting).status == "ARRANGED"
        removed = client.post(address, self.typed(builder) | {"remove": "0"}).content.decode()
        assert VISIT not in removed
        answer = submit_form(client, address, **self.typed(builder))
        assert VISIT in page_text(answer)
        meeting = fresh_meeting(meeting)
        assert (meeting.status, meeting.came) == ("HELD", ["VICTIM", "CPS"])
        assert [row.what for row in meeting_detail(builder, meeting).agreed] == [VISIT]

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"came": []}, "Select who came"),
            ({"actions-0-owner": ""}, "Select who is responsible for it"),
            ({"actions-0-due_on-day": ""}, "must include a day"),
            ({"actions-TOTAL_FORMS": "0"}, "Enter what was agreed, or that nothing was"),
        ],
    )
    def test_missing_facts_are_asked_for_and_none_is_recorded(self, builder, changed, error):
        meeting = self.begun(builder)
        address = page_url("record-meeting", meeting)
        answer = client_for(builder.cast.liaison).post(address, self.typed(builder, **changed))
        assert answer.status_code == 200 and error in page_text(answer)
        assert fresh_meeting(meeting).status == "ARRANGED"

    def test_that_nothing_was_agreed_is_said_in_words(self, builder):
        meeting = self.begun(builder)
        told = self.typed(builder, **{"actions-TOTAL_FORMS": "0", "agreed": "Nothing was."})
        submit_form(client_for(builder.cast.liaison), page_url("record-meeting", meeting), **told)
        assert (
            fresh_meeting(meeting).status == "HELD"
            and meeting_detail(builder, fresh_meeting(meeting)).agreed == []
        )


class TestTheIsva:
    def test_hears_that_it_was_arranged_changed_and_cancelled_by_a_consent(self, builder):
        support = support_service.refer_and_accept(builder, categories=["TOLD"])
        meeting = arrange_meeting_of(builder)
        move_meeting(builder, meeting)
        cancel_meeting_of(builder, meeting)
        assert meeting_notices(builder) == [(each, "Isa Isva") for each in TOLD]
        rows = Delivery.objects.filter(notice__in=TOLD)
        assert {each.about for each in rows} == {support.pk}
        assert not any(waiting.drop_reason(each.reference, at=builder.at) for each in rows)
        assert PLACE not in str(list(rows.values()))

    def test_a_meeting_notice_is_kept_as_a_fact_shown_to_the_isva(self, builder):
        support_service.refer_and_accept(builder, categories=["TOLD"])
        arrange_meeting_of(builder)
        [shown] = Shown.objects.unscoped("test").filter(to=builder.cast.isva)
        assert (shown.category, shown.code) == ("TOLD", "MEETING")

    def test_hears_nothing_of_a_meeting_that_was_only_offered(self, builder):
        support_service.refer_and_accept(builder, categories=["TOLD"])
        cancel_meeting_of(builder, offer_and_answer(builder))
        assert meeting_notices(builder) == []

    @pytest.mark.parametrize(
        "about",
        [
            {},
            {"categories": ["COURT_DATES", "MILESTONES", "DUTIES", "HOW_TO_REACH"]},
            {"categories": ["TOLD"], "purpose": "SAFETY"},
        ],
    )
    def test_hears_nothing_without_that_consent(self, builder, about):
        support_service.refer_and_accept(builder, **about)
        cancel_meeting_of(builder, arrange_meeting_of(builder))
        assert meeting_notices(builder) == [] and not Shown.objects.unscoped("test").exists()

    def test_hears_nothing_more_once_it_is_taken_back(self, builder):
        support_service.refer_and_accept(builder, categories=["TOLD"])
        meeting = arrange_meeting_of(builder)
        consent = Consent.objects.unscoped("test").get(category="TOLD")
        builder.do(
            withdraw_consent, "isva", consents=[consent.pk], how="PHONE", support=consent.support
        )
        cancel_meeting_of(builder, meeting)
        assert meeting_notices(builder) == [("meeting_arranged", "Isa Isva")]

    def test_hears_nothing_before_the_service_has_taken_it_on(self, builder):
        support_service.refer_victim(builder, categories=["TOLD"])
        arrange_meeting_of(builder)
        assert meeting_notices(builder) == []
