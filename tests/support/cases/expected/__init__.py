"""
Who may do what, said once more by hand: what the permission matrix is compared with.

Nothing is imported from the project, so a rule that changes there must be changed here by someone
who means it. A noun's file has TABLES = {model: ({verb: (who may, at which stages)}, states)};
READERS where others read the row than the case;
stage(state) where a state says more than the stage; holds(who) where a person may hold the row
otherwise than the case; and exception(model, verb, state, who), which
is asked first of whoever may read the case, and answers None where the table decides.
"""

from tests.support.cases.expected import (
    action_plans,
    allegations,
    cases,
    conflicts,
    court_facts,
    documents,
    early_advice,
    file_quality,
    notes,
    referrals,
    submissions,
    suspects,
    threads,
    transfers,
    victim_requests,
)
from tests.support.cases.expected.roles import FORBIDDEN, HIDDEN, NOT_NOW, OPEN, READERS
from tests.support.cases.expected.site import ANYBODY
from tests.support.cases.expected.site import SITE as OF_CASES
from tests.support.pilots.expected import NOUNS as OF_PILOTS
from tests.support.pilots.expected import SITE as ABOUT_PILOTS
from tests.support.victims.expected import NOUNS as OF_VICTIMS
from tests.support.victims.expected import SITE as WITH_VICTIMS

NOUNS = (
    action_plans,
    allegations,
    cases,
    conflicts,
    court_facts,
    documents,
    early_advice,
    file_quality,
    notes,
    referrals,
    submissions,
    suspects,
    threads,
    transfers,
    victim_requests,
    *OF_VICTIMS,
    *OF_PILOTS,
)
SITE = OF_CASES | WITH_VICTIMS | ABOUT_PILOTS
TABLES = {model: table for noun in NOUNS for model, table in noun.TABLES.items()}
NOUN_OF = {model: noun for noun in NOUNS for model in noun.TABLES}


def expected(model, verb, state, who):
    """What a person finds; who says which side they are of and what they hold the case as."""
    if model == "Site":
        may = SITE[verb]
        return OPEN if (who.everywhere & may if may != ANYBODY else who.side) else FORBIDDEN
    noun, (can, when) = NOUN_OF[model], TABLES[model][0][verb]
    holds = noun.holds(who) if hasattr(noun, "holds") else who.holds
    if not holds & getattr(noun, "READERS", READERS):
        return HIDDEN
    if hasattr(noun, "exception") and (found := noun.exception(model, verb, state, who)):
        return found
    if not holds & can:
        return FORBIDDEN
    stage = noun.stage(state) if hasattr(noun, "stage") else state
    return OPEN if stage in when else NOT_NOW
