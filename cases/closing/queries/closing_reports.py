"""Closing reports: the one that waits, the last one, and all of a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.closing.outcome_codes import NOT_CONFIRMED, OUTCOMES_BY_CODE
from cases.closing.queries.outcomes_read import allegation_read, of_outcome, outcomes_read
from cases.decisions.queries.disposals import allegation_label
from cases.models import (
    Allegation,
    Case,
    ClosingLine,
    ClosingOutcome,
    ClosingReport,
    Suspect,
    ToldBefore,
    Victim,
    VictimAsked,
)
from cases.models.suspect_focus import ClosingFocus
from cases.queries.allegations import visible_allegations
from cases.referrals.queries.referrals import with_advice_sought
from cases.statuses import ClosingStatus
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.models import Side, UnitGrant, User
from people.text.dates import format_day
from timeliness import periods
from timeliness.due_text import period_length_text

# Capacities of those who may have spoken with a victim for the police.
SPEAKING_CAPACITIES = ("refer_cases", "supervise_cases", "inspect_cases", "contact_victims")
PERIODS_THAT_FOLLOW = ("victim_told_enhanced", "vrr_police_ask", "vrr_police_finish")
NOT_CONFIRMED_OF_ONE = gettext_lazy(
    "The title is that of the Home Office. That it closes an investigation of rape, and whether the"
    " victim is asked, is a local setting that no source confirms."
)
IN_EFFECT = (ClosingStatus.PROPOSED, ClosingStatus.CLOSED)


@dataclass(frozen=True)
class ReportDetail:
    """A report as a page prints it: facts, lines of inquiry, and what each victim said."""

    report: ClosingReport
    facts: list[tuple[str, str, str]]
    written: tuple[str, str, str]
    done: list[str]
    not_done: list[tuple[str, str]]  # (line, why not)
    victims: list[tuple[str, list[tuple[str, str]]]]  # (heading, what is known) of each victim

    def changed_since(self, before: "ReportDetail") -> list[str]:
        """The parts that only one of the two reports has, or that they have otherwise, by name."""
        names = dict.fromkeys(name for name, *_rest in (*self.facts, *before.facts))
        changed = [each for each in names if self._said_of(each) != before._said_of(each)]
        lines_before = (before.done, before.not_done)
        changed += [_("Lines of inquiry")] if (self.done, self.not_done) != lines_before else []
        heard, heard_before = dict(self.victims), dict(before.victims)
        victims = dict.fromkeys((*heard, *heard_before))
        return changed + [each for each in victims if heard.get(each) != heard_before.get(each)]

    def _said_of(self, name: str) -> list[list[str]]:
        """The answers to one question; there are several outcomes where allegations differ."""
        return [rest for question, *rest in self.facts if question == name]


def reports_with_parts(scope: Scope) -> QuerySet[ClosingReport]:
    """
    Reports with their people and parts.

    Without what they say of an allegation that the reader may not see, and what a victim said of
    whom the report has no other.
    """
    rows = ClosingReport.objects.for_scope(scope).select_related(
        "by__agency", "answered_by", "reopened_by", "suspect"
    )
    return rows.prefetch_related(
        Prefetch("outcomes", outcomes_read(scope)),
        Prefetch("victims_asked", _victims_asked(scope)),
        Prefetch("lines", ClosingLine.objects.order_by("number")),
        Prefetch("focus", ClosingFocus.objects.order_by("pk")),
    )  # fmt: skip


def _victims_asked(scope: Scope) -> QuerySet[VictimAsked]:
    """What the victims said of whom the reader may see an allegation in the report."""
    theirs = Allegation.objects.for_scope(scope).filter(victim=OuterRef(OuterRef("victim")))
    told = ClosingOutcome.objects.filter(Exists(of_outcome(theirs)), report=OuterRef("report"))
    people = Victim.objects.for_scope(scope)
    rows = VictimAsked.objects.filter(Exists(told), victim__in=people).select_related("spoke")
    return rows.prefetch_related(Prefetch("victim", people)).order_by("victim__number")


def report_awaiting_signature(suspect: Suspect, scope: Scope) -> ClosingReport | None:
    """The report that waits for a supervisor, or None."""
    rows = reports_with_parts(scope).filter(suspect=suspect, status=ClosingStatus.PROPOSED)
    return rows.first()


def last_report(suspect: Suspect, scope: Scope) -> ClosingReport | None:
    """The newest report about a suspect, from which the next one starts, or None."""
    return reports_with_parts(scope).filter(suspect=suspect).order_by("-number").first()


def report_before(report: ClosingReport, scope: Scope) -> ClosingReport | None:
    """The report about the same suspect that a supervisor sent back before this one, or None."""
    rows = reports_with_parts(scope).filter(
        suspect=report.suspect_id, number__lt=report.number, status=ClosingStatus.SENT_BACK
    )
    return rows.order_by("-number").first()


def reports_of_case(case: Case, scope: Scope) -> list[ReportDetail]:
    """Every report of a case that the reader may see, by suspect, the newest first."""
    rows = reports_with_parts(scope).filter(case=case).order_by("suspect__number", "-number")
    return [report_detail(report) for report in rows]


def report_detail(report: ClosingReport) -> ReportDetail:
    """A report of reports_with_parts() as text."""
    lines = list(report.lines.all())
    return ReportDetail(
        report,
        list(_report_facts(report)),
        (_("Written by"), report.by.name, format_day(report.at)),
        [line.text for line in lines if line.is_done],
        [(line.text, line.why_not) for line in lines if not line.is_done],
        [(_victim_heading(row), list(_victim_facts(row))) for row in report.victims_asked.all()],
    )


def outcome_title(code: int) -> str:
    """An outcome by its number and title."""
    return str(OUTCOMES_BY_CODE[code])


def _report_facts(report: ClosingReport) -> Iterator[tuple[str, str, str]]:
    """(question, answer, second line)."""
    alleged = allegations_by_outcome(report)
    for code, texts in alleged.items():
        yield _("Outcome"), outcome_title(code), "; ".join(texts)
    if not all(OUTCOMES_BY_CODE[code].is_confirmed for code in alleged):
        told = NOT_CONFIRMED if len(alleged) > 1 else NOT_CONFIRMED_OF_ONE
        yield _("About the outcome"), str(told), ""
    yield _("Why"), report.reasons, ""
    for row in report.focus.all():
        yield row.question_label, row.answer_label, row.text
    interview = report.interviewed_on
    said = format_day(interview) if interview else _("The suspect was not interviewed.")
    yield _("Interviewed under caution"), said, ""
    if report.no_advice_because:
        yield _("Why early advice was not sought"), report.no_advice_because, ""


def allegations_by_outcome(report: ClosingReport) -> dict[int, list[str]]:
    """{outcome: the allegations that have it} of a report of reports_with_parts()."""
    found: dict[int, list[str]] = {}
    for row in report.outcomes.all():
        found.setdefault(row.outcome, []).append(allegation_label(allegation_read(row)))
    return found


def _victim_heading(row: VictimAsked) -> str:
    said = _("What victim %(n)s said") if row.said else _("Victim %(n)s was not asked")
    return said % {"n": row.victim.number}


def _victim_facts(row: VictimAsked) -> Iterator[tuple[str, str]]:
    if row.not_asked_because:
        yield _("Why they were not asked"), row.not_asked_because
        return
    assert row.on is not None  # a constraint: whoever was asked was asked on a day
    yield _("What they said"), row.said
    who = row.spoke.name if row.spoke else _("Their ISVA, with their consent")
    values = {"who": who, "how": row.get_how_display(), "day": format_day(row.on)}
    yield _("Who spoke with them"), _("%(who)s: %(how)s, %(day)s") % values
    if row.told:
        yield _("What they were told first"), "; ".join(str(ToldBefore(t).label) for t in row.told)


# What the form starts from


def victims_alleged(suspect: Suspect, scope: Scope) -> list[Victim]:
    """The victims of the allegations against a suspect, by number."""
    alleged = visible_allegations(scope).filter(suspect=suspect)
    rows = suspect.case.victims.for_scope(scope).filter(pk__in=alleged.values("victim"))
    return list(rows.order_by("number"))


def people_who_speak(case: Case, *, at: datetime) -> list[User]:
    """Active people of the police unit who may have spoken with a victim, by name."""
    grants = UnitGrant.objects.filter(
        live_at(at), content_object=case.police_unit_id,
        permission__codename__in=SPEAKING_CAPACITIES,
    )  # fmt: skip
    people = User.objects.filter(is_active=True, agency__side=Side.POLICE)
    return list(people.filter(pk__in=grants.values("user")).order_by("name", "pk"))


def was_advice_sought(suspect: Suspect, scope: Scope) -> bool:
    """Whether a request for early advice about the suspect was sent."""
    rows = with_advice_sought(suspect.case.suspects.for_scope(scope))
    return bool(rows.get(pk=suspect.pk).was_advice_sought)


def periods_that_follow(*, on: date) -> dict[str, str]:
    """{key of a period that a signature begins: its length}, as of a day."""
    return {
        key: period_length_text(periods.period_in_force(key, on=on)) for key in PERIODS_THAT_FOLLOW
    }
