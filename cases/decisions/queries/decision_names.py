"""The names of decisions on their page: another decision is told from another wording of one."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from cases.models import Decision
from cases.statuses import DecisionStatus


def decision_names(decisions: Iterable[Decision]) -> dict[UUID, str]:
    """
    {id: name} of the decisions that a reader sees, such as "decision 2, wording 3".

    A decision ends when it is set aside: what comes after it is another one. The wordings of a
    decision are numbered among those that the reader sees, if there are several.
    """
    wordings: defaultdict[tuple[UUID, int], list[Decision]] = defaultdict(list)
    ended: defaultdict[UUID, int] = defaultdict(int)
    for each in sorted(decisions, key=lambda decision: decision.number):
        wordings[each.suspect_id, ended[each.suspect_id] + 1].append(each)
        ended[each.suspect_id] += each.status == DecisionStatus.SET_ASIDE
    return {
        each.pk: _decision_name(number, wording if len(rows) > 1 else None)
        for (_suspect, number), rows in wordings.items()
        for wording, each in enumerate(rows, start=1)
    }


def _decision_name(number: int, wording: int | None) -> str:
    if wording is None:
        return _("decision %(n)s") % {"n": number}
    return _("decision %(n)s, wording %(wording)s") % {"n": number, "wording": wording}
