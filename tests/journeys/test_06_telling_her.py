"""Journey 6: telling a victim of a charge: attempts, a letter, and a meeting."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from devtools.letter_steps import CALLED, HOME, NAME, record_of
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import duties_owed, recomputed_duties
from victims.actions.identities import record_identity
from victims.actions.records import name_victim_contact, record_wishes
from victims.models import Letter, Meeting

pytestmark = pytest.mark.django_db
START = days_ago(2)
CALL = {"is_safe_now": "on", "direction": "OUT", "channel": "PHONE", "outcome": "NO_ANSWER"}
WISHES = {
    "wants_contact": "YES", "channel": "PHONE", "letter_is_safe": "YES", "care": "Ask for Z.",
    "update_every_days": 1,
}  # fmt: skip


@module_fixture
def builder():
    """A suspect who was just charged, a victim with identity, and two liaison officers."""
    builder = CaseBuilder(cast(), at=START).allocate().review()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    builder.cast.second = person(builder.cast.cps, "liaise_with_victims", name="Sal Second")
    facts = {"name": NAME, "preferred_name": CALLED, "address": HOME}
    builder.do(record_identity, "officer", record=record_of(builder), version=0, **facts)
    builder.do(record_wishes, "officer", record=record_of(builder), version=1, **WISHES)
    builder.do(
        name_victim_contact, "manager", record=record_of(builder), person=builder.cast.liaison
    )
    builder.at = timezone.now() - timedelta(hours=2)
    authorise_charge_of(builder)
    report_charge_of(builder)
    return builder


def moment_parts(name, **before):
    then = timezone.localtime() - timedelta(**before)
    parts = ("day", "month", "year", "hour", "minute")
    return {f"{name}-{part}": getattr(then, part) for part in parts}


def test_three_calls_then_a_letter_then_a_meeting(builder):
    liaison = client_for(builder.cast.liaison)
    assert {row.what for row in recomputed_duties(builder)} >= {"CHARGE_AUTHORISED"}
    record = record_of(builder)
    owes = page_text(liaison.get(page_url("see-duties", record)))
    assert "A charge was authorised: suspect 1" in owes and "Owed by: CPS" in owes
    assert f"{builder.urn}, victim 1" in page_text(liaison.get(reverse("see-calls")))
    attempt_contact(liaison, record)
    letter = send_letter_by_post(builder, liaison, record)
    recomputed_duties(builder)
    # Not known to have arrived.
    assert "Sent in time" in page_text(liaison.get(page_url("see-duties", record)))
    assert duties_owed(builder, is_open=True, owed_by="CPS", what="CHARGE_AUTHORISED")
    submit_form(liaison, page_url("record-letter-result", letter), result="DELIVERED")
    recomputed_duties(builder)
    assert not duties_owed(builder, is_open=True, owed_by="CPS", what="CHARGE_AUTHORISED")
    owes = page_text(liaison.get(page_url("see-duties", record)))
    assert "A charge was authorised: suspect 1 Told in time" in owes
    hold_meeting_on_pages(liaison, record)


def attempt_contact(liaison, record):
    """Barriers are shown first; after three attempts a letter is next."""
    for n in (3, 2, 1):
        page = page_text(liaison.get(page_url("record-contact", record)))
        assert "Ask for Z." in page.split("I have read the above")[0]
        assert "A letter Next" not in page
        submit_form(
            liaison,
            page_url("record-contact", record),
            **CALL,
            **moment_parts("contacted_at", minutes=n),
        )
    page = page_text(liaison.get(page_url("see-contacts", record)))
    assert page.count("No answer") == 3 and "A letter Next" in page


def send_letter_by_post(builder, liaison, record):
    """A letter is written, reviewed by another person, printed, and its result recorded."""
    second = client_for(builder.cast.second)
    submit_form(
        liaison, page_url("write-letter", record), kind="CHARGE", suspect=builder.suspects[0].pk
    )
    letter = Letter.objects.unscoped("test").get()
    submit_form(liaison, page_url("request-letter-review", letter))
    page = liaison.get(page_url("review-letter", letter))
    assert page.status_code == 403  # nobody approves their own letter
    assert (
        liaison.get(page_url("send-letter", letter)).status_code == 403
    )  # nor sends an unreviewed one
    submit_form(second, page_url("review-letter", letter), is_approved="yes")
    submit_form(liaison, page_url("send-letter", letter), means="POST")
    sheet = liaison.post(page_url("print-letter", letter), {"form_key": ""})
    assert sheet["Content-Type"] == "application/pdf"
    submit_form(liaison, page_url("record-letter-result", letter), result="POSTED")
    assert "A decision to charge" in page_text(liaison.get(page_url("see-contacts", record)))
    return letter


def hold_meeting_on_pages(liaison, record):
    """A meeting is offered, accepted, arranged and, after it began, recorded as held."""
    today = timezone.localdate()
    submit_form(
        liaison, page_url("offer-meeting", record), purpose="PRE_TRIAL", offered_how="PHONE",
        is_safe_now="on", outcome="REACHED", spoke_to="VICTIM", is_identity_checked="yes",
        isva_told="NO_ISVA", **date_parts("offered_on", today),
    )  # fmt: skip
    meeting = Meeting.objects.unscoped("test").get()
    submit_form(
        liaison, page_url("record-meeting-response", meeting), answer="ACCEPTED",
        **date_parts("answered_on", today),
    )  # fmt: skip
    submit_form(
        liaison, page_url("arrange-meeting", meeting), mode="FACE_TO_FACE", planned_minutes="45",
        place="Room 4", chair="Pia Prosecutor", invitees="", supporters="Her aunt", needs="",
        **moment_parts("meets_at", days=-1),
    )  # fmt: skip
    assert liaison.get(page_url("record-meeting", meeting)).status_code == 403  # it has not begun
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Meeting.objects.unscoped("the day has come").filter(pk=meeting.pk).update(meets_at=an_hour_ago)
    rows = {"actions-TOTAL_FORMS": "1", "actions-INITIAL_FORMS": "0"}
    officer = record.case.officer_id
    todo = {"actions-0-what": "A visit to the court", "actions-0-owner": str(officer)}
    page = submit_form(
        liaison,
        page_url("record-meeting", meeting),
        lasted_minutes="40",
        came=["VICTIM", "SUPPORTER"],
        agreed="She has the dates.",
        **rows,
        **todo,
        **date_parts("actions-0-due_on", today),
    )
    assert "She has the dates." in page_text(page) and "A visit to the court" in page_text(page)
