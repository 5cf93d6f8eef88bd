"""The two sentences at the top of the page of proof."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.proof.proof_states import PointState
from cases.proof.queries.matrix import ProofMatrix


def lead_sentences(matrix: ProofMatrix) -> list[str]:
    """What the table says, in two sentences: how the points stand, and what no one asked for."""
    if matrix.is_blank:
        return [_("Nothing has been recorded here yet."), _("Every point below is a gap.")]
    covered, in_issue, gap = (
        matrix.count(each) for each in (PointState.COVERED, PointState.IN_ISSUE, PointState.GAP)
    )
    stands = [
        ngettext("%(n)d point is covered", "%(n)d points are covered", covered) % {"n": covered},
        ngettext("%(n)d is in issue", "%(n)d are in issue", in_issue) % {"n": in_issue},
        ngettext("%(n)d has a gap", "%(n)d have a gap", gap) % {"n": gap},
    ]
    unasked = matrix.unasked
    if not unasked:
        has_gaps = any(each.gaps for each in matrix.subjects)
        asked = _("Every gap that is recorded has been asked for.") if has_gaps else ""
        return [", ".join(stands) + ".", asked or _("No gap is recorded.")]
    n, stops = len(unasked), sum(each.stops_decision for each in unasked)
    told = ngettext("%(n)d gap is not asked for yet", "%(n)d gaps are not asked for yet", n)
    more = ngettext("%(n)d stops a decision", "%(n)d stop a decision", stops)
    return [", ".join(stands) + ".", f"{told % {'n': n}}; {more % {'n': stops}}."]
