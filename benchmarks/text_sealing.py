"""
What sealing a text costs the processor (docs/decisions/0109): `python -m benchmarks.text_sealing`.

Needs no database. Medians of seven rounds, in microseconds of this process's time.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from uuid import uuid4

LENGTHS = (100, 1_000, 10_000)  # characters of a text
ROUNDS, TIMES = 7, 2_000


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CASE_KEY_ROOT"] = folder
        import django

        django.setup()
        measure()


def measure() -> None:
    """Print the cost of a text of each length, and of getting its key."""
    from cases.case_keys import CASE_KEYS
    from people.access.sealed_text import open_text, seal_text

    case = uuid4()
    key, place = CASE_KEYS.get_or_create(case), ["cases_note", "text", str(uuid4()), ""]
    for length in LENGTHS:
        text = "x" * length
        sealed = seal_text(text, key=key, owner=case, place=place)
        seals = microseconds(partial(seal_text, text, key=key, owner=case, place=place))
        opens = microseconds(partial(open_text, sealed, key=key, place=place))
        print(f"{length} characters: {seals:.1f} to seal, {opens:.1f} to open, {len(sealed)} kept")
    held = microseconds(partial(CASE_KEYS.held_key, case))
    read = microseconds(partial(CASE_KEYS.key, case))
    print(f"the key: {held:.1f} held, {read:.1f} from its file")


def microseconds(act: Callable[[], object]) -> float:
    """Processor time of one call, in microseconds: the median of the rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            act()
        found.append((time.process_time() - began) / TIMES * 1e6)
    return statistics.median(found)


if __name__ == "__main__":
    main()
