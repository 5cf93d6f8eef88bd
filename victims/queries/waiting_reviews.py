"""Requests of victims for a review of a decision, as tasks of whoever takes the next step."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from people.access.pagination import first_page
from people.access.scopes import Scope, standings_on
from people.identity.sides import Side
from people.web.waiting_tasks import TaskKind, Tasks, WaitingTask, with_more
from victims.models import RightToReview, VictimRecord
from victims.permissions import RIGHT_TO_REVIEW
from victims.permissions.capacity_tests import LEADS_CASES
from victims.queries.waiting_tasks import victim_text
from victims.states import ReviewState

MAX_REVIEWS = 50  # requests that are read

REVIEWS = TaskKind("reviews", gettext_lazy("Victims’ Right to Review"))
# The next step of the side that decided, in the words of the list.
NEXT_VERB: dict[str, str] = {
    ReviewState.ASKED: "acknowledge_review_request",
    ReviewState.ACKNOWLEDGED: "name_reviewer",
    ReviewState.WITH_REVIEWER: "decide_review",
    ReviewState.DECIDED: "tell_review_outcome",
}
TEXTS: dict[str, str | Promise] = {
    "acknowledge_review_request": gettext_lazy("Acknowledge a victim’s request for a review"),
    "name_reviewer": gettext_lazy("Name who reviews a decision"),
    "decide_review": gettext_lazy("Review a decision: you are named to do it"),
    "tell_review_outcome": gettext_lazy("Tell the victim the outcome of the review"),
}
CONTACT_OF: dict[str | None, str] = {
    Side.POLICE: "record__contact_officer",
    Side.CPS: "record__liaison_officer",
}


def review_tasks(scope: Scope) -> Tasks:
    """The requests whose next step is the reader's. Two queries at most."""
    if scope.side not in CONTACT_OF or scope.user_id is None:
        return []
    rows, is_cut = first_page(_requests_of_reader(scope), MAX_REVIEWS)
    standings = standings_on(scope, rows)
    tasks = [
        _review_task(row)
        for row in rows
        if RIGHT_TO_REVIEW.refusal(standings[row.pk], NEXT_VERB[row.status], row) is None
    ]
    return with_more(tasks, REVIEWS, is_cut=is_cut)


def _requests_of_reader(scope: Scope) -> QuerySet[Any]:
    """
    For the victim's named contact what the victim is told; for those who lead the unit where none
    is named, and the naming of a reviewer; for the reviewer the review.
    """
    contact = CONTACT_OF[scope.side]
    unit = f"case__{VictimRecord.unit_of[Side(scope.actor.side)]}__in"
    leads = Q(**{unit: scope.units_with(*LEADS_CASES)})
    tells = Q(**{f"{contact}__in": scope.accounts}) | Q(leads, **{f"{contact}__isnull": True})
    for_reader = (
        Q(tells, status__in=[ReviewState.ASKED, ReviewState.DECIDED])
        | Q(leads, status=ReviewState.ACKNOWLEDGED)
        | Q(status=ReviewState.WITH_REVIEWER, reviewer=scope.user_id)
    )
    rows = RightToReview.objects.for_scope(scope).filter(for_reader, side=scope.side)
    return rows.select_related("case", "record", "clock").order_by("at", "pk")


def _review_task(row: Any) -> WaitingTask:
    verb = NEXT_VERB[row.status]
    runs = row.clock if row.clock and row.clock.closed_at is None else None
    return WaitingTask(
        kind=REVIEWS,
        text=TEXTS[verb],
        address=reverse(verb.replace("_", "-"), args=[row.pk]),
        about=victim_text(row.record.number),
        reference=row.case.urn,
        due_at=runs.due_at if runs else None,
        shown_of=VictimRecord._meta.label,
        shown=(row.record_id,),
    )
