"""What stands against charging an allegation, and what a lawyer must look at first."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from cases.models import Offence
from cases.offences.alleged_days import ActDays
from cases.offences.judgement_texts import NOT_CHARGEABLE, judgement_text
from cases.offences.prosecution_conditions import (
    TimeLimit,
    consents_for,
    is_mode_unknown,
    limit_not_to_avoid,
    summary_limit_authority,
    time_limit_of,
)
from cases.offences.queries.offence_table import dated_offence_of, judge
from cases.queries.time_limits import time_limit_text
from people.text.dates import format_day


class ChargeableAct(Protocol):
    """An allegation, or a count as a prosecutor states it."""

    @property
    def offence(self) -> Offence: ...

    @property
    def offence_id(self) -> str: ...

    @property
    def from_on(self) -> date: ...

    @property
    def to_on(self) -> date | None: ...

    @property
    def is_for_lawyer(self) -> bool: ...


def obstacle_to_charge(allegation: ChargeableAct, *, today: date) -> str:
    """Why the allegation cannot be charged; empty if nothing stands against it."""
    judgement = judge(allegation.offence_id, allegation.from_on, allegation.to_on)
    if not judgement.may_be_charged:
        return judgement_text(judgement)
    if allegation.is_for_lawyer:
        return str(NOT_CHARGEABLE)
    limit = time_limit_of_allegation(allegation)
    if limit and limit.is_confirmed and limit.is_over(today):
        return _limit_text(limit, today)
    return ""


def cautions_about(allegation: ChargeableAct, *, today: date) -> list[str]:
    """
    Sentences about the law that bear on an allegation, whether or not it can be charged.

    On its days, the time within which a prosecution must begin, and the consents that it needs.
    """
    return list(_cautions(allegation, today))


def _cautions(allegation: ChargeableAct, today: date) -> Iterator[str]:
    judgement = judge(allegation.offence_id, allegation.from_on, allegation.to_on)
    if text := judgement_text(judgement):
        yield text
    elif allegation.is_for_lawyer:
        yield str(NOT_CHARGEABLE)
    offence, days = dated_offence_of(allegation.offence_id), _days(allegation)
    if limit := time_limit_of_allegation(allegation):
        yield _limit_text(limit, today)
    elif is_mode_unknown(offence, allegation.offence.mode_of_trial, days):
        yield _(
            "We do not know how this offence is tried: the list of offences does not say. If it is"
            " tried only summarily, there is a time limit for beginning a prosecution"
            " (%(authority)s). A lawyer must check both."
        ) % {"authority": summary_limit_authority()}
    if avoided := limit_not_to_avoid(offence, days):
        yield _(
            "It may not be charged instead of s.%(section)s on the same sexual intercourse, to"
            " avoid the time limit of s.%(section)s (%(authority)s)."
        ) % {"section": avoided[0], "authority": avoided[1]}
    for consent in consents_for(offence, days):
        yield consent_text(consent.of, consent.only_where, consent.authority)


def needs_consent(allegation: ChargeableAct) -> bool:
    """Whether someone must consent to the prosecution, always or in some cases."""
    return bool(consents_for(dated_offence_of(allegation.offence_id), _days(allegation)))


def whose_consent(acts: Iterable[ChargeableAct]) -> str:
    """Whose consent a prosecution of these acts needs; "" if nobody's."""
    found = {
        consent.of
        for act in acts
        for consent in consents_for(dated_offence_of(act.offence_id), _days(act))
    }
    return "; ".join(sorted(found))


def time_limit_of_allegation(allegation: ChargeableAct) -> TimeLimit | None:
    """The time within which a prosecution of the allegation must begin; None if there is none."""
    offence = dated_offence_of(allegation.offence_id)
    return time_limit_of(offence, allegation.offence.mode_of_trial, _days(allegation))


def _days(allegation: ChargeableAct) -> ActDays:
    return ActDays.of(allegation.from_on, allegation.to_on)


def _limit_text(limit: TimeLimit, today: date) -> str:
    told = {"authority": limit.authority}
    if limit.first_ends_on is None or limit.last_ends_on is None:
        return (
            _(
                "There is a time limit for beginning a prosecution, whose length was not found"
                " (%(authority)s). A lawyer must check it."
            )
            % told
        )
    text = time_limit_text(
        limit.first_ends_on, limit.last_ends_on, is_confirmed=limit.is_confirmed, today=today,
        day_text=format_day,
    )  # fmt: skip
    return _("%(text)s (%(authority)s).") % (told | {"text": text})


def consent_text(of: str, only_where: str, authority: str) -> str:
    """What consent a prosecution needs, and where that comes from."""
    told = {"of": of, "where": only_where, "authority": authority}
    if only_where:
        return (
            _(
                "A prosecution needs the consent of the %(of)s where %(where)s (%(authority)s; not"
                " confirmed)."
            )
            % told
        )
    return _("A prosecution needs the consent of the %(of)s (%(authority)s; not confirmed).") % told
