"""The accounts that were involved in a case or with its victims, from the records."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from cases.models import CaseGrant, Event
from people.models import AccessControlled, User
from victims.models import ServiceEntry, ServiceLog, SupportGrant, VictimRecord

INVOLVEMENT_PURPOSE = "who has had a hand in the cases of a panel"
# Private to a service. Their authors are named on the support, or manage the service.
SERVICE_PRIVATE_MODELS = {ServiceEntry, ServiceLog}


def accounts_that_worked_on_cases(cases: Collection[UUID]) -> Iterator[tuple[UUID, int]]:
    """(case, account) of everyone who did anything on these cases, or has or had a named role."""
    done = Event.objects.unscoped(INVOLVEMENT_PURPOSE).filter(case__in=cases, by__isnull=False)
    yield from done.values_list("case", "by").distinct()
    named = CaseGrant.objects.filter(content_object__in=cases)
    yield from named.values_list("content_object", "user")
    supports = SupportGrant.objects.filter(content_object__case__in=cases)
    yield from supports.values_list("content_object__case", "user")
    yield from _accounts_named_on_victim_rows(cases)
    yield from _accounts_of_victim_contacts(cases)


def _accounts_named_on_victim_rows(cases: Collection[UUID]) -> Iterable[tuple[UUID, int]]:
    """Accounts on any row about a victim: author, sender, owner, supporter and so on."""
    first, *others = (
        model.objects.unscoped(INVOLVEMENT_PURPOSE)
        .filter(Q(case__in=cases), **{f"{field}__isnull": False})
        .order_by()
        .values_list("case", field)
        for model, field in _account_fields_of_victim_models()
    )
    return first.union(*others)


def _account_fields_of_victim_models() -> list[tuple[type[AccessControlled], str]]:
    """[(model, field)] of every foreign key from a row about a victim to an account."""
    return [
        (model, field.name)
        for model in apps.get_app_config("victims").get_models()
        if issubclass(model, AccessControlled) and model not in SERVICE_PRIVATE_MODELS
        for field in model._meta.fields
        if field.related_model is User and "case" in {each.name for each in model._meta.fields}
    ]


def _accounts_of_victim_contacts(cases: Collection[UUID]) -> Iterator[tuple[UUID, int]]:
    """Accounts that were a victim's named contact, or changed how the victim is to be treated."""
    records = list(VictimRecord.objects.unscoped(INVOLVEMENT_PURPOSE).filter(case__in=cases))
    fields = ("contact_officer", "liaison_officer", "history_user")
    for case, *people in VictimRecord.history.of_rows(records).values_list("case", *fields):
        yield from ((case, who) for who in people if who)
