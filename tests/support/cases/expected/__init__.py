"""Expected rules: who may do what, written by hand and compared with the permission matrix.

It imports nothing from the project, so a change of rules must be made here as well. A noun's module
has TABLES = {model: ({verb: (who may, at which stages)}, states)};
READERS if the readers of the row differ from those of the case;
stage(state) if a state has more than the stage; held_capacities(who) if the capacities on the row
differ from those on the case; and exception(model, verb, state, who), called first for readers of
the case, which returns None if the table decides.
"""

from tests.support.cases.expected import (
    action_plans,
    allegations,
    break_glass,
    cases,
    conflicts,
    court_facts,
    documents,
    early_advice,
    extensions,
    file_quality,
    held_material,
    notes,
    proof,
    referrals,
    restrictions,
    retention,
    submissions,
    suspects,
    threads,
    transfers,
    victim_requests,
    victims,
)
from tests.support.cases.expected.roles import FORBIDDEN, HIDDEN, NOT_NOW, OPEN, READERS
from tests.support.cases.expected.site import ANYBODY
from tests.support.cases.expected.site import SITE as OF_CASES
from tests.support.pilots.expected import ALSO_TAKES as FILES_OF_PILOTS
from tests.support.pilots.expected import NOUNS as OF_PILOTS
from tests.support.pilots.expected import SITE as ABOUT_PILOTS
from tests.support.pilots.expected import TAKES
from tests.support.victims.expected import NOUNS as OF_VICTIMS
from tests.support.victims.expected import SITE as WITH_VICTIMS

NOUNS = (
    action_plans,
    allegations,
    break_glass,
    cases,
    conflicts,
    court_facts,
    documents,
    early_advice,
    extensions,
    file_quality,
    held_material,
    notes,
    proof,
    referrals,
    restrictions,
    retention,
    submissions,
    suspects,
    threads,
    transfers,
    victim_requests,
    victims,
    *OF_VICTIMS,
    *OF_PILOTS,
)
SITE = OF_CASES | WITH_VICTIMS | ABOUT_PILOTS
ALSO_TAKES = FILES_OF_PILOTS | {"make_log_extract"}
TABLES = {model: table for noun in NOUNS for model, table in noun.TABLES.items()}
NOUN_OF = {model: noun for noun in NOUNS for model in noun.TABLES}


def expected(model, verb, state, who):
    """The outcome for a person, given their side and their capacities on the case."""
    if model == "Site":
        may = SITE[verb]
        if verb in ALSO_TAKES and not who.everywhere >= TAKES:
            return FORBIDDEN
        return OPEN if (who.everywhere & may if may != ANYBODY else who.side) else FORBIDDEN
    noun, (can, when) = NOUN_OF[model], TABLES[model][0][verb]
    holds = noun.held_capacities(who) if hasattr(noun, "held_capacities") else who.holds
    if not holds & getattr(noun, "READERS", READERS):
        return HIDDEN
    if hasattr(noun, "exception") and (found := noun.exception(model, verb, state, who)):
        return found
    if not holds & can:
        return FORBIDDEN
    stage = noun.stage(state) if hasattr(noun, "stage") else state
    return OPEN if stage in when else NOT_NOW
