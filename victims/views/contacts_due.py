"""Victims to contact today: the reader's own, and those of their units."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from people.access.pagination import PAGE_SIZE
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for, worklist_page
from victims.models import VictimRecord
from victims.permissions import SITE
from victims.queries import contacts_due as queries
from victims.queries.contacts_today import (
    MAX_VICTIMS,
    VictimToContact,
    contacts_coming,
    listed_victims,
    other_tasks,
    victims_to_contact,
)
from victims.queries.waiting_items import items_waiting_for_reader

OWN_TABS = {"mine": _("All yours"), "owed": _("Owed"), "now": _("Safe now")}
EMPTY_TEXT = {
    "mine": _("You have no victims to contact today."),
    "owed": _("You owe no victim anything by the end of today."),
    "now": _("None of your victims is recorded as safe to call now."),
}
UNIT_TABS = ("unit", "nobody", "undated")


@guarded_site("see_calls", SITE)
def see_calls(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """An unknown name of a list shows the first one."""
    scope, name = scope_for(request), request.GET.get("list", "")
    waiting = items_waiting_for_reader(scope, most=MAX_VICTIMS + 1)
    has_more = any(len(items) > MAX_VICTIMS for items in waiting.values())
    mine, is_cut = victims_to_contact(scope, [*waiting["owed"], *waiting["again"]])
    letters = waiting["letter"]
    others = [*waiting["note"], *waiting["asked"], *waiting["agreed"]]
    own = {
        "mine": mine,
        "owed": [row for row in mine if row.is_owed],
        "now": [row for row in mine if row.is_safe_now],
    }
    context = _rows_of_list(request, name, own)
    request.audit.add_rows(VictimRecord, [each.record_id for each in (*letters, *others)])
    counts = {tab: len(rows) for tab, rows in own.items()} | queries.count_units_contacts(scope)
    context |= {
        "at": scope.at,
        "mine": mine,
        "has_more": has_more or is_cut,
        "others": other_tasks(others),
        "owed": len(own["owed"]),
        "overdue": sum(row.is_overdue for row in mine),
        "safe_now": len(own["now"]),
        "tabs": [(tab, text, counts[tab]) for tab, text in _tabs()],
        "coming": contacts_coming(scope),
        "letters": letters,
    }
    return TemplateResponse(request, "victims/contacts_due/see.html", context)


def _tabs() -> list[tuple[str, Any]]:
    units = [(name, queries.CONTACT_LISTS[name].tab) for name in UNIT_TABS]
    return [*OWN_TABS.items(), *units]


def _rows_of_list(
    request: GuardedRequest, name: str, own: dict[str, list[VictimToContact]]
) -> dict[str, Any]:
    """The rows of the chosen list, which are added to the audit entry, and the pages of it."""
    scope = request.scope
    if name not in UNIT_TABS:
        name = name if name in own else "mine"
        _add_rows(request, own[name])
        return {
            "chosen": name,
            "title": OWN_TABS[name],
            "rows": own[name],
            "empty": EMPTY_TEXT[name],
            "following": "",
            "first": "",
        }
    chosen = queries.CONTACT_LISTS[name]
    found, following = worklist_page(request, chosen.rows)
    page = f"?list={name}"
    return {
        "chosen": name,
        "title": chosen.tab,
        "rows": listed_victims([queries.contact_due_row(row, at=scope.at) for row in found], scope),
        "empty": chosen.empty,
        "following": following and f"{page}&after={following}",
        "first": page if request.GET.get("after") else "",
        "size": PAGE_SIZE,
    }


def _add_rows(request: GuardedRequest, rows: Sequence[VictimToContact]) -> None:
    request.audit.add_rows(VictimRecord, [row.pk for row in rows])
