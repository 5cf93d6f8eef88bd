"""Rows of the victims app in the permission matrix."""

import json
from datetime import timedelta

from django.utils import timezone

from cases.models import Suspect
from devtools.case_builder import MONDAY, NUMBER
from people.models import Agency, Side, Unit
from tests.support.service_entries import write_service_row
from tests.support.victims.matrix_contacts import contact_rows
from tests.support.victims.matrix_notes import note_rows
from timeliness.actions import clocks
from victims import encryption
from victims.models import (
    Agreed,
    AgreedDone,
    Duty,
    IdentityDestruction,
    Letter,
    Meeting,
    RightToReview,
    ServiceEntry,
    Support,
    VictimEvent,
    VictimRecord,
)


def make_service(name="A service that supports victims"):
    """A unit of an ISVA service."""
    agency, _new = Agency.objects.get_or_create(name=name, side=Side.SUPPORT)
    return Unit.objects.create(
        agency=agency, name=f"ISVAs {next(NUMBER)}", kind=Unit.Kind.ISVA_SERVICE
    )


def make_support(case, service):
    """A referral of the case's first victim to a service by the police.

    It has a private entry of the service: the matrix opens every page, and
    tests/support/private_entry_guard.py fails on any that reads it.
    """
    record = VictimRecord.objects.unscoped("test").get(case=case, number=1)
    support = Support.objects.unscoped("test").create(
        case=case, record=record, service=service, side=Side.POLICE, listed_at=case.opened_at
    )
    entry = ServiceEntry(
        support=support, contacted_at=MONDAY, channel="VIDEO", direction="OUT", minutes=597,
        purpose="SAFETY", by_id=case.officer_id, at=MONDAY,
    )  # fmt: skip
    write_service_row(entry)
    return Support.objects.unscoped("test").get(pk=support.pk)  # with the columns that triggers set


def victim_rows(case):
    """{model: row} of the first victim of a case."""
    record = VictimRecord.objects.unscoped("test").get(case=case, number=1)
    record.case = case
    suspect = case.suspects.unscoped("test").get(number=1)
    found = {
        "VictimRecord": record,
        ("Letter", "POLICE"): make_letter(record, "POLICE"),
        ("Letter", "CPS"): make_letter(record, "CPS"),
        "Meeting": make_meeting(record),
        **make_agreed_actions(record),
        "Duty": make_duty(record, suspect),
        ("VictimEvent", "POLICE"): make_event(record, suspect, "POLICE", "INTERVIEW"),
        ("VictimEvent", "CPS"): make_event(record, suspect, "CPS", "OUTCOME"),
    }
    for side, reviewed in (("POLICE", "POLICE_NO_CHARGE"), ("CPS", "CPS_NO_CHARGE")):
        found["RightToReview", side] = make_review_request(record, side, reviewed)
        found["IdentityDestruction", side] = make_identity_destruction(record, side)
    return found | contact_rows(record) | note_rows(record, make_service())


def make_identity_destruction(record, side):
    """A proposal of one side to destroy the victim's identity, which the other side settles."""
    return IdentityDestruction.objects.unscoped("test").create(
        case=record.case, record=record, side=side, takes_other_side=True,
        authors=[record.case.officer_id], reason="Another person's reason.",
        by_id=record.case.officer_id, at=MONDAY,
    )  # fmt: skip


def make_review_request(record, side, reviewed):
    """A withdrawn VRR request about a decision of one side, so that the other's can be open."""
    suspect = (
        Suspect.objects.unscoped("test").filter(case=record.case_id).order_by("number").first()
    )
    day = MONDAY.date()
    right = RightToReview.objects.unscoped("test").create(
        case=record.case, record=record, suspect=suspect, reviewed=reviewed,
        side=side, decided_on=day, told_on=day, asked_on=day, ask_by=day, ask_rule="test",
        is_charged_in_part=False, asked_not_to_proceed=False, by_id=record.case.officer_id,
        at=MONDAY, status="WITHDRAWN",
    )  # fmt: skip
    right.case = record.case
    return right


def make_letter(record, side):
    """A draft letter by a person of this side."""
    letter = Letter(
        case=record.case, record=record, kind="HELLO", side=side, template=1,
        language="ENGLISH", written_by=record.case.opened_by, written_at=record.case.opened_at,
    )  # fmt: skip
    words = {"facts": json.dumps({"contact": "Somebody", "sender": "A unit"})}
    letter.words = encryption.encrypt_words(words, victim=record.pk, bound_to=letter.sealed_as)
    letter.save_without_historical_record()
    return letter


def make_meeting(record):
    """A meeting offered yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    return Meeting.objects.unscoped("test").create(
        case=record.case, record=record, purpose="PRE_TRIAL", offered_how="PHONE",
        offered_on=yesterday, offered_by=record.case.opened_by,
    )  # fmt: skip


def make_agreed_actions(record):
    """Two things agreed at a meeting that was held, without a person; one of them is done."""
    meeting = Meeting.objects.unscoped("test").create(
        case=record.case, record=record, purpose="OTHER", offered_how="PHONE", status="HELD",
        offered_on=MONDAY.date(), answered_on=MONDAY.date(), offered_by=record.case.opened_by,
        mode="VIDEO", meets_at=MONDAY, planned_minutes=45, lasted_minutes=30,
    )  # fmt: skip
    found = {}
    for number, state in enumerate(("OPEN", "DONE"), start=1):
        row = Agreed(
            case=record.case, record=record, meeting=meeting, number=number, owner="CPS",
            due_on=MONDAY.date(),
        )  # fmt: skip
        row.said = encryption.encrypt_words(
            {"agreed": "Zq"}, victim=record.pk, bound_to=row.sealed_as
        )
        row.save(force_insert=True)
        found["Agreed", state] = row
    AgreedDone.objects.unscoped("test").create(
        case=record.case, record=record, agreed=found["Agreed", "DONE"], done_on=MONDAY.date(),
        by=record.case.opened_by, at=MONDAY,
    )  # fmt: skip
    return found


def make_duty(record, suspect):
    """A duty to tell the victim of the suspect's arrest."""
    unit, case = record.case.police_unit, record.case
    clock = clocks.start_clock(
        rule="victim_told_enhanced", about=record.pk, subject=case.urn, unit=unit, at=MONDAY
    )
    made = Duty.objects.unscoped("test").create(
        case=case, record=record, suspect=suspect, what="ARREST", source="test", owed_by="POLICE",
        happened_at=MONDAY, clock=clock, arose_at=MONDAY, listed_at=clock.due_at, police_unit=unit,
    )  # fmt: skip
    made.refresh_from_db()  # with the columns that a trigger copies from the case
    return made


def make_event(record, suspect, side, what):
    """An event about the suspect recorded by one side."""
    return VictimEvent.objects.unscoped("test").create(
        case=record.case, record=record, suspect=suspect, what=what, on=MONDAY.date(), side=side,
        by_id=record.case.officer_id, at=MONDAY,
    )  # fmt: skip
