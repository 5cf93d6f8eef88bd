"""The pack of a drawn case: facts from an allow-list, without names, dates or places."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cases.case_keys import CASE_KEYS
from cases.models import (
    ActionItem,
    ActionPlan,
    Allegation,
    Case,
    Consultation,
    Decision,
    Disposal,
    Referral,
    Suspect,
    SuspectFocus,
    Turn,
    VictimRequest,
)
from cases.models.case_key_of_text import has_key_to_seal_with
from cases.models.stored_text import NotKept
from cases.models.suspect_focus import ClosingFocus
from people.access.key_folder import KeyUnavailable
from people.access.row_security import for_purpose
from people.access.scopes import Refused
from people.access.sealed_text import TEXTS_CANNOT_BE_KEPT
from people.models import AccessControlled, Agency, Side
from pilots.actions.unit_leadership import decision_time
from pilots.models import FrameEntry, Pack, Panel, PanelCase
from pilots.offence_groups import gravest_offence_group
from timeliness.calendar import london_day
from victims.models import NewsTold, Told
from victims.queries.news_told import news_that_reached_victim

PACK_PURPOSE = "the pack of a scrutiny panel"
AGE_BANDS = ((18, "UNDER_18"), (25, "18_24"), (35, "25_34"), (50, "35_49"), (200, "50_OVER"))
NEWS_OF_DECISIONS = (NewsTold.NFA, NewsTold.DISPOSAL, NewsTold.NOT_INVESTIGATED)
COMMON_AGENCY_WORDS = (  # words in the names of many agencies and units
    "CPS", "Police", "Constabulary", "Service", "RASSO", "unit", "and", "of", "the", "North",
    "South", "East", "West", "Rape", "Serious", "Sexual", "Offences", "investigation", "City",
)  # fmt: skip


def create_missing_packs(panel: Panel, *, at: datetime) -> None:
    """
    Create the pack of each drawn case of a panel that has none.

    Without the key of a case its pack says that its facts were not kept: the others are read.
    Raises Refused where no key can be read now, since a pack is made once.
    """
    rows = PanelCase.objects.unscoped(PACK_PURPOSE).filter(panel=panel, pack=None)
    Pack.objects.unscoped(PACK_PURPOSE).bulk_create(
        Pack(panel=panel, panel_case=row, facts=_facts_to_keep(row.entry), at=at)
        for row in rows.select_related(
            "entry__case", "entry__suspect", "entry__decision", "entry__closing", "entry__event"
        )
    )


def _facts_to_keep(entry: FrameEntry) -> list[list[Any]] | NotKept:
    try:
        CASE_KEYS.has_file(entry.case_id)  # whether the folder answers, whatever became of the key
    except KeyUnavailable as error:
        raise Refused(TEXTS_CANNOT_BE_KEPT, is_stage=True) from error
    return pack_facts(entry) if has_key_to_seal_with(entry.case_id) else NotKept("facts")


def pack_facts(entry: FrameEntry) -> list[list[Any]]:
    """
    [[name of the fact, number or code]] of one decision: all that a pack may hold of a case.

    Counts, codes of lists, days between two events and age bands; never typed text, a date, a name,
    a place or a unit. The victim's age is only in their encrypted identity, which is never
    decrypted for a pack.
    """
    case, suspect, decision = entry.case, entry.suspect, entry.decision
    decided_on = _decision_day(entry)
    opened_on = london_day(case.opened_at)
    facts: list[list[Any]] = [["decided_by", "CPS" if decision else "POLICE"]]
    if decision:
        facts += [["kind", decision.kind], *_why_facts(decision)]
        facts += _focus_facts(SuspectFocus.objects.filter(decision=decision))
    if entry.closing:
        facts += [["outcome", code] for code in entry.closing.outcome_codes]
        facts += _focus_facts(ClosingFocus.objects.filter(report=entry.closing))
    facts += [
        ["offence", _gravest_offence(entry)],
        ["suspects", _count_rows(Suspect, case=case)],
        ["age", _age_band(suspect.born_on, opened_on)],
        ["opened_to_decision", (decided_on - opened_on).days],
        ["opened_to_referral", _days_to_first_referral(entry, opened_on)],
    ]
    facts += [[f"days_{side.lower()}", _days_with_side(suspect, side)] for side in Side.values[:2]]
    facts += _plan_facts(case, suspect)
    return [*facts, ["told_after", _days_until_victim_told(case, suspect, decided_on)]]


def _why_facts(decision: Decision) -> list[list[Any]]:
    """
    The coded reason of no further action; of a disposal whether victims were asked, and how many
    conditions it stated: a panel judges the decision, and not how they were varied since.
    """
    disposal = Disposal.objects.filter(decision=decision).first()
    if disposal is None:
        return [["reason", decision.reason]]
    asked = "YES" if disposal.are_asked else "NO"
    return [
        ["victims_asked", asked],
        ["conditions", decision.conditions.filter(variation=None).count()],
    ]


def _decision_day(entry: FrameEntry) -> date:
    return entry.event.on if entry.event else london_day(decision_time(entry))


def _count_rows(model: type[AccessControlled], **which: Any) -> int:
    return model.objects.unscoped(PACK_PURPOSE).filter(**which).count()


def _focus_facts(rows: QuerySet[Any]) -> list[list[Any]]:
    """
    What was looked at about the suspect, as codes: never what was written.

    rows: of SuspectFocus or ClosingFocus, of one decision.
    """
    return [
        [f"focus_{question.lower()}", answer]
        for question, answer in rows.order_by("pk").values_list("question", "answer")
    ]


def _gravest_offence(entry: FrameEntry) -> str:
    """
    The most serious offence group alleged now; an offence title could reveal the victim's age.

    Of a decision of the CPS, as it was sent: the newest version that it has of each allegation.
    """
    rows = Allegation.objects.unscoped(PACK_PURPOSE).filter(suspect=entry.suspect_id)
    if entry.decision:
        newest = rows.filter(only_side="").order_by("first_id", "-number").distinct("first_id")
    else:
        newest = rows.filter(is_current=True)
    return gravest_offence_group(newest.values_list("offence__title", flat=True)).value


def _age_band(born_on: date | None, on: date) -> str:
    if born_on is None:
        return "NOT_RECORDED"
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return next(name for below, name in AGE_BANDS if age < below)


def _days_to_first_referral(entry: FrameEntry, opened_on: date) -> int | None:
    sent = Referral.objects.unscoped(PACK_PURPOSE).filter(
        suspects=entry.suspect, signed_off_at__isnull=False
    )
    first = sent.order_by("signed_off_at").values_list("signed_off_at", flat=True).first()
    return (london_day(first) - opened_on).days if first else None


def _days_with_side(suspect: Suspect, side: str) -> int:
    """The days on which one side had the turn, of turns that have ended."""
    turns = Turn.objects.unscoped(PACK_PURPOSE).filter(
        suspect=suspect, side=side, ended_at__isnull=False
    )
    held = sum(((turn.ended_at - turn.began_at for turn in turns if turn.ended_at)), timedelta())
    return held.days


def _plan_facts(case: Case, suspect: Suspect) -> list[list[Any]]:
    items = ActionItem.objects.unscoped(PACK_PURPOSE).filter(suspects=suspect)
    reaching = VictimRequest.objects.unscoped(PACK_PURPOSE).filter(item__in=items)
    return [
        ["plans", _count_rows(ActionPlan, case=case)],
        ["actions", items.count()],
        ["answered", items.exclude(answer="").count()],
        ["reaching", reaching.count()],
        ["consultations", _count_rows(Consultation, suspects=suspect)],
    ]


def _days_until_victim_told(case: Case, suspect: Suspect, decided_on: date) -> int | None:
    """The days from the decision until a victim was first told of it; None where none was."""
    news = Told.objects.unscoped(PACK_PURPOSE).filter(
        case=case, suspect=suspect, what__in=NEWS_OF_DECISIONS,
        reached_at__date__gte=decided_on,
    )  # fmt: skip
    first = news_that_reached_victim(news).first()
    return (london_day(first.reached_at) - decided_on).days if first and first.reached_at else None


# Text, once a convener has read it


@for_purpose("the reasons that a convener may add to a pack")
def decision_rationale(panel_case: PanelCase) -> str:
    """The reasons of the decision, to take a passage from; "" if the police wrote none."""
    entry = _frame_entry_of(panel_case)
    if entry.closing:
        return str(entry.closing.reasons)
    decision = entry.decision
    reasons = [decision.rationale, decision.public_interest_rationale] if decision else []
    disposals = Disposal.objects.filter(decision=decision)
    reasons += [each.exceptional for each in disposals]
    return "\n\n".join(filter(None, reasons))


@for_purpose("the names that a pack must not say")
def identifying_names(panel_case: PanelCase) -> list[str]:
    """Names of people, places and agencies that could identify the case."""
    entry = _frame_entry_of(panel_case)
    case, decision = entry.case, entry.decision
    people = [case.officer, case.prosecutor, case.opened_by]
    people += [decision.by, decision.read_by] if decision else []
    people += [entry.closing.by, entry.closing.answered_by] if entry.closing else []
    suspects = Suspect.objects.unscoped(PACK_PURPOSE).filter(case=case).exclude(surname="")
    names = [suspect.name for suspect in suspects] + [each.name for each in people if each]
    bodies = [unit.name for unit in (case.police_unit, case.cps_unit) if unit]
    agencies = Agency.objects.filter(side__in=[Side.POLICE, Side.CPS])
    bodies += agencies.values_list("name", flat=True)
    words = [word for name in names for word in name.split()]
    return [*names, *words, *_distinctive_words(bodies)]


def _distinctive_words(bodies: Iterable[str]) -> list[str]:
    """The words that distinguish one agency or unit from others."""
    kinds = {word.casefold() for word in COMMON_AGENCY_WORDS}
    return [word for name in bodies for word in name.split() if word.casefold() not in kinds]


def case_id_of(panel_case: PanelCase) -> UUID:
    """The id of the drawn case."""
    return _frame_entry_of(panel_case).case_id


def _frame_entry_of(panel_case: PanelCase) -> FrameEntry:
    rows = FrameEntry.objects.unscoped(PACK_PURPOSE).select_related("case", "decision", "closing")
    return rows.get(pk=panel_case.entry_id)
