"""The audit log's answer to a question: who saw or changed what, when, and by what right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.audit_log import UNATTENDED_VERBS
from people.models import AuditEntry, User
from victims.queries import log_subjects
from victims.queries.log_events import ASKING, MOST_EVENTS, REQUESTS, SEARCHED, deed_of
from victims.queries.log_lines import LogLine, log_lines
from victims.queries.log_rights import Right, right_of
from victims.queries.log_summaries import summary_of_person, summary_of_subject

MOST_READ = 5_000  # entries of one answer; a longer answer is asked for in parts
NOT_LISTS = [*ASKING, *REQUESTS, *UNATTENDED_VERBS]
MOST_LISTED = 500  # people whose lists and searches showed it
MOST_DAYS = timedelta(days=366)  # of one question: lists are found by reading these days


class About(TextChoices):
    """What a question is about."""

    RECORD = "RECORD", gettext_lazy("A victim’s record")
    CASE = "CASE", gettext_lazy("A case")
    PERSON = "PERSON", gettext_lazy("Anything, by one person")


@dataclass(frozen=True)
class LogQuestion:
    """
    A question. One of case, record and person says about whom; of a record, case is its case.

    since, until: from the first moment up to, not including, the second. right: only by that right.
    kept_from: the cases from which a conflict of interest keeps whoever asks.
    """

    about: About
    since: datetime
    until: datetime
    case: UUID | None = None
    record: UUID | None = None
    person: int | None = None
    right: str = ""
    kept_from: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class ListLine:
    """How often one person opened lists, or searched, that showed what the question is about."""

    name: str
    agency: str
    times: int
    searches: int
    first: datetime
    last: datetime

    def added_to(self, other: "ListLine") -> "ListLine":
        """The sum of two lines of the same person."""
        return ListLine(
            self.name, self.agency, self.times + other.times, self.searches + other.searches,
            min(self.first, other.first), max(self.last, other.last),
        )  # fmt: skip


@dataclass(frozen=True)
class LogAnswer:
    """
    The answer. entries: ids of those that the lines are made of. asked: how often the log was
    asked about it. right: what the lines are limited to, "" for any. summary: of all rights.
    """

    lines: list[LogLine]
    lists: list[ListLine]
    summary: list[str]
    entries: list[int]
    asked: int
    is_cut: bool
    right: str


def answer_of_log(question: LogQuestion, *, most_events: int = MOST_EVENTS) -> LogAnswer:
    """
    Answer a question from the log. About twenty queries.

    most_events: how many events of each line are put into words, the newest.
    """
    is_person = question.about == About.PERSON
    about = [] if is_person else _ids_about(question)
    found = _person_entries(question) if is_person else _subject_entries(question, about)
    is_cut, found = len(found) > MOST_READ, found[:MOST_READ]
    if is_person:
        asked, summary = _asked_about_person(question), summary_of_person(found, _reveals(question))
    else:
        asked = sum(_is_question(entry) for entry in found)
        found = [each for each in found if not _is_question(each) and not _is_search(each)]
        summary = summary_of_subject(found, _reveals(question))
    right = str(Right(question.right).label) if question.right else ""
    if right:
        found = [entry for entry in found if right_of(entry) == question.right]
        summary += [_("Below is only what was done by this right: %(right)s.") % {"right": right}]
    lines = log_lines(found, by_case=is_person, most_events=most_events)
    lists = [] if is_person or right else _lists(question, about)
    ids = sorted(entry.pk for entry in found)
    return LogAnswer(lines, lists, summary, ids, asked, is_cut, right)


def _reveals(question: LogQuestion) -> tuple[int, int]:
    """How often victims' identities were shown, and to how many people."""
    return log_subjects.reveals_shown(
        record=question.record, case=question.case, person=question.person,
        since=question.since, until=question.until, kept_from=question.kept_from,
    )  # fmt: skip


def _is_question(entry: AuditEntry) -> bool:
    """Whether an entry is a question to the log that was answered."""
    return entry.verb in ASKING and not entry.refused


def _is_search(entry: AuditEntry) -> bool:
    """Whether an entry is a search that found a row, which is counted with the lists."""
    return deed_of(entry) == SEARCHED and not entry.refused


def _person_entries(question: LogQuestion) -> list[AuditEntry]:
    """What one person did, oldest first; one more entry than are read if there are."""
    rows = _within(question).filter(user=question.person)
    if question.kept_from:
        rows = rows.exclude(case_id__in=question.kept_from)
        rows = rows.exclude(ids__overlap=log_subjects.ids_about_cases(question.kept_from))
    return list(_to_read(rows))


def _subject_entries(question: LogQuestion, ids: list[str]) -> list[AuditEntry]:
    """
    The entries about a case or a record, oldest first; one more than are read if there are.

    ids: those of the rows that it is about. Whoever may not read a row is refused before its case
    is known, so that such an entry has the row's id and no case.
    """
    rows = _within(question).filter(case_id=question.case)
    if question.about == About.RECORD:
        rows = rows.filter(ids__overlap=ids)
    hidden = _within(question).filter(case_id=None).exclude(refused="").filter(ids__overlap=ids)
    found = [*_to_read(rows), *_to_read(hidden)]
    return sorted(found, key=lambda entry: (entry.at, entry.pk))[: MOST_READ + 1]


def _ids_about(question: LogQuestion) -> list[str]:
    if question.record is not None:
        return log_subjects.ids_about_record(question.record)
    assert question.case is not None
    return log_subjects.ids_about_cases([question.case])


def _to_read(rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    rows = rows.select_related("user__agency", "system__account")
    return rows.order_by("at", "pk")[: MOST_READ + 1]


def _within(question: LogQuestion) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(at__gte=question.since, at__lt=question.until)


def _asked_about_person(question: LogQuestion) -> int:
    """How often the log was asked about a person."""
    rows = _within(question).filter(verb__in=ASKING, kind=User._meta.label, refused="")
    return rows.filter(ids__contains=[str(question.person)]).count()


def _lists(question: LogQuestion, ids: list[str]) -> list[ListLine]:
    """Who opened lists, or searched, that showed a case or a record, most often first."""
    shown = _within(question).filter(refused="")
    searches = shown.filter(case_id=question.case).exclude(sought="")
    if question.about == About.RECORD:
        searches = searches.filter(ids__overlap=ids)
    found = dict[int | None, ListLine]()
    for rows in (shown.filter(case_id=None, ids__overlap=ids), searches):
        for user, line in _lists_by_account(rows.exclude(verb__in=NOT_LISTS)):
            found[user] = line.added_to(found[user]) if user in found else line
    return sorted(found.values(), key=lambda line: (-line.times, line.name))[:MOST_LISTED]


def _lists_by_account(rows: QuerySet[AuditEntry]) -> Iterator[tuple[int | None, ListLine]]:
    counted = rows.values_list("user", "user__name", "user__agency__name").annotate(
        times=Count("pk"), searches=Count("pk", filter=~Q(sought="")), first=Min("at"),
        last=Max("at"),
    )  # fmt: skip
    for user, *facts in counted.order_by("-times", "user")[:MOST_LISTED]:
        yield user, ListLine(*facts)
