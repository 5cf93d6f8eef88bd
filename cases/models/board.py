from django.db import models
from django.db.models import Q

from cases.states import State
from people.models import Side, Unit


class BoardCount(models.Model):
    """
    Board count: suspects, and overdue suspects, by units, state and side, summed over rows.

    Leaves out suspects about whom nothing is owed, and restricted cases. Triggers insert a row for
    each change, so that concurrent actions do not wait for each other; cases.actions.board_counts
    folds the rows and counts overdue suspects. Nothing else writes here.
    """

    police_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    cps_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=State)
    only_side = models.CharField(max_length=9, choices=Side, blank=True)
    n = models.IntegerField()
    overdue = models.IntegerField(default=0, db_default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="board_counts_somebody", condition=~Q(n=0, overdue=0))
        ]
