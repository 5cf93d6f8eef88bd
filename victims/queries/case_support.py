"""Whether a victim supports the case: answers and withdrawals, combined."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.scopes import Scope
from people.models.nullable import not_null
from victims.models import CaseSupport, CaseSupportAnswer, VictimRecord, Withdrawal

CASE_SUPPORT_NOT_ASKED = gettext_lazy("It is not recorded that the victim was asked.")
WITHDRAWN_TEXT = gettext_lazy("Has withdrawn")
WITHDRAWAL_UNCONFIRMED_TEXT = gettext_lazy(
    "A withdrawal is recorded that the victim has not confirmed"
)


@dataclass(frozen=True)
class CaseSupportRow:
    """A victim's answer on a day, and who asked and recorded it."""

    on: date
    what: str
    how: str
    sort_key: tuple[date, datetime | None]


def case_support_rows(
    record: VictimRecord, scope: Scope, withdrawals: Iterable[Withdrawal]
) -> list[CaseSupportRow]:
    """
    All answers of a victim, newest first. One query.

    Taking a withdrawal back counts as an answer that the victim supports the case.
    """
    rows = CaseSupport.objects.for_scope(scope).filter(record=record).select_related("by")
    found = [_answer_row(row) for row in rows]
    found += [_taken_back_row(row) for row in withdrawals if row.taken_back_at]
    return sorted(found, key=lambda each: each.sort_key, reverse=True)


def current_case_support_text(record: VictimRecord, answers: list[CaseSupportRow]) -> str | Promise:
    """The current position in words. A withdrawal counts before earlier answers."""
    if record.is_withdrawing:
        return WITHDRAWN_TEXT if record.is_withdrawn else WITHDRAWAL_UNCONFIRMED_TEXT
    return answers[0].what if answers else CASE_SUPPORT_NOT_ASKED


def _answer_row(row: CaseSupport) -> CaseSupportRow:
    values = {
        "asker": row.get_asked_by_display(), "answerer": row.get_spoke_to_display(),
        "writer": row.by.name,
    }  # fmt: skip
    how = _("Asked by: %(asker)s. Answered by: %(answerer)s. Recorded by %(writer)s") % values
    return CaseSupportRow(row.on, row.get_answer_display(), how, (row.on, row.at))


def _taken_back_row(row: Withdrawal) -> CaseSupportRow:
    assert row.taken_back_on is not None
    how = _("Took a withdrawal back. Recorded by %(writer)s") % {
        "writer": not_null(row.taken_back_by).name
    }
    return CaseSupportRow(
        row.taken_back_on,
        str(CaseSupportAnswer.YES.label),
        how,
        (row.taken_back_on, row.taken_back_at),
    )
