"""What is told to a victim whom a charge or an out-of-court disposal leaves out."""

from cases.decisions.queries.uncharged import still_left_out
from cases.models import Suspect
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims.actions.shared_rows import decisions_in_force
from victims.models import VictimRecord
from victims.queries.left_out import with_is_about_others


def left_out_facts(record: VictimRecord, suspect: Suspect) -> dict[str, str | list[str]]:
    """
    What the letter of no further action tells a victim whom the decision in force leaves out: when
    it was decided not to charge what is alleged about them, and why.

    {} where no disposal or charge is in force, where it is about this victim too, or where no
    reason was asked for yet. The letter says nothing of what was decided about somebody else, so it
    has neither a caution in it nor that the suspect is charged. Where the reasons are not the same
    for each allegation, it says so rather than give one and then another.
    """
    decided = with_is_about_others(decisions_in_force(suspect), record.victim_id)
    decision = decided.first()
    if decision is None or not decision.is_about_others:
        return {}
    rows = still_left_out().filter(decision=decision, allegation__victim=record.victim_id)
    left_out = list(rows.values_list("why", "allegation__offence__title"))
    if not left_out:
        return {}
    reasons = {why.lower() for why, _title in left_out}
    return {
        "decided_on": format_day(london_day(decision.in_force_at)),
        "cases": ["left_out", *(reasons if len(reasons) == 1 else ["reasons_differ"])],
        "allegations": sorted({title for _why, title in left_out}),
    }
