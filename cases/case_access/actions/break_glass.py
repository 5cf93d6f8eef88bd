"""
Open one case by break-glass, end it, and review it (ADR 79).

For when someone could come to harm before a person who may let one in can be reached. The leaders
who read the case are notified at once, and daily from its end until one of them has reviewed it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.case_access.queries.break_glass import leaders_who_read
from cases.models import BreakGlass, Case, CaseGrant
from cases.models.break_glass import BreakGlassFinding
from cases.permissions import SITE
from cases.queries.conflicts import is_in_conflict
from cases.queries.same_person import excluding_accounts
from people.access import audit_log, grants
from people.access.advisory_locks import lock_units_shared
from people.access.expiry import live_at
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Refused, Scope
from people.models import Operation, User
from people.text.dates import format_moment
from timeliness.calendar import london_day

BROKE_GLASS = "broke_glass"
NOT_THERE = gettext_lazy("No case with this URN can be opened. Check the URN.")
READ_ALREADY = gettext_lazy("You can read this case already. Find it by its URN.")
CLOSED_TO_YOU = gettext_lazy(
    "Someone who leads this case closed it to you. Speak to its supervisor, inspector or CPS "
    "manager."
)
WRONG_HOURS = gettext_lazy("Select one of the lengths offered.")


@transaction.atomic
def break_glass(
    *, by: Scope, at: datetime, urn: str, kind: str, reason: str, hours: int
) -> BreakGlass:
    """
    Open one case to a person of police or the CPS for some hours, and notify its leaders.

    hours: one of BREAK_GLASS_HOURS. Raises Refused, with the same message, if no case has the URN,
    the other side alone has it, or a conflict of interest keeps the person from it.
    """
    SITE.check(by, "break_glass")
    if hours not in settings.BREAK_GLASS_HOURS:
        raise Refused(WRONG_HOURS, is_stage=True)
    case, person = _case_to_open(urn, by=by, at=at)
    until = at + timedelta(hours=hours)
    made = BreakGlass.objects.unscoped("a case is opened by break-glass").create(
        case=case,
        by=person,
        kind=kind,
        reason=reason,
        at=at,
        until=until,
        authors=sorted(by.accounts),
    )
    grants.grant_capacity(BROKE_GLASS, to=person, on=case, by=by, at=at, expires_at=until)
    audit_log.record_entry(
        operation=Operation.ALTERATION, verb="break_glass", by=by, capacities={BROKE_GLASS},
        kind=BreakGlass._meta.label, ids=[made.pk], case_id=case.pk, at=at,
    )  # fmt: skip
    add_timeline_event("break_glass", case, by=by, at=at)
    if not _notify_leaders(made, "break_glass_opened", at=at):
        _log_unheard(made, by=by, at=at)
    return made


@transaction.atomic
def end_break_glass(*, opened: BreakGlass, by: Scope, at: datetime) -> BreakGlass:
    """End it before its time: the person who opened the case is done, or a leader ends it."""
    opened = open_case_action("end_break_glass", opened, by=by, at=at)
    opened.ended_at, opened.ended_by_id = at, by.actor.id
    opened.save(update_fields=["ended_at", "ended_by"])
    grants.revoke_capacity(BROKE_GLASS, of=opened.by, on=opened.case, by=by, at=at)
    add_timeline_event("end_break_glass", opened.case, by=by, at=at)
    _remind([opened], at=at)
    return opened


@transaction.atomic
def review_break_glass(
    *, opened: BreakGlass, by: Scope, at: datetime, finding: str, text: str
) -> BreakGlass:
    """Record what a leader finds who reviewed it, which closes it."""
    opened = open_case_action("review_break_glass", opened, by=by, at=at)
    opened.finding, opened.review_text = finding, text
    opened.reviewed_by_id, opened.reviewed_at = by.actor.id, at
    opened.save(update_fields=["finding", "review_text", "reviewed_by", "reviewed_at"])
    add_timeline_event("review_break_glass", opened.case, by=by, at=at)
    _notify_leaders(opened, "break_glass_reviewed", at=at, without=by.accounts)
    return opened


@transaction.atomic
def remind_of_break_glass(*, at: datetime) -> None:
    """
    Notify the leaders of each break-glass that is over and not reviewed, once a day.

    First ends those whose role somebody else ended: the person left, or a conflict was recorded.
    """
    _end_those_without_a_role(at=at)
    today = london_day(at)
    rows = BreakGlass.objects.unscoped("reviews of break-glass that are owed").filter(
        Q(until__lte=at) | Q(ended_at__isnull=False), reviewed_at=None
    )
    rows = rows.filter(Q(reminded_on=None) | Q(reminded_on__lt=today)).select_related("case")
    _remind(rows.select_for_update(of=("self",), skip_locked=True).order_by("at", "pk"), at=at)


def _end_those_without_a_role(*, at: datetime) -> None:
    live = CaseGrant.objects.filter(
        live_at(at), user=OuterRef("by"), content_object=OuterRef("case"),
        permission__codename=BROKE_GLASS,
    )  # fmt: skip
    rows = BreakGlass.objects.unscoped("a role that was ended").filter(until__gt=at, ended_at=None)
    rows.filter(~Exists(live)).update(ended_at=at)


def _remind(rows: Iterable[BreakGlass], *, at: datetime) -> None:
    for row in rows:
        row.reminded_on = london_day(at)
        row.save(update_fields=["reminded_on"])
        _notify_leaders(row, "break_glass_to_review", at=at)


def _case_to_open(urn: str, *, by: Scope, at: datetime) -> tuple[Case, User]:
    """
    The case with this URN, locked, and the person who opens it. Raises Refused if they may not.

    Whether they have another case open is asked first: the answer is the same for every URN. It is
    asked again under the locks, for two requests at once.
    """
    _check_none_open(by, at=at)
    person = User.objects.get(pk=by.actor.id)
    case = _lock_case_with_urn(urn, person, by=by, at=at)
    list(User.objects.select_for_update(no_key=True).filter(pk__in=by.accounts).order_by("pk"))
    check_grants_unchanged(by)
    if Case.objects.for_scope(by).filter(pk=case.pk).exists():
        raise Refused(READ_ALREADY, is_stage=True)
    _check_none_open(by, at=at)
    _check_not_closed_to(by, case)
    return case, person


def _check_none_open(by: Scope, *, at: datetime) -> None:
    """Raise Refused if the person reads another case by break-glass, under any account."""
    live = CaseGrant.objects.filter(
        live_at(at), user__in=by.accounts, permission__codename=BROKE_GLASS
    )
    rows = BreakGlass.objects.unscoped("one's own break-glass").filter(
        by__in=by.accounts, until__gt=at, ended_at=None, case__in=live.values("content_object")
    )
    for other in rows.select_related("by"):
        if not is_in_conflict(other.by, other.case_id):
            said = _("You opened another case, until %(when)s. Close that one first.")
            raise Refused(said % {"when": format_moment(other.until)}, is_stage=True)


def _check_not_closed_to(by: Scope, case: Case) -> None:
    """Raise Refused if a leader closed the case to the person, and no review found it needed."""
    rows = BreakGlass.objects.unscoped("one's own break-glass").filter(
        by__in=by.accounts, case=case, ended_by__isnull=False
    )
    rows = rows.exclude(ended_by__in=by.accounts)
    if rows.filter(finding__in=("", BreakGlassFinding.CLOSER_LOOK)).exists():
        raise Refused(CLOSED_TO_YOU, is_stage=True)


def _lock_case_with_urn(urn: str, person: User, *, by: Scope, at: datetime) -> Case:
    """
    The case with this URN, locked. Raises Refused if it is not one that the person can open, and
    then logs what they asked for, as of any page that was not found.
    """
    rows = Case.objects.unscoped("opened by break-glass").filter(urn=urn)
    case = rows.first()  # locked only once it can be opened: to wait would tell of it
    unit = case and getattr(case, f"{case.unit_of[by.actor.side]}_id")
    if case is not None and unit is not None and not is_in_conflict(person, case.pk):
        lock_units_shared()
        return rows.select_for_update(of=("self",), no_key=True).get()
    found: dict[str, Any] = {}
    if case is not None:
        found = {"kind": Case._meta.label, "ids": [case.pk], "case_id": case.pk}
    log = partial(
        audit_log.record_entry, operation=Operation.CONSULTATION, verb="break_glass", by=by,
        refused=audit_log.NOT_FOUND, sought=urn, at=at, **found,
    )  # fmt: skip
    raise Refused(NOT_THERE, is_stage=True, afterwards=log)


def _log_unheard(opened: BreakGlass, *, by: Scope, at: datetime) -> None:
    """
    Log that nobody could be told, for which there is an alert (people/alerts/rules.toml): the
    person's own leaders answer it, or the auditors.
    """
    audit_log.record_entry(
        operation=Operation.CONSULTATION, verb="open_unheard", by=by, capacities={BROKE_GLASS},
        kind=BreakGlass._meta.label, ids=[opened.pk], case_id=opened.case_id, at=at,
    )  # fmt: skip


def _notify_leaders(
    opened: BreakGlass, notice: str, *, at: datetime, without: Iterable[int] = ()
) -> bool:
    """Notify the leaders who read the case. Returns whether there is any."""
    leaders = leaders_who_read(opened.case, at=at).exclude(pk__in=without)
    leaders = excluding_accounts(leaders, opened.authors)
    notices.notify_of_break_glass(opened, leaders, notice=notice, at=at)
    return leaders.exists()
