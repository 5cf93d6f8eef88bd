"""
A victim's circumstances in words: domestic abuse, child, ground as a witness, assessment (MG2).

One plain shape for what is recorded now and for what was sent. Runs no queries.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import WitnessGround, YesNoNotKnown
from cases.personal_statements import STATEMENT_LABEL, PersonalStatements, statement_text
from cases.special_measures import ASSESSMENT_LABEL, assessment_text
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
    assessment: str = ""  # a code of Assessment; "" where nobody has said
    not_assessed_because: str = ""
    assessment_expected_on: date | None = None
    # The id of the document that is their MG2, as it is now or was sent, with its title; "" where
    # none is named that the reader may see, None where that was not asked when it was sent.
    mg2: str | None = ""
    mg2_title: str = ""

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
    recorded: VictimCircumstances, titles: Collection[str] = (), *, on: date | None = None
) -> Iterator[tuple[str, str]]:
    """
    (question, answer) of each fact. titles: of the offences alleged to have been committed. on: the
    day by which a date may have passed.
    """
    yield _("Domestic abuse"), _abuse_text(recorded)
    answer = was_child(recorded, titles)
    is_derived = answer != recorded.was_child
    label = _("Yes: the offence alleged is one against a child") if is_derived else answer.label
    yield _("A child at the time"), str(label)
    yield (
        _("Vulnerable or intimidated as a witness (Youth Justice and Criminal Evidence Act 1999)"),
        _grounds_text(recorded),
    )
    yield str(ASSESSMENT_LABEL), assessment_text(recorded, on=on)


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
    return {row["victim"]: _read_victim(row) for row in rows or ()}


def _read_victim(row: dict[str, Any]) -> VictimCircumstances:
    day: date | str | None = row.get("assessment_expected_on")
    read = date.fromisoformat(day) if isinstance(day, str) else day
    found = row.get("mg2")
    named = {"mg2": found["id"], "mg2_title": found["title"]} if found else {"mg2": ""}
    return VictimCircumstances(**(row | {"assessment_expected_on": read} | named))


def facts_of_victims(
    titles: Mapping[int, Collection[str]], recorded: Mapping[int, VictimCircumstances],
    statements: PersonalStatements, *, on: date | None = None,
) -> list[tuple[int, list[tuple[str, str]]]]:  # fmt: skip
    """
    [(number of a victim, (question, answer) of each fact)] of the victims of a referral: their
    circumstances once any are recorded, the assessment of special measures and their statement.

    titles: {number of each victim: of the offences alleged}. on: the day by which a date may have
    passed.
    """
    found = [
        (number, _facts_of_victim(number, titles[number], recorded.get(number), statements, on))
        for number in sorted(titles)
    ]
    return [(number, facts) for number, facts in found if facts]


def measures_texts(
    now: VictimCircumstances | None, statements: PersonalStatements, number: int, *,
    on: date | None = None,
) -> list[tuple[str, str]]:  # fmt: skip
    """
    (question, answer) of the assessment of special measures and the statement of one victim; none
    of a submission from before they were asked.
    """
    if statements is None:
        return []
    assessed = assessment_text(now or VictimCircumstances(number), on=on)
    said = statement_text(statements, number)
    return [(str(ASSESSMENT_LABEL), assessed), (str(STATEMENT_LABEL), said)]


def _facts_of_victim(
    number: int, titles: Collection[str], now: VictimCircumstances | None,
    statements: PersonalStatements, on: date | None,
) -> list[tuple[str, str]]:  # fmt: skip
    """As facts_of_victims() has them of one victim."""
    recorded = list(circumstances_texts(now, titles))[:-1] if now else []
    return [*recorded, *measures_texts(now, statements, number, on=on)]
