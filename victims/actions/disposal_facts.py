"""What letters tell of a decision to deal with a suspect out of court."""

from cases.models import AllegationDisposal, Suspect, UnchargedAllegation
from cases.models.decision import CONDITIONAL_KINDS, DISPOSAL_KINDS
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims.actions.shared_rows import decisions_in_force
from victims.models import VictimRecord


def disposal_facts(record: VictimRecord, suspect: Suspect, side: str) -> dict[str, str | list[str]]:
    """
    When it was decided to deal with the suspect out of court, and for which offences about the
    victim; {} where it was not.

    Its conditions are in no letter: they may say where the suspect is.
    """
    decision = decisions_in_force(suspect).filter(kind__in=DISPOSAL_KINDS).first()
    disposed = AllegationDisposal.objects.filter(
        decision=decision, allegation__victim=record.victim_id
    )
    titles = sorted(set(disposed.values_list("allegation__offence__title", flat=True)))
    if decision is None or not titles:
        return {}
    return {
        "decided_on": format_day(london_day(decision.in_force_at)),
        "cases": ["conditions" if decision.kind in CONDITIONAL_KINDS else "no_conditions"],
        "allegations": titles,
    }


def left_out_facts(record: VictimRecord, suspect: Suspect) -> dict[str, str | list[str]]:
    """
    What the letter of no further action tells a victim whom a disposal leaves out: when it was
    decided not to charge what is alleged about them, and on which stages of the test.

    {} where no disposal is in force, or it deals with an allegation about the victim. The letter
    says nothing of the caution, which is about somebody else.
    """
    decision = decisions_in_force(suspect).filter(kind__in=DISPOSAL_KINDS).first()
    if decision is None or disposal_facts(record, suspect, ""):
        return {}
    rows = UnchargedAllegation.objects.filter(
        decision=decision, allegation__victim=record.victim_id
    )
    left_out = rows.values_list("why", "allegation__offence__title")
    return (
        {
            "decided_on": format_day(london_day(decision.in_force_at)),
            "cases": sorted({why.lower() for why, _title in left_out}),
            "allegations": sorted({title for _why, title in left_out}),
        }
        if left_out
        else {}
    )
