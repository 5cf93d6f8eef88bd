"""What is refused of a court fact because of its charges, or of other facts about them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.models import (
    CourtFact,
    CourtFactKind,
    Decision,
    LaidCharge,
    Plea,
    ReportedCharge,
    StoppedCount,
    Verdict,
)
from cases.models.court_fact import LimitEnd
from cases.queries.same_charges import last_in_place, same_charges
from cases.statuses import StopStatus
from people.access.scopes import Refused

NOT_LAID = _("Select charges against this suspect, as the police reported them last.")
STOPPED_BEFORE = _("One of these charges was stopped before that day. Select those that went on.")
ENDED_BEFORE = _(
    "What this is about was stopped before that day. Enter an earlier day, or say that it did not "
    "take place."
)
PARTLY_ENDED_BEFORE = _(
    "One of the charges that this is about was stopped before that day. Enter an earlier day, or "
    "say that it did not take place and record it for those that went on."
)
ALL_ENDED_BEFORE = _(
    "Every charge was stopped before that day, so nothing of this kind took place. Enter an "
    "earlier day, or record another hearing or an outcome."
)
NEVER_CONVICTED = _(
    "One of these charges was stopped, so it has neither a conviction nor a sentence. Select the "
    "others."
)
NEVER_CONVICTED_AFTER_ALL = _(
    "One of the charges that this is about was stopped, so it has neither a conviction nor a "
    "sentence. Say that this did not take place, and record it for those that went on."
)
NONE_CONVICTED = _("Every charge was stopped, so there is no conviction and no sentence.")
# What a court may still do once every charge has ended, for example about costs.
AFTER_ALL_ENDED = (CourtFactKind.HEARING, CourtFactKind.OUTCOME)
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


def named_charges(
    charges: Collection[LaidCharge], report: ReportedCharge, kind: str, on: date, result: str
) -> list[LaidCharge]:
    """
    The charges that a fact of a kind, day and result names; none where it is about all.

    Where some were stopped before that day, it is about those that went on; once all were, the
    court may still have an outcome or another hearing of each. A conviction, a sentence and the end
    of a custody time limit are of what nobody stopped, whenever. Raises Refused for others.
    """
    laid = {row.pk: row for row in report.charges.all()}
    named = {each.pk for each in charges}
    if not named <= laid.keys():
        raise Refused(NOT_LAID, is_stage=True)
    over = _stopped_before(kind, on, result, report)
    if named & over:
        is_conviction = _is_conviction(kind, result)
        raise Refused(NEVER_CONVICTED if is_conviction else STOPPED_BEFORE, is_stage=True)
    if (named or laid.keys() - over) == laid.keys():
        return []
    return [row for pk, row in laid.items() if pk in (named or laid.keys() - over)]


def still_about(
    fact: CourtFact, report: ReportedCharge | None, on: date, result: str
) -> list[LaidCharge]:
    """
    The charges that a corrected fact of a day and result is about; none where it is about all.

    report: the newest; None if the event did not take place, or a limit no longer applies. As for a
    new fact, one about all is about those that went on. Raises Refused if it names one that was
    stopped before that day, or at all where it is a conviction or a sentence, or if all were and it
    is neither an outcome nor another hearing.
    """
    if fact.is_limit and report:
        return _still_limited(fact, report)
    about = list(LaidCharge.objects.filter(pk__in=fact.about.values("charge")))
    over = _stopped_before(fact.kind, on, result, report) if report else set()
    if report is None or not over:
        return about
    goes_on = [row for row in report.charges.all() if row.pk not in over]
    keys = same_charges(fact.suspect)
    named = {keys[row.pk] for row in about}
    if named & over and _is_conviction(fact.kind, result):
        raise Refused(NEVER_CONVICTED_AFTER_ALL, is_stage=True)
    if named & over:
        raise Refused(ENDED_BEFORE if named <= over else PARTLY_ENDED_BEFORE, is_stage=True)
    return about or goes_on


def _still_limited(fact: CourtFact, report: ReportedCharge) -> list[LaidCharge]:
    """
    The charges that a corrected custody time limit is of; none where it is of all.

    Of its charges those that go on, and what the CPS put in the place of others: whether one was
    stopped does not depend on the day on which the limit ends. Where none goes on, those it had.
    """
    about = list(LaidCharge.objects.filter(pk__in=fact.about.values("charge")))
    over = _stopped_before(fact.kind, fact.on, "", report)
    if not over:
        return about
    keys = last_in_place(fact.suspect)
    named = {keys[row.pk] for row in about}
    goes_on = [row for row in report.charges.all() if row.pk not in over]
    return [row for row in goes_on if not about or keys[row.pk] in named] or about


def _is_conviction(kind: str, result: str) -> bool:
    return result == Verdict.CONVICTED or kind == CourtFactKind.SENTENCE


def _stopped_before(kind: str, on: date, result: str, report: ReportedCharge) -> set[int]:
    """
    Keys of the charges of a report that a fact of a kind, day and result cannot be about: those
    stopped before that day; of a conviction, a sentence and a custody time limit, all that were
    stopped. None where all were. Raises Refused where all were, and nothing of the kind comes after
    that.
    """
    is_limit, is_conviction = kind == CourtFactKind.CUSTODY_LIMIT, _is_conviction(kind, result)
    is_of_any_day = is_limit or is_conviction
    over = {key for key, day in _days_of_ends(report).items() if is_of_any_day or day < on}
    if len(over) < report.charges.count():
        return over
    if is_conviction:
        raise Refused(NONE_CONVICTED, is_stage=True)
    if not is_limit and kind not in AFTER_ALL_ENDED:
        raise Refused(ALL_ENDED_BEFORE, is_stage=True)
    return set()


def _days_of_ends(report: ReportedCharge) -> dict[int, date]:
    """{key of a charge of a report that was stopped: the day on which it ended}."""
    stopped = StoppedCount.objects.filter(
        laid__report=report, stop__status=StopStatus.IN_FORCE
    ).select_related("stop")
    return {row.laid_id: row.stop.ended_on for row in stopped}


def took_place_after(
    on: date, charges: Collection[LaidCharge], report: ReportedCharge
) -> list[CourtFact]:
    """
    What took place after a day in court of charges of the newest report that are to end then.

    What was recorded of all charges is of others, where one of them went on by its day; where none
    did, an outcome or another hearing may come after the end. What was only listed is left out.
    """
    later = [
        fact for fact in facts_about(charges, report.decision, None)
        if fact.on > on and fact.took_place and not fact.is_limit
    ]  # fmt: skip
    ends = _days_of_ends(report) | {row.pk: on for row in charges}
    last = max(ends.get(row.pk, date.max) for row in report.charges.all())
    return [
        fact for fact in later
        if fact.about.all() or (last < fact.on and fact.kind not in AFTER_ALL_ENDED)
    ]  # fmt: skip


def check_against_others(
    kind: str, about: Iterable[LaidCharge], decision: Decision, *, result: str,
    instead_of: CourtFact | None = None,
) -> None:  # fmt: skip
    """
    Raise Refused for a second outcome or sentence of a charge, or a sentence without a conviction.

    decision: whose court facts they are. result: what the fact says. instead_of: the fact that is
    corrected, which counts no more. A custody time limit that no longer applies leaves room for
    another.
    """
    same = facts_about(about, decision, instead_of)
    if kind == CourtFactKind.CUSTODY_LIMIT:  # a limit is of what is in the place of its charge too
        same = facts_about(about, decision, instead_of, last_in_place(decision.suspect))
    known = [fact for fact in same if fact.kind == kind and fact.result != LimitEnd.ENDED]
    if kind in KNOWN_ALREADY and known:
        raise Refused(KNOWN_ALREADY[CourtFactKind(kind)], is_stage=True)
    is_convicted = any(fact.result in CONVICTING for fact in same)
    if kind == CourtFactKind.SENTENCE and not is_convicted:
        raise Refused(NOT_CONVICTED, is_stage=True)
    _check_sentence_and_outcome(kind, result, same)


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
    decision = fact.decision
    convicts, keys = result in CONVICTING, same_charges(decision.suspect)
    was_about = [row.charge for row in fact.about.select_related("charge")]
    for sentence in facts_about(was_about, decision, fact):
        if sentence.kind != CourtFactKind.SENTENCE:
            continue
        if convicts and _share_a_charge(about, sentence, keys):
            continue
        others = facts_about([row.charge for row in sentence.about.all()], decision, fact)
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

    keys: which charge is which; same_charges() where nothing is said.
    """
    rows = CourtFact.objects.unscoped("what is known of these charges").filter(
        decision=decision, is_current=True, is_void=False
    )
    keys = keys or same_charges(decision.suspect)
    facts = rows.prefetch_related("about__charge")
    return [fact for fact in facts if fact != instead_of and _share_a_charge(about, fact, keys)]


def _share_a_charge(about: Iterable[LaidCharge], fact: CourtFact, keys: Mapping[int, int]) -> bool:
    """
    Whether a fact is about one of these charges; none, on either side, stands for all.

    keys: same_charges() of the suspect, since each may be as another report has it.
    """
    mine = {keys[each.pk] for each in about}
    theirs = {keys[row.charge_id] for row in fact.about.all()}
    return not mine or not theirs or bool(mine & theirs)
