"""
The plea that the police expect of each suspect when they refer them.

Source: the Director's Guidance on Charging, 6th edition, Annex 4, as far as public material
describes it, lists the anticipated plea among what an MG3 holds, and no reason for it. Runs no
queries.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.sealed_text import NotOpened, NotOpenedValue


class AnticipatedPlea(TextChoices):
    """The plea that is expected. Not known is an answer; none at all is not."""

    NOT_GUILTY = "NOT_GUILTY", gettext_lazy("Not guilty")
    GUILTY = "GUILTY", gettext_lazy("Guilty")
    NOT_KNOWN = "NOT_KNOWN", gettext_lazy("Not known")


PLEAS_HEADING = gettext_lazy("Pleas that the police expect")
PLEA_LABEL = gettext_lazy("Plea that the police expect")

# Each suspect has a field of their own, by number, in the form and in the API.
PLEA_FIELD_PATTERN = r"plea_[1-9][0-9]*"


def plea_field_name(number: int) -> str:
    """Name of the field for the plea expected of the suspect with this number."""
    return f"plea_{number}"


def plea_question(number: int) -> str:
    """The question about one suspect."""
    return _("Which plea do you expect of suspect %(n)s?") % {"n": number}


def typed_pleas(typed: Mapping[str, Any]) -> dict[str, str]:
    """{number of a suspect: code} of what is typed so far, by field name."""
    return {
        name.removeprefix("plea_"): code
        for name, code in typed.items()
        if re.fullmatch(PLEA_FIELD_PATTERN, name) and code in AnticipatedPlea.values
    }


def pleas_of(numbers: Iterable[int], pleas: Mapping[str, str]) -> dict[str, str]:
    """{number: code} of these suspects, without those of whom none is said."""
    said = {str(number): pleas.get(str(number), "") for number in numbers}
    return {number: code for number, code in said.items() if code}


def plea_text(code: str) -> str:
    """A code in words; "" for none, and the sentence that stands for one that does not open."""
    if isinstance(code, NotOpened) or not code:
        return code
    return str(AnticipatedPlea(code).label)


def pleas_text(pleas: Mapping[str, str]) -> str:
    """All pleas of a referral as one text."""
    if isinstance(pleas, NotOpenedValue):
        return pleas.sentence
    text = _("Suspect %(n)s: %(plea)s")
    numbers = sorted(pleas, key=int)
    return "\n".join(text % {"n": n, "plea": plea_text(pleas[n])} for n in numbers)
