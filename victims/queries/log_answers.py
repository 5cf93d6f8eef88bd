"""The audit log's answer to a question: who saw or changed what, when, and by what right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import AuditEntry
from victims.queries import log_subjects
from victims.queries.log_events import MOST_EVENTS
from victims.queries.log_lines import LogLine, log_lines
from victims.queries.log_rights import Right, right_of

MOST_READ = 5_000  # entries of one answer; a longer answer is asked for in parts
ASKING = ("see_log_answer", "make_log_extract")  # verbs that ask the log and show no record


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
    """

    about: About
    since: datetime
    until: datetime
    case: UUID | None = None
    record: UUID | None = None
    person: int | None = None
    right: str = ""


@dataclass(frozen=True)
class ListLine:
    """How often one person opened lists, or searched, that showed what the question is about."""

    name: str
    agency: str
    times: int
    searches: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class LogAnswer:
    """The answer. entries: its ids, oldest first. asked: how often the log was asked about it."""

    lines: list[LogLine]
    lists: list[ListLine]
    summary: list[str]
    entries: list[int]
    asked: int
    is_cut: bool


def answer_of_log(question: LogQuestion, *, most_events: int = MOST_EVENTS) -> LogAnswer:
    """
    Answer a question from the log. About ten queries.

    most_events: how many events of each line are put into words, the newest.
    """
    found = _entries(question)
    is_cut = len(found) > MOST_READ
    entries = [entry for entry in found[:MOST_READ] if entry.verb not in ASKING]
    asked = len(found[:MOST_READ]) - len(entries)
    if question.right:
        entries = [entry for entry in entries if right_of(entry) == question.right]
    by_case = question.about == About.PERSON
    lines = log_lines(entries, by_case=by_case, most_events=most_events)
    lists = [] if question.about == About.PERSON else _lists(question)
    ids = sorted(entry.pk for entry in entries)
    return LogAnswer(lines, lists, _summary(question, entries), ids, asked, is_cut)


def _entries(question: LogQuestion) -> list[AuditEntry]:
    """The entries that a question is about, oldest first; one more than are read if there are."""
    rows = _within(question).select_related("user__agency", "system__account")
    if question.about == About.PERSON:
        about = Q(user=question.person)
    elif question.about == About.CASE:
        about = Q(case_id=question.case)
    else:
        ids = log_subjects.ids_about_record(_known(question.record))
        about = Q(case_id=question.case, ids__overlap=ids)
        # Whoever may not read the record is refused before its case is known.
        about |= Q(case_id=None, ids__overlap=ids) & ~Q(refused="")
    return list(rows.filter(about).order_by("at", "pk")[: MOST_READ + 1])


def _within(question: LogQuestion) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(at__gte=question.since, at__lt=question.until)


def _known(record: UUID | None) -> UUID:
    assert record is not None
    return record


def _lists(question: LogQuestion) -> list[ListLine]:
    """Who opened lists, or searched, that showed a case or a record, most often first."""
    if question.about == About.CASE:
        ids = log_subjects.ids_about_case(_known(question.case))
    else:
        ids = log_subjects.ids_about_record(_known(question.record))
    shown = _within(question).filter(case_id=None, refused="", ids__overlap=ids)
    counted = shown.exclude(verb__in=ASKING).values_list("user__name", "user__agency__name")
    found = counted.annotate(
        times=Count("pk"), searches=Count("pk", filter=~Q(sought="")), first=Min("at"),
        last=Max("at"),
    )  # fmt: skip
    return [ListLine(*row) for row in found.order_by("-times", "user__name")]


def _summary(question: LogQuestion, entries: Sequence[AuditEntry]) -> list[str]:
    """The answer in sentences: who, how often, whether by right, and who was refused."""
    allowed = [entry for entry in entries if not entry.refused]
    refused = [entry for entry in entries if entry.refused]
    said = [_done_text(question, allowed)]
    if question.about != About.PERSON and allowed:
        without = sum(right_of(entry) == Right.OWN for entry in allowed)
        said.append(
            _("All had a right to.") if not without
            else _("%(n)s times no right is in the log.") % {"n": without}
        )  # fmt: skip
    shown = [entry.user_id for entry in allowed if entry.verb == "reveal_identity"]
    if shown:
        facts = {"n": len(shown), "people": len(set(shown))}
        said.append(_("Name and address were shown: %(n)s times, to %(people)s people.") % facts)
    people = len({_holder(entry) for entry in refused})
    if question.about == About.PERSON:
        text = ngettext("%(n)s request was refused.", "%(n)s requests were refused.", len(refused))
        said.append(text % {"n": len(refused)})
    else:
        text = ngettext("%(n)s person was refused.", "%(n)s people were refused.", people)
        said.append(text % {"n": people} if people else _("Nobody was refused."))
    return said


def _done_text(question: LogQuestion, allowed: Sequence[AuditEntry]) -> str:
    people, times = len({_holder(entry) for entry in allowed}), len(allowed)
    if question.about == About.PERSON:
        cases = len({entry.case_id for entry in allowed if entry.case_id})
        text = ngettext(
            "This person opened or changed something %(times)s time, on %(cases)s cases.",
            "This person opened or changed something %(times)s times, on %(cases)s cases.",
            times,
        )
        return text % {"times": times, "cases": cases}
    if not allowed:
        return _("Nobody opened or changed it in these days.")
    text = ngettext(
        "%(people)s person opened or changed it, %(times)s times.",
        "%(people)s people opened or changed it, %(times)s times.",
        people,
    )
    return text % {"people": people, "times": times}


def _holder(entry: AuditEntry) -> tuple[int | None, UUID | None]:
    return entry.user_id, entry.system_id
