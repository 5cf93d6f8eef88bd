"""What waits for whom: the lists of the pages, soonest due first."""

from django.http import Http404

from cases.api.shown import WorklistShown
from cases.permissions import SITE
from cases.queries import worklists
from people.api.answers import Answer
from people.api.doors import reads
from people.guards import guarded_site, scope_for
from people.worklists import Cursor


@reads(WorklistShown, asks={"after": "As `next` gives it."})
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
    page = worklists.page(chosen, scope, after=Cursor.parse(request.GET.get("after", "")))
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
