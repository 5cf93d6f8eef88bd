"""Expected rules: material that is held elsewhere."""

from tests.support.cases.expected.roles import FORBIDDEN, WORKERS

SIDES = ("POLICE", "CPS")  # the side that recorded it
TABLES = {
    "HeldMaterial": (
        {
            "correct_held_material": (WORKERS, set(SIDES)),
            "record_watching": (WORKERS, set(SIDES)),
        },
        SIDES,
    )
}


def exception(model, verb, state, who):
    """Each side corrects what it recorded."""
    return FORBIDDEN if verb == "correct_held_material" and who.side != state else None
