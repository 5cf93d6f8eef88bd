"""The consent to prosecute on a decision: its steps, and how it stands now (ADR 121)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import ConsentStep, Decision, Suspect
from cases.models.consent_step import ConsentAnswer
from cases.models.sealed_json import JSONFacts
from cases.permissions import SUSPECT
from cases.statuses import DecisionStatus
from people.access.scopes import Scope, Standing
from people.text.dates import format_day
from timeliness.calendar import london_day

Row = tuple[str, str, str]


class ConsentFacts(TypedDict):
    """One step, as JSON. on, due_at: None where there is none."""

    number: int
    answer: str
    of: str
    on: str | None
    reason: str
    by: str
    at: str
    is_waiting: bool
    due_at: str | None


def consents_of_decision() -> ArraySubquery:
    """Subquery for decisions: the steps of the consent, the first first."""
    rows = ConsentStep.objects.filter(decision=OuterRef("pk")).order_by("number")
    facts = JSONFacts(
        number="number", answer="answer", of="of", on="on", reason="reason", by="by__name", at="at",
        is_waiting="is_waiting", due_at="clock__due_at",
    )  # fmt: skip
    return ArraySubquery(rows.values(facts=facts))


@dataclass(frozen=True)
class ConsentNow:
    """How the consent stands. number: of its newest step."""

    number: int
    answer: str
    of: str
    since: date | None  # since when an answer is waited for
    due_at: datetime | None

    @property
    def label(self) -> str:
        return str(ConsentAnswer(self.answer).label)

    @property
    def warning(self) -> str:
        """What whoever charges or reports is told; "" once it was given or is not needed."""
        if self.answer == ConsentAnswer.ASKED:
            return _("The consent to prosecute has not been given yet. %(waiting)s") % {
                "waiting": self.waiting
            }
        if self.answer == ConsentAnswer.REFUSED:
            return _("The consent to prosecute has been refused. Ask the prosecutor first.")
        return ""

    @property
    def waiting(self) -> str:
        """Whose answer is waited for since when, and by when it is looked for; "" if none is."""
        if self.since is None:
            return ""
        told = _("Waiting since %(day)s.") % {"day": format_day(self.since)}
        if self.of:
            told = f"{self.of}. {told}"
        if self.due_at is None:
            return told
        due = _("An answer is due %(day)s.") % {"day": format_day(london_day(self.due_at))}
        return f"{told} {due}"


def answers_what_was_asked(before: str, answer: str) -> bool:
    """Whether an answer is one to what was asked for; any other changes what was recorded."""
    return before == ConsentAnswer.ASKED and answer in (ConsentAnswer.GIVEN, ConsentAnswer.REFUSED)


def consent_now(steps: Sequence[ConsentFacts], said: str, said_at: datetime) -> ConsentNow | None:
    """
    How the consent stands; None if no charge needs one.

    said, said_at: what the charge itself said and when, for decisions of an earlier release.
    """
    if not steps:
        since = london_day(said_at) if said == ConsentAnswer.ASKED else None
        return ConsentNow(1, said, "", since, None) if said else None
    step = steps[-1]
    on = date.fromisoformat(step["on"]) if step["on"] else None
    is_asked = step["answer"] == ConsentAnswer.ASKED
    since = (on or london_day(datetime.fromisoformat(step["at"]))) if is_asked else None
    due_at = step["is_waiting"] and step["due_at"]
    return ConsentNow(
        step["number"], step["answer"], step["of"], since,
        datetime.fromisoformat(due_at) if due_at else None,
    )  # fmt: skip


def consent_rows(decision: Any) -> list[Row]:
    """(label, answer, second line) of each step of a decision or None; read with told_consents."""
    if decision is None:
        return []
    steps: list[ConsentFacts] = decision.told_consents
    if not steps and decision.consent:
        return [(_("Consent to prosecute"), str(ConsentAnswer(decision.consent).label), "")]
    return [(_("Consent to prosecute"), *_step_text(step)) for step in steps]


def _step_text(step: ConsentFacts) -> tuple[str, str]:
    return str(ConsentAnswer(step["answer"]).label), " ".join(_step_sentences(step))


def _step_sentences(step: ConsentFacts) -> Iterator[str]:
    if step["of"]:
        yield f"{step['of']}."
    if step["on"]:
        yield _DAYS[step["answer"]]() % {"day": format_day(date.fromisoformat(step["on"]))}
    yield _("Recorded by %(by)s, %(day)s.") % {
        "by": step["by"], "day": format_day(datetime.fromisoformat(step["at"])),
    }  # fmt: skip
    if step["reason"]:
        yield step["reason"]


_DAYS: dict[str, Any] = {
    ConsentAnswer.ASKED: lambda: _("Asked for on %(day)s."),
    ConsentAnswer.GIVEN: lambda: _("Given on %(day)s."),
    ConsentAnswer.REFUSED: lambda: _("Refused on %(day)s."),
}


def consent_of_suspect(suspect: Suspect, scope: Scope) -> ConsentNow | None:
    """How the consent to the charge of a suspect stands, as the reader may know. One query."""
    rows = Decision.objects.for_scope(scope).filter(
        suspect=suspect, status__in=[DecisionStatus.PROPOSED, DecisionStatus.LIVE]
    )
    decision = rows.annotate(told_consents=consents_of_decision()).first()
    if decision is None:
        return None
    return consent_now(decision.told_consents, decision.consent, decision.at)


# On the card of the suspect


class DecisionWithConsent(TypedDict):
    """What is read of a proposed or live decision."""

    consent: str
    consents: list[ConsentFacts]
    at: str


def describe_consent(
    who: Standing, suspect: Suspect, decision: DecisionWithConsent | None
) -> Iterator[tuple[str | tuple[str, str], ...]]:
    """A row on the consent, where a charge needs one; with a link for those who may record it."""
    if not decision:
        return
    at = datetime.fromisoformat(decision["at"])
    if consent := consent_now(decision["consents"], decision["consent"], at):
        row = _("Consent to prosecute"), consent.label, consent.waiting
        link = reverse("record-prosecution-consent", args=[suspect.pk]), _("Record what is so now")
        may_record = SUSPECT.refusal(who, "record_prosecution_consent", suspect) is None
        yield (*row, link) if may_record else row
