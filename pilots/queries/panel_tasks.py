"""What panels ask of a person and of the units they lead, outside any case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.notices import notice_subject
from cases.states import State
from cases.statuses import ClosingStatus, DecisionStatus
from people.access.scopes import Scope
from people.identity.capacities import LEADING
from people.models.nullable import not_null
from pilots.models import LearningAction, SecondLook
from pilots.permissions import SITE
from timeliness.due_text import due_at_text
from victims.permissions.capacity_tests import LEADS_CASES

MAX_TASKS_OF_EACH = 100  # of each kind on the page


@dataclass(frozen=True)
class ReconsiderationRow:
    """A decision to be reconsidered: the suspect, the next step, and since when it waits."""

    pk: UUID
    subject: str
    next: str
    since: datetime


@dataclass(frozen=True)
class LearningActionRow:
    """A learning action: what, the owner, the due day in words, and how near it is."""

    row: LearningAction
    of: str
    due: tuple[()] | tuple[str, str]  # (words, tone); empty once it is done


def open_reconsiderations(scope: Scope) -> list[ReconsiderationRow]:
    """The decisions a person is to reconsider, or to name a reviewer for. One query."""
    rows = (
        _reconsiderations_of_reader(scope)
        .select_related("case", "suspect", "reviewer")
        .order_by("at", "pk")
    )
    return [_reconsideration_row(row, scope) for row in rows[:MAX_TASKS_OF_EACH]]


def open_learning_actions(scope: Scope) -> list[LearningActionRow]:
    """Open learning actions of a person or of a unit they lead, soonest due first. One query."""
    rows = _open_actions_of_reader(scope).select_related("owner", "unit__agency", "clock")
    return [
        learning_action_row(row, at=scope.at)
        for row in rows.order_by("clock__due_at", "pk")[:MAX_TASKS_OF_EACH]
    ]


def completed_learning_actions(scope: Scope) -> list[LearningActionRow]:
    """The newest completed learning actions. One query."""
    rows = _actions_of_reader(scope).filter(done_at__isnull=False)
    rows = rows.select_related("owner", "unit__agency", "clock")
    return [
        learning_action_row(row, at=scope.at)
        for row in rows.order_by("-done_at", "pk")[:MAX_TASKS_OF_EACH]
    ]


def learning_action_row(row: LearningAction, *, at: datetime) -> LearningActionRow:
    """A learning action as a page shows it."""
    of = row.owner.name if row.owner else f"{not_null(row.unit).agency}: {row.unit}"
    return LearningActionRow(row, of, () if row.done_at else due_at_text(row.clock.due_at, at=at))


def panel_tasks_waiting_for_reader(scope: Scope) -> list[tuple[str, str]]:
    """[(address, words)] for the worklists page: the number waiting here, where there are any."""
    if "see_asked_by_panels" not in SITE.allowed_verbs(scope):
        return []
    looks = _reconsiderations_of_reader(scope).annotate(kind=Value(1)).order_by()
    actions = _open_actions_of_reader(scope).annotate(kind=Value(2)).order_by()
    both = looks.values("pk", "kind").union(actions.values("pk", "kind"))
    waits = len(both[: MAX_TASKS_OF_EACH + 1])
    if not waits:
        return []
    number = f"{MAX_TASKS_OF_EACH}+" if waits > MAX_TASKS_OF_EACH else str(waits)
    text = ngettext("Asked by panels: %(n)s", "Asked by panels: %(n)s", waits) % {"n": number}
    return [(reverse("see-asked-by-panels"), text)]


def _reconsiderations_of_reader(scope: Scope) -> QuerySet[SecondLook]:
    """Leaders also get those with a named reviewer, who may no longer be able to do it."""
    leads = Q(case__police_unit__in=scope.units_with(*LEADS_CASES))
    leads |= Q(case__cps_unit__in=scope.units_with(*LEADS_CASES))
    in_force = Q(decision__status=DecisionStatus.LIVE)
    in_force |= Q(closing__status=ClosingStatus.CLOSED, suspect__state=State.CLOSED)
    in_force |= Q(event__isnull=False, event__withdrawn_at=None, suspect__state=State.INVESTIGATING)
    rows = SecondLook.objects.for_scope(scope).filter(side=scope.side, outcome="")
    return rows.filter(in_force, leads | Q(reviewer=scope.user_id))


def _reconsideration_row(row: SecondLook, scope: Scope) -> ReconsiderationRow:
    if row.reviewer_id == scope.user_id:
        what = _("Reconsider the decision")
    elif row.reviewer:
        what = _("%(name)s is to reconsider the decision") % {"name": row.reviewer.name}
    else:
        what = _("Name who reconsiders the decision")
    return ReconsiderationRow(
        row.pk, notice_subject(row.case, [row.suspect]), what, row.named_at or row.at
    )


def _open_actions_of_reader(scope: Scope) -> QuerySet[LearningAction]:
    return _actions_of_reader(scope).filter(done_at=None)


def _actions_of_reader(scope: Scope) -> QuerySet[LearningAction]:
    mine = Q(owner__in=scope.accounts) | Q(unit__in=scope.units_with(*LEADING))
    return LearningAction.objects.for_scope(scope).filter(mine)
