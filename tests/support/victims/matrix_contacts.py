"""Contacts with a victim in the permission matrix."""

from devtools.case_builder import MONDAY
from victims.models import Contact, FollowUp, Withdrawal


def contact_rows(record):
    """{model: row} about contact with a victim."""
    contact = make_contact(record)
    return {
        "Contact": contact,
        "FollowUp": make_follow_up(contact),
        "Withdrawal": make_withdrawal(record),
    }


def make_contact(record):
    """A call that the victim did not answer."""
    return Contact.objects.unscoped("test").create(
        case=record.case, record=record, direction="OUT", channel="PHONE", outcome="NO_ANSWER",
        is_safe_now=True, by_id=record.case.officer_id, contacted_at=MONDAY, at=MONDAY,
    )  # fmt: skip


def make_follow_up(contact):
    """A follow-up on a contact."""
    return FollowUp.objects.unscoped("test").create(
        case=contact.case, record=contact.record, contact=contact, question="Try again?",
        asked_of_id=contact.by_id, by_id=contact.by_id, at=MONDAY,
    )  # fmt: skip


def make_withdrawal(record):
    """A record that the victim withdraws."""
    return Withdrawal.objects.unscoped("test").create(
        case=record.case, record=record, on=MONDAY.date(), reasons=["DELAY"],
        stage="INVESTIGATION", told_by="OTHER", told_to="POLICE", is_isva_offered=False,
        is_statement_taken=False, is_evidence_led_considered=False,
        by_id=record.case.officer_id, at=MONDAY,
    )  # fmt: skip


def follow_up_values(state, who):
    """Field values of a follow-up in a state."""
    answered = {"answer": "Done.", "answered_by_id": who.user.pk, "answered_at": MONDAY}
    return answered if state == "answered" else {}


def withdrawal_values(state, who):
    """Field values of a withdrawal in a state."""
    today = MONDAY.date()
    back = {"taken_back_on": today, "taken_back_by_id": who.user.pk, "taken_back_at": MONDAY}
    return {
        "unconfirmed": {},
        "confirmed": {"confirmed_by": "VICTIM", "confirmed_on": today},
        "taken back": back,
    }[state]


STAGES = {
    "FollowUp": follow_up_values,
    "Withdrawal": withdrawal_values,
}
