"""Tables that triggers keep, and that only queries read."""

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


class CaseNumberPart(models.Model):
    """
    A part of a case's URN ("U…") or crime reference ("R…"), for one unit that reads the case.

    Written by triggers only (cases/sql/search.sql). A search reads along the primary key, so it
    takes as long however many cases there are. Restricted cases have no such rows.
    """

    pk = models.CompositePrimaryKey("unit_id", "part", "case_id")
    unit_id = models.BigIntegerField()
    part = models.TextField(db_collation="C")
    case_id = models.UUIDField(db_index=True)

    class Meta:
        default_permissions = ()


class SuspectNameKey(models.Model):
    """
    A word of a suspect's surname, or what is left of it without one letter, for one unit.

    lacks: letters that are left out, none or one. others: the other words of the name, or nothing
    where no given names are known. Written by triggers only, as the parts of a case's numbers are.
    """

    pk = models.CompositePrimaryKey("unit_id", "key", "lacks", "others", "suspect_id")
    unit_id = models.BigIntegerField()
    key = models.TextField(db_collation="C")
    lacks = models.SmallIntegerField()
    others = models.TextField(db_collation="C")
    suspect_id = models.UUIDField(db_index=True)

    class Meta:
        default_permissions = ()
