"""What letters tell of a decision to deal with a suspect out of court."""

from cases.models import AllegationDisposal, Suspect
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
