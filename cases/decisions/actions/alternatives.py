"""Of a charge and its alternatives only one can end in a conviction."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cases.actions.charge_outcomes import facts_with_charges, pleaded_guilty
from cases.models import CourtFact, CourtFactKind, Decision, LaidCharge, Plea, Suspect, Verdict
from cases.queries.charges_of_facts import charges_meant
from cases.queries.same_charges import alternatives_together, same_charges
from cases.statuses import StopStatus
from people.access.scopes import Refused

SELECT_ONE = _(
    "Some of these charges are in the alternative, and only one of those can end in a conviction. "
    "Select which one this is about, and the charges that are not in the alternative to it."
)
OTHER_KNOWN = {
    CourtFactKind.PLEA: _(
        "A plea of guilty, a conviction or a sentence of the alternative to one of these charges "
        "is recorded. Select the others, or correct that one first."
    ),
    CourtFactKind.OUTCOME: _(
        "A conviction or a sentence of the alternative to one of these charges is recorded. Select "
        "the others, or correct that one first."
    ),
}
ENDS = (CourtFactKind.OUTCOME, CourtFactKind.SENTENCE)


def check_one_of_alternatives(
    kind: str, result: str, about: Iterable[LaidCharge], decision: Decision,
    instead_of: CourtFact | None,
) -> None:  # fmt: skip
    """
    Raise Refused for a conviction, a sentence or a plea of guilty of a charge and its alternative,
    whether one fact says so or two do.

    about: the charges of the fact; none: all, or those of what it corrects. instead_of: the fact
    that is corrected, which counts no more. Charges that were stopped count for nothing. A plea of
    guilty to one that the prosecution does not accept can stand beside a conviction of the other,
    without a sentence.
    """
    if not _convicts(kind, result):
        return
    suspect = decision.suspect
    keys, shared = same_charges(suspect), alternatives_together(suspect)
    stopped = _stopped_charges(suspect)
    mine = charges_meant(about, decision, instead_of, keys) - stopped
    if len({shared[key] for key in mine}) < len(mine):
        raise Refused(SELECT_ONE, is_stage=True)
    others = _convicted(suspect, instead_of)
    if kind == CourtFactKind.PLEA:
        others |= pleaded_guilty(suspect, without=instead_of)
    if {shared[key] for key in mine} & {shared[key] for key in others - stopped - mine}:
        is_plea = kind == CourtFactKind.PLEA
        told = OTHER_KNOWN[CourtFactKind.PLEA if is_plea else CourtFactKind.OUTCOME]
        raise Refused(told, is_stage=True)


def _convicts(kind: str, result: str) -> bool:
    return kind == CourtFactKind.SENTENCE or result in (Verdict.CONVICTED, Plea.GUILTY)


def _convicted(suspect: Suspect, instead_of: CourtFact | None) -> set[int]:
    """Keys of the charges with a conviction or a sentence, without what one fact says."""
    facts = facts_with_charges(suspect, ENDS)
    return {
        key
        for fact, charges in facts
        if fact != instead_of and _convicts(fact.kind, fact.result)
        for key in charges
    }


def _stopped_charges(suspect: Suspect) -> set[int]:
    rows = LaidCharge.objects.filter(
        report__decision__suspect=suspect, stopped__is_current=True,
        stopped__stop__status=StopStatus.IN_FORCE,
    )  # fmt: skip
    return set(rows.values_list("pk", flat=True))
