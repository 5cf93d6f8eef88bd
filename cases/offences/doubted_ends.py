"""Offences that may have ended for acts from a day on: cases/data/doubted_ends.toml."""

import tomllib
from pathlib import Path

from cases.offences.alleged_days import DoubtedEnd

ROWS = tomllib.loads((Path(__file__).parent.parent / "data" / "doubted_ends.toml").read_text())


def doubted_end_of(statute: str, main_section: str) -> DoubtedEnd | None:
    """From when an offence of this section may not apply any more; None where nobody doubts it."""
    for row in ROWS["doubted_end"]:
        if (row["statute"], row["section"]) == (statute, main_section):
            return DoubtedEnd(row["acts_from"], row["authority"])
    return None
