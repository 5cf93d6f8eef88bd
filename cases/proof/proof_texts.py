"""The sentences at the top of the page of proof."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.proof.proof_states import PointState
from cases.proof.queries.matrix import GapRow, ProofMatrix


def lead_sentences(matrix: ProofMatrix) -> list[str]:
    """What the table says: how the points stand, and which gaps wait for whom."""
    if matrix.is_blank:
        return [_("Nothing has been recorded here yet."), _("No point below is covered.")]
    covered, in_issue, not_covered = (
        matrix.count(each)
        for each in (PointState.COVERED, PointState.IN_ISSUE, PointState.NOT_COVERED)
    )
    stands = [
        ngettext("%(n)d point is covered", "%(n)d points are covered", covered) % {"n": covered},
        ngettext("%(n)d is in issue", "%(n)d are in issue", in_issue) % {"n": in_issue},
        ngettext("%(n)d is not covered", "%(n)d are not covered", not_covered)
        % {"n": not_covered},
    ]  # fmt: skip
    return [", ".join(stands) + ".", _gaps_sentence(matrix.gaps)]


def _gaps_sentence(gaps: list[GapRow]) -> str:
    """How many gaps stand, how many of them are late, and how many nobody has asked for."""
    if not gaps:
        return _("No gap is recorded.")
    late = sum(each.is_late for each in gaps)
    unasked = [each for each in gaps if each.is_unasked]
    n, essential = len(unasked), sum(each.is_essential for each in unasked)
    recorded = ngettext("%(n)d gap is recorded", "%(n)d gaps are recorded", len(gaps))
    told = [recorded % {"n": len(gaps)}]
    if late:
        told.append(ngettext("%(n)d is overdue", "%(n)d are overdue", late) % {"n": late})
    if not n:
        asked = ngettext("it has been asked for", "each has been asked for", len(gaps))
        return ", ".join([*told, asked]) + "."
    told.append(ngettext("%(n)d is not asked for yet", "%(n)d are not asked for yet", n) % {"n": n})
    if essential:
        about = {"told": told[-1], "n": essential}
        told[-1] = _("%(told)s (%(n)d essential)") % about
    return ", ".join(told) + "."
