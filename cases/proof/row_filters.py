"""Which rows of the matrix of proof a page shows: all, or those that one of its numbers counts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.proof.proof_states import PointState
from cases.proof.queries.matrix import PointRow


class RowFilter(TextChoices):
    """What a number on the page counts; the label says what is then shown."""

    COVERED = "covered", _("Only points that are covered are shown.")
    IN_ISSUE = "in-issue", _("Only points in issue are shown.")
    NOT_COVERED = "not-covered", _("Only points that are not covered are shown.")
    GAPS = "gaps", _("Only points with a gap are shown.")
    UNASKED = "not-asked", _("Only points with a gap that is not asked for are shown.")
    OVERDUE = "overdue", _("Only points with a gap that is overdue are shown.")


STATES = {
    RowFilter.COVERED: PointState.COVERED,
    RowFilter.IN_ISSUE: PointState.IN_ISSUE,
    RowFilter.NOT_COVERED: PointState.NOT_COVERED,
}


def row_filter(asked: str) -> RowFilter | None:
    """The filter with this name; None, which shows every row, for any other text."""
    return RowFilter(asked) if asked in RowFilter.values else None


def is_shown(row: PointRow, by: RowFilter | None) -> bool:
    """Whether a filter leaves a row on the page."""
    if by is None:
        return True
    if by in STATES:
        return row.state == STATES[by]
    standing = [each for each in row.gaps if each.is_standing]
    if by == RowFilter.UNASKED:
        return any(each.is_unasked for each in standing)
    if by == RowFilter.OVERDUE:
        return any(each.is_late for each in standing)
    return bool(standing)
