"""The page on which an auditor asks the log: who saw what, when, and by what right."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.forms.utils import from_current_timezone
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from cases.models import Case
from people.access import audit_log
from people.models import User
from people.text.dates import format_period
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from timeliness.calendar import london_day
from victims.forms.log_questions import AskLogForm
from victims.models import VictimRecord
from victims.permissions import SITE
from victims.queries import log_subjects
from victims.queries.log_answers import MOST_DAYS, MOST_READ, About, LogQuestion, answer_of_log
from victims.queries.log_events import MOST_EVENTS
from victims.queries.log_rights import Right

Value = TypeVar("Value")
MODELS = {About.RECORD: VictimRecord, About.CASE: Case, About.PERSON: User}


@guarded_site("see_log_answer", SITE)
def see_log_answer(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """A question is posted and redirected as ids, so that no address holds a name or reference."""
    kept_from = log_subjects.cases_in_conflict(scope_for(request).accounts)
    question = None if request.POST else question_of(request, kept_from)
    initial = _initial(question) if question else {}
    form = AskLogForm(request.POST or None, initial=initial, kept_from=kept_from)
    if form.is_valid():
        return redirect(f"{request.path}?{urlencode(form.query())}")
    if form.kept is not None:
        _log_kept_from(request, *form.kept)
    takes_exports = "make_log_extract" in allowed
    page: dict[str, Any] = {"form": form, "answer": None, "takes_exports": takes_exports}
    if question is not None:
        log_subject(request, question)
        page |= answer_context(question) | {"query": request.GET.urlencode()}
    return TemplateResponse(request, "victims/log_answers/ask.html", page)


def question_of(request: GuardedRequest, kept_from: frozenset[UUID]) -> LogQuestion | None:
    """
    The question of the address; None if a part is missing or invalid.

    None too, and logged as not found, where a conflict of interest keeps whoever asks from its
    case: the page is that of a case that is not there.
    """
    question = question_from_query(request.GET)
    if question is None:
        return None
    if question.case in kept_from:
        _log_kept_from(request, question.about, question.record or question.case, question.case)
        return None
    return replace(question, kept_from=kept_from)


def _log_kept_from(
    request: GuardedRequest, about: str, subject: UUID | None, case: UUID | None
) -> None:
    """Log a question as not found, as any page of a case that a conflict hides."""
    request.audit.add_rows(MODELS[About(about)], [subject])
    request.audit.case_id = case
    request.audit.write_entry(refused=audit_log.NOT_FOUND)
    request.audit.skip_read_entry()


def answer_context(question: LogQuestion, *, most_events: int = MOST_EVENTS) -> dict[str, Any]:
    """The answer to a question, and what a page or an extract says of it."""
    until = question.until - dt.timedelta(days=1)
    return {
        "question": question,
        "answer": answer_of_log(question, most_events=most_events),
        "subject": _title(question),
        "days": format_period(london_day(question.since), london_day(until)),
        "most": MOST_READ,
        "most_events": most_events,
    }


def _title(question: LogQuestion) -> str:
    """What a question is about: "52RS0012326, victim 1", a URN, a person's name."""
    if question.record is not None:
        found = log_subjects.reference_of_record(question.record)
        return found[1] if found else ""
    if question.case is not None:
        return log_subjects.urns_of_cases([question.case]).get(question.case, "")
    return log_subjects.name_of_account(question.person or 0)


def log_subject(request: GuardedRequest, question: LogQuestion) -> None:
    """Log what was asked about, so that the asking is found with it."""
    subject = question.record or question.case or question.person
    request.audit.add_rows(MODELS[question.about], [subject])
    request.audit.case_id = question.case


def question_from_query(query: Mapping[str, str]) -> LogQuestion | None:
    """The question of an address; None if a part is missing or invalid."""
    about, subject = _parsed(About, query.get("about")), query.get("subject")
    since, until = _day(query.get("from_on")), _day(query.get("until_on"), days=1)
    if about is None or since is None or until is None or since >= until:
        return None
    if until - since > MOST_DAYS:
        return None
    more = {"right": right.value} if (right := _parsed(Right, query.get("right"))) else {}
    facts: dict[str, Any] = {"about": about, "since": since, "until": until, **more}
    if about == About.PERSON:
        person = _parsed(int, subject)
        return LogQuestion(**facts, person=person) if person and person < 2**31 else None
    key = _parsed(UUID, subject)
    if key is not None and about == About.RECORD:
        found = log_subjects.reference_of_record(key)
        return LogQuestion(**facts, case=found[0], record=key) if found else None
    is_there = key is not None and log_subjects.urns_of_cases([key])
    return LogQuestion(**facts, case=key) if is_there else None


def _initial(question: LogQuestion) -> dict[str, Any]:
    """Initial values of the form from a question."""
    initial: dict[str, Any] = {"about": question.about, "right": question.right}
    initial |= {"from_on": london_day(question.since)}
    initial |= {"until_on": london_day(question.until - dt.timedelta(seconds=1))}
    return initial | log_subjects.typed_subject(question.record, question.case, question.person)


def _day(text: str | None, *, days: int = 0) -> dt.datetime | None:
    """The first moment of a day, or of one so many days later."""
    day = _parsed(dt.date.fromisoformat, text)
    if day is None or not 1900 < day.year < 3000:
        return None
    return from_current_timezone(dt.datetime.combine(day + dt.timedelta(days=days), dt.time()))


def _parsed(kind: Callable[[str], Value], text: str | None) -> Value | None:
    try:
        return kind(text) if text else None
    except (ValueError, OverflowError):
        return None
