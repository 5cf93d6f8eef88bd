"""What a victim is owed: which event, what she is to be told of it, by whom, and by which rule."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.sides import Side
from timeliness.models import Confidence


class News(TextChoices):
    """What a victim is to be told about one suspect."""

    ARREST = "ARREST", _("The suspect was arrested")
    INTERVIEW = "INTERVIEW", _("The suspect was interviewed under caution")
    RELEASED = "RELEASED", _("The suspect was released under investigation")
    BAIL = "BAIL", _("The suspect was bailed, or the bail was changed")
    NOT_INVESTIGATED = "NOT_INVESTIGATED", _("The police will not investigate further")
    CHARGE_AUTHORISED = "CHARGE_AUTHORISED", _("A charge was authorised")
    NOT_AUTHORISED = "NOT_AUTHORISED", _("No charge was authorised about this victim")
    CHARGED = "CHARGED", _("The suspect was charged")
    NFA = "NFA", _("No further action will be taken")
    ALTERED = "ALTERED", _("The charges were changed")
    STOPPED = "STOPPED", _("The prosecution was stopped")
    FIRST_HEARING = "FIRST_HEARING", _("The date of the first hearing")
    TRIAL = "TRIAL", _("The date of the trial")
    OUTCOME = "OUTCOME", _("The outcome in court")
    NO_REVIEW_POLICE = (
        "NO_REVIEW_POLICE",
        _("The decision of the police cannot be reviewed under the scheme, and why"),
    )
    NO_REVIEW_CPS = (
        "NO_REVIEW_CPS",
        _("The decision of the CPS cannot be reviewed under the scheme, and why"),
    )


@dataclass(frozen=True)
class Owed:
    """
    Whose duty it is, by which period, and on whose word.

    rule: a key of periods.toml. counted_from: what sets it running. told_by: what a contact
    conveys that keeps it (victims.models.What). confidence: where it is not the period's own,
    because the period is borrowed for an event like its own. whose: how sure it is which agency
    owes it.
    """

    by: Side
    rule: str
    counted_from: Promise
    authority: Promise
    told_by: tuple[str, ...]
    confidence: str = ""
    whose: Confidence = Confidence.SOURCED


# A victim of a sexual offence has the enhanced rights, always: one working day, not five
# (Victims' Code 2021; domain note 5.1, which marks what was read and what is only known).
ENHANCED, OUTCOME = "victim_told_enhanced", "victim_told_court_outcome"
HAPPENED = _("The day on which it happened")
RECORDED = _("The day on which the date was recorded")
RECEIVED = _("The day on which witness care had it from the court")
_POLICE_RIGHT = _("Victims’ Code, right 6: the police tell the victim")
_CPS_LETTER = _("Victim communication and liaison scheme of the CPS")
_EITHER = _("Victims’ Code, right 6: the police or the CPS tell the victim")
_WITNESS_CARE = _("Victims’ Code, right 9: witness care tells the victim")
_FOUND = _("The day on which it was recorded that there can be no review")
_POLICE_SCHEMES = _(
    "Police Victims’ Right to Review schemes: the side that made the decision answers"
)
_CPS_SCHEME = _("CPS Victims’ Right to Review scheme: the side that made the decision answers")

DUTIES = {
    News.ARREST: Owed(Side.POLICE, ENHANCED, HAPPENED, _POLICE_RIGHT, ("ARREST",)),
    News.INTERVIEW: Owed(Side.POLICE, ENHANCED, HAPPENED, _POLICE_RIGHT, ("INTERVIEW",)),
    News.RELEASED: Owed(Side.POLICE, ENHANCED, HAPPENED, _POLICE_RIGHT, ("RELEASE",)),
    News.BAIL: Owed(Side.POLICE, ENHANCED, HAPPENED, _POLICE_RIGHT, ("BAIL",)),
    News.NOT_INVESTIGATED: Owed(
        Side.POLICE, ENHANCED, HAPPENED, _POLICE_RIGHT, ("NOT_INVESTIGATED", "NFA")
    ),
    News.CHARGE_AUTHORISED: Owed(
        Side.CPS, ENHANCED, HAPPENED, _EITHER, ("CHARGE",), whose=Confidence.UNVERIFIED
    ),
    News.NOT_AUTHORISED: Owed(Side.CPS, ENHANCED, HAPPENED, _CPS_LETTER, ("NFA",)),
    News.CHARGED: Owed(
        Side.POLICE, ENHANCED, HAPPENED, _EITHER, ("CHARGED",), whose=Confidence.UNVERIFIED
    ),
    News.NFA: Owed(Side.CPS, ENHANCED, HAPPENED, _CPS_LETTER, ("NFA",)),
    News.ALTERED: Owed(Side.CPS, ENHANCED, HAPPENED, _CPS_LETTER, ("ALTERED",)),
    News.STOPPED: Owed(Side.CPS, ENHANCED, HAPPENED, _CPS_LETTER, ("STOPPED",)),
    # No text was read that says by when dates of hearings are told: witness care's day is lent.
    News.FIRST_HEARING: Owed(
        Side.POLICE, OUTCOME, RECORDED, _WITNESS_CARE, ("HEARING",), Confidence.UNVERIFIED
    ),
    News.TRIAL: Owed(
        Side.POLICE, OUTCOME, RECORDED, _WITNESS_CARE, ("HEARING",), Confidence.UNVERIFIED
    ),
    News.OUTCOME: Owed(Side.POLICE, OUTCOME, RECEIVED, _WITNESS_CARE, ("OUTCOME",)),
    # No text was read that says by when an answer that there is no review is told: the day for
    # telling of a decision is lent.
    News.NO_REVIEW_POLICE: Owed(
        Side.POLICE, ENHANCED, _FOUND, _POLICE_SCHEMES, ("NO_REVIEW",), Confidence.UNVERIFIED
    ),
    News.NO_REVIEW_CPS: Owed(
        Side.CPS, ENHANCED, _FOUND, _CPS_SCHEME, ("NO_REVIEW",), Confidence.UNVERIFIED
    ),
}
RECKONED = "reckoned"  # the mark of the last time that every case's duties were worked out
# What is written down on a victim's page because no fact of the case says it, and by which side.
RECORDED_BY_HAND: dict[str, tuple[News, ...]] = {
    Side.POLICE: (News.INTERVIEW, News.NOT_INVESTIGATED, News.OUTCOME),
    Side.CPS: (News.OUTCOME,),
}
