"""Permission tables: which capacity may do which verb, in which state."""

from cases.permissions.action_plans import ITEM, PLAN, REVIEW
from cases.permissions.allegations import ALLEGATION
from cases.permissions.break_glass import BREAK_GLASS
from cases.permissions.cases import CASE
from cases.permissions.conflicts import CONFLICT, CONFLICT_LIFTING
from cases.permissions.court_facts import COURT_FACT
from cases.permissions.documents import DOCUMENT, KNOWN_TO_CPS
from cases.permissions.early_advice import EARLY_ADVICE, MOVED_ON
from cases.permissions.extensions import EXTENSION
from cases.permissions.file_quality import FAILURE
from cases.permissions.held_material import HELD_MATERIAL
from cases.permissions.message_threads import THREAD
from cases.permissions.notes import NOTE
from cases.permissions.proof import BEARING, GAP
from cases.permissions.proposed_plans import PROPOSED_PLAN
from cases.permissions.referrals import ALLEGATION_FIRST, CHANGE_THAT_ONE, IT_STAYS, REFERRAL
from cases.permissions.restrictions import ACCESS_REQUEST, RESTRICTION, RESTRICTION_CHANGE
from cases.permissions.retention import DESTRUCTION, LEGAL_HOLD
from cases.permissions.site import SITE
from cases.permissions.submissions import SUBMISSION
from cases.permissions.suspects import NOT_OF_THIS_CASE, SUSPECT
from cases.permissions.transfers import TRANSFER
from cases.permissions.victim_requests import PROPOSAL, VICTIM_REQUEST
from cases.permissions.victims import VICTIM

__all__ = [
    "ACCESS_REQUEST",
    "ALLEGATION",
    "ALLEGATION_FIRST",
    "BEARING",
    "BREAK_GLASS",
    "CASE",
    "CHANGE_THAT_ONE",
    "CONFLICT",
    "CONFLICT_LIFTING",
    "COURT_FACT",
    "DESTRUCTION",
    "DOCUMENT",
    "EARLY_ADVICE",
    "EXTENSION",
    "FAILURE",
    "GAP",
    "HELD_MATERIAL",
    "ITEM",
    "IT_STAYS",
    "KNOWN_TO_CPS",
    "LEGAL_HOLD",
    "MOVED_ON",
    "NOTE",
    "NOT_OF_THIS_CASE",
    "PLAN",
    "PROPOSAL",
    "PROPOSED_PLAN",
    "REFERRAL",
    "RESTRICTION",
    "RESTRICTION_CHANGE",
    "REVIEW",
    "SITE",
    "SUBMISSION",
    "SUSPECT",
    "THREAD",
    "TRANSFER",
    "VICTIM",
    "VICTIM_REQUEST",
]
