"""The victims of a case beside the form of a referral."""

from dataclasses import dataclass
from uuid import UUID

from cases.circumstances import measures_texts, read_circumstances
from cases.models import Case
from cases.personal_statements import read_statements
from cases.queries.circumstances import circumstances_json
from cases.queries.personal_statements import statements_json
from people.access.scopes import Scope
from timeliness.calendar import london_day


@dataclass(frozen=True)
class VictimToRefer:
    """A victim of the case beside the form: what an MG3 asks of them, as it is recorded now."""

    pk: UUID
    number: int
    facts: list[tuple[str, str]]  # (question, answer)


def victims_to_refer(case: Case, scope: Scope) -> list[VictimToRefer]:
    """The victims of the case whom the writer may see, in order. Two queries."""
    about = Case.objects.for_scope(scope).filter(pk=case.pk)
    facts = about.values_list(circumstances_json(scope), statements_json(scope)).first()
    recorded, statements = facts or (None, None)
    now, said, today = (
        read_circumstances(recorded),
        read_statements(statements),
        london_day(scope.at),
    )
    rows = case.victims.for_scope(scope).order_by("number").values_list("number", "pk")
    return [
        VictimToRefer(pk, number, measures_texts(now.get(number), said, number, on=today))
        for number, pk in rows
    ]
