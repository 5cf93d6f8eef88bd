"""Load a newer list of points to prove, and say which open cases it touches."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.models import Case, OffencePoints, Point
from cases.offences.actions.touched_cases import open_cases_with
from cases.proof.actions.points_list import PointsListChanges, save_points_list
from cases.proof.offence_codes import with_inchoate_codes
from cases.proof.points_file import PointsList


@dataclass(frozen=True)
class LoadedPoints:
    """What a newer list changed, or would change, and the open cases with one of these offences."""

    changes: PointsListChanges
    touched: list[Case]


def load_points(listed: PointsList, *, at: datetime, is_kept: bool) -> LoadedPoints:
    """
    Make a list the one in use. is_kept: False only says what it would change.

    What is recorded on a case stays with the version of the point on which it was recorded.
    """
    with transaction.atomic():
        changes = save_points_list(listed, offence_points=OffencePoints, points=Point, at=at)
        touched = list(open_cases_with(with_inchoate_codes(changes.codes)))
        transaction.set_rollback(not is_kept)
    return LoadedPoints(changes, touched)
