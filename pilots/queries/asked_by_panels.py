"""What panels ask of a person, and of the units that she leads: work that is no case's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.notices import subject
from cases.states import State
from cases.statuses import DecisionStatus
from people.access import Scope
from people.capacities import LEADING
from pilots.models import LearningAction, SecondLook
from pilots.permissions import SITE
from timeliness.words import due_by
from victims.permissions.who import LEADS_CASES

MOST = 100  # of each on the page: panels ask for few things


@dataclass(frozen=True)
class Look:
    """A decision to be looked at again: of which suspect, what comes next, since when it waits."""

    pk: UUID
    subject: str
    next: str
    since: datetime


@dataclass(frozen=True)
class Asked:
    """A learning action: what is asked, of whom, by when in words, and how near that is."""

    row: LearningAction
    of: str
    due: tuple  # (words, tone); empty once it is done


def looks(scope: Scope) -> list[Look]:
    """The decisions that somebody is to look at again, or to name somebody for. One query."""
    rows = _looks(scope).select_related("case", "suspect", "reviewer").order_by("at", "pk")
    return [_look(row, scope) for row in rows[:MOST]]


def actions(scope: Scope) -> list[Asked]:
    """What is still asked of a person or of a unit that she leads, the soonest first. One query."""
    rows = _actions(scope).select_related("owner", "unit__agency", "clock")
    return [asked(row, at=scope.at) for row in rows.order_by("clock__due_at", "pk")[:MOST]]


def done(scope: Scope) -> list[Asked]:
    """The newest of what was asked and has been done. One query."""
    rows = _asked_of(scope).filter(done_at__isnull=False)
    rows = rows.select_related("owner", "unit__agency", "clock")
    return [asked(row, at=scope.at) for row in rows.order_by("-done_at", "pk")[:MOST]]


def asked(row: LearningAction, *, at: datetime) -> Asked:
    """One learning action as a page tells it."""
    of = row.owner.name if row.owner else f"{row.unit.agency}: {row.unit}"
    return Asked(row, of, () if row.done_at else due_by(row.clock.due_at, at=at))


def waiting(scope: Scope) -> list[tuple[str, str]]:
    """[(address, words)] for the page of worklists: how much waits here, where anything does."""
    if "see_asked_by_panels" not in SITE.open_to(scope):
        return []
    kinds = [_looks(scope).annotate(kind=Value(1)), _actions(scope).annotate(kind=Value(2))]
    looks, actions = (rows.order_by().values("pk", "kind") for rows in kinds)
    waits = len(looks.union(actions)[: MOST + 1])
    if not waits:
        return []
    number = f"{MOST}+" if waits > MOST else str(waits)
    told = ngettext("Asked by panels: %(n)s", "Asked by panels: %(n)s", waits) % {"n": number}
    return [(reverse("see-asked-by-panels"), told)]


def _looks(scope: Scope) -> QuerySet[SecondLook]:
    """To those who lead also what somebody is named for: she may not be able to do it any more."""
    leads = Q(case__police_unit__in=scope.units_with(*LEADS_CASES))
    leads |= Q(case__cps_unit__in=scope.units_with(*LEADS_CASES))
    in_force = Q(decision__status=DecisionStatus.LIVE) | Q(
        event__isnull=False, event__withdrawn_at=None, suspect__state=State.INVESTIGATING
    )
    rows = SecondLook.objects.for_scope(scope).filter(side=scope.side, outcome="")
    return rows.filter(in_force, leads | Q(reviewer=scope.user_id))


def _look(row: SecondLook, scope: Scope) -> Look:
    if row.reviewer_id == scope.user_id:
        what = _("Reconsider the decision")
    elif row.reviewer:
        what = _("%(name)s is to reconsider the decision") % {"name": row.reviewer.name}
    else:
        what = _("Name who reconsiders the decision")
    return Look(row.pk, subject(row.case, [row.suspect]), what, row.named_at or row.at)


def _actions(scope: Scope) -> QuerySet[LearningAction]:
    return _asked_of(scope).filter(done_at=None)


def _asked_of(scope: Scope) -> QuerySet[LearningAction]:
    mine = Q(owner__in=scope.accounts) | Q(unit__in=scope.units_with(*LEADING))
    return LearningAction.objects.for_scope(scope).filter(mine)
