"""Check the counts that a prosecutor states and what they leave out, and create them."""

from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.decisions.actions.verdicts import never_again
from cases.decisions.both_acts import counts_without_other_act
from cases.decisions.counts import StatedCount, StatedUncharged
from cases.models import (
    AuthorisedCharge,
    Decision,
    LaidCharge,
    ProsecutionConsent,
    Suspect,
    UnchargedAllegation,
)
from cases.offences.actions.alleged_days import refuse_obstacles
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.obstacles import needs_consent
from cases.queries.allegations import visible_allegations
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null
from timeliness.calendar import london_day

NO_COUNT = _("State at least one charge.")
OF_OTHERS = _("State charges from allegations against this suspect, as they are now.")
NOT_ALLEGED_ABOUT = _(
    "State charges about victims of whom the police allege something against this suspect. Ask the"
    " police to add the allegation first."
)
UNCHARGED_UNSAID = _(
    "Say once of each allegation against this suspect that is not charged why it is not."
)
ALLEGED_TWICE = _("Each allegation can be one charge. State a further one as a new charge.")
NO_OTHER_ACT = _("The dates of a charge cross 1 May 2004. Charge both Acts in the alternative.")
ONE_ACT_ONLY = _("Charge %(n)s: %(why)s")
CONSENT_NOT_SAID = _("Select whether the consent to prosecute has been given.")
NO_ALTERNATIVE = _("An alternative is to an earlier charge that is no alternative itself.")


def check_counts(
    suspect: Suspect, counts: Sequence[StatedCount], uncharged: Sequence[StatedUncharged], *,
    by: Scope, at: datetime,
) -> None:  # fmt: skip
    """
    Raise Refused unless each count against the locked suspect can be charged.

    Each allegation that no count comes from is said to be uncharged, with a reason.

    One that comes from an allegation comes from one against this suspect; it may differ from it. A
    new one is about a victim who is named in an allegation against them: that ties the two, and
    with it what the victim is owed.
    """
    if not counts:
        raise Refused(NO_COUNT, is_stage=True)
    left_out = check_sources(suspect, counts, by=by)
    check_can_be_brought(suspect, counts)
    sources = [count.allegation.pk for count in counts if count.allegation]
    if len(sources) > len(set(sources)):
        raise Refused(ALLEGED_TWICE, is_stage=True)
    check_uncharged(uncharged, left_out=left_out)
    for number, count in enumerate(counts, start=1):
        check_past_dates(count.from_on, count.to_on or count.from_on, at=at)
        _check_alternative(counts, number)
    refuse_obstacles(counts, today=london_day(at))
    for number, judgement in counts_without_other_act(counts):
        message = ONE_ACT_ONLY % {"n": number, "why": judgement_text(judgement)}
        raise Refused(NO_OTHER_ACT, is_stage=True, message=message)


def check_sources(suspect: Suspect, counts: Sequence[StatedCount], *, by: Scope) -> set[UUID]:
    """
    Raise Refused unless what these counts come from is alleged against the suspect, and they are
    about victims of whom something is. Returns the ids of the allegations that none comes from.
    """
    alleged = dict(visible_allegations(by).filter(suspect=suspect).values_list("pk", "victim"))
    sources = {count.allegation.pk for count in counts if count.allegation}
    if not alleged.keys() >= sources:
        raise Refused(OF_OTHERS, is_stage=True)
    if not {count.victim.pk for count in counts} <= set(alleged.values()):
        raise Refused(NOT_ALLEGED_ABOUT, is_stage=True)
    return alleged.keys() - sources


def check_uncharged(stated: Sequence[StatedUncharged], *, left_out: Set[UUID]) -> None:
    """Raise Refused unless each allegation that is left out is said to be, once, with a reason."""
    if sorted(row.allegation.pk for row in stated) != sorted(left_out):
        raise Refused(UNCHARGED_UNSAID, is_stage=True)
    if not all(row.reason.strip() for row in stated):
        raise ValueError("An allegation that is not charged, without a reason")


def check_can_be_brought(suspect: Suspect, counts: Sequence[StatedCount]) -> None:
    """Raise Refused for a count with a verdict of not guilty, or one that lies on the file."""
    ended = list(never_again(suspect))
    for number, count in enumerate(counts, start=1):
        for laid, message in ended:
            if _is_of_same_act(count, laid):
                raise Refused(message % {"n": number}, is_stage=True)


def _is_of_same_act(count: StatedCount, laid: LaidCharge) -> bool:
    """Whether a count is of the victim and offence of a charge, on one of its days."""
    first, last = count.from_on, count.to_on or count.from_on
    laid_first, laid_last = laid.from_on, laid.to_on or laid.from_on
    is_within = laid_first is None or (first <= not_null(laid_last) and laid_first <= last)
    return (laid.victim_id, laid.offence_id) == (count.victim.pk, count.offence_id) and is_within


def consent_of(counts: Iterable[StatedCount], consent: str) -> str:
    """
    The answer about the consent to prosecute; empty if no count needs one. Raises Refused if one
    does and nothing is said.
    """
    if not any(map(needs_consent, counts)):
        return ""
    if not consent:
        raise Refused(CONSENT_NOT_SAID, is_stage=True)
    return ProsecutionConsent(consent)


def _check_alternative(counts: Sequence[StatedCount], number: int) -> None:
    to = counts[number - 1].alternative_to
    if to is not None and not (0 < to < number and counts[to - 1].alternative_to is None):
        raise Refused(NO_ALTERNATIVE, is_stage=True)


def create_counts(
    decision: Decision, counts: Sequence[StatedCount], uncharged: Sequence[StatedUncharged]
) -> None:
    """Create the counts of a decision, in the order that numbers them, and what they leave out."""
    made: list[AuthorisedCharge] = []
    for count in counts:
        if not count.particulars.strip():
            raise ValueError("A count without particulars")
        to = count.alternative_to
        made.append(
            AuthorisedCharge.objects.create(
                decision=decision,
                allegation=count.allegation,
                victim=count.victim,
                offence=count.offence,
                from_on=count.from_on,
                to_on=count.to_on,
                particulars=count.particulars,
                alternative_to=made[to - 1] if to else None,
                other_act_because=count.other_act_because,
            )
        )
    UnchargedAllegation.objects.bulk_create(
        UnchargedAllegation(
            decision=decision, allegation=row.allegation, why=row.why, reason=row.reason
        )
        for row in uncharged
    )
