"""
Into which group an offence of the list falls, for a pack.

The list's own titles say the age of the victim, who did it and how, and so could tell a case from
others; the group says no more than the offence's family. Read from the words of the title, which
nobody of a case has typed (cases/data/cjs_offences_sexual.csv).
"""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OffenceGroup(TextChoices):
    """Families of sexual offences, the gravest first; attempts and conspiracies are with them."""

    RAPE = "RAPE", _("Rape")
    PENETRATION = "PENETRATION", _("Assault by penetration")
    ASSAULT = "ASSAULT", _("Sexual assault")
    OTHER = "OTHER", _("Another sexual offence")
    NOT_RECORDED = "NOT_RECORDED", _("Not recorded")


def gravest_offence_group(titles: Iterable[str]) -> OffenceGroup:
    """The gravest group of some titles."""
    groups = {_group_of_title(title.casefold()) for title in titles} or {OffenceGroup.NOT_RECORDED}
    return min(groups, key=list(OffenceGroup).index)


def _group_of_title(title: str) -> OffenceGroup:
    words = set(title.replace("/", " ").split())
    if words & {"rape", "raping"}:
        return OffenceGroup.RAPE
    if not words & {"assault", "assaulting"}:
        return OffenceGroup.OTHER
    by_penetration = words & {"penetration", "penetrate"}
    return OffenceGroup.PENETRATION if by_penetration else OffenceGroup.ASSAULT
