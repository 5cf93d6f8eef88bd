"""Due dates of a case that belong to no turn: recorded ends, late notices, disputes of a file."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadlines import DISPUTE_WINDOW
from cases.file_quality import FailureStatus
from cases.models import Case, FileFailure, FileQuality, ProsecutionLimit, Suspect, VictimRequest
from cases.offences.alleged_days import ActDays
from cases.offences.judgement_texts import act_days_text
from cases.offences.prosecution_conditions import time_limit_of
from cases.offences.queries.offence_table import dated_offence_of
from people.access.scopes import Scope
from people.models import Unit
from people.models.nullable import not_null
from timeliness.calendar import ClosedDays
from timeliness.explained_clocks import ExplainedClock, explain_clock
from timeliness.models import Clock, Confidence, CountedIn
from timeliness.periods import PERIODS_BY_VERSION
from timeliness.reminder_times import BAIL_ENDS, CUSTODY_LIMIT_ENDS, DETENTION_ENDS

CUSTODY_ENDS: dict[str, tuple[str | Promise, str | Promise]] = {
    CUSTODY_LIMIT_ENDS: (
        gettext_lazy("Custody time limit of suspect %(n)s"),
        gettext_lazy("The first day on which a custody time limit ends, as recorded."),
    ),
    BAIL_ENDS: (
        gettext_lazy("Bail of suspect %(n)s"),
        gettext_lazy("The last day of police bail, as the police recorded it."),
    ),
    DETENTION_ENDS: (
        gettext_lazy("Detention of suspect %(n)s"),
        gettext_lazy("The end of detention, as the police recorded it."),
    ),
}
GAVE_THE_DAY_OF_LATE = gettext_lazy(
    "The police gave this day when they recorded why the victim is told later."
)
GAVE_THE_DAY_OF_EXCEPTION = gettext_lazy(
    "The police gave this day when they recorded the exception."
)
CAN_BE_ANSWERED = (FailureStatus.REPORTED, FailureStatus.DISPUTED)


@dataclass(frozen=True)
class RecordedDate:
    """A due date with what it is about, and the page that it comes from."""

    title: str
    address: str
    clock: ExplainedClock


def recorded_dates(case: Case, closed: ClosedDays, scope: Scope) -> list[RecordedDate]:
    """The due dates of the case that belong to no turn, as the reader may know. Four queries."""
    return [
        *_custody_ends(case, closed, scope),
        *_time_limits(case, closed, scope),
        *_notices(case, closed, scope),
        *_disputes(case, closed, scope),
    ]


def _custody_ends(case: Case, closed: ClosedDays, scope: Scope) -> Iterator[RecordedDate]:
    rows = Suspect.objects.for_scope(scope).filter(
        case=case, custody_clock__in=Clock.objects.running()
    )
    rows = rows.select_related("custody_clock__recipient_unit__agency").order_by("number")
    for suspect in rows:
        clock = not_null(suspect.custody_clock)
        title, note = CUSTODY_ENDS[clock.rule]
        yield RecordedDate(
            str(title) % {"n": suspect.number},
            reverse("see-case", args=[case.pk]),
            explain_clock(
                clock, at=scope.at, note=note, closed=closed,
                is_whole_day=clock.rule != DETENTION_ENDS,
            ),
        )  # fmt: skip


def _time_limits(case: Case, closed: ClosedDays, scope: Scope) -> Iterator[RecordedDate]:
    rows = ProsecutionLimit.objects.for_scope(scope).filter(
        case=case, is_running=True, clock__in=Clock.objects.running()
    )
    rows = rows.select_related("suspect", "offence", "clock__recipient_unit__agency")
    for row in rows.order_by("ends_on", "suspect__number", "pk"):
        told = {"n": row.suspect.number, "offence": row.offence.title}
        yield RecordedDate(
            _("Time limit to begin a prosecution of suspect %(n)s: %(offence)s") % told,
            reverse("see-case", args=[case.pk]),
            explain_clock(
                not_null(row.clock), at=scope.at, note=_limit_note(row), closed=closed,
                is_whole_day=True,
            ),
        )  # fmt: skip


def _limit_note(row: ProsecutionLimit) -> str:
    """From which day a time limit is counted, and by which law."""
    days = ActDays(row.from_on, row.last_on)
    limit = time_limit_of(dated_offence_of(row.offence_id), row.offence.mode_of_trial, days)
    told = {"days": act_days_text(days), "authority": limit.authority if limit else ""}
    if row.is_confirmed:
        return _("Counted from the act, %(days)s. %(authority)s.") % told
    return (
        _("Counted from the act, %(days)s. %(authority)s: a lawyer must check its length.") % told
    )


def _notices(case: Case, closed: ClosedDays, scope: Scope) -> Iterator[RecordedDate]:
    """The days of notices that are given late, and those of looking at exceptions again."""
    running = Clock.objects.running()
    rows = VictimRequest.objects.for_scope(scope).filter(
        Q(notice_clock__in=running) | Q(exception_clock__in=running), case=case
    )
    units = ("notice_clock__recipient_unit__agency", "exception_clock__recipient_unit__agency")
    rows = rows.select_related("item__plan", *units)
    for row in rows.order_by("item__plan__number", "item__number", "set_at"):
        told = {"request": row.name_in_sentence}
        late = _("Notice to the victim about %(request)s")
        again = _("Exception to the notice about %(request)s, looked at again")
        for name, clock, note in (
            (late, row.notice_clock, GAVE_THE_DAY_OF_LATE),
            (again, row.exception_clock, GAVE_THE_DAY_OF_EXCEPTION),
        ):
            if clock is not None and clock.closed_at is None:
                yield RecordedDate(
                    name % told,
                    reverse("see-victim-request", args=[row.pk]),
                    explain_clock(clock, at=scope.at, note=note, closed=closed),
                )


def _disputes(case: Case, closed: ClosedDays, scope: Scope) -> Iterator[RecordedDate]:
    """The windows in which a failure of a file can be disputed, or a dispute decided."""
    failures = FileFailure.objects.for_scope(scope).filter(quality=OuterRef("pk"))
    told = Exists(failures.filter(status=FailureStatus.REPORTED))
    rows = FileQuality.objects.for_scope(scope).filter(
        Exists(failures.filter(status__in=CAN_BE_ANSWERED)), case=case, closes_at__gt=scope.at
    )
    rows = rows.select_related("police_unit__agency", "case__cps_unit__agency")
    for row in rows.annotate(is_for_police=told).order_by("at", "pk"):
        owed_by = row.police_unit if row.is_for_police else not_null(row.case.cps_unit)
        yield RecordedDate(
            _("Dispute about the quality of the file")
            if row.is_for_police
            else _("Decision on the dispute about the quality of the file"),
            reverse("see-file-quality", args=[case.pk]),
            explain_clock(_window(row, owed_by), at=scope.at, closed=closed),
        )


def _window(row: FileQuality, owed_by: Unit) -> Clock:
    """The window as a clock that is not kept: nobody is reminded of it."""
    period = PERIODS_BY_VERSION[row.rule]
    return Clock(
        rule=DISPUTE_WINDOW, rule_version=row.rule, confidence=Confidence(period.confidence),
        counted_in=CountedIn.DAYS, due_at=row.closes_at, started_at=row.at,
        recipient_unit=owed_by,
    )  # fmt: skip
