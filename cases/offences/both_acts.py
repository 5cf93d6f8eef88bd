"""
Offences of one act under both Acts, where its days cross 1 May 2004.

Authority: Violent Crime Reduction Act 2006 s.55 (cases/offences/alleged_days.py).
"""

from cases.offences.alleged_days import ACT_OF_2003_BEGAN, Judgement, Verdict


def are_of_both_acts(one: Judgement, other: Judgement) -> bool:
    """
    Whether two offences of days across 1 May 2004 are on different sides of it.

    The offence itself and an attempt at it are not: they are different acts.
    """
    sides = {each.offence.from_on == ACT_OF_2003_BEGAN for each in (one, other)}
    forms = {each.offence.inchoate for each in (one, other)}
    verdicts = {one.verdict, other.verdict}
    return verdicts == {Verdict.ALTERNATIVE} and len(sides) > 1 and len(forms) == 1


def are_alike_under_both_acts(one: Judgement, other: Judgement) -> bool:
    """
    Whether two offences of days across 1 May 2004 are of both Acts and of like conduct.

    By the kinds of conduct in cases/data/offences.csv, which say for one of them that the other
    applied beside it.
    """
    beside = any(
        each.offence.code in {found.code for found in judged.applied}
        for judged, each in ((one, other), (other, one))
    )
    return beside and are_of_both_acts(one, other)
