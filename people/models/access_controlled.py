from uuid import UUID, uuid4

from django.apps import apps
from django.db import models

from people.identity.capacities import READING
from people.identity.sides import Side
from people.models.managers import ScopedManager
from people.models.unit import Unit


class AccessControlled(models.Model):
    """
    Access-controlled row: readable only through a scope (see Scope.visible).

    access_path: ORM path to the access root, on which people have named roles: "pk" on a case
        itself, "case" on rows under it.
    second_path: path to a second access root; a reader must have access to both.
    private_with: path to the row whose only_side applies; otherwise the row's own only_side, the
        side to which it is private.
    read_in: capacities on a unit that let a person read its rows.
    notices_lead_to: name of the page of such a row, if notices may be about it.
    notices_also_lead_to: {kind of notice: another page, with an anchor}.
    access_blocks: relation to rows that each block one person, under any account.
    hidden_flag: column that hides a row from all readers.
    addressed_unit: column of a unit that the row asks something of; that unit's leaders read it
        too.
    reading_limit: a limit of its own on how many such rows a person opens in an hour; opening any
        row counts against RECORDS (people/access/reading_limits.py).

    Ids are random, so that no URL can be guessed from another.
    """

    access_path = "case"
    second_path = ""
    private_with = ""
    read_in = READING
    notices_lead_to = ""
    notices_also_lead_to: dict[str, str] = {}
    access_blocks = ""
    hidden_flag = ""
    addressed_unit = ""
    reading_limit = ""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    objects = ScopedManager()

    class Meta:
        abstract = True
        default_permissions = ()

    @property
    def access_root_id(self) -> UUID:
        return self.pk if self.access_path == "pk" else getattr(self, f"{self.access_path}_id")

    @property
    def addressed_unit_id(self) -> int | None:
        """Id of the unit that the row asks something of (addressed_unit), or None."""
        return getattr(self, f"{self.addressed_unit}_id") if self.addressed_unit else None


class AccessRoot(AccessControlled):
    """
    Access root: a row that carries its units and is_restricted itself.

    unit_of: {side: name of the column of its unit}; a side without one reads by named roles only.
    lasting_roles: named roles that remain when the person leaves the unit.
    passing_roles: named roles that let a person read for some hours and do nothing else; they end
        when the person has no role left that reads cases.
    admits: the named role that keeps a person's unit capacities on a restricted row (ADR 18).
    conflict_of: path to the row that a conflict of interest is with; "" if there can be none.
    is_work: an open row is work of its unit, so the unit cannot be closed.
    """

    unit_of: dict[str, str] = {}
    lasting_roles: tuple[str, ...] = ()
    passing_roles: tuple[str, ...] = ()
    admits = ""
    conflict_of = "pk"
    is_work = True

    is_restricted = models.BooleanField(default=False)

    class Meta(AccessControlled.Meta):
        abstract = True


class UnitAccessRoot(AccessRoot):
    """Access root with a police unit, a CPS unit and is_restricted."""

    unit_of = {Side.POLICE: "police_unit", Side.CPS: "cps_unit"}

    police_unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    cps_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta(AccessRoot.Meta):
        abstract = True


def related_model_at(model: type[models.Model], field: str) -> type[AccessControlled]:
    """The access-controlled model that a field leads to. Raises TypeError if it is none."""
    found = model._meta.get_field(field).related_model
    if not isinstance(found, type) or not issubclass(found, AccessControlled):
        raise TypeError(f"{model.__name__}.{field} leads to no access-controlled model.")
    return found


def models_with_named_roles() -> list[type[AccessRoot]]:
    """The models of every app on whose rows people have named roles."""
    return [m for m in apps.get_models() if issubclass(m, AccessRoot) and m.access_path == "pk"]


def models_with_notices() -> list[type[AccessControlled]]:
    """The models of every app that notices may be about (notices_lead_to)."""
    walled = [model for model in apps.get_models() if issubclass(model, AccessControlled)]
    return [model for model in walled if model.notices_lead_to]
