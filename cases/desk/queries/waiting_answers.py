"""What the sides ask each other about dates and actions, as tasks of those who answer."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.desk.queries.waiting_rows import comes_first, ids_of, names_of, suspects_json
from cases.models import ActionItem, CaseGrant, Extension, Suspect, Turn
from cases.permissions import EXTENSION, ITEM
from cases.state_tags import ANSWER_EXTENSION_TEXT
from cases.states import (
    ADVISER_CAPACITIES,
    OFFICER_CAPACITIES,
    PROSECUTOR_CAPACITIES,
    State,
)
from cases.statuses import (
    EXTENSION_TO_ANSWER,
    EXTENSION_WITH_TWO_NAMED,
    WITH_TWO_NAMED,
    ExtensionStatus,
    ItemStatus,
)
from people.access.expiry import live_at
from people.access.pagination import first_page
from people.access.scopes import Scope, Standing, standings_on
from people.models import Side
from people.text.dates import format_day
from people.web.waiting_tasks import MoreTasks, TaskKind, Tasks, WaitingTask, more_of
from timeliness.calendar import london_day

MAX_ANSWERS = 50  # tasks that are read of each of the two kinds

EXTENSIONS = TaskKind("extensions", gettext_lazy("Extensions"))
TO_SETTLE = TaskKind("settle", gettext_lazy("To settle with the other side"))
# What two named people do, in the order in which it is looked for.
EXTENSION_TEXT: dict[str, str | Promise] = {
    "answer_extension": ANSWER_EXTENSION_TEXT,
    "propose_due_date": gettext_lazy("Propose how the due date is settled: you are named to do it"),
    "answer_due_date": gettext_lazy("Agree to the due date that is proposed, or say why not"),
}
DISPUTE_TEXT: dict[str, str | Promise] = {
    "propose_outcome": gettext_lazy(
        "Propose how a question about an action is resolved: you are named to do it"
    ),
    "answer_outcome": gettext_lazy("Agree to the outcome that is proposed, or say why not"),
}


def answer_tasks(scope: Scope) -> Tasks:
    """
    Requests for a later due date that the reader answers, and what they are named to settle with
    somebody of the other side. Two queries, and one for each of the two that finds a row.
    """
    if scope.user_id is None:
        return []
    return [*_extension_tasks(scope), *_dispute_tasks(scope)]


# Extensions


def _extension_tasks(scope: Scope) -> Iterator[WaitingTask | MoreTasks]:
    rows, is_cut = first_page(_extensions_of_reader(scope), MAX_ANSWERS)
    standings = standings_on(scope, rows)
    for row in rows:
        verb = _open_verb(EXTENSION, EXTENSION_TEXT, standings[row.pk], row)
        if verb:
            yield _extension_task(row, verb, scope)
    if is_cut:
        yield more_of(EXTENSIONS)


def _extensions_of_reader(scope: Scope) -> QuerySet[Any]:
    """Open extensions that wait for the reader: for their side and for them, or as one of two."""
    to_answer = {"status__in": EXTENSION_TO_ANSWER, "awaits__contains": [scope.side]}
    asked = Q(_is_answered_by(scope), **to_answer)
    settles = Q(status__in=EXTENSION_WITH_TWO_NAMED, asked_to_settle__contains=[scope.user_id])
    rows = Extension.objects.for_scope(scope).filter(asked | settles, ended_at=None)
    suspects = Suspect.objects.for_scope(scope).filter(
        turns__clock=OuterRef("clock"), turns__ended_at=None
    )
    rows = rows.select_related("case", "clock").annotate(about=suspects_json(suspects))
    return rows.order_by("clock__due_at", "pk")


def _is_answered_by(scope: Scope) -> Q:
    """
    Whether the reader is the one of their side who answers an extension.

    The officer in the case; while there is none, those who supervise. The prosecutor, or of early
    advice the adviser; while there is none, those who allocate, and those who asked the police for
    the reply. Whoever asked, where the police offer another date.
    """
    named = CaseGrant.objects.filter(
        live_at(scope.at), content_object=OuterRef("case"), user__is_active=True
    )
    if scope.side == Side.POLICE:
        officers = named.filter(permission__codename__in=OFFICER_CAPACITIES)
        supervised = Q(case__police_unit__in=scope.units_with("supervise_cases"))
        return Q(Exists(officers.filter(user=scope.user_id))) | ~Q(Exists(officers)) & supervised
    of_advice = Q(
        Exists(
            Turn.objects.for_scope(scope).filter(
                clock=OuterRef("clock"), state=State.ADVICE_REFUSED
            )
        )
    )
    advisers = named.filter(permission__codename__in=ADVISER_CAPACITIES)
    prosecutors = named.filter(permission__codename__in=PROSECUTOR_CAPACITIES)
    own = {"user": scope.user_id}
    is_held = of_advice & Q(Exists(advisers)) | ~of_advice & Q(Exists(prosecutors))
    is_own = Q(Exists(advisers.filter(**own))) | Q(Exists(prosecutors.filter(**own)))
    unit = "case__cps_unit__in"
    asked_for_it = of_advice & Q(**{unit: scope.units_with("manage_early_advice")})
    asked_for_it |= ~of_advice & Q(**{unit: scope.units_with("triage_cases")})
    without = Q(**{unit: scope.units_with("allocate_cases")}) | asked_for_it & Q(side=Side.POLICE)
    return is_own | ~is_held & without | Q(side=Side.CPS, by=scope.user_id)


def _extension_task(row: Any, verb: str, scope: Scope) -> WaitingTask:
    return WaitingTask(
        kind=EXTENSIONS if verb == "answer_extension" else TO_SETTLE,
        text=EXTENSION_TEXT[verb],
        address=reverse(verb.replace("_", "-"), args=[row.pk]),
        about=names_of(row.about),
        reference=row.case.urn,
        details=(_days_of(row, verb),),
        is_first=comes_first(row.about, scope),
        shown_of=Suspect._meta.label,
        shown=ids_of(row.about),
    )


def _days_of(row: Any, verb: str) -> str:
    """The due date of now, and the one that the reader is to answer."""
    days = {"now": format_day(london_day(row.clock.due_at)), "then": format_day(row.proposed_on)}
    if verb == "answer_due_date":
        if row.outcome_on is None:
            return _("Due %(now)s; proposed: it stays so") % days
        days["then"] = format_day(row.outcome_on)
        return _("Due %(now)s; proposed: %(then)s") % days
    if row.status == ExtensionStatus.COUNTERED:
        return _("Due %(now)s; offered: %(then)s") % days
    return _("Due %(now)s; asked for: %(then)s") % days


# Questions about an action


def _dispute_tasks(scope: Scope) -> Iterator[WaitingTask | MoreTasks]:
    suspects = Suspect.objects.for_scope(scope).filter(action_items=OuterRef("pk"))
    found = ActionItem.objects.for_scope(scope).filter(
        status=ItemStatus.OPEN, challenge__in=WITH_TWO_NAMED,
        asked_to_settle__contains=[scope.user_id],
    )  # fmt: skip
    found = found.select_related("case", "plan").annotate(about=suspects_json(suspects))
    rows, is_cut = first_page(found.order_by("due_on", "pk"), MAX_ANSWERS)
    standings = standings_on(scope, rows)
    for row in rows:
        verb = _open_verb(ITEM, DISPUTE_TEXT, standings[row.pk], row)
        if verb:
            yield _dispute_task(row, verb, scope)
    if is_cut:
        yield more_of(TO_SETTLE)


def _dispute_task(row: Any, verb: str, scope: Scope) -> WaitingTask:
    return WaitingTask(
        kind=TO_SETTLE,
        text=DISPUTE_TEXT[verb],
        address=reverse(verb.replace("_", "-"), args=[row.pk]),
        about=names_of(row.about),
        reference=row.case.urn,
        details=(
            _("Action %(plan)s.%(n)s, due %(day)s")
            % {"plan": row.plan.number, "n": row.number, "day": format_day(row.due_on)},
        ),
        is_first=comes_first(row.about, scope),
        shown_of=Suspect._meta.label,
        shown=ids_of(row.about),
    )


def _open_verb(rules: Any, texts: dict[str, str | Promise], who: Standing, row: Any) -> str:
    """The first of these verbs that is open to the reader; "" for none."""
    return next((verb for verb in texts if rules.refusal(who, verb, row) is None), "")
