from django.db import models
from django.db.models import Q

from cases.states import State
from people.models import Side, Unit


class BoardCount(models.Model):
    """
    How many suspects stand where: the sum of n over all rows of the same units, state and side; and
    how many of them are overdue and counted as that, which a worker does as their time runs out.

    Suspects that nobody owes anything about, and those of restricted cases, are not in it. Triggers
    add a row for every suspect that comes or goes, so that no two acts wait for each other;
    cases.actions.board_counts folds those rows together. Nothing else writes here.
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
