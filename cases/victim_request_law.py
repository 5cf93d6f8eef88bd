"""
From which day sections 44A to 44F hold, and the lists of theirs that are settings.

Source: Police, Crime, Sentencing and Courts Act 2022, ss.44B(5) and 44D(2)(b). Both lists are empty
until somebody who has read the text enters it in data/victim_information_requests.toml.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.models.action_plan import Reach
from cases.victim_request_words import IN_FORCE_FROM, SETTINGS


@dataclass(frozen=True)
class LawEntry:
    """
    One entry of a list: what the form asks, the days on which it holds, who entered it, from where.

    code: kept with what was recorded. starts, ends: the first and the last day.
    """

    code: str
    text: str
    entered_by: str
    source: str
    starts: date
    ends: date = date.max


def entries_by_code(rows: Iterable[Mapping[str, Any]]) -> dict[str, LawEntry]:
    """The entries of a list by code. Raises ValueError for one that is not whole or not alone."""
    found: dict[str, LawEntry] = {}
    for row in rows:
        entry = LawEntry(**row)
        said = (entry.code, entry.text, entry.entered_by, entry.source)
        if not all(each.strip() for each in said) or entry.ends < entry.starts:
            raise ValueError(f"{entry.code or entry.text} is not whole")
        if entry.code in found:
            raise ValueError(f"{entry.code} is there twice")
        found[entry.code] = entry
    return found


EXCEPTION_GROUNDS = entries_by_code(SETTINGS["exception_ground"])  # s.44B(5)
COUNSELLING_STEPS = entries_by_code(SETTINGS["counselling_step"])  # s.44D(2)(b)


def entries_on(entries: Mapping[str, LawEntry], first: date, last: date) -> list[LawEntry]:
    """The entries that hold on any of these days."""
    return [each for each in entries.values() if each.starts <= last and first <= each.ends]


def are_of_list(chosen: Collection[str], listed: Iterable[LawEntry]) -> bool:
    """Whether codes that somebody chose are of a list, and some if it has any."""
    codes = {each.code for each in listed}
    return bool(codes) == bool(chosen) and codes.issuperset(chosen)


def steps_asked(reach: str, first: date, last: date) -> list[LawEntry]:
    """The steps of the code that are asked of a decision made between two days."""
    return entries_on(COUNSELLING_STEPS, first, last) if reach == Reach.COUNSELLING else []


def law_text(entries: Mapping[str, LawEntry], code: str) -> str:
    """The text of an entry; its code if the list has it no more."""
    return entries[code].text if code in entries else code


def are_questions_asked(reach: str, decided_on: date) -> bool:
    """Whether what section 44A asks is asked of a decision of this day; never of a device."""
    return reach != Reach.DEVICE and decided_on >= IN_FORCE_FROM
