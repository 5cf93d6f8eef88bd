"""The rules of duties to victims: event, news item, agency and period."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.identity.sides import Side
from timeliness.models import Confidence


class NewsOwed(TextChoices):
    """The news that a victim is owed about one suspect."""

    ARREST = "ARREST", _("The suspect was arrested")
    INTERVIEW = "INTERVIEW", _("The suspect was interviewed under caution")
    RELEASED = "RELEASED", _("The suspect was released under investigation")
    BAIL = "BAIL", _("The suspect was bailed, or the bail was changed")
    NOT_INVESTIGATED = "NOT_INVESTIGATED", _("The police will not investigate further")
    CHARGE_AUTHORISED = "CHARGE_AUTHORISED", _("A charge was authorised")
    CHARGE_WITHDRAWN = "CHARGE_WITHDRAWN", _("The decision to charge was withdrawn")
    NOT_AUTHORISED = "NOT_AUTHORISED", _("No charge was authorised about this victim")
    CHARGED = "CHARGED", _("The suspect was charged")
    NFA = "NFA", _("No further action will be taken")
    DISPOSAL = "DISPOSAL", _("It was decided to deal with the suspect out of court")
    DISPOSAL_ENDED = "DISPOSAL_ENDED", _("The suspect was not dealt with out of court after all")
    DECIDED_AGAIN = "DECIDED_AGAIN", _("What concerns this victim is to be decided again")
    ALTERED = "ALTERED", _("The charges were changed")
    STOPPED = "STOPPED", _("The prosecution was stopped")
    DISCONTINUED = "DISCONTINUED", _("The charges about the victim were discontinued")
    NO_EVIDENCE = "NO_EVIDENCE", _("No evidence was offered on the charges about the victim")
    WITHDRAWN = "WITHDRAWN", _("The charges about the victim were withdrawn in court")
    ON_FILE = "ON_FILE", _("The charges about the victim were left to lie on the file")
    PROCEEDED = "PROCEEDED", _("A court let charges about the victim go on that lay on the file")
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
class DutyRule:
    """
    The agency, period and source of one kind of duty.

    rule: a key of periods.toml. counted_from: the event that starts it. told_by: the news items
    that meet it (victims.models.NewsTold). confidence: set where it is not that of the period,
    because the period is borrowed from a similar event. whose: how certain it is which agency owes
    it. is_met_by_next: a victim who knows of the suspect's next decision (DECISION_NEWS) need not
    be told of this any more. is_met_by_leave: of charges that lay on the file, a victim who knows
    that all of theirs go on need not be told of this any more (news_of_duties).
    """

    by: Side
    rule: str
    counted_from: Promise
    authority: Promise
    told_by: tuple[str, ...]
    confidence: str = ""
    whose: Confidence = Confidence.SOURCED
    is_met_by_next: bool = False
    is_met_by_leave: bool = False


# A victim of a sexual offence has the enhanced rights, always: one working day, not five
# (Victims' Code 2021; domain note 5.1, which marks what was read and what is only known).
ENHANCED_RIGHT_PERIOD, COURT_OUTCOME_PERIOD = "victim_told_enhanced", "victim_told_court_outcome"
FROM_DAY_OF_EVENT = _("The day on which it happened")
FROM_DAY_OF_RECORDING = _("The day on which the date was recorded")
FROM_DAY_OF_RECEIPT = _("The day on which witness care had it from the court")
_POLICE_RIGHT = _("Victims’ Code, right 6: the police tell the victim")
_CPS_LETTER = _("Victim communication and liaison scheme of the CPS")
_EITHER = _("Victims’ Code, right 6: the police or the CPS tell the victim")
_WITNESS_CARE = _("Victims’ Code, right 9: witness care tells the victim")
_FROM_DAY_OF_FINDING = _("The day on which it was recorded that there can be no review")
_POLICE_SCHEMES = _(
    "Police Victims’ Right to Review schemes: the side that made the decision answers"
)
_CPS_SCHEME = _("CPS Victims’ Right to Review scheme: the side that made the decision answers")

DUTY_RULES = {
    NewsOwed.ARREST: DutyRule(
        Side.POLICE, ENHANCED_RIGHT_PERIOD, FROM_DAY_OF_EVENT, _POLICE_RIGHT, ("ARREST",)
    ),
    NewsOwed.INTERVIEW: DutyRule(
        Side.POLICE, ENHANCED_RIGHT_PERIOD, FROM_DAY_OF_EVENT, _POLICE_RIGHT, ("INTERVIEW",)
    ),
    NewsOwed.RELEASED: DutyRule(
        Side.POLICE, ENHANCED_RIGHT_PERIOD, FROM_DAY_OF_EVENT, _POLICE_RIGHT, ("RELEASE",)
    ),
    NewsOwed.BAIL: DutyRule(
        Side.POLICE, ENHANCED_RIGHT_PERIOD, FROM_DAY_OF_EVENT, _POLICE_RIGHT, ("BAIL",)
    ),
    NewsOwed.NOT_INVESTIGATED: DutyRule(
        Side.POLICE,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _POLICE_RIGHT,
        ("NOT_INVESTIGATED", "NFA"),
    ),
    NewsOwed.CHARGE_AUTHORISED: DutyRule(
        Side.CPS,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _EITHER,
        ("CHARGE",),
        whose=Confidence.UNVERIFIED,
    ),
    # No source found for a charge that is withdrawn before it is laid, so the period for telling of
    # a decision is used.
    NewsOwed.CHARGE_WITHDRAWN: DutyRule(
        Side.CPS,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _EITHER,
        ("CHARGE_WITHDRAWN",),
        Confidence.UNVERIFIED,
        whose=Confidence.UNVERIFIED,
        is_met_by_next=True,
    ),
    NewsOwed.NOT_AUTHORISED: DutyRule(
        Side.CPS, ENHANCED_RIGHT_PERIOD, FROM_DAY_OF_EVENT, _CPS_LETTER, ("NFA",)
    ),
    NewsOwed.CHARGED: DutyRule(
        Side.POLICE,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _EITHER,
        ("CHARGED",),
        whose=Confidence.UNVERIFIED,
    ),
    NewsOwed.NFA: DutyRule(
        Side.CPS, ENHANCED_RIGHT_PERIOD, FROM_DAY_OF_EVENT, _CPS_LETTER, ("NFA",)
    ),
    # The Victims' Code has the victim told of an out-of-court disposal as of a charge (summary of
    # that of 2015, read); its period is that of a decision, and none was read for one that falls.
    NewsOwed.DISPOSAL: DutyRule(
        Side.CPS,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _EITHER,
        ("DISPOSAL",),
        Confidence.UNVERIFIED,
        whose=Confidence.UNVERIFIED,
    ),
    NewsOwed.DISPOSAL_ENDED: DutyRule(
        Side.CPS,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _EITHER,
        ("DISPOSAL_ENDED",),
        Confidence.UNVERIFIED,
        whose=Confidence.UNVERIFIED,
        is_met_by_next=True,
    ),
    # All victims who were told of one decision hear that it fell, also those whom it left out and
    # those of no further action or of charges that were stopped, whoever asked for it (ADR 94).
    NewsOwed.DECIDED_AGAIN: DutyRule(
        Side.CPS,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _EITHER,
        ("DECIDED_AGAIN",),
        Confidence.UNVERIFIED,
        whose=Confidence.UNVERIFIED,
        is_met_by_next=True,
    ),
    NewsOwed.ALTERED: DutyRule(
        Side.CPS,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _CPS_LETTER,
        # Whoever knows that all ended need not be told what changed.
        ("ALTERED", "STOPPED"),
        is_met_by_leave=True,
    ),
    NewsOwed.STOPPED: DutyRule(
        Side.CPS, ENHANCED_RIGHT_PERIOD, FROM_DAY_OF_EVENT, _CPS_LETTER, ("STOPPED",)
    ),
    NewsOwed.DISCONTINUED: DutyRule(
        Side.CPS, ENHANCED_RIGHT_PERIOD, FROM_DAY_OF_EVENT, _CPS_LETTER, ("STOPPED",)
    ),
    # The source names charges that are discontinued or altered (domain note 5.1), not those on
    # which no evidence is offered, that are withdrawn or that lie on the file: their period is
    # used.
    **{
        news: DutyRule(
            Side.CPS,
            ENHANCED_RIGHT_PERIOD,
            FROM_DAY_OF_EVENT,
            _CPS_LETTER,
            ("STOPPED",),
            Confidence.UNVERIFIED,
        )
        for news in (NewsOwed.NO_EVIDENCE, NewsOwed.WITHDRAWN)
    },
    # Whoever hears that charges go on again that lay on the file hears that they did.
    NewsOwed.ON_FILE: DutyRule(
        Side.CPS,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _CPS_LETTER,
        ("STOPPED",),
        Confidence.UNVERIFIED,
        is_met_by_leave=True,
    ),
    # Nor does it name leave to proceed with those, nor who tells of it: the period of charges that
    # are altered is used, and the side that tells of those.
    NewsOwed.PROCEEDED: DutyRule(
        Side.CPS,
        ENHANCED_RIGHT_PERIOD,
        FROM_DAY_OF_EVENT,
        _CPS_LETTER,
        ("PROCEEDED",),
        Confidence.UNVERIFIED,
        whose=Confidence.UNVERIFIED,
    ),
    # No source found for the period of hearing dates: that of witness care is borrowed.
    NewsOwed.FIRST_HEARING: DutyRule(
        Side.POLICE,
        COURT_OUTCOME_PERIOD,
        FROM_DAY_OF_RECORDING,
        _WITNESS_CARE,
        ("HEARING",),
        Confidence.UNVERIFIED,
    ),
    NewsOwed.TRIAL: DutyRule(
        Side.POLICE,
        COURT_OUTCOME_PERIOD,
        FROM_DAY_OF_RECORDING,
        _WITNESS_CARE,
        ("HEARING",),
        Confidence.UNVERIFIED,
    ),
    # That the rule covers a trial on which the jury could not agree is how we read it (ADR 143).
    NewsOwed.OUTCOME: DutyRule(
        Side.POLICE, COURT_OUTCOME_PERIOD, FROM_DAY_OF_RECEIPT, _WITNESS_CARE, ("OUTCOME",)
    ),
    # No source found for the period of the answer that there is no review, so the period for
    # telling of a decision is used.
    NewsOwed.NO_REVIEW_POLICE: DutyRule(
        Side.POLICE,
        ENHANCED_RIGHT_PERIOD,
        _FROM_DAY_OF_FINDING,
        _POLICE_SCHEMES,
        ("NO_REVIEW",),
        Confidence.UNVERIFIED,
    ),
    NewsOwed.NO_REVIEW_CPS: DutyRule(
        Side.CPS,
        ENHANCED_RIGHT_PERIOD,
        _FROM_DAY_OF_FINDING,
        _CPS_SCHEME,
        ("NO_REVIEW",),
        Confidence.UNVERIFIED,
    ),
}
# The day of ADR 94. Of no further action and of stopped charges that were set aside before it,
# nobody is owed that it is decided again: no duty arises in the past.
DECIDED_AGAIN_SINCE = date(2026, 11, 30)
# What a decision that the CPS makes is for a victim, each to be told of it.
DECISION_NEWS = (
    NewsOwed.NFA, NewsOwed.DISPOSAL, NewsOwed.CHARGE_AUTHORISED, NewsOwed.NOT_AUTHORISED,
)  # fmt: skip
# That charges about a victim ended, all or some, or that some go on by leave. What was told of one
# is not told of the next.
NEWS_OF_ENDS_AND_LEAVE = (
    NewsOwed.ALTERED, NewsOwed.STOPPED, NewsOwed.DISCONTINUED, NewsOwed.NO_EVIDENCE,
    NewsOwed.WITHDRAWN, NewsOwed.ON_FILE, NewsOwed.PROCEEDED,
)  # fmt: skip
DUTIES_RECOMPUTED = "reckoned"  # the heartbeat of the last run that recomputed every case
# The kinds of VictimEvent. The police recorded by hand that they would not investigate before they
# wrote closing reports (ADR 59); what they recorded stays.
EVENT_KINDS = (NewsOwed.INTERVIEW, NewsOwed.NOT_INVESTIGATED, NewsOwed.OUTCOME)
# Events recorded on a victim's page because no fact of the case records them, by side.
RECORDED_BY_HAND: dict[str, tuple[NewsOwed, ...]] = {
    Side.POLICE: (NewsOwed.INTERVIEW, NewsOwed.OUTCOME),
    Side.CPS: (NewsOwed.OUTCOME,),
}
