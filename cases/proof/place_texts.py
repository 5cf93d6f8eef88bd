"""The words of places in the matrix of proof: headings of allegations, and labels of points."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from cases.models import Bearing, Gap
from cases.offences.alleged_days import ActDays
from cases.offences.judgement_texts import act_days_text, provision_text
from cases.offences.queries.offence_table import dated_offence_of
from cases.proof.queries.places import ProofPlace, ProofSubject


def subject_name(number: int, subject: ProofSubject, alternative_to: list[int]) -> str:
    """Text such as "Allegation 2, in the alternative to allegation 1: Rape"."""
    told = {"n": number, "offence": subject.allegation.offence.title}
    if not alternative_to:
        return _("Allegation %(n)s: %(offence)s") % told
    told |= {"to": _(" and ").join(str(each) for each in alternative_to)}
    return _("Allegation %(n)s, in the alternative to allegation %(to)s: %(offence)s") % told


def subject_details(subject: ProofSubject) -> str:
    """The code, Act and section, victim and days of an allegation, in one line."""
    row = subject.allegation
    told = {
        "code": row.offence_id, "provision": provision_text(dated_offence_of(row.offence_id)),
        "n": row.victim.number, "days": act_days_text(ActDays.of(row.from_on, row.to_on)),
    }  # fmt: skip
    return _("%(code)s, %(provision)s, victim %(n)s, %(days)s") % told


def point_text(place: ProofPlace) -> str:
    """A point with its number; of an offence that was attempted, that it has to have been meant."""
    if place.point is None:
        return _("The offence as a whole")
    told = {"n": place.number, "text": place.point.text}
    if place.is_intended:
        return _("%(n)s. Meant: %(text)s") % told
    return _("%(n)s. %(text)s") % told


def allegation_point_text(number: int, point: str) -> str:
    """A point with the number of its allegation."""
    return _("Allegation %(n)s: %(point)s") % {"n": number, "point": point}


def entry_point_text(entry: Bearing | Gap) -> str:
    """The point of an entry that has no row on the page."""
    if entry.allegation_id is None:
        return _("The case as a whole")
    return entry.point.text if entry.point else _("The offence as a whole")


def repeated_gap_text(numbers: Sequence[int]) -> str:
    """That a gap stands on several points. numbers: of the allegation of each point."""
    if len(numbers) < 2:
        return ""
    under = sorted(set(numbers))
    if len(under) == 1:
        return _("It stands on %(n)s points and is counted once.") % {"n": len(numbers)}
    told = {"last": under[-1], "first": ", ".join(str(each) for each in under[:-1])}
    return _("It stands under allegations %(first)s and %(last)s and is counted once.") % told


def place_choices(subjects: list[ProofSubject]) -> list[tuple[str, str]]:
    """[(key, label)] of every row of the matrix; with the offence where there are several."""
    return [
        (
            place.key,
            f"{subject.allegation.offence.title}: {point_text(place)}"
            if len(subjects) > 1
            else point_text(place),
        )
        for subject in subjects
        for place in subject.places
    ]
