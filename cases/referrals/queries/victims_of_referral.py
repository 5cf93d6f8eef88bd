"""What is recorded of the victims of a referral: as it was sent, or now where it is not sent."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.circumstances import VictimCircumstances, facts_of_victims, read_circumstances
from cases.personal_statements import PersonalStatements, read_statements
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.queries.submission_text import circumstances_of_snapshot


@dataclass(frozen=True)
class VictimMeasures:
    """Where the assessment (MG2) and the personal statement of one victim stand."""

    victim: int
    assessment: str | None  # a code of Assessment; "" where nobody has said, None if not asked
    not_assessed_because: str
    assessment_expected_on: date | None
    mg2: str | None  # the id of the document; "" where none is named, None if not asked
    statement: str | None  # a code of StatementStep; "" where nothing is recorded, None: not known
    statement_on: date | None


@dataclass(frozen=True)
class VictimsOfReferral:
    """The victims of a referral, by number. measures: None where what was sent does not open."""

    facts: list[tuple[int, list[tuple[str, str]]]]  # (number, (question, answer))
    measures: list[VictimMeasures] | None


def victims_of_referral(
    referral: Any, accused: Iterable[Any], today: date, *, knows_statements: bool
) -> VictimsOfReferral:
    """
    referral: with what is recorded of its case now. accused: its suspects, with the allegations.
    knows_statements: whether the reader may know what is recorded of statements now.
    """
    if kept := getattr(referral, "submission", None):
        content = ReferralSnapshot.from_json(kept.as_sent)
        recorded = {each.victim: each for each in content.circumstances}
        is_asked = content.statements is not None
        measures = _measures(content.victims, recorded, content.statements, is_asked=is_asked)
        facts = circumstances_of_snapshot(content)
        return VictimsOfReferral(facts, measures if content.is_opened else None)
    titles: dict[int, list[str]] = {}
    for alleged in (allegation for each in accused for allegation in each.allegations):
        titles.setdefault(alleged.victim.number, []).append(alleged.offence.title)
    about = {each.suspect.number for each in accused}
    now = read_circumstances(referral.recorded_of_victims)
    recorded = {number: each.about_suspects(about) for number, each in now.items()}
    said = read_statements(referral.recorded_statements)
    facts = facts_of_victims(titles, recorded, said, on=today)
    known = said if knows_statements else None
    return VictimsOfReferral(facts, _measures(sorted(titles), recorded, known, is_asked=True))


def _measures(
    victims: Collection[int],
    recorded: Mapping[int, VictimCircumstances],
    statements: PersonalStatements,
    *,
    is_asked: bool,
) -> list[VictimMeasures]:
    said = {each.victim: each for each in statements or ()}
    nothing = None if statements is None else ""
    return [
        VictimMeasures(
            number, now.assessment if is_asked else None, now.not_assessed_because,
            now.assessment_expected_on, now.mg2 if is_asked else None,
            said[number].step if number in said else nothing,
            said[number].on if number in said else None,
        )
        for number in victims
        for now in [recorded.get(number, VictimCircumstances(number))]
    ]  # fmt: skip
