"""The acts that let someone read more: each is proposed by one person and approved by another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.dateparse import parse_datetime

from people.administration.actions import (
    accounts,
    directories,
    grants,
    linked_accounts,
    linked_sign_ins,
    merge_agencies,
    merge_units,
    second_factors,
    systems,
    units,
)
from people.models import Agency, Unit, User
from people.models.nullable import not_null


@dataclass(frozen=True)
class WideningAct:
    """
    One act that widens access, and how its arguments are kept in a proposal.

    rows: {argument: model} of the arguments that are rows, kept by id. moments: arguments that are
    moments. person: the argument whose access grows; unit: that of the unit which is opened.
    shows_secret: the act shows its caller a secret, so whoever proposed it carries it out.
    may_be_emergency: whether it can be done before it is approved.
    """

    function: Callable[..., Model]
    rows: Mapping[str, type[Model]]
    moments: tuple[str, ...] = ()
    person: str = ""
    unit: str = ""
    shows_secret: bool = False
    may_be_emergency: bool = False

    def to_json(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as JSON: rows by id, moments in ISO format."""
        return {name: self._kept(name, value) for name, value in arguments.items()}

    def from_json(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments that to_json() kept, with the rows as they are now."""
        return {name: self._restored(name, value) for name, value in kept.items()}

    def _kept(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        if name in self.rows:
            return value.pk
        return value.isoformat() if name in self.moments else value

    def _restored(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        if name in self.rows:
            rows: Any = self.rows[name]
            return rows.objects.get(pk=value)
        return _moment(value) if name in self.moments else value


def _moment(text: str) -> datetime:
    return not_null(parse_datetime(text))


WIDENING: dict[str, WideningAct] = {
    "give_capacity": WideningAct(
        grants.give_capacity, {"person": User, "unit": Unit}, moments=("expires_at",),
        person="person", unit="unit", may_be_emergency=True,
    ),
    "change_address": WideningAct(accounts.change_address, {"person": User}, person="person"),
    "reactivate_person": WideningAct(
        accounts.reactivate_person, {"person": User}, person="person"
    ),
    "reset_second_factor": WideningAct(
        second_factors.reset_second_factor, {"person": User}, person="person"
    ),
    "link_sign_in": WideningAct(
        linked_sign_ins.link_sign_in, {"person": User}, person="person"
    ),
    "join_accounts": WideningAct(
        linked_accounts.join_accounts, {"person": User}, person="person"
    ),
    "part_accounts": WideningAct(
        linked_accounts.part_accounts, {"person": User}, person="person"
    ),
    "add_system": WideningAct(systems.add_system, {"agency": Agency}, shows_secret=True),
    "add_directory": WideningAct(
        directories.add_directory, {"agency": Agency}, shows_secret=True
    ),
    "renew_secret": WideningAct(
        systems.renew_secret, {"person": User}, person="person", shows_secret=True
    ),
    "set_public_keys": WideningAct(
        systems.set_public_keys, {"person": User}, person="person"
    ),
    "merge_unit": WideningAct(
        merge_units.merge_unit, {"unit": Unit, "into": Unit}, unit="into"
    ),
    "merge_agency": WideningAct(
        merge_agencies.merge_agency, {"agency": Agency, "into": Agency}
    ),
    "set_route": WideningAct(
        units.set_route, {"unit": Unit, "cps_unit": Unit}, unit="cps_unit"
    ),
}  # fmt: skip
