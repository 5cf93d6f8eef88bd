"""Put rows of the victims app into each state of the expected rules; see tests/support/cases."""

from datetime import timedelta

from django.utils import timezone

from cases.models import Case
from devtools.case_builder import MONDAY
from tests.support.victims.matrix_contacts import STAGES

NOW = timezone.now()
TOLD_APART_BY = {
    "IdentityDestruction": lambda state: state[0],  # the side that proposed it
    "Letter": lambda state: state[1],  # whose letter it is
    "NoteReceived": lambda state: state,  # the role to which it was sent
    "NoteAnswer": lambda state: state,
    "RightToReview": lambda state: state[1],  # whose decision it is
    "Agreed": lambda state: state,
    "VictimEvent": lambda state: state[0],  # the side that recorded it
}


REVIEWED = ("DECIDED", "TOLD")


def review_request_values(state, who):
    """Field values of a VRR request in a state."""
    status, side, mine = state
    officer = {"case": Case(officer_id=who.user.pk)} if mine == "I review as the officer" else {}
    return {
        "status": status, "side": side, "outcome": "STANDS" if status in REVIEWED else "",
        "reviewer_id": who.user.pk if mine else None,
        "deciders": [who.user.pk] if mine == "I review what I decided" else [], **officer,
    }  # fmt: skip


def meeting_values(state, who):
    """Field values of a meeting in a state."""
    status, _comma, when = state.partition(", ")
    ahead = timedelta(days=-1 if when == "begun" else 1)
    facts = {"status": status, "meets_at": NOW + ahead if when else None, "planned_minutes": 45}
    if status not in ("OFFERED", "CANCELLED"):
        facts["answered_on"] = NOW.date()
    if status in ("ARRANGED", "HELD"):
        facts |= {"mode": "VIDEO", "meets_at": NOW + ahead}
    if status == "HELD":
        facts["lasted_minutes"] = 30
    return facts


def letter_values(state, who):
    """Field values of a letter in a state."""
    how_far, side, author = state
    status, _by, means = how_far.partition(" by ")
    means = {"": "", "hand": "POST", "e-mail": "EMAIL"}[means]
    facts = {"status": status, "side": side, "means": means}
    if author == "myself":
        facts["authors"] = [who.user.pk]
    if status in ("APPROVED", "SENDING", "SENT"):
        facts |= {"approved_by_id": who.user.pk, "approved_at": NOW}
    return facts


def record_values(state, who):
    """Field values of a victim record in a state."""
    return {
        "wants_contact": "NO" if state == "opted out" else "NOT_ASKED",
        "is_withdrawing": state == "withdrawing",
    }


def event_values(state, who):
    """Field values of an event in a state."""
    gone = {"withdrawn_because": "Why.", "withdrawn_by_id": who.user.pk, "withdrawn_at": MONDAY}
    return gone if state[1] == "withdrawn" else {}


def identity_destruction_values(state, who):
    """Field values of what is proposed about an identity: another's, one's own, or settled."""
    own = {"by_id": who.user.pk, "authors": [who.user.pk]}
    settled = {"status": "REFUSED", "settled_by_id": who.user.pk, "settled_at": NOW}
    return {"waiting": {}, "myself": own, "settled": settled}[state[1]]


def duty_values(state, who):
    """Field values of a duty in a state."""
    due_at = NOW + timedelta(days=-1 if state[1] == "late" else 1)
    return {"listed_at": due_at}


def support_values(state, who):
    """Field values of a support in a state."""
    is_open = state in ("ASKED", "SUPPORTED")
    return {"status": state, "is_open": is_open, "isva_id": who.user.pk if is_open else None}


FACTS = STAGES | {
    "Duty": duty_values,
    "IdentityDestruction": identity_destruction_values,
    "Support": support_values,
    "Letter": letter_values,
    "Meeting": meeting_values,
    "RightToReview": review_request_values,
    "VictimEvent": event_values,
    "VictimRecord": record_values,
}
