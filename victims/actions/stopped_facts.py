"""The facts of letters that charges about the victim were stopped, or go on by leave."""

from collections.abc import Collection, Iterator, Sequence

from django.db.models import QuerySet

from cases.actions.charge_outcomes import outcomes_by_charge, pleaded_guilty
from cases.models import ChargeStop, CourtFact, StopKind, StoppedCount, Suspect, Verdict
from cases.queries.charges_of_facts import laid_after
from cases.states import State
from cases.statuses import DecisionStatus
from people.text.dates import format_day
from victims.actions.ended_charges import ENDS_IN_COURT, charges_ended_of_victim
from victims.actions.shared_rows import LETTER_FACTS_PURPOSE
from victims.models import VictimRecord
from victims.queries.court_facts import is_about_victim
from victims.queries.stopped_charges import ChargesOfVictim, stops_by_charge

CASE_OF_KIND = {
    StopKind.NO_EVIDENCE: "no_evidence", StopKind.ON_FILE: "on_file",
    StopKind.WITHDRAWN: "withdrawn", StopKind.DISCONTINUED: "discontinued",
}  # fmt: skip


def stopped_facts(record: VictimRecord, suspect: Suspect, side: str) -> dict[str, str | list[str]]:
    """
    When the case was stopped by the CPS or in court, and the charges about the victim; {} while one
    of those goes on.
    """
    mine = charges_ended_of_victim(record.victim_id, suspect)
    ended = sorted([*mine.stopped, *mine.in_court])
    if mine.going_on or not ended:
        return {}
    ends = [each for each in mine.stops if each.kind != StopKind.ALTERED]
    days = [each.ended_on for each in ends]
    if mine.in_court:
        about_them = facts_of_stopping(suspect).filter(is_about_victim(record.victim_id))
        days += about_them.values_list("on", flat=True)
    return {
        "stopped_on": format_day(max(days)), "charges": ended,
        "cases": list(_cases_of_ends(suspect, mine, ends)),
    }  # fmt: skip


def proceeded_facts(
    record: VictimRecord, suspect: Suspect, side: str
) -> dict[str, str | list[str]]:
    """
    When a court last let charges about the victim go on that lay on the file, and those that go on;
    {} where none of the former goes on any more.
    """
    going_on = charges_ended_of_victim(record.victim_id, suspect).going_on
    leave = StoppedCount.objects.filter(
        laid__victim=record.victim_id, leave__suspect=suspect,
        leave__decision__status=DecisionStatus.LIVE,
    )  # fmt: skip
    days = dict(leave.order_by("leave__on").values_list("laid", "leave__on"))
    ended = outcomes_by_charge(suspect, kinds=ENDS_IN_COURT).keys() | pleaded_guilty(suspect)
    by_leave = days.keys() - ended - stops_by_charge(list(days)).keys()
    if not by_leave or not going_on:
        return {}
    last = max(days[key] for key in by_leave)
    return {"leave_on": format_day(last), "charges": sorted(going_on)}


def _cases_of_ends(
    suspect: Suspect, mine: ChargesOfVictim, ends: Sequence[ChargeStop]
) -> Iterator[str]:
    """
    "decided", where the court decided other charges about the victim, else "part", unless every
    charge against the suspect is known to have ended; and whether a verdict of not guilty was
    recorded on all charges about the victim, or on some, and likewise whether they were withdrawn,
    lie on the file or were discontinued; and whether the court stopped some beside those.
    """
    if mine.decided:
        yield "decided"
    elif mine.is_set_aside or not _has_whole_case_ended(suspect):
        yield "part"
    for kind, case in CASE_OF_KIND.items():
        of_kind = [each for each in ends if each.kind == kind]
        if of_kind:
            is_all = len(of_kind) == len(ends) and not (mine.in_court or mine.decided)
            yield case if is_all else f"some_{case}"
    if mine.in_court and ends:
        yield "some_in_court"
    if not mine.decided:
        yield from _cases_of_review(mine, {each.kind for each in ends})


def _cases_of_review(mine: ChargesOfVictim, kinds: Collection[str]) -> Iterator[str]:
    """
    What a review can do about the ends of all charges about the victim; of a part of them, where
    the court decided others, there is none.

    "explain": it can explain a verdict of not guilty, on all of them or on some. "look_at_some": it
    is also about charges that lie on the file, where others ended in another way.
    """
    is_mixed = len(kinds) > 1 or bool(mine.in_court)
    if StopKind.NO_EVIDENCE in kinds:
        yield "explain"  # of the wordings before the eighth
        yield "explain_some" if is_mixed else "explain_all"
    if StopKind.ON_FILE in kinds and is_mixed:
        yield "look_at_some" if StopKind.NO_EVIDENCE in kinds else "look_at_some_alone"


def _has_whole_case_ended(suspect: Suspect) -> bool:
    of_all = facts_of_stopping(suspect).filter(about=None).select_related("decision__suspect")
    return suspect.state == State.STOPPED or any(not laid_after(fact) for fact in of_all)


def facts_of_stopping(suspect: Suspect) -> QuerySet[CourtFact]:
    """
    Where the court stopped charges of the decision in force; one that names none stopped all.
    """
    return CourtFact.objects.unscoped(LETTER_FACTS_PURPOSE).filter(
        suspect=suspect, decision__status=DecisionStatus.LIVE, result=Verdict.STOPPED,
        is_current=True, is_void=False,
    )  # fmt: skip
