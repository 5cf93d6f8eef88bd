"""The worklists: rows in the order of the pages, with the earliest date of either side."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from rest_framework import serializers as s

from cases.desk.queries import worklists
from cases.models import Suspect
from cases.permissions import SITE
from cases.states import may_know_state
from people.access.worklists import Cursor
from people.api.endpoints import read_endpoint
from people.api.pagination import AFTER_PARAMETER, NO_CURSOR
from people.api.problems import Problem
from people.api.responses import Answer
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for


class WorklistRowShown(s.Serializer):
    """
    One suspect of a worklist, in the codes of the case. suspect: the id.

    due_at: the earliest date of either side, by which the list is in order; a page shows the date
    of the reader's side.
    """

    case = s.UUIDField()
    urn = s.CharField()
    suspect = s.UUIDField()
    number = s.IntegerField()
    state = s.CharField(allow_blank=True)
    holder_side = s.CharField(allow_blank=True)
    also_waits_for = s.ListField(child=s.CharField())
    due_at = s.DateTimeField(allow_null=True)


class WorklistShown(s.Serializer):
    """A page of a worklist; `next` is the URL of the next page."""

    rows = WorklistRowShown(many=True)
    next = s.CharField(allow_null=True)


@read_endpoint(WorklistShown, query_parameters=AFTER_PARAMETER)
@guarded_site("see_worklist", SITE)
def see_worklist(request: GuardedRequest, allowed: frozenset[str], name: str) -> Answer:
    """A worklist offered to the officer: sign-off, check, early-advice, allocate, escalated,
    mine, second-reader, charges-to-report, charges-to-compare, custody-limits, hearings, unit,
    waiting, overdue.
    """
    scope = scope_for(request)
    chosen = next((each for each in worklists.worklists_for(scope) if each.name == name), None)
    if chosen is None or chosen.rows.model is not Suspect:
        raise Http404
    after = request.GET.get("after", "")
    cursor = Cursor.parse(after)
    if after and cursor == Cursor():
        raise Problem(400, NO_CURSOR)
    page = worklists.worklist_page(chosen, scope, after=cursor)
    request.audit.add_rows(chosen.rows.model, page.ids)
    following = f"{request.path}?after={page.following}" if page.following else None
    rows = [_serialize_worklist_row(scope.side, *row) for row in page.found]
    return Answer(WorklistShown({"rows": rows, "next": following}).data)


def _serialize_worklist_row(
    side: str | None, pk: UUID, case: UUID, urn: str, number: int, _surname: str,
    _given_names: str, state: str, _urgency: str, holder: str, also: list[str],
    _since: datetime | None, due_at: datetime | None, *_units: Any,
) -> dict[str, Any]:  # fmt: skip
    return {
        "case": case, "urn": urn, "suspect": pk, "number": number,
        "state": state if may_know_state(state, side) else "", "holder_side": holder,
        "also_waits_for": also, "due_at": due_at,
    }  # fmt: skip
