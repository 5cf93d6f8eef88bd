"""What waits for whom: the lists of the pages, soonest due first."""

from django.http import Http404
from rest_framework import serializers as s

from cases.permissions import SITE
from cases.queries import worklists
from people.api.answers import Answer
from people.api.doors import reads
from people.api.paging import AFTER, NO_CURSOR
from people.api.problems import Problem
from people.guards import guarded_site, scope_for
from people.worklists import Cursor


class RowShown(s.Serializer):
    """One suspect of a worklist."""

    case = s.UUIDField()
    urn = s.CharField()
    suspect = s.IntegerField()
    waits_for = s.CharField()
    state = s.CharField()
    due_at = s.DateTimeField(allow_null=True)


class WorklistShown(s.Serializer):
    """A page of a worklist; `next` is the address of the one after it."""

    rows = RowShown(many=True)
    next = s.CharField(allow_null=True)


@reads(WorklistShown, asks=AFTER)
@guarded_site("see_worklist", SITE)
def see_worklist(request, allowed, name):
    """
    One of the lists that an officer is offered: sign-off, check, early-advice, allocate, escalated,
    mine, second-reader, unit, waiting, overdue.
    """
    scope = scope_for(request)
    chosen = next((each for each in worklists.lists_for(scope) if each.name == name), None)
    if chosen is None or chosen.tell is not None:
        raise Http404
    after = request.GET.get("after", "")
    cursor = Cursor.parse(after)
    if after and cursor == Cursor():
        raise Problem(400, NO_CURSOR)
    page = worklists.page(chosen, scope, after=cursor)
    request.visit.shows(chosen.rows.model, page.ids)
    following = f"{request.path}?after={page.following}" if page.following else None
    return Answer(WorklistShown({"rows": map(_row, page.rows), "next": following}).data)


def _row(row):
    case, number, _of, urn, *said = row
    *_rest, state, holder, _since, _text, _tone, due_at, _is_hour = said
    return {
        "case": case, "urn": urn, "suspect": number, "waits_for": str(holder), "state": str(state),
        "due_at": due_at,
    }  # fmt: skip
