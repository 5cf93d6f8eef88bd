"""The age of the victim that the title of an offence says, by which some offences cannot apply."""

import re

from cases.offences.alleged_days import DatedOffence, Judgement

OLDEST = 150
OFFENDERS_AGE = re.compile(r"\boffender (?:under \d+|\d+ or over)\b", re.IGNORECASE)
# A title that says whose act it was may have the age of whoever did it: its ages are not read.
SAYS_WHO_DID_IT = re.compile(
    r"\bby (?:a )?(?:person|male|female|man|woman)\b|\bperson \d+|\bbetween\b"
)
UNDER = re.compile(r"\bunder (?:the )?(?:age of )?(\d+)\b", re.IGNORECASE)
FROM_TO = re.compile(r"\b(\d+) ?(?:/ ?\d+ ?/|to|-) ?(\d+)\b")
AND_OVER = re.compile(r"\b(\d+)(?: years)?(?: of age)? (?:or|and) over\b|\bover (\d+)\b")


def victim_ages(title: str) -> tuple[int, int] | None:
    """(youngest, oldest) age of the victim by the title; None if it does not say one surely."""
    text = OFFENDERS_AGE.sub("", title)
    if SAYS_WHO_DID_IT.search(text):
        return None
    found = [
        *((0, int(each[1]) - 1) for each in UNDER.finditer(text)),
        *((int(each[1]), int(each[2])) for each in FROM_TO.finditer(text)),
        *((int(each[1] or each[2]), OLDEST) for each in AND_OVER.finditer(text)),
    ]
    return found[0] if len(found) == 1 else None


def applied_at_the_age(judgement: Judgement) -> tuple[DatedOffence, ...]:
    """
    The offences that applied beside the one judged, without those of another age of the victim.

    All of them where its title says no age, or none would be left.
    """
    own = victim_ages(judgement.offence.title)
    if own is None:
        return judgement.applied
    return tuple(each for each in judgement.applied if _overlaps(each, own)) or judgement.applied


def depends_on_age(judgement: Judgement) -> bool:
    """Whether the age of the victim says which of them applies, and the title does not say it."""
    if victim_ages(judgement.offence.title) is not None:
        return False
    ages = {victim_ages(each.title) for each in judgement.applied}
    return any(one and other and not _meet(one, other) for one in ages for other in ages)


def _overlaps(offence: DatedOffence, ages: tuple[int, int]) -> bool:
    theirs = victim_ages(offence.title)
    return theirs is None or _meet(theirs, ages)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
