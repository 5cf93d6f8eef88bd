"""The acts that let someone read more: each is proposed by one person and approved by another."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.permission_tables import SiteRules
from people.administration.actions import (
    accounts,
    agencies,
    directories,
    grants,
    linked_accounts,
    linked_sign_ins,
    merge_agencies,
    merge_units,
    move_units,
    second_factors,
    systems,
    units,
)
from people.administration.permissions import SITE
from people.administration.unit_moves import move_in_words
from people.models import Agency, Unit, User
from people.models.nullable import not_null


@dataclass(frozen=True)
class WideningAct:
    """
    One act that widens access, and how its arguments are kept in a proposal.

    rows: {argument: model} of the arguments that are rows, kept by id. moments, days: arguments
    that are moments or days. person: the argument whose access grows; unit: that of the unit which
    is opened. shows_secret: the act shows its caller a secret, so whoever proposed it carries it
    out.
    may_be_emergency: whether it can be done before it is approved. rules: the table with its verb.
    Of another app's act besides, title: what it does, as a heading; in_words: its arguments as
    [(question, answer)]; units_opened: the ids of the units whose leaders stand in for an
    administrator, from the arguments as they are kept.
    """

    function: Callable[..., Model]
    rows: Mapping[str, type[Model]]
    moments: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    person: str = ""
    unit: str = ""
    shows_secret: bool = False
    may_be_emergency: bool = False
    rules: SiteRules = field(default_factory=lambda: SITE)
    title: Promise | None = None
    in_words: Callable[[Mapping[str, Any]], list[tuple[str, str]]] | None = None
    units_opened: Callable[[Mapping[str, Any]], Collection[int]] | None = None

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
        return value.isoformat() if name in (*self.moments, *self.days) else value

    def _restored(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        if name in self.rows:
            rows: Any = self.rows[name]
            return rows.objects.get(pk=value)
        if name in self.days:
            return date.fromisoformat(value)
        return _moment(value) if name in self.moments else value


def _moment(text: str) -> datetime:
    return not_null(parse_datetime(text))


def _areas_in_words(arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The force, and all the CPS Areas that it would send its cases to."""
    areas = Agency.objects.filter(pk__in=arguments["areas"]).order_by("name")
    named = ", ".join(areas.values_list("name", flat=True))
    return [
        (_("Agency"), arguments["agency"].name),
        (_("CPS Areas it sends cases to"), named or _("None")),
    ]


def _units_of_areas(arguments: Mapping[str, Any]) -> set[int]:
    """The units of these CPS Areas, whose figures the people of the force read then."""
    return set(Unit.objects.filter(agency__in=arguments["areas"]).values_list("pk", flat=True))


_WIDENING: dict[str, WideningAct] = {
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
    "move_unit": WideningAct(
        move_units.move_unit, {"unit": Unit, "agency": Agency, "into": Agency}, unit="unit",
        in_words=move_in_words, title=gettext_lazy("Move a unit to another agency"),
    ),
    "set_areas": WideningAct(
        agencies.set_areas, {"agency": Agency}, in_words=_areas_in_words,
        units_opened=_units_of_areas, title=gettext_lazy("Set the CPS Areas of a force"),
    ),
    "set_route": WideningAct(
        units.set_route, {"unit": Unit, "cps_unit": Unit}, unit="cps_unit"
    ),
}  # fmt: skip


@cache
def widening_acts() -> dict[str, WideningAct]:
    """{verb: act} of every app: of this one, and those that the setting WIDENING_ACTS names."""
    acts = dict(_WIDENING)
    for name in settings.WIDENING_ACTS:
        acts |= import_string(name)
    return acts
