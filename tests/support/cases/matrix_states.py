"""Put a row of the permission matrix into each state that the expected rules know."""

from copy import copy
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from devtools.case_builder import MONDAY
from people.models import User
from tests.support.cases.expected.extensions import awaits
from tests.support.pilots import matrix_states as pilots
from tests.support.victims import matrix_states as victims

NOW = timezone.now()

TOLD_APART_BY = (
    {  # the part of a state that selects one of a model's rows
        "Suspect": lambda state: state[1],  # was it sent
        "Referral": lambda state: state[1],
        "EarlyAdvice": lambda state: state[1],
        # The side that added it, and whether it is private to it.
        "Document": lambda state: state[0],
        "Conflict": lambda state: state[0],  # the side that recorded it
        "ConflictLifting": lambda state: state[0],
        "AccessRequest": lambda state: state[0],
        "Bearing": lambda state: state[:2],  # the side, and whether only it sees it
        "Gap": lambda state: state[:2],
        "Extension": lambda state: state[1],  # the side that asked
        "HeldMaterial": lambda state: state,  # the side that recorded it
        "Note": lambda state: state,  # the side that wrote it
        "RestrictionChange": lambda state: state[0],  # the side whose person it lets in
        "LegalHold": lambda state: state[0],  # the side that placed it
        "Destruction": lambda state: state[0],  # the side that proposed it
        "VictimRequest": lambda state: state[0],  # how it is intrusive, or OWN
    }
    | victims.TOLD_APART_BY
    | pilots.TOLD_APART_BY
)


def row_of(rows, model, state):
    """The matrix row that a state of a model is about, or None."""
    told_apart = TOLD_APART_BY.get(model)
    return rows.get((model, told_apart(state)) if told_apart else model)


def row_in_state(model, row, state, who):
    """A copy of the row in a state; the permission table then needs no query."""
    row = copy(row)
    for name, value in state_values(model, state, who).items():
        setattr(row, name, value)
    return row


def state_values(model, state, who):
    """The field values of a row in a state."""
    make = FACTS.get(model)
    return make(state, who) if make else {}


def case_values(state, who):
    """Field values of a case in a state."""
    return {
        "prosecutor_id": 1 if state == "has a prosecutor" else None,
        "is_allocated": state in ("has a prosecutor", "taken over"),
        "offered_to_id": 1 if state == "offered" else None,
    }


def suspect_values(state, who):
    """Field values of a suspect in a state."""
    wrote = [who.user.pk] if "my decision" in state else []
    facts = {"is_consulted": "consulted" in state, "is_reviewed": "reviewed" in state}
    facts |= {"is_to_be_reviewed_again": "threshold" in state}
    facts |= {"has_stopped_charges": "stopped in part" in state}
    return {"state": state[0], "proposed_by": wrote} | facts


def extension_values(state, who):
    """Field values of an extension in a state."""
    status, _side, whose = state
    return {
        "status": status,
        "awaits": awaits(state),
        "asked_to_settle": [who.user.pk] if whose else [],
    }


def referral_values(state, who):
    """Field values of a referral in a state."""
    status, _sent, writer = state
    mine = {"written_by_id": who.user.pk, "writers": [who.user.pk]}
    found = {"status": status, "is_assessed": False}
    if status == "ASSESSED":
        found = {"status": "ACCEPTED", "is_assessed": True}
    return found | (mine if writer == "myself" else {})


def early_advice_values(state, who):
    """Field values of an early advice in a state."""
    status, _sent, whoever = state
    mine = {"written_by_id": who.user.pk, "writers": [who.user.pk], "adviser_id": who.user.pk}
    return {"status": status} | (mine if whoever == "myself" else {})


def review_values(state, who):
    """Field values of a review in a state."""
    second_since = MONDAY if "one before" in state else None
    return {"has_plan": state.startswith("has"), "second_since": second_since}


def item_values(state, who):
    """Field values of an action item in a state."""
    status, asked, challenge, is_taken_on, *reach = state
    reach, _comma, bounds = "".join(reach).partition(", ")
    answer = "" if status in ("OPEN", "CANCELLED") else "DONE"
    challenge, _comma, mine = challenge.partition(", ")
    facts = {"status": status, "date_asked_by": asked, "answer": answer, "challenge": challenge}
    facts["asked_to_settle"] = [who.user.pk] if mine else []
    facts |= {"reach": reach, "are_bounds_wanted": bool(bounds)}
    return facts | {"taken_on_at": MONDAY if is_taken_on else None}


def document_values(state, who):
    """Field values of a document in a state."""
    answers = {"entry_id": uuid4()} if state[1] == "came with an answer" else {}
    return {"is_current": state[1] != "replaced"} | answers


def court_fact_values(state, who):
    """Field values of a court fact in a state."""
    return {"is_current": state == "current"}


def allegation_values(state, who):
    """Field values of an allegation in a state."""
    return {"is_current": state == "current"}


def proof_entry_values(state, who):
    """Field values of an entry of the proof, there or ended."""
    ended = {"ended_at": NOW, "ended_by_id": who.user.pk, "ended_because": "Why."}
    return ended if state[2] == "ended" else {}


def failure_values(state, who):
    """Field values of a file failure in a state."""
    status, window, assessor = state
    day = timedelta(days=1)
    closes_at = timezone.now() + (day if window == "open" else -day)
    assessed_by = {"assessed_by_id": who.user.pk} if assessor == "myself" else {}
    return {"status": status, "closes_at": closes_at} | assessed_by


def proposal_values(state, who):
    """Field values of a proposal in a state."""
    status, proposer = state
    others = User.objects.exclude(pk=who.user.pk).order_by("pk")
    judge = who.user.pk if proposer == "judged by me" else others.values_list("pk", flat=True)[0]
    judged = {"judgement": "Why.", "judged_by_id": judge, "judged_at": NOW}
    return (
        {"status": status}
        | (judged if status != "WAITING" else {})
        | ({"by_id": who.user.pk} if proposer == "myself" else {})
    )


def proposed_plan_values(state, who):
    """Field values of a proposed plan in a state."""
    status, author = state
    judged = {"judgement": "Why.", "judged_by_id": who.user.pk, "judged_at": NOW}
    taken_back = {"withdrawal_reason": "Why.", "withdrawn_by_id": who.user.pk, "withdrawn_at": NOW}
    return (
        {"status": status}
        | (taken_back if status == "WITHDRAWN" else {})
        | (judged if status in ("APPROVED", "DECLINED") else {})
        | ({"authors": [who.user.pk]} if author == "myself" else {})
    )


def transfer_values(state, who):
    """Field values of a transfer in a state."""
    ended = {"is_open": False, "ended_by_id": who.user.pk, "ended_at": NOW}
    return {"status": state} | ({} if state == "PROPOSED" else ended)


def victim_request_values(state, who):
    """Field values of a request with these steps recorded today."""
    _reach, steps = state
    dated = set(steps) - {"excepted", "late", "dropped"}
    facts = {f"{step}_on": NOW.date() for step in dated}
    facts["notice_by"] = NOW.date() if "late" in steps else None
    if "dropped" in steps:
        facts |= {"dropped_at": NOW, "dropped_because": "Why."}
    return facts | {"is_excepted": "excepted" in steps}


def conflict_values(state, who):
    """Field values of a conflict in a state."""
    lifted = {"lifted_at": NOW, "lifted_by_id": who.user.pk, "lifted_because": "Another person."}
    return {"lifted": lifted, "of mine": {"user_id": who.user.pk}, "open": {}}[state[1]]


def restriction_values(state, who):
    """Field values of a restriction in a state."""
    return {"lifted_at": NOW if state == "lifted" else None}


def legal_hold_values(state, who):
    """Field values of a legal hold: it stands, or was ended."""
    ended = {"ended_at": NOW, "ended_by_id": who.user.pk, "ended_because": "It was heard."}
    return ended if state[1] == "ended" else {}


def access_request_values(state, who):
    """Field values of a request to be let in: it waits, or is closed."""
    return {"closed_by_id": who.user.pk, "closed_at": NOW} if state[1] == "closed" else {}


def settled_by_another_values(state, who):
    """Field values of what one proposes and another settles: another's, one's own, or settled."""
    own = {"by_id": who.user.pk, "authors": [who.user.pk]}
    settled = {"status": "REFUSED", "settled_by_id": who.user.pk, "settled_at": NOW}
    return {"waiting": {}, "myself": own, "settled": settled}[state[1]]


def break_glass_values(state, who):
    """Field values of a break-glass: open, over or reviewed, of another person or one's own."""
    by = {"by_id": who.user.pk, "authors": [who.user.pk]} if "myself" in state else {}
    over = {} if "open" in state else {"ended_at": NOW, "ended_by_id": who.user.pk}
    found = {"finding": "NEEDED", "review_text": "It could not wait.", "reviewed_at": NOW}
    reviewed = found | {"reviewed_by_id": who.user.pk} if state == "reviewed" else {}
    return by | over | reviewed


FACTS = (
    {
        "AccessRequest": access_request_values,
        "BreakGlass": break_glass_values,
        "Case": case_values,
        "Suspect": suspect_values,
        "Referral": referral_values,
        "EarlyAdvice": early_advice_values,
        "Review": review_values,
        "ActionItem": item_values,
        "Document": document_values,
        "CourtFact": court_fact_values,
        "Allegation": allegation_values,
        "Bearing": proof_entry_values,
        "Gap": proof_entry_values,
        "Conflict": conflict_values,
        "ConflictLifting": settled_by_another_values,
        "Extension": extension_values,
        "FileFailure": failure_values,
        "LegalHold": legal_hold_values,
        "Destruction": settled_by_another_values,
        "Restriction": restriction_values,
        "RestrictionChange": settled_by_another_values,
        "Proposal": proposal_values,
        "ProposedPlan": proposed_plan_values,
        "VictimRequest": victim_request_values,
        "Transfer": transfer_values,
    }
    | victims.FACTS
    | pilots.FACTS
)
