"""
The group of an offence, for a pack.

The titles of the list state the victim's age, the offender and the means, and so could identify a
case; the group gives only the offence's family. Derived from the words of the listed title, which
nobody of a case has typed (cases/data/offences.csv). An indecent assault of the law before 2004 is
a sexual assault here, and a burglary with intent to rape is another offence.
"""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OffenceGroup(TextChoices):
    """Families of sexual offences, most serious first, with their attempts and conspiracies."""

    RAPE = "RAPE", _("Rape")
    PENETRATION = "PENETRATION", _("Assault by penetration")
    ASSAULT = "ASSAULT", _("Sexual assault")
    OTHER = "OTHER", _("Another sexual offence")
    NOT_RECORDED = "NOT_RECORDED", _("Not recorded")


def gravest_offence_group(titles: Iterable[str]) -> OffenceGroup:
    """The most serious group of some titles."""
    groups = {_group_of_title(title.casefold()) for title in titles} or {OffenceGroup.NOT_RECORDED}
    return min(groups, key=list(OffenceGroup).index)


def _group_of_title(title: str) -> OffenceGroup:
    words = set(title.replace("/", " ").split())
    if words & {"rape", "raping"} and "burglary" not in words:
        return OffenceGroup.RAPE
    if not words & {"assault", "assaulting"}:
        return OffenceGroup.OTHER
    by_penetration = words & {"penetration", "penetrate"}
    return OffenceGroup.PENETRATION if by_penetration else OffenceGroup.ASSAULT
