"""Expected rules: cases."""

from tests.support.cases.expected.conflicts import WATCH
from tests.support.cases.expected.roles import (
    LAWYERS,
    MANAGERS,
    NOT_NOW,
    READERS,
    SUPERVISORS,
    TEAM,
    WORKERS,
)

# "taken over" from another unit, in which a prosecutor had it; "offered" to another unit.
CASE_STATES = ("no prosecutor", "has a prosecutor", "taken over", "offered")
ALWAYS = set(CASE_STATES)
CASE = {
    "see_case": (READERS, ALWAYS),
    "see_case_history": (READERS, ALWAYS),
    "see_case_as_it_was": (READERS, ALWAYS),
    "see_case_victims": (READERS, ALWAYS),
    "see_victim_register": (READERS, ALWAYS),
    "see_file_quality": (READERS, ALWAYS),
    "see_uploads": (READERS, ALWAYS),
    "see_documents": (READERS, ALWAYS),
    "see_due_dates": (READERS, ALWAYS),
    "see_proof": (READERS, ALWAYS),
    "add_suspect": (TEAM, ALWAYS),
    "add_victim": (TEAM, ALWAYS),
    "add_allegation": (TEAM, ALWAYS),
    "add_document": (WORKERS, ALWAYS),
    "see_held_material": (READERS, ALWAYS),
    "add_held_material": (WORKERS, ALWAYS),
    "see_notes": (READERS, ALWAYS),
    "see_decisions": (READERS, ALWAYS),
    "see_court_facts": (READERS, ALWAYS),
    "see_closing_reports": (READERS, ALWAYS),
    "write_note": (WORKERS, ALWAYS),
    "see_threads": (READERS, ALWAYS),
    "open_thread": (READERS - {"broke_glass"}, ALWAYS),
    "see_submissions": (READERS, ALWAYS),
    "propose_transfer": (MANAGERS, ALWAYS - {"offered"}),
    "withdraw_transfer": (MANAGERS, {"offered"}),
    "reallocate_case": (MANAGERS, {"has a prosecutor", "taken over"}),
    "cover_case": (MANAGERS, {"has a prosecutor"}),
    "end_cover": (MANAGERS, {"has a prosecutor"}),
    "record_crime_reference": (TEAM, ALWAYS),
    "see_conflicts": (READERS, ALWAYS),
    "declare_conflict": (READERS, ALWAYS),
    "record_conflict": (WATCH, ALWAYS),
    "see_restriction": (READERS, ALWAYS),
    "restrict_case": (WATCH, ALWAYS - {"offered"}),
    "see_retention": (READERS, ALWAYS),
    "place_legal_hold": (WATCH, ALWAYS),
    "review_retention": (WATCH, ALWAYS),
    "propose_destruction": (WATCH, ALWAYS),
    "see_links": (READERS, ALWAYS),
    "link_case": (WORKERS, ALWAYS),
    "dismiss_match": (WORKERS, ALWAYS),
    "dismiss_matches": (WORKERS, ALWAYS),
    "unlink_case": (WORKERS, ALWAYS),
    "name_officer": (SUPERVISORS, ALWAYS),
    "request_early_advice": (TEAM, ALWAYS),
    "write_referral": (TEAM, ALWAYS),
    "allocate_case": (MANAGERS, ALWAYS),
    "record_review": (LAWYERS, ALWAYS),
    "record_consultation": (TEAM | LAWYERS, ALWAYS),
}

TABLES = {"Case": (CASE, CASE_STATES)}


def exception(model, verb, state, who):
    """No messages while only one side has the case; a restricted case is not offered, nor
    restricted again."""
    if verb == "propose_transfer" and who.case == "restricted" and who.holds & MANAGERS:
        return NOT_NOW
    if verb == "restrict_case" and who.case == "restricted" and who.holds & WATCH:
        return NOT_NOW
    return NOT_NOW if verb == "open_thread" and who.relation == "before sign-off" else None
