"""The sentences at the top of the page of proof, each number with the filter that shows it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.proof.proof_states import PointState
from cases.proof.queries.matrix import ProofMatrix
from cases.proof.queries.once import GapOnce
from cases.proof.row_filters import STATES, RowFilter


@dataclass(frozen=True)
class LeadPart:
    """Some words with a number, and the filter that shows what it counts; "" if it counts none."""

    text: str
    shows: str = ""


def lead_sentences(matrix: ProofMatrix) -> list[list[LeadPart]]:
    """What the table says: how the points stand, and which gaps wait for whom. Two sentences."""
    if matrix.is_blank:
        return [
            [LeadPart(_("Nothing has been recorded here yet"))],
            [LeadPart(_("No point below is covered"))],
        ]
    covered, in_issue, not_covered = (
        matrix.count(each)
        for each in (PointState.COVERED, PointState.IN_ISSUE, PointState.NOT_COVERED)
    )
    texts = {
        RowFilter.COVERED: ngettext(
            "%(n)d point is covered", "%(n)d points are covered", covered
        ) % {"n": covered},
        RowFilter.IN_ISSUE: ngettext("%(n)d is in issue", "%(n)d are in issue", in_issue)
        % {"n": in_issue},
        RowFilter.NOT_COVERED: ngettext(
            "%(n)d is not covered", "%(n)d are not covered", not_covered
        ) % {"n": not_covered},
    }  # fmt: skip
    points = [
        LeadPart(text, each if matrix.count(STATES[each]) else "") for each, text in texts.items()
    ]
    return [points, _gaps_sentence(matrix.gaps)]


def _gaps_sentence(gaps: list[GapOnce]) -> list[LeadPart]:
    """How many gaps stand, how many of them are late, and how many nobody has asked for."""
    if not gaps:
        return [LeadPart(_("No gap is recorded"))]
    late = sum(each.is_late for each in gaps)
    unasked = [each for each in gaps if each.is_unasked]
    n, essential = len(unasked), sum(each.is_essential for each in unasked)
    recorded = ngettext("%(n)d gap is recorded", "%(n)d gaps are recorded", len(gaps))
    told = [LeadPart(recorded % {"n": len(gaps)}, RowFilter.GAPS)]
    if late:
        text = ngettext("%(n)d is overdue", "%(n)d are overdue", late) % {"n": late}
        told.append(LeadPart(text, RowFilter.OVERDUE))
    if not n:
        asked = ngettext("it has been asked for", "each has been asked for", len(gaps))
        return [*told, LeadPart(asked)]
    text = ngettext("%(n)d is not asked for yet", "%(n)d are not asked for yet", n) % {"n": n}
    if essential:
        text = _("%(told)s (%(n)d essential)") % {"told": text, "n": essential}
    return [*told, LeadPart(text, RowFilter.UNASKED)]
