"""Supported victims of the scene: one with a service, and one whose service has not answered."""

from datetime import timedelta
from uuid import uuid4

from devtools.case_builder import CaseBuilder
from people.access.scopes import scope_of
from tests.support.browser.scenes.victims import LONG
from tests.support.victims import support_service
from victims.actions import conflicts, consents
from victims.actions.liaison_notes import send_liaison_note
from victims.actions.note_answers import answer_note, correct_note_answer
from victims.actions.service_entries import add_service_entry
from victims.actions.shown_facts import record_facts_shown
from victims.models import Consent, NoteReceived
from victims.queries import consent_sharing


def build_supported_cases(people, start):
    """
    {name: support} and the first one's case: with full records, requested, and without records.
    """
    builder = support_service.add_service(CaseBuilder(people, suspects=2, at=start).submit())
    row = support_service.refer_and_accept(builder, categories=support_service.ALL)
    support_service.give_consent(builder, row, ["IS_SUPPORTED", "LIAISON"], recipient="POLICE")
    add_entries_and_note(builder, row)
    open_as_isva(builder, row)
    withdraw_and_consent_again(builder, row)
    waiting = support_service.refer_victim(
        CaseBuilder(people, at=start + timedelta(hours=1)).submit()
    )
    bare = support_service.refer_and_accept(
        CaseBuilder(people, at=start + timedelta(hours=2)).submit()
    )
    made = builder.do(
        conflicts.record_service_conflict, "service_manager", support=waiting, kind="WITNESS",
        person=people.other_isva, reason=LONG[:500],
    )  # fmt: skip
    builder.do(
        conflicts.propose_lifting_service_conflict, "service_manager", support=waiting,
        conflict=made, reason=LONG[:480],
    )  # fmt: skip
    return {"builder": builder, "row": row, "asked": waiting, "bare": bare}


def open_as_isva(builder, row):
    """The ISVA has opened the page."""
    by = scope_of(builder.cast.isva, at=builder.at)
    found = consent_sharing.facts_shown_to_service(row, at=builder.at)
    facts = [fact for each in found.values() for fact in each]
    record_facts_shown(support=row, by=by, at=builder.at, facts=facts)
    builder.at += timedelta(hours=1)


def withdraw_and_consent_again(builder, row):
    """The victim withdraws a consent and gives it again; it is not shared yet."""
    one = Consent.objects.unscoped("test").get(support=row, category="HOW_TO_REACH")
    about = {"support": row, "consents": [str(one.pk)], "how": "PHONE"}
    builder.do(consents.withdraw_consent, "isva", **about)
    support_service.give_consent(builder, row, ["HOW_TO_REACH"])


def add_entries_and_note(builder, row):
    """Private service entries, a liaison note with a corrected answer, and one without."""
    builder.do(
        add_service_entry, "isva", support=row, form_key=uuid4(), contacted_at=builder.at,
        channel="PHONE", direction="IN", minutes=40, purpose="COURT_VISIT",
        needs=["TRANSPORT", "CARE_OF_OTHERS"], next_on=builder.at.date(),
    )  # fmt: skip
    roles = ["CONTACT_OFFICER", "OFFICER_IN_CASE"]
    note = builder.do(send_liaison_note, "isva", support=row, text=LONG[:500], roles=roles)
    received = NoteReceived.objects.unscoped("test").get(sent=note, role="CONTACT_OFFICER")
    about = {"note": received, "version": 0, "text": LONG[:480]}
    answer = builder.do(answer_note, "contact", **about)
    about = {"answer": answer, "version": 1, "text": LONG[:500], "why": "MISTAKE"}
    builder.do(correct_note_answer, "contact", **about)
    builder.do(send_liaison_note, "isva", support=row, text=LONG[:90], roles=roles)
