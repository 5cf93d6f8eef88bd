"""How a point to prove stands, worked out from what its reader may see of it. Runs no queries."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.models import Answer, Bears
from cases.statuses import ItemStatus


class PointState(TextChoices):
    """
    How a point stands. COVERED means that something bears on it and nothing is missing, never that
    it is proved; NOT_COVERED, that nothing is for it, or a gap stands. An offence without points
    has none of these.
    """

    COVERED = "COVERED", _("Covered")
    IN_ISSUE = "IN_ISSUE", _("In issue")
    NOT_COVERED = "NOT_COVERED", _("Not covered")


class GapState(TextChoices):
    """How a gap stands."""

    NOT_ASKED = "NOT_ASKED", _("Not asked for")
    ASKED = "ASKED", _("Asked for")
    CANNOT = "CANNOT", _("Cannot be provided")
    FILLED = "FILLED", _("Filled by an answer")
    CLOSED = "CLOSED", _("Closed")


POINT_COLOURS: dict[str, str] = {
    PointState.COVERED: "green",
    PointState.IN_ISSUE: "blue",
    PointState.NOT_COVERED: "yellow",
}
# Gaps that still stand.
STANDING_GAPS = frozenset({GapState.NOT_ASKED, GapState.ASKED, GapState.CANNOT})


def point_state(ways: Iterable[str], gaps: Iterable[GapState]) -> PointState:
    """
    How a point stands. ways: which way each entry bears on it. gaps: how each of its gaps stands.

    Something on both sides: in issue, also with a gap. Nothing for it, or a gap: not covered.
    """
    ways = set(ways)
    is_for, is_against = ways & {Bears.FOR, Bears.BOTH}, ways & {Bears.AGAINST, Bears.BOTH}
    if is_for and is_against:
        return PointState.IN_ISSUE
    if not is_for or STANDING_GAPS & set(gaps):
        return PointState.NOT_COVERED
    return PointState.COVERED


def gap_state(*, is_closed: bool, asked: Iterable[tuple[str, str]]) -> GapState:
    """
    How a gap stands. asked: (status, answer) of each action that asks for it.

    A cancelled action asks for nothing. An accepted answer fills it, unless it says that it cannot
    be provided, or was partly done: the rest is then to be asked for.
    """
    if is_closed:
        return GapState.CLOSED
    live = [each for each in asked if each[0] != ItemStatus.CANCELLED]
    if any(each == (ItemStatus.ACCEPTED, Answer.DONE) for each in live):
        return GapState.FILLED
    if any(status != ItemStatus.ACCEPTED for status, _answer in live):
        return GapState.ASKED
    is_refused = any(answer == Answer.CANNOT for _status, answer in live)
    return GapState.CANNOT if is_refused else GapState.NOT_ASKED
