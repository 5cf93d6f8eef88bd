"""Whether a victim supports the case, as far as anybody has asked: one truth of two records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Scope
from victims.models import CaseSupport, Supports, VictimRecord, Withdrawal

NOT_ASKED = gettext_lazy("It is not recorded that the victim was asked.")
WITHDRAWN = gettext_lazy("Has withdrawn")
UNCONFIRMED = gettext_lazy("A withdrawal is recorded that the victim has not confirmed")


@dataclass(frozen=True)
class Said:
    """What a victim said on a day, and who asked and wrote it down."""

    on: date
    what: str
    how: str
    sort_key: tuple


def said(record: VictimRecord, scope: Scope, withdrawals: Iterable[Withdrawal]) -> list[Said]:
    """
    All that a victim said when asked, the last first. One query.

    Whoever took a withdrawal back said then that they support the case again.
    """
    rows = CaseSupport.objects.for_scope(scope).filter(record=record).select_related("by")
    found = [_asked(row) for row in rows]
    found += [_taken_back(row) for row in withdrawals if row.taken_back_at]
    return sorted(found, key=lambda each: each.sort_key, reverse=True)


def stands(record: VictimRecord, answers: list[Said]) -> str | Promise:
    """What is known now, in words. A withdrawal stands before what was said earlier."""
    if record.is_withdrawing:
        return WITHDRAWN if record.is_withdrawn else UNCONFIRMED
    return answers[0].what if answers else NOT_ASKED


def _asked(row: CaseSupport) -> Said:
    told = {
        "asker": row.get_asked_by_display(), "answerer": row.get_spoke_to_display(),
        "writer": row.by.name,
    }  # fmt: skip
    how = _("Asked by: %(asker)s. Answered by: %(answerer)s. Recorded by %(writer)s") % told
    return Said(row.on, row.get_answer_display(), how, (row.on, row.at))


def _taken_back(row: Withdrawal) -> Said:
    how = _("Took a withdrawal back. Recorded by %(writer)s") % {"writer": row.taken_back_by.name}
    return Said(
        row.taken_back_on, str(Supports.YES.label), how, (row.taken_back_on, row.taken_back_at)
    )
