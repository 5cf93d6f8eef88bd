"""
A victim's circumstances in words: domestic abuse, child at the time, ground as a witness.

One plain shape for what is recorded now and for what was sent. Runs no queries.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import WitnessGround, YesNoNotKnown
from cases.specialisms import SPECIALISMS


@dataclass(frozen=True)
class VictimCircumstances:
    """
    What is recorded of one victim, as one reader may see it.

    victim: their number. abusers: numbers of the suspects by whom it is said to be domestic abuse.
    number: of the version, 0 where nothing is recorded.
    """

    victim: int
    number: int = 0
    abusers: list[int] = field(default_factory=list)
    is_no_abuse: bool = False
    was_child: str = YesNoNotKnown.NOT_KNOWN
    is_vulnerable: str = YesNoNotKnown.NOT_KNOWN
    grounds: list[str] = field(default_factory=list)

    @property
    def version(self) -> int:
        """The version that a form is about: 1 where nothing is recorded."""
        return self.number + 1

    @property
    def domestic_abuse(self) -> YesNoNotKnown:
        """Whether it is said to be domestic abuse by a suspect that the reader knows."""
        if self.abusers:
            return YesNoNotKnown.YES
        return YesNoNotKnown.NO if self.is_no_abuse else YesNoNotKnown.NOT_KNOWN

    def about_suspects(self, suspects: Collection[int]) -> "VictimCircumstances":
        """The same as a referral of these suspects says it: a no where only others are named."""
        named = [number for number in self.abusers if number in suspects]
        return replace(
            self, abusers=named, is_no_abuse=self.is_no_abuse or (not named and bool(self.abusers))
        )


def is_offence_against_child(title: str) -> bool:
    """Whether the title of an offence says that its victim was a child."""
    return SPECIALISMS["CHILDREN"].is_wanted_for(title)


def was_child(recorded: VictimCircumstances, titles: Collection[str]) -> YesNoNotKnown:
    """Whether the victim was a child at the time: as recorded, or else as the offences say."""
    if recorded.was_child == YesNoNotKnown.NOT_KNOWN and any(map(is_offence_against_child, titles)):
        return YesNoNotKnown.YES
    return YesNoNotKnown(recorded.was_child)


def circumstances_texts(
    recorded: VictimCircumstances, titles: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """(question, answer) of each fact. titles: of the offences alleged to have been committed."""
    yield _("Domestic abuse"), _abuse_text(recorded)
    answer = was_child(recorded, titles)
    is_derived = answer != recorded.was_child
    label = _("Yes: the offence alleged is one against a child") if is_derived else answer.label
    yield _("A child at the time"), str(label)
    yield (
        _("Vulnerable or intimidated as a witness (Youth Justice and Criminal Evidence Act 1999)"),
        _grounds_text(recorded),
    )


def _abuse_text(recorded: VictimCircumstances) -> str:
    if not recorded.abusers:
        return str(recorded.domestic_abuse.label)
    numbers = ", ".join(map(str, recorded.abusers))
    text = ngettext("Yes, by suspect %(n)s", "Yes, by suspects %(n)s", len(recorded.abusers))
    return text % {"n": numbers}


def _grounds_text(recorded: VictimCircumstances) -> str:
    if recorded.grounds:
        return "; ".join(str(WitnessGround(code).label) for code in recorded.grounds)
    return {
        YesNoNotKnown.NO: _("Eligible as a complainant (section 17(4)), and on no other ground"),
    }.get(YesNoNotKnown(recorded.is_vulnerable), str(YesNoNotKnown.NOT_KNOWN.label))


def read_circumstances(rows: Collection[dict[str, Any]] | None) -> dict[int, VictimCircumstances]:
    """{number of the victim: circumstances} of rows as a query or a snapshot has them."""
    return {row["victim"]: VictimCircumstances(**row) for row in rows or ()}
