"""Journey 6: telling a victim of a charge: attempts, a letter, and a meeting."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import Road, cast, person
from devtools.letter_steps import CALLED, HOME, NAME, record_of
from tests.support.cases.charges import charge, report
from tests.support.cases.pages import as_, at, day, follow, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned
from victims.actions.identities import record_identity
from victims.actions.records import name_victim_contact, record_wishes
from victims.models import Letter, Meeting

pytestmark = pytest.mark.django_db
START = timezone.now() - timedelta(days=2)
CALL = {"is_safe_now": "on", "direction": "OUT", "channel": "PHONE", "outcome": "NO_ANSWER"}
WISHES = {
    "wants_contact": "YES", "channel": "PHONE", "letter_is_safe": "YES", "care": "Ask for Z.",
    "update_every_days": 1,
}  # fmt: skip


@standing
def road():
    """A suspect who was just charged, a victim with identity, and two liaison officers."""
    road = Road(cast(), at=START).allocate().review()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    road.cast.second = person(road.cast.cps, "liaise_with_victims", name="Sal Second")
    facts = {"name": NAME, "preferred_name": CALLED, "address": HOME}
    road.do(record_identity, "officer", record=record_of(road), version=0, **facts)
    road.do(record_wishes, "officer", record=record_of(road), version=1, **WISHES)
    road.do(name_victim_contact, "manager", record=record_of(road), person=road.cast.liaison)
    road.at = timezone.now() - timedelta(hours=2)
    charge(road)
    report(road)
    return road


def moment(name, **before):
    then = timezone.localtime() - timedelta(**before)
    parts = ("day", "month", "year", "hour", "minute")
    return {f"{name}-{part}": getattr(then, part) for part in parts}


def test_three_calls_then_a_letter_then_a_meeting(road):
    liaison = as_(road.cast.liaison)
    assert {row.what for row in reckoned(road)} >= {"CHARGE_AUTHORISED"}
    record = record_of(road)
    owes = said(liaison.get(at("see-duties", record)))
    assert "A charge was authorised: suspect 1" in owes and "Owed by: CPS" in owes
    assert f"{road.urn}, victim 1" in said(liaison.get(reverse("see-calls")))
    nobody_answers(liaison, record)
    letter = a_letter_goes_out(road, liaison, record)
    reckoned(road)
    # Not known to have arrived.
    assert "Sent in time" in said(liaison.get(at("see-duties", record)))
    assert owed(road, is_open=True, owed_by="CPS", what="CHARGE_AUTHORISED")
    follow(liaison, at("record-letter-result", letter), result="DELIVERED")
    reckoned(road)
    assert not owed(road, is_open=True, owed_by="CPS", what="CHARGE_AUTHORISED")
    owes = said(liaison.get(at("see-duties", record)))
    assert "A charge was authorised: suspect 1 Told in time" in owes
    they_meet(liaison, record)


def nobody_answers(liaison, record):
    """Barriers are shown first; after three attempts a letter is next."""
    for n in (3, 2, 1):
        page = said(liaison.get(at("record-contact", record)))
        assert "Ask for Z." in page.split("I have read the above")[0]
        assert "A letter Next" not in page
        follow(liaison, at("record-contact", record), **CALL, **moment("contacted_at", minutes=n))
    page = said(liaison.get(at("see-contacts", record)))
    assert page.count("No answer") == 3 and "A letter Next" in page


def a_letter_goes_out(road, liaison, record):
    """A letter is written, reviewed by another person, printed, and its result recorded."""
    second = as_(road.cast.second)
    follow(liaison, at("write-letter", record), kind="CHARGE", suspect=road.suspects[0].pk)
    letter = Letter.objects.unscoped("test").get()
    follow(liaison, at("request-letter-review", letter))
    page = liaison.get(at("review-letter", letter))
    assert page.status_code == 403  # nobody approves their own letter
    assert liaison.get(at("send-letter", letter)).status_code == 403  # nor sends an unreviewed one
    follow(second, at("review-letter", letter), is_approved="yes")
    follow(liaison, at("send-letter", letter), means="POST")
    sheet = liaison.post(at("print-letter", letter), {"form_key": ""})
    assert sheet["Content-Type"] == "application/pdf"
    follow(liaison, at("record-letter-result", letter), result="POSTED")
    assert "A decision to charge" in said(liaison.get(at("see-contacts", record)))
    return letter


def they_meet(liaison, record):
    """A meeting is offered, accepted, arranged and, after it began, recorded as held."""
    today = timezone.localdate()
    follow(
        liaison, at("offer-meeting", record), purpose="PRE_TRIAL", offered_how="PHONE",
        is_safe_now="on", outcome="REACHED", spoke_to="VICTIM", is_identity_checked="yes",
        isva_told="NO_ISVA", **day("offered_on", today),
    )  # fmt: skip
    meeting = Meeting.objects.unscoped("test").get()
    follow(
        liaison, at("record-meeting-response", meeting), answer="ACCEPTED",
        **day("answered_on", today),
    )  # fmt: skip
    follow(
        liaison, at("arrange-meeting", meeting), mode="FACE_TO_FACE", planned_minutes="45",
        place="Room 4", chair="Pia Prosecutor", invitees="", supporters="Her aunt", needs="",
        **moment("meets_at", days=-1),
    )  # fmt: skip
    assert liaison.get(at("record-meeting", meeting)).status_code == 403  # it has not begun
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Meeting.objects.unscoped("the day has come").filter(pk=meeting.pk).update(meets_at=an_hour_ago)
    rows = {"actions-TOTAL_FORMS": "1", "actions-INITIAL_FORMS": "0"}
    officer = record.case.officer_id
    todo = {"actions-0-what": "A visit to the court", "actions-0-owner": str(officer)}
    page = follow(
        liaison, at("record-meeting", meeting), lasted_minutes="40", came=["VICTIM", "SUPPORTER"],
        agreed="She has the dates.", **rows, **todo, **day("actions-0-due_on", today),
    )  # fmt: skip
    assert "She has the dates." in said(page) and "A visit to the court" in said(page)
