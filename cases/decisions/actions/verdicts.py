"""What is refused of a charge because of an outcome that is recorded of it."""

from collections.abc import Collection, Iterator
from copy import copy

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.actions.charge_outcomes import facts_with_charges, outcomes_by_charge, pleaded_guilty
from cases.decisions.actions.charges_in_court import NOT_AFTER_GUILTY
from cases.decisions.actions.court_fact_checks import facts_about
from cases.models import CourtFactKind, Decision, LaidCharge, StopKind, Suspect, Verdict
from cases.queries.same_charges import same_charges
from cases.statuses import StopStatus
from people.access.scopes import Refused
from people.models.nullable import not_null

OUTCOME_KNOWN = _(
    "An outcome of one of these charges is recorded, so it cannot be stopped or replaced. Select "
    "the others, or correct that outcome first."
)
OUTCOME_KNOWN_NOW = _(
    "An outcome of one of these charges has been recorded since this was proposed. Do not "
    "countersign it, or have that outcome corrected first."
)
SENTENCE_KNOWN = _(
    "A sentence for one of these charges is recorded, so it cannot be stopped or replaced. Correct "
    "that sentence first, or leave this charge out."
)
PLEADED_GUILTY = _(
    "The last plea to one of these charges is guilty, and a charge ends in this way only without "
    "one. Select the others, or first correct that plea, or record the later plea of not guilty."
)
NO_EVIDENCE_WAS_OFFERED = _(
    "Charge %(n)s: no evidence was offered on it before. A verdict of not guilty stands, and it "
    "cannot be charged again."
)
LIES_ON_FILE = _(
    "Charge %(n)s: it lies on the file. It is not to be proceeded with without the leave of the "
    "Crown Court or the Court of Appeal."
)
WAS_ACQUITTED = _(
    "Charge %(n)s: an acquittal of it is recorded. It cannot be charged again. If the record is "
    "wrong, correct that outcome first."
)
WAS_CONVICTED_OF_ANOTHER = _(
    "Charge %(n)s: a conviction of another offence instead of it is recorded, so they were found "
    "not guilty of it. It cannot be charged again. If the record is wrong, correct that outcome "
    "first."
)
WAS_CONVICTED_OF_IT = _(
    "Charge %(n)s: they were convicted of this offence instead of one that was charged. It cannot "
    "be charged again. If the record is wrong, correct that outcome first."
)
WHY_NOT_AGAIN = {
    StopKind.NO_EVIDENCE: NO_EVIDENCE_WAS_OFFERED, StopKind.ON_FILE: LIES_ON_FILE,
}  # fmt: skip
VERDICTS = frozenset({Verdict.CONVICTED, Verdict.ACQUITTED})


def check_no_outcome(
    decision: Decision, charges: Collection[LaidCharge], kind: str,
    message: Promise = OUTCOME_KNOWN,
) -> None:  # fmt: skip
    """
    Raise Refused for a charge of which a sentence, or, with the message, an outcome is recorded, or
    to which the last plea is guilty, where it is to end in a way that this rules out.

    decision: that the charges were laid on, with its suspect.

    kind: a StopKind. That the court's record says that a charge was stopped does not stand against
    recording how the CPS stopped it; it cannot be replaced any more. A charge with a plea of guilty
    is discontinued or replaced all the same.
    """
    refused = set(Verdict) if kind == StopKind.ALTERED else VERDICTS
    suspect = decision.suspect
    keys, outcomes = same_charges(suspect), outcomes_by_charge(suspect)
    if any(outcomes.get(keys[row.pk], set()) & refused for row in charges):
        raise Refused(message, is_stage=True)
    known = facts_about(charges, decision, None)
    if any(fact.kind == CourtFactKind.SENTENCE for fact in known):
        raise Refused(SENTENCE_KNOWN, is_stage=True)
    if kind in NOT_AFTER_GUILTY and {keys[row.pk] for row in charges} & pleaded_guilty(suspect):
        raise Refused(PLEADED_GUILTY, is_stage=True)


def never_again(suspect: Suspect) -> Iterator[tuple[LaidCharge, Promise]]:
    """
    (charge that was decided or lies on the file, why it cannot be brought again) of a suspect; and
    a copy, with the offence of which they were convicted instead.

    Nobody is tried again for an offence of which they were acquitted (autrefois acquit: Connelly v
    DPP [1964] AC 1254, not read), nor where another was found instead: a jury finds not guilty of
    what is charged first (Criminal Law Act 1967 s.6(3), not read). No evidence: Criminal Justice
    Act 1967 s.17. On the file: CPS legal guidance on terminating proceedings.
    """
    against = LaidCharge.objects.filter(report__decision__suspect=suspect)
    for kind, message in WHY_NOT_AGAIN.items():
        for row in against.filter(
            stopped__is_current=True, stopped__stop__status=StopStatus.IN_FORCE,
            stopped__stop__kind=kind,
        ):  # fmt: skip
            yield row, message
    results = outcomes_by_charge(suspect).items()
    acquitted = [key for key, found in results if Verdict.ACQUITTED in found]
    for row in against.filter(pk__in=acquitted):
        yield row, WAS_ACQUITTED
    for fact, charges in facts_with_charges(suspect, (CourtFactKind.OUTCOME,)):
        for row in against.filter(pk__in=charges) if fact.convicted_of_id else ():
            yield row, WAS_CONVICTED_OF_ANOTHER
            instead = copy(row)  # that of which they stand convicted
            instead.offence_id = not_null(fact.convicted_of_id)
            yield instead, WAS_CONVICTED_OF_IT
