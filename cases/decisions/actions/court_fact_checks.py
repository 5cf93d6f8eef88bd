"""What is refused of a court fact because of other facts about its charges."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.decisions.actions.alternatives import check_one_of_alternatives
from cases.models import (
    CourtFact,
    CourtFactKind,
    Decision,
    LaidCharge,
    Plea,
    Verdict,
)
from cases.models.court_fact import LimitEnd
from cases.queries.charges_of_facts import charges_meant, charges_of_facts, laid_after
from cases.queries.same_charges import first_in_place, same_charges
from people.access.scopes import Refused

KNOWN_ALREADY = {
    CourtFactKind.OUTCOME: _("An outcome of one of these charges is recorded. Correct that one."),
    CourtFactKind.SENTENCE: _("A sentence for one of these charges is recorded. Correct that one."),
    CourtFactKind.CUSTODY_LIMIT: _(
        "A custody time limit of one of these charges is recorded. Correct that one."
    ),
}
NOT_CONVICTED = _(
    "No conviction of one of these charges is recorded. Record the outcome, or a plea of guilty, "
    "first."
)
SENTENCE_STANDS = _(
    "A sentence rests on this. First say of the sentence that it did not take place."
)
SENTENCED = _(
    "A sentence for one of these charges is recorded. First say of the sentence that it did not "
    "take place, or select that the charges ended in a conviction."
)
ENDED_OTHERWISE = _(
    "One of these charges did not end in a conviction. Select those that did, or correct that "
    "outcome first."
)
CONVICTING = (Verdict.CONVICTED, Plea.GUILTY)


def check_against_others(
    kind: str, about: Collection[LaidCharge], decision: Decision, *, result: str,
    instead_of: CourtFact | None = None,
) -> None:  # fmt: skip
    """
    Raise Refused for a second outcome or sentence of a charge, a sentence without a conviction, or
    a conviction, a sentence or a plea of guilty of a charge and its alternative.

    decision: whose court facts they are. result: what the fact says. instead_of: the fact that is
    corrected, which counts no more. A custody time limit that no longer applies leaves room for
    another.
    """
    same = facts_about(about, decision, instead_of)
    if kind == CourtFactKind.CUSTODY_LIMIT:  # a limit is of what is in the place of its charge too
        same = facts_about(about, decision, instead_of, first_in_place(decision.suspect))
        same = [fact for fact in same if not _are_limits_of_others(about, instead_of, fact)]
    known = [fact for fact in same if fact.kind == kind and fact.result != LimitEnd.ENDED]
    if kind in KNOWN_ALREADY and known:
        raise Refused(KNOWN_ALREADY[CourtFactKind(kind)], is_stage=True)
    is_convicted = any(fact.result in CONVICTING for fact in same)
    if kind == CourtFactKind.SENTENCE and not is_convicted:
        raise Refused(NOT_CONVICTED, is_stage=True)
    _check_sentence_and_outcome(kind, result, same)
    check_one_of_alternatives(kind, result, about, decision, instead_of)


def _are_limits_of_others(
    about: Collection[LaidCharge], instead_of: CourtFact | None, fact: CourtFact
) -> bool:
    """
    Whether one of two limits is of all charges, and the other only of what was laid after it.

    about, instead_of: the charges of a limit, none for all, and what it corrects. Offences that
    were sent for trial later have a limit of their own (Prosecution of Offences (Custody Time
    Limits) Regulations 1987 reg. 5(4), as made).
    """
    named = [row.charge for row in fact.about.all()]
    if about and not named:
        return _were_laid_after(fact, about)
    return (
        bool(named) and not about and instead_of is not None and _were_laid_after(instead_of, named)
    )


def _were_laid_after(fact: CourtFact, charges: Iterable[LaidCharge]) -> bool:
    """Whether each of the charges was laid after a fact was first recorded."""
    return {row.pk for row in charges} <= laid_after(fact)


def _check_sentence_and_outcome(kind: str, result: str, others: Iterable[CourtFact]) -> None:
    """Raise Refused for a sentence beside an outcome of its charge that is no conviction."""
    is_sentenced = any(each.kind == CourtFactKind.SENTENCE for each in others)
    if kind == CourtFactKind.OUTCOME and result != Verdict.CONVICTED and is_sentenced:
        raise Refused(SENTENCED, is_stage=True)
    outcomes = [each for each in others if each.kind == CourtFactKind.OUTCOME]
    is_convicted = all(each.result == Verdict.CONVICTED for each in outcomes)
    if kind == CourtFactKind.SENTENCE and not is_convicted:
        raise Refused(ENDED_OTHERWISE, is_stage=True)


def check_sentences_stand(fact: CourtFact, about: Iterable[LaidCharge], result: str) -> None:
    """
    Raise Refused if the conviction that a correction takes away has a sentence.

    about, result: what the corrected fact is about and says; "" if it did not take place. A
    sentence stands on another conviction, but not beside an outcome that is none.
    """
    if fact.result not in CONVICTING:
        return
    decision, convicts = fact.decision, result in CONVICTING
    keys = same_charges(decision.suspect)
    about_of = charges_of_facts(decision.suspect, keys)
    left = {keys[row.pk] for row in about} or about_of[fact.pk]
    for sentence in _facts_of(decision, fact, about_of, about_of[fact.pk]):
        if sentence.kind != CourtFactKind.SENTENCE:
            continue
        if convicts and left & about_of[sentence.pk]:
            continue
        others = _facts_of(decision, fact, about_of, about_of[sentence.pk])
        is_convicted = any(each.result in CONVICTING for each in others)
        is_beside = bool(result) and not convicts and fact.kind == CourtFactKind.OUTCOME
        if not is_convicted or is_beside:
            raise Refused(SENTENCE_STANDS, is_stage=True)


def facts_about(
    about: Iterable[LaidCharge], decision: Decision, instead_of: CourtFact | None,
    keys: Mapping[int, int] | None = None,
) -> list[CourtFact]:  # fmt: skip
    """
    The facts of a decision that count and share a charge with these, without the one that is
    corrected.

    about: none for all, or for those of the fact that is corrected. keys: which charge is which;
    same_charges() where nothing is said.
    """
    keys = keys or same_charges(decision.suspect)
    mine = charges_meant(about, decision, instead_of, keys)
    return _facts_of(decision, instead_of, charges_of_facts(decision.suspect, keys), mine)


def _facts_of(
    decision: Decision, instead_of: CourtFact | None, about_of: Mapping[UUID, set[int]],
    mine: set[int],
) -> list[CourtFact]:  # fmt: skip
    """Those of the facts of a decision that count that are about one of these charges, by key."""
    rows = CourtFact.objects.unscoped("what is known of these charges").filter(
        decision=decision, is_current=True, is_void=False
    )
    facts = rows.prefetch_related("about__charge")
    return [fact for fact in facts if fact != instead_of and mine & about_of[fact.pk]]
