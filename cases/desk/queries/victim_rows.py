"""The victims of a case as rows of its page, each with their circumstances."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from cases.circumstances import VictimCircumstances, circumstances_texts, read_circumstances
from cases.models import Victim
from cases.models.sealed_json import JSONFacts
from cases.permissions import CASE
from people.access.scopes import Scope
from timeliness.calendar import london_day

if TYPE_CHECKING:
    from cases.desk.queries.case_page import CasePage


@dataclass(frozen=True)
class VictimRow:
    """A victim: a number, and what is recorded of them or follows from the offences alleged."""

    pk: str
    number: int
    facts: list[tuple[str, str]]  # (question, answer)
    may_begin: bool  # nothing is recorded, and the reader may record it


def victims_json(scope: Scope) -> ArraySubquery:
    """Subquery of a case: its victims that the reader may see, by id and number, as JSON."""
    victims = Victim.objects.for_scope(scope).filter(case=OuterRef("pk")).order_by("number")
    return ArraySubquery(victims.values(facts=JSONFacts(pk="pk", number="number")))


def victim_rows(page: "CasePage") -> list[VictimRow]:
    """The victims of a case that the reader may see, in order. No query."""
    recorded = read_circumstances(page.case.recorded_of_victims)
    may_record = CASE.refusal(page.who, "add_victim", page.case) is None
    rows = []
    for each in page.case.victim_rows:
        number = each["number"]
        titles = [one.offence.title for one in page.allegations if one.victim.number == number]
        now = recorded.get(number, VictimCircumstances(number))
        may_begin = may_record and not now.number
        facts = _known_facts(now, titles, on=london_day(page.scope.at))
        rows.append(VictimRow(each["pk"], number, facts, may_begin))
    return rows


def _known_facts(now: VictimCircumstances, titles: list[str], *, on: date) -> list[tuple[str, str]]:
    """All facts once something is recorded; before, only what the offences say. on: today."""
    texts = list(circumstances_texts(now, titles, on=on))
    unknown = {text for _label, text in circumstances_texts(VictimCircumstances(now.victim))}
    return texts if now.number else [each for each in texts if each[1] not in unknown]
