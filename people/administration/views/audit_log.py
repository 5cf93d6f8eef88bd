"""The page of the audit log, for those appointed to read it."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.forms.utils import from_current_timezone
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.module_loading import import_string
from django.utils.translation import ngettext

from people.access.pagination import PAGE_SIZE, moment_from_url
from people.administration import forms, queries, system_queries
from people.administration.labels import capacity_label, log_verb_label
from people.administration.permissions import SITE
from people.models import AuditEntry, Operation, User
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for

Key = TypeVar("Key")
RowNames = Mapping[tuple[str, str], str]  # {(label of the model, id): what the row is called}
MOST_ROWS = 5  # of a list or a search that are named
NOBODY = 0  # the id of no person and no case
NO_CASE = uuid.UUID(int=0)


@guarded_site("read_audit_log", SITE)
def read_audit_log(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """The filters are posted and redirected as ids, so that no URL holds a name or reference."""
    initial, systems = _initial_from_query(request.GET), system_queries.system_choices()
    form = forms.FilterLogForm(request.POST or None, initial=initial, systems=systems)
    kept_from = import_string(settings.LOG_KEPT_FROM)(scope_for(request).accounts)
    if form.is_valid():
        query_of_answers = _query_from_answers(form.cleaned_data, kept_from[0])
        return redirect(f"{request.path}?{urlencode(query_of_answers)}")
    found = queries.audit_entries_page(
        after=_log_cursor(request), kept_from=kept_from, **_filters_from_query(request.GET)
    )
    request.audit.add_rows(AuditEntry, [entry.pk for entry in found.rows])
    request.audit.set_search_text(urlencode(request.GET))
    query, names = request.GET.dict(), _names_in_log(found.rows)
    page = {
        "form": form,
        "is_filtered": bool(query),
        "entries": [_log_entry_row(entry, *names) for entry in found.rows],
        "following": found.after and f"?{urlencode(query | {'after': found.after})}",
        "first": f"?{urlencode(query)}" if query.pop("after", "") else "",
        "size": PAGE_SIZE,
    }
    return TemplateResponse(request, "people/log/show.html", page)


def _query_from_answers(
    answers: Mapping[str, Any], kept_from: Collection[uuid.UUID]
) -> dict[str, object]:
    """
    Query string of the list: ids and days. An unknown person or case gets an id without rows.

    So does a case from which a conflict of interest keeps the reader.
    """
    sought: dict[str, object] = {}
    if answers["person"]:
        ids = User.objects.filter(email=answers["person"]).values_list("pk", flat=True)
        sought["person"] = ids.first() or NOBODY
    if answers["case"]:
        case = case_id_from_text(answers["case"])
        sought["case"] = NO_CASE if case is None or case in kept_from else case
    if answers["system"]:
        sought["system"] = answers["system"]
    for name in ("from_on", "until_on"):
        if answers[name]:
            sought[name] = answers[name].isoformat()
    return sought


def _filters_from_query(address: Mapping[str, str]) -> dict[str, Any]:
    """Arguments for audit_entries_page() from the query string; invalid values are ignored."""
    wanted: dict[str, Any] = {
        "person": _parse_or_none(int, address.get("person")),
        "case": _parse_or_none(uuid.UUID, address.get("case")),
        "system": _parse_or_none(uuid.UUID, address.get("system")),
    }
    since, until = (
        _parse_or_none(dt.date.fromisoformat, address.get(n)) for n in ("from_on", "until_on")
    )
    wanted["since"] = since and _start_of_day(since)
    wanted["until"] = until and _start_of_day(until + dt.timedelta(days=1))
    return {name: value for name, value in wanted.items() if value is not None}


def _initial_from_query(address: Mapping[str, str]) -> dict[str, Any]:
    """Initial values of the filter form from the query string."""
    person = _parse_or_none(int, address.get("person"))
    of_person = User.objects.none() if person is None else User.objects.filter(pk=person)
    return {
        "person": of_person.values_list("email", flat=True).first() or "",
        "case": _parse_or_none(uuid.UUID, address.get("case")) or "",
        "system": str(_parse_or_none(uuid.UUID, address.get("system")) or ""),
        "from_on": _parse_or_none(dt.date.fromisoformat, address.get("from_on")),
        "until_on": _parse_or_none(dt.date.fromisoformat, address.get("until_on")),
    }


def _parse_or_none(kind: Callable[[str], Key], text: str | None) -> Key | None:
    try:
        return kind(text) if text else None
    except (ValueError, OverflowError):
        return None


def case_id_from_text(typed: str) -> uuid.UUID | None:
    """
    The id of a case, from an id or a reference; None if unknown.

    people/ does not import cases/: the setting CASE_KEY_FINDER names a function of another app
    from a reference to an id or None.
    """
    try:
        return uuid.UUID(typed)
    except ValueError:
        finder = getattr(settings, "CASE_KEY_FINDER", "")
        return import_string(finder)(typed) if finder else None


def _start_of_day(day: dt.date) -> dt.datetime:
    return from_current_timezone(dt.datetime.combine(day, dt.time()))


def _log_cursor(request: HttpRequest) -> tuple[dt.datetime, int] | None:
    """Parse the list's cursor, moment~id; an invalid one gives the first page."""
    moment, _tilde, pk = request.GET.get("after", "").rpartition("~")
    at = moment_from_url(moment)
    try:
        return (at, int(pk)) if at and 0 <= int(pk) < 2**63 else None
    except ValueError:
        return None


def _names_in_log(entries: Sequence[AuditEntry]) -> tuple[dict[uuid.UUID, str], RowNames]:
    """
    The URNs of the cases of these entries, and the names of the first rows of each.

    people/ does not import cases/: the setting LOG_NAMES names functions of another app.
    """
    of_cases, of_rows = map(import_string, settings.LOG_NAMES)
    rows = ((entry.kind, pk) for entry in entries for pk in entry.ids[:MOST_ROWS])
    return of_cases(entry.case_id for entry in entries if entry.case_id), of_rows(rows)


def _log_entry_row(
    entry: AuditEntry, urns: Mapping[uuid.UUID, str], names: RowNames
) -> tuple[Any, ...]:
    who = (entry.user.name, entry.user.agency.name) if entry.user else ("", "")
    about = _entry_subject(entry, names)
    capacities = ", ".join(str(capacity_label(name)) for name in entry.capacities)
    what = (log_verb_label(entry.verb), Operation(entry.operation).label, capacities)
    case = entry.case_id and (entry.case_id, urns.get(entry.case_id, str(entry.case_id)[:8]))
    facts = about, case, entry.refused, entry.content, _system_name_of(entry)
    return entry.at, *who, *what, *facts


def _system_name_of(entry: AuditEntry) -> str:
    """Name of the system that called for an officer; "" if it called for itself."""
    if entry.system is None or entry.system.account_id == entry.user_id:
        return ""
    return entry.system.account.name


def _entry_subject(entry: AuditEntry, names: RowNames) -> str:
    """The rows of an entry besides its case, the first of them by name."""
    rows = [pk for pk in entry.ids if pk != str(entry.case_id)]
    named = dict.fromkeys(names.get((entry.kind, pk), "") for pk in rows[:MOST_ROWS])
    shown = ", ".join(filter(None, named))
    more = len(rows) - MOST_ROWS
    if more <= 0:
        return shown
    text = ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more)
    return text % {"names": shown, "n": more}
