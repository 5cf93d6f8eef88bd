from uuid import UUID, uuid4

from django.apps import apps
from django.db import models

from people.identity.capacities import READING
from people.identity.sides import Side
from people.models.managers import ScopedManager
from people.models.unit import Unit


class Walled(models.Model):
    """
    A row only some people may read: those who hold the case it belongs to.

    held is the path to the row on which people are named: "pk" on the case
    itself, "case" on everything under it. A row may be kept by one side to itself:
    only_side says which, on the row, or on the one it is kept_with where it has one.
    also_held is the path to a second row like the first, where whoever reads must hold
    both. read_in: the capacities on a unit in which its rows are read. notices_lead_to: the page
    of one, where notices may be about such a row; notices_also_lead_to: {kind of notice: another
    page of one, with where on it}. kept_from: the relation to rows that each keep
    one person, under any account, from one row. gone: the column that takes a row out of
    everybody's sight. asks_unit: the column of a unit of which the row asks something, whose
    leaders read it besides. Ids are random, so that no address can be guessed from another.
    """

    held = "case"
    also_held = ""
    kept_with = ""
    read_in = READING
    notices_lead_to = ""
    notices_also_lead_to: dict[str, str] = {}
    kept_from = ""
    gone = ""
    asks_unit = ""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    objects = ScopedManager()

    class Meta:
        abstract = True
        default_permissions = ()

    @property
    def held_id(self) -> UUID:
        return self.pk if self.held == "pk" else getattr(self, f"{self.held}_id")

    @property
    def asked_unit_id(self) -> int | None:
        """The id of the unit of which the row asks something, or None."""
        return getattr(self, f"{self.asks_unit}_id") if self.asks_unit else None


class Held(Walled):
    """
    A walled row that itself says by which units it is held.

    unit_of: which column names the unit of each side; a side without one reads by being named.
    lasting: the capacities on it that outlast the unit of the person named. admits: the one on it
    with which a person is, behind the wall too, what she is in its unit. conflict_of: the path
    to the row with which a person may be in conflict, where it is not this one; empty where
    nobody can be. is_work: an open
    one is work that its unit has still to do, and so keeps the unit open.
    """

    unit_of: dict[str, str] = {}
    lasting: tuple[str, ...] = ()
    admits = ""
    conflict_of = "pk"
    is_work = True

    is_restricted = models.BooleanField(default=False)

    class Meta(Walled.Meta):
        abstract = True


class HeldByUnits(Held):
    """A walled row that itself carries the three facts that decide who of either side reads it."""

    unit_of = {Side.POLICE: "police_unit", Side.CPS: "cps_unit"}

    police_unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    cps_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta(Held.Meta):
        abstract = True


def models_with_named_roles() -> list[type[Held]]:
    """Those of every app whose rows name people in their own right."""
    return [m for m in apps.get_models() if issubclass(m, Held) and m.held == "pk"]


def models_with_notices() -> list[type[Walled]]:
    """Those of every app whose rows a notice may be about, each with a page that it leads to."""
    walled = [model for model in apps.get_models() if issubclass(model, Walled)]
    return [model for model in walled if model.notices_lead_to]
