"""Expected rules: the destruction of a victim's identity, by leaders of a unit with the case."""

from tests.support.cases.expected.roles import FORBIDDEN, NOT_NOW
from tests.support.victims.expected import records

READERS, LEADS = records.READERS, records.LEADS

STATES = tuple(
    (side, how) for side in ("POLICE", "CPS") for how in ("waiting", "myself", "settled")
)
DESTRUCTION = {
    "approve_identity_destruction": (LEADS, set(STATES)),
    "refuse_identity_destruction": (LEADS, set(STATES)),
    "withdraw_identity_destruction": (LEADS, set(STATES)),
}

TABLES = {"IdentityDestruction": (DESTRUCTION, STATES)}


def exception(model, verb, state, who):
    """The other side settles what one side proposed; only the proposer withdraws it."""
    side, how = state
    if not who.holds & LEADS:
        return None
    if verb == "withdraw_identity_destruction":
        return None if how == "myself" else FORBIDDEN
    if how == "myself" or who.side == side:
        return FORBIDDEN
    return {"settled": NOT_NOW, "waiting": None}[how]
