"""One extension as both sides read it, and the due date that a suspect's side may ask to move."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadlines import EXTENDABLE_RULES, REPLY_BY
from cases.models import Extension, ExtensionStep, ExtensionStepKind, Suspect, Turn
from cases.permissions import EXTENSION
from cases.statuses import EXTENSION_TO_ANSWER, ExtensionStatus
from cases.verb_labels import VERB_LABELS
from people.access.scopes import Scope, Standing
from people.models import Side
from people.models.nullable import not_null
from people.text.dates import format_day
from timeliness.calendar import london_day
from timeliness.models import Clock

WHAT_IS_OWED: dict[str, Promise] = {
    "reply": gettext_lazy("A reply of the police"),
    "advice": gettext_lazy("Early advice of the CPS"),
    "decision": gettext_lazy("A decision of the CPS"),
}
DATED_STEP_TEXT: dict[str, Promise] = {
    ExtensionStepKind.ASKED: gettext_lazy("Extension asked for: until %(date)s"),
    ExtensionStepKind.AGREED: gettext_lazy("Agreed: due %(date)s"),
    ExtensionStepKind.COUNTERED: gettext_lazy("Another date offered: %(date)s"),
    ExtensionStepKind.PROPOSED: gettext_lazy("Outcome proposed: due %(date)s"),
    ExtensionStepKind.SETTLED: gettext_lazy("Settled by the two people named: due %(date)s"),
}
DATE_STAYS_TEXT: dict[str, Promise] = {
    ExtensionStepKind.PROPOSED: gettext_lazy("Outcome proposed: the due date stays"),
    ExtensionStepKind.SETTLED: gettext_lazy("Settled by the two people named: the due date stays"),
}
ANSWERED_BY: dict[str, Promise] = {
    Side.POLICE: gettext_lazy("The police answer."),
    Side.CPS: gettext_lazy("The CPS answers."),
}
# Verbs on an extension, in the order of its page.
EXTENSION_VERBS = (
    "answer_extension", "propose_due_date", "answer_due_date", "send_extension_up",
    "withdraw_extension",
)  # fmt: skip


@dataclass(frozen=True)
class ExtensionEntry:
    """What was said about an extension, as text."""

    what: str
    text: str
    by: str
    side: str
    at: datetime


@dataclass(frozen=True)
class ExtensionDetail:
    """
    An extension as text. whose: suspects who have the due date. options: (verb, its words) that are
    open to the reader.
    """

    extension: Extension
    what: str | Promise
    whose: list[Suspect]
    status: str
    entries: list[ExtensionEntry]
    options: list[tuple[str, str | Promise]]

    @property
    def clock(self) -> Clock:
        return self.extension.clock

    @property
    def numbers(self) -> list[int]:
        """Numbers of the suspects who have the due date."""
        return [suspect.number for suspect in self.whose]

    @property
    def is_open(self) -> bool:
        return self.extension.ended_at is None

    @property
    def is_proposed(self) -> bool:
        """Whether one of the two people named has proposed an outcome that the other answers."""
        return self.extension.status == ExtensionStatus.PROPOSED


def extension_detail(extension: Extension, scope: Scope, who: Standing) -> ExtensionDetail:
    """An extension for a reader who may see it. Three queries."""
    rows = Extension.objects.for_scope(scope).select_related(
        "case", "clock", "inspector", "manager"
    )
    extension = rows.get(pk=extension.pk)
    steps = extension.steps.for_scope(scope).select_related("by__agency").order_by("at", "pk")
    return ExtensionDetail(
        extension=extension,
        what=owed_text(extension.clock),
        whose=suspects_who_wait(extension.clock, scope),
        status=status_text(extension),
        entries=[_entry(step) for step in steps],
        options=[
            (verb, VERB_LABELS[verb])
            for verb in EXTENSION_VERBS
            if EXTENSION.refusal(who, verb, extension) is None
        ],
    )


def suspects_who_wait(clock: Clock, scope: Scope) -> list[Suspect]:
    """The suspects about whom something is owed by this clock, or was when it stopped."""
    rows = Suspect.objects.for_scope(scope).filter(turns__clock=clock).distinct()
    return list(rows.order_by("number"))


def status_text(extension: Extension) -> str:
    """What the extension waits for, or how it ended."""
    parts = [str(ExtensionStatus(extension.status).label) + "."]
    if extension.status in EXTENSION_TO_ANSWER:
        parts += [str(ANSWERED_BY[side]) for side in extension.awaits]
    if extension.inspector and extension.ended_at is None:
        names = {"police": extension.inspector.name, "cps": not_null(extension.manager).name}
        parts.append(_("Named: %(police)s and %(cps)s.") % names)
    return " ".join(parts)


def owed_text(clock: Clock) -> str | Promise:
    """What is owed by the due date of a clock."""
    if clock.rule == REPLY_BY:
        return WHAT_IS_OWED["reply"]
    return WHAT_IS_OWED["advice" if clock.rule.startswith("early_advice") else "decision"]


def _entry(step: ExtensionStep) -> ExtensionEntry:
    kind = ExtensionStepKind(step.kind)
    what: str | Promise = DATE_STAYS_TEXT.get(kind, kind.label)
    if step.date and kind in DATED_STEP_TEXT:
        what = DATED_STEP_TEXT[kind] % {"date": format_day(step.date)}
    return ExtensionEntry(
        str(what), step.text, f"{step.by.name}, {step.by.agency.name}", step.side, step.at
    )


@dataclass(frozen=True)
class DueDateToMove:
    """The due date that a side may ask to move. open: the extension of it that is open, or None."""

    clock: Clock
    what: str | Promise
    whose: list[Suspect]
    open: Extension | None

    @property
    def due_on(self) -> str:
        return format_day(london_day(self.clock.due_at))


def due_date_to_move(suspect: Suspect, scope: Scope) -> DueDateToMove | None:
    """The suspect's due date, if the reader's side may ask to move it. Three queries."""
    turns = Turn.objects.for_scope(scope).filter(
        suspect=suspect, ended_at=None, clock__rule__in=EXTENDABLE_RULES.get(scope.side or "", ())
    )
    turn = turns.select_related("clock").first()
    if turn is None or turn.clock is None:
        return None
    clock = turn.clock
    found = Extension.objects.for_scope(scope).filter(clock=clock, ended_at=None).first()
    return DueDateToMove(clock, owed_text(clock), suspects_who_wait(clock, scope), found)
