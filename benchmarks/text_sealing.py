"""
What sealing a text costs the processor (docs/decisions/0109): `python -m benchmarks.text_sealing`.

A referral as it was sent is JSON, sealed whole: it is made to one text first, and read from it.

Needs no database. Medians of seven rounds, in microseconds of this process's time.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

LENGTHS = (100, 1_000, 10_000)  # characters of a text
SENT = (1, 6)  # suspects of a referral as it was sent, which have as much written of each
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
    for suspects in SENT:
        measure_sent(suspects)
    held = microseconds(partial(CASE_KEYS.held_key, case))
    read = microseconds(partial(CASE_KEYS.key, case))
    print(f"the key: {held:.1f} held, {read:.1f} from its file")


def measure_sent(suspects: int) -> None:
    """Print the cost of a referral as it was sent, of this many suspects."""
    from people.access.sealed_text import open_text, seal_text

    case, key, content = uuid4(), bytes(32), as_sent(suspects)
    place, text = ["cases_submission", "as_sent", str(uuid4()), ""], json.dumps(content)
    sealed = seal_text(text, key=key, owner=case, place=place)

    def seal() -> None:
        seal_text(json.dumps(content), key=key, owner=case, place=place)

    def open_sealed() -> None:
        json.loads(open_text(sealed, key=key, place=place))

    seals, opens = microseconds(seal, 200), microseconds(open_sealed, 200)
    in_clear = microseconds(partial(json.loads, text), 200)
    print(
        f"a referral of {suspects} as sent, {len(text)} bytes of JSON: {seals:.0f} to seal,"
        f" {opens:.0f} to open, {in_clear:.0f} to read in clear, {len(sealed)} kept"
    )


def as_sent(suspects: int) -> dict[str, Any]:
    """A referral as it is stored, of this many suspects, with 12 answers of 1,500 characters."""
    return {
        "urgency": "STANDARD",
        "answers": {f"section_{n}": "What was said. " * 100 for n in range(12)},
        "suspects": [
            {
                "number": n,
                "name": f"Sam Example {n}",
                "custody": "BAIL",
                "account": "He said. " * 160,
            }
            for n in range(suspects)
        ],
        "allegations": [
            {"suspect": n % suspects, "victim": 1, "offence": "Rape", "from_on": "2026-01-01"}
            for n in range(4 * suspects)
        ],
        "documents": [
            {"id": str(uuid4()), "title": f"Statement {n}", "form": "MG11", "sha256": "0" * 64}
            for n in range(30)
        ],
    }


def microseconds(act: Callable[[], object], times: int = TIMES) -> float:
    """Processor time of one call, in microseconds: the median of the rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            act()
        found.append((time.process_time() - began) / times * 1e6)
    return statistics.median(found)


if __name__ == "__main__":
    main()
