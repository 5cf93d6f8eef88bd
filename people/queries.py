"""The questions the pages of the administration ask. The doors have asked whether they may."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Min, Model, Q, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from people import access
from people.access import Scope
from people.audit import NOT_FOUND
from people.histories import BY_ITSELF, Change, changes
from people.models import Agency, AuditEntry, Draft, Route, Unit, UnitGrant, User
from people.models.walled import models_people_are_named_on
from people.seals import opened
from people.words import AGENCY_FIELDS, PERSON_FIELDS, SYSTEM_FIELDS, UNIT_FIELDS, capacity, said
from people.worklists import in_address

PAGE_SIZE = 25


class UnsentText(NamedTuple):
    """What a person typed into one opened form, as the form was last saved."""

    id: UUID
    saved_at: datetime
    typed: MultiValueDict
    is_signed_out: bool = False  # typed after the session had ended, by whoever it was

    @property
    def as_it_was(self) -> str:
        """Which draft, as saved when: what a form that starts with it sends back."""
        return f"{self.id}~{self.saved_at.isoformat()}"


def unsent_texts(scope: Scope, key: str) -> list[UnsentText]:
    """The person's own drafts in one form about one row, newest first; none that does not open."""
    found = []
    for draft in Draft.objects.filter(user=scope.user_id, key=key).order_by("-saved_at", "id"):
        belongs_to = (draft.user_id, draft.key, draft.id)
        text = opened(draft.sealed, keys=settings.DRAFT_KEYS, belongs_to=belongs_to)
        if text is not None:
            typed = MultiValueDict(json.loads(text))
            found.append(UnsentText(draft.id, draft.saved_at, typed, draft.is_signed_out))
    return found


M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows in order, and the key that asks for those after; empty where there are none."""

    rows: list[M]
    after: str


def page(rows: QuerySet[M], key: Callable[[M], str], size: int = PAGE_SIZE) -> Page[M]:
    """One page of a query already ordered and cut at its cursor; key says a row's cursor."""
    found = list(rows[: size + 1])
    return Page(found[:size], key(found[size - 1]) if len(found) > size else "")


# Agencies and units


def agencies() -> list[tuple[Any, ...]]:
    """Every agency as (id, name, side, force code, units, people), by side and name."""
    human = Q(people__is_active=True, people__is_system=False)
    people = Count("people", filter=human, distinct=True)
    rows = Agency.objects.annotate(n_units=Count("units", distinct=True), n_people=people)
    found = rows.order_by("-side", "name").values_list(
        "pk", "name", "side", "force_code", "n_units", "n_people"
    )
    return list(found)


def agency_page(agency: Agency) -> dict[str, Any]:
    """What the page of an agency shows."""
    return {
        "agency": agency,
        "units": list(agency.units.order_by("name").values_list("pk", "name", "kind", "is_open")),
        "areas": list(agency.areas.order_by("name").values_list("pk", "name")),
        "forces": list(agency.forces.order_by("name").values_list("pk", "name")),
        "changes": changes(agency.history.all(), AGENCY_FIELDS, said),
    }


def unit_page(unit: Unit, at: datetime) -> dict[str, Any]:
    """What the page of a unit shows: who holds it now, and who sends it what."""
    live = live_grants(at).filter(content_object=unit, user__is_active=True)
    holders = live.order_by("user__name", "user_id").values_list(
        "user_id", "user__name", "permission__codename", "expires_at"
    )
    sending = Route.objects.filter(cps_unit=unit).order_by("police_unit__agency__name")
    return {
        "unit": unit,
        "holders": [(pk, name, capacity(held), until) for pk, name, held, until in holders],
        "routes": {r.is_urgent: r for r in unit.routes.select_related("cps_unit__agency")},
        "senders": list(
            sending.values_list(
                "police_unit_id", "police_unit__agency__name", "police_unit__name", "is_urgent"
            )
        ),
        "merged": list(unit.merged.order_by("name").values_list("pk", "name")),
        "changes": changes(unit.history.select_related("merged_into"), UNIT_FIELDS, said),
    }


def units_to_merge_into(unit: Unit) -> list[tuple[int, str]]:
    """The units that one may become part of, as open_units() has them."""
    others = open_units(agency=unit.agency_id, kind=unit.kind)
    return [(pk, text) for pk, text in others if pk != unit.pk]


def live_grants(at: datetime) -> QuerySet[UnitGrant]:
    """The grants on units that have not ended."""
    return UnitGrant.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at))


def open_units(**facts: Any) -> list[tuple[int, str]]:
    """[(id, "agency: unit")] of the open units, by name."""
    rows = Unit.objects.filter(is_open=True, **facts).order_by("agency__name", "name")
    return [(pk, f"{a}: {u}") for pk, a, u in rows.values_list("pk", "agency__name", "name")]


def areas() -> QuerySet[Agency]:
    """The CPS Areas, which are the agencies that forces send their cases to."""
    return Agency.objects.filter(forces__isnull=False).distinct().order_by("name")


# People


def people(
    *, words: str = "", agency: str | None = None, after: tuple[str, int] = ("", 0)
) -> Page[User]:
    """A page of people by name, those whose name or address holds the words. No systems."""
    rows = User.objects.filter(is_system=False).select_related("agency").order_by("name", "pk")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if agency:
        rows = rows.filter(agency=agency)
    name, pk = after
    rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk))
    return page(rows, lambda user: f"{user.name}~{user.pk}")


def person_page(person: User, at: datetime) -> dict[str, Any]:
    """What the page of a person shows: what they hold, and what was changed about them."""
    held = person.unitgrants.order_by(
        "content_object__agency__name", "content_object__name", "permission_id"
    ).values_list(
        "pk",
        "permission__codename",
        "content_object_id",
        "content_object__name",
        "content_object__agency__name",
        "expires_at",
        "granted_by__name",
        "granted_at",
    )
    fields = SYSTEM_FIELDS if person.is_system else PERSON_FIELDS
    signed_in = AuditEntry.objects.filter(user=person, verb="sign_in").order_by("-at", "-pk")
    return {
        "account": person,
        "held": [(pk, capacity(name), *rest) for pk, name, *rest in held],
        "named": named_as(person, at),
        "signed_in_at": signed_in.values_list("at", flat=True).first(),
        "changes": changes(person.history.all(), fields, said),
        "given": grant_history(person),
        "others": accounts_beside(person),
    }


def accounts_beside(person: User) -> list[tuple[int, str, str]]:
    """(id, name, agency) of the other accounts of the same human being."""
    others = User.objects.filter(human=person.human_id, human__isnull=False).exclude(pk=person.pk)
    return list(others.order_by("name", "pk").values_list("pk", "name", "agency__name"))


def named_as(person: User, at: datetime) -> list[tuple[str, int]]:
    """[(capacity in words, on how many rows)] of what a person is named as: never on which."""
    counted: Counter[str] = Counter()
    for model in models_people_are_named_on():
        live = access.named_on(model).objects.filter(Q(expires_at=None) | Q(expires_at__gt=at))
        mine = live.filter(user=person).values_list("permission__name")
        counted += Counter(dict(mine.annotate(n=Count("pk"))))
    return [(gettext(name), n) for name, n in sorted(counted.items())]


def grant_history(person: User) -> list[Change]:
    """What the person was given and lost, newest first, the last hundred of it."""
    rows = UnitGrant.history.filter(user=person.pk).select_related(
        "history_user", "permission", "content_object"
    )
    return [
        Change(
            said(row.history_change_reason or row.history_type),
            row.history_user.name if row.history_user else str(BY_ITSELF),
            row.history_date,
            f"{capacity(row.permission.codename)}\n{row.content_object.name}",
        )
        for row in rows.order_by("-history_date", "-history_id")[:100]
    ]


# The log


def readers(pk: UUID, *, case_id: UUID, seen: str, taken: str) -> list[tuple[Any, ...]]:
    """
    Whoever was let in to see a row of a case, or to take it away, latest first.

    seen, taken: the two verbs. As (name, agency, side, first time, last time, times taken).
    """
    rows = AuditEntry.objects.filter(case_id=case_id, refused="", verb__in=[seen, taken])
    people = rows.filter(ids__contains=[str(pk)]).values_list(
        "user__name", "user__agency__name", "user__agency__side"
    )
    counted = people.annotate(
        first=Min("at"), last=Max("at"), times_taken=Count("pk", filter=Q(verb=taken))
    )
    return list(counted.order_by("-last", "user_id"))


def not_found(
    people: Iterable[int], *, since: datetime
) -> list[tuple[int, str, list[str], datetime]]:
    """(person, kind, ids, moment) of what some people asked for and were told is not there."""
    rows = AuditEntry.objects.exclude(refused="").filter(refused=NOT_FOUND, user__in=people)
    found = rows.filter(at__gte=since).order_by("at", "pk")
    return list(found.values_list("user", "kind", "ids", "at"))


def was_let_in(side: str, kind: str, ids: Iterable[str], *, case_id: UUID) -> bool:
    """Whether anybody of a side was let in to a page about one of some rows of a case."""
    rows = AuditEntry.objects.filter(case_id=case_id, refused="", kind=kind)
    return rows.filter(user__agency__side=side, ids__overlap=ids).exists()


def log(
    *,
    person: int | None = None,
    case: UUID | None = None,
    system: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: tuple[datetime, int] | None = None,
) -> Page[AuditEntry]:
    """A page of the log, newest first; after is the (moment, id) of the last row seen."""
    rows = AuditEntry.objects.select_related("user__agency", "system__account")
    rows = rows.order_by("-at", "-pk")
    wanted: dict[str, Any] = {"user": person, "case_id": case, "system": system}
    wanted |= {"at__gte": since, "at__lt": until}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    return page(rows, lambda entry: f"{in_address(entry.at)}~{entry.pk}")
