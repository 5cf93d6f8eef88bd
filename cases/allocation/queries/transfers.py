"""Offers of a case from one CPS unit to another, and worklists of transferred cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cases.deadlines import Urgency
from cases.models import Case, Suspect, Transfer
from cases.state_tags import URGENCY_TAGS
from cases.states import State
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.access.worklists import Worklist
from people.models import Side, Unit, UnitGrant
from people.models.nullable import not_null
from people.text.dates import format_day

PROSECUTING_KINDS = (Unit.Kind.RASSO, Unit.Kind.CPS_DIRECT)
OFFERED_WORKLIST = Worklist(
    Transfer,
    ("case", "case__urn", "urgency", "from_unit__name", "from_unit__agency__name"),
    held_as="allocate_cases",
)

# After a transfer: the new unit has not assigned the person whom such a state waits for.
ADVISER_GONE_SQL = f"""state = '{State.ADVICE_ADVISER.value}' AND NOT EXISTS (
    SELECT FROM cases_casegrant named JOIN auth_permission ON auth_permission.id = permission_id
    WHERE named.content_object_id = case_id AND codename = 'early_adviser')"""
UNASSIGNED_SQL = f"""state IN (
    '{State.WITH_PROSECUTOR.value}', '{State.PLAN_QUERIED.value}',
    '{State.CHARGE_DIFFERS.value}') AND EXISTS (
    SELECT FROM cases_case known WHERE known.id = case_id AND known.prosecutor_id IS NULL)"""


def units_to_offer_to(case: Case, *, at: datetime) -> QuerySet[Unit]:
    """Other open CPS units with a manager who can answer an offer."""
    managers = UnitGrant.objects.filter(
        live_at(at), content_object=OuterRef("pk"), permission__codename="allocate_cases",
        user__is_active=True,
    )  # fmt: skip
    units = Unit.objects.filter(
        Exists(managers), agency__side=Side.CPS, kind__in=PROSECUTING_KINDS, is_open=True
    )
    return (
        units.exclude(pk=not_null(case.cps_unit_id)).select_related("agency").order_by("name", "pk")
    )


def most_urgent_class(suspects: Iterable[Suspect]) -> str:
    """The most urgent class among some suspects; "" if none has one."""
    classes = {suspect.urgency for suspect in suspects}
    return next((each for each in Urgency if each in classes), "")


def transfer_rows(scope: Scope, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of the worklist of offers, as its template prints them."""
    return [
        (pk, urn, URGENCY_TAGS.get(urgency, ()), unit, area, listed_at)
        for pk, _case, urn, urgency, unit, area, listed_at in rows
    ]


def cases_offered_away(scope: Scope) -> list[Case]:
    """The cases of a manager's units that wait for another unit's answer, by URN."""
    units = scope.units_with("allocate_cases")
    cases = Case.objects.for_scope(scope).filter(offered_to__isnull=False, cps_unit__in=units)
    return list(cases.select_related("offered_to").order_by("urn"))


@dataclass(frozen=True)
class TransferDetail:
    """An offer: the URN, its facts, and whether the reader can open the case."""

    urn: str
    facts: list[tuple[str, ...]]
    status: str
    has_case: bool


def transfer_detail(transfer: Transfer, scope: Scope) -> TransferDetail:
    """What the managers of the other unit may know of a case before accepting it. One query."""
    told = (
        Transfer.objects.for_scope(scope)
        .select_related("case", "from_unit__agency", "to_unit", "by", "ended_by")
        .annotate(is_ours=Exists(Case.objects.for_scope(scope).filter(pk=OuterRef("case"))))
        .get(pk=transfer.pk)
    )
    facts = [
        (_("Urgency"), told.get_urgency_display() or _("Not referred for a charging decision")),
        (_("Offered by"), told.from_unit.name, told.from_unit.agency.name),
        (_("Offered to"), told.to_unit.name),
        (_("Reason"), told.reason, f"{told.by.name}, {format_day(told.at)}"),
    ]
    if told.answer:
        assert told.ended_at is not None
        facts.append(
            (
                _("Answer"),
                told.answer,
                f"{not_null(told.ended_by).name}, {format_day(told.ended_at)}",
            )
        )
    return TransferDetail(told.case.urn, facts, told.get_status_display(), told.is_ours)
