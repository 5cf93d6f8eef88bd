from uuid import uuid4

from django.apps import apps
from django.db import models

from people.models.unit import Unit
from people.walls import WalledManager


class Walled(models.Model):
    """
    A row only some people may read: those who hold the case it belongs to.

    held is the path to the row on which people are named: "pk" on the case
    itself, "case" on everything under it. A row may be kept by one side to itself:
    only_side says which, on the row, or on the one it is kept_with where it has one.
    also_held is the path to a second row like the first, where whoever reads must hold
    both. Ids are random, so that no address can be guessed from another.
    """

    held = "case"
    also_held = ""
    kept_with = ""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    objects = WalledManager()

    class Meta:
        abstract = True
        default_permissions = ()

    @property
    def held_id(self):
        return self.pk if self.held == "pk" else getattr(self, f"{self.held}_id")


class HeldByUnits(Walled):
    """
    A walled row that itself carries the three facts that decide who may read it.

    lasting: the capacities on it that outlast the unit of the person named.
    """

    lasting: tuple[str, ...] = ()

    police_unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    cps_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    is_restricted = models.BooleanField(default=False)

    class Meta(Walled.Meta):
        abstract = True


def models_people_are_named_on():
    """Those of every app whose rows name people in their own right."""
    return [m for m in apps.get_models() if issubclass(m, HeldByUnits) and m.held == "pk"]
