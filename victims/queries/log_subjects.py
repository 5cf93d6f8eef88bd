"""Rows that the audit log has by their ids, for its auditors: references, never a victim's name."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from cases.models import BreakGlass, Case, Conflict, DestroyedCase, Suspect, Victim
from people.access.row_security import for_purpose
from people.administration.labels import label_of_model
from people.models import AccessControlled, Agency, Unit, User
from victims.models import Consent, ConsentRecipient, Reveal, Support, VictimRecord

PURPOSE = "the audit log names what it is about"
RowKey = tuple[str, str]  # label of the model, and the row's id as the log has it
OFFICE: dict[str, Any] = {model._meta.label: model for model in (User, Unit, Agency)}
OF_VICTIM = gettext_lazy("%(urn)s, victim %(n)s")
ON_CASE: dict[str, tuple[Any, Promise]] = {
    Suspect._meta.label: (Suspect, gettext_lazy("%(urn)s, suspect %(n)s")),
    Victim._meta.label: (Victim, OF_VICTIM),
    VictimRecord._meta.label: (VictimRecord, OF_VICTIM),
}


@for_purpose(PURPOSE)
def urns_of_cases(ids: Iterable[UUID]) -> dict[UUID, str]:
    """{id: URN} of cases, hidden or not, and of those that were destroyed."""
    wanted = set(ids)
    rows = Case.objects.unscoped(PURPOSE).filter(pk__in=wanted)
    found = dict(rows.values_list("pk", "urn"))
    destroyed = DestroyedCase.objects.filter(pk__in=wanted - found.keys())  # empty: no query
    return found | dict(destroyed.values_list("pk", "urn"))


@for_purpose(PURPOSE)
def record_of_victim(case: UUID, number: int) -> UUID | None:
    """The id of the record of a victim, by their number on the case; None if there is none."""
    rows = VictimRecord.objects.unscoped(PURPOSE).filter(case=case, number=number)
    return rows.values_list("pk", flat=True).first()


def id_of_account(email: str) -> int | None:
    """The id of the account with this address; None if there is none."""
    return User.objects.filter(email=email).values_list("pk", flat=True).first()


@for_purpose(PURPOSE)
def typed_subject(record: UUID | None, case: UUID | None, person: int | None) -> dict[str, Any]:
    """What somebody types to name these: the URN, the victim's number, the address."""
    found: dict[str, Any] = {}
    if person is not None:
        found["person"] = User.objects.filter(pk=person).values_list("email", flat=True).first()
    if case is not None:
        found["urn"] = urns_of_cases([case]).get(case, "")
    if record is not None:
        rows = VictimRecord.objects.unscoped(PURPOSE).filter(pk=record)
        found["victim"] = rows.values_list("number", flat=True).first()
    return found


def name_of_account(pk: int) -> str:
    """The name of an account; "" if there is none."""
    return User.objects.filter(pk=pk).values_list("name", flat=True).first() or ""


@for_purpose(PURPOSE)
def reference_of_record(record: UUID) -> tuple[UUID, str] | None:
    """(id of the case, "52RS0012326, victim 1") of a record; None if there is none."""
    rows = VictimRecord.objects.unscoped(PURPOSE).filter(pk=record)
    found = rows.values_list("case", "case__urn", "number").first()
    return found and (found[0], OF_VICTIM % {"urn": found[1], "n": found[2]})


@for_purpose(PURPOSE)
def ids_about_record(record: UUID) -> list[str]:
    """
    The ids of the record and of all rows about it that pages are about, as the log has them.

    What an ISVA's service wrote for itself has no such row (ADR 19).
    """
    return _ids_with_key("record", [record])


@for_purpose(PURPOSE)
def ids_about_cases(cases: Iterable[UUID]) -> list[str]:
    """The ids of cases and of all rows under them that pages and lists are about. One query."""
    return _ids_with_key("case", cases)


def _ids_with_key(name: str, keys: Iterable[UUID]) -> list[str]:
    """The ids themselves, and those of all rows that have this foreign key to one of them."""
    known = list(keys)
    first, *others = (rows.values_list("pk", flat=True) for rows in _rows_with_key(name, known))
    return sorted({*map(str, known), *map(str, first.union(*others, all=True))})


def _rows_with_key(name: str, keys: list[UUID]) -> Iterator[QuerySet[Any]]:
    """The rows of each model that have this foreign key; not their histories: no page's rows."""
    to = {"case": Case, "record": VictimRecord}[name]
    for model in apps.get_models():
        if issubclass(model, AccessControlled):
            fields = model._meta.concrete_fields
            if any(field.name == name and field.related_model is to for field in fields):
                yield model.objects.unscoped(PURPOSE).filter(**{f"{name}__in": keys}).order_by()


@for_purpose(PURPOSE)
def reveals_shown(
    *, record: UUID | None, case: UUID | None, person: int | None, since: datetime,
    until: datetime, kept_from: Iterable[UUID],
) -> tuple[int, int]:  # fmt: skip
    """
    (how often, to how many people) victims' identities were shown, in letters printed too.

    Of a record, or else of a case, or by a person.
    """
    about = {"record": record} if record else {"case": case} if case else {"by": person}
    rows = Reveal.objects.unscoped(PURPOSE).filter(at__gte=since, at__lt=until, **about)
    rows = rows.exclude(case__in=list(kept_from))
    facts = rows.aggregate(times=Count("pk"), people=Count("by", distinct=True))
    return facts["times"], facts["people"]


@for_purpose(PURPOSE)
def cases_in_conflict(accounts: Iterable[int]) -> frozenset[UUID]:
    """Cases from which a conflict of interest keeps the person, or kept them to the end."""
    accounts = list(accounts)
    kept = Conflict.objects.open_of(accounts).values_list("case", flat=True)
    destroyed = DestroyedCase.objects.filter(kept_out__overlap=accounts)
    return frozenset(kept.union(destroyed.values_list("pk", flat=True)))


def kept_from_reader(accounts: Iterable[int]) -> tuple[frozenset[UUID], list[str]]:
    """(cases, ids of all rows under them) that the log does not show to a person in conflict."""
    cases = cases_in_conflict(accounts)
    return cases, ids_about_cases(cases) if cases else []


@for_purpose(PURPOSE)
def consents_for_services(cases: Iterable[UUID | None]) -> list[Consent]:
    """What victims of these cases ever let services know, with withdrawal and confirmation."""
    rows = Consent.objects.unscoped(PURPOSE).filter(
        case__in=set(cases), recipient=ConsentRecipient.SERVICE
    )
    return list(rows.select_related("withdrawal", "confirmation").order_by("given_on", "at"))


@for_purpose(PURPOSE)
def services_of_cases(cases: Iterable[UUID]) -> list[tuple[UUID, int]]:
    """[(case, unit of a service that ever supported a victim of it)]."""
    rows = Support.objects.unscoped(PURPOSE).filter(case__in=set(cases))
    return list(rows.values_list("case", "service"))


@for_purpose(PURPOSE)
def break_glass_of(people: Iterable[int], cases: Iterable[UUID]) -> list[BreakGlass]:
    """Each break-glass of these cases by these accounts, oldest first."""
    rows = BreakGlass.objects.unscoped(PURPOSE).filter(by__in=set(people), case__in=set(cases))
    return list(rows.order_by("at", "pk"))


@for_purpose(PURPOSE)
def names_of_rows(rows: Iterable[RowKey]) -> dict[RowKey, str]:
    """
    What rows are called in a sentence: a URN, "52RS0012326, suspect 2", a person's or unit's name.

    Other rows are called by what kind they are.
    """
    ids: dict[str, set[str]] = {}
    for kind, pk in rows:
        ids.setdefault(kind, set()).add(pk)
    found = dict[RowKey, str]()
    for kind, keys in ids.items():
        found |= {(kind, pk): label_of_model(kind) for pk in keys}
        found |= {(kind, pk): text for pk, text in _names_of_kind(kind, keys)}
    return found


def _names_of_kind(kind: str, keys: set[str]) -> Iterator[tuple[str, str]]:
    """(id, name) of the rows of one model, if its rows have names that may be shown."""
    if kind in OFFICE:
        numbers = [int(pk) for pk in keys if pk.isascii() and pk.isdecimal() and len(pk) < 10]
        rows: Any = OFFICE[kind].objects.filter(pk__in=numbers)
        yield from ((str(pk), name) for pk, name in rows.values_list("pk", "name"))
    elif kind == Case._meta.label:
        yield from ((str(pk), urn) for pk, urn in urns_of_cases(_valid_ids(keys)).items())
    elif kind in settings.LOG_NAMES_OF_KIND:
        yield from import_string(settings.LOG_NAMES_OF_KIND[kind])(keys)
    elif kind in ON_CASE:
        model, text = ON_CASE[kind]
        manager: Any = model.objects
        rows = manager.unscoped(PURPOSE).filter(pk__in=_valid_ids(keys))
        for pk, urn, number in rows.values_list("pk", "case__urn", "number"):
            yield str(pk), text % {"urn": urn, "n": number}


def _valid_ids(keys: Iterable[str]) -> list[UUID]:
    found = []
    for each in keys:
        with suppress(ValueError):
            found.append(UUID(each))
    return found
