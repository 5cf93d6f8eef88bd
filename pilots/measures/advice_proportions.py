"""Proportions of cases that are referred, of early advice, and of decisions by kind."""

from django.utils.translation import gettext_lazy as _

from cases.models import AdviceFollowed, DecisionKind, NfaReason
from pilots.measures.event_kinds import ADVICE_KIND, CASE_KIND, DECISION_KIND, REFERRAL_KIND
from pilots.measures.proportion_definitions import (
    TIMELINESS_ANSWERS,
    Proportion,
    ProportionAnswer,
    ReasonWords,
    yes_no_answers,
)

ADVICE_PROPORTIONS = (
    Proportion(
        "case-referred",
        CASE_KIND,
        _("Referred for a charging decision"),
        _(
            "Cases of which a supervisor signed off a referral, whether or not it was withdrawn "
            "since. How many referrals there are for each case is said apart."
        ),
        _("Of cases recorded here; crimes that are recorded elsewhere alone are not known"),
        yes_no_answers(_("Referred"), _("Not so far")),
    ),
    Proportion(
        "advice-in-time",
        ADVICE_KIND,
        _("Early advice given in time"),
        _(
            "Requests for early advice that were answered with the advice before its period ran "
            "out, counted from when the CPS first took the request on."
        ),
        _("Of requests with the advice, or whose period ran out without it"),
        (
            *TIMELINESS_ANSWERS,
            ProportionAnswer("ENDED", _("Refused or taken back before then"), is_known=False),
        ),
    ),
    Proportion(
        "advice-followed",
        REFERRAL_KIND,
        _("Early advice followed"),
        _(
            "Referrals in which the police say that they followed the early advice given about "
            "their suspects. A case that was referred three times counts three times."
        ),
        _("Of referrals after early advice that say whether it was followed"),
        (
            ProportionAnswer("FOLLOWED", AdviceFollowed.FOLLOWED.label),
            ProportionAnswer("PARTLY", AdviceFollowed.PARTLY.label),
            ProportionAnswer("NOT", AdviceFollowed.NOT.label),
        ),
    ),
    Proportion(
        "decision-charge",
        DECISION_KIND,
        _("Decision to charge"),
        _(
            "Decisions about a suspect by which a charge was authorised. One that was set aside "
            "since counts too, but not a charge or disposal that the CPS took back before the "
            "police had acted on it."
        ),
        _("Of decisions that came into force"),
        tuple(ProportionAnswer(each.value, each.label) for each in DecisionKind),
        reasons={each.value: each.label for each in NfaReason},
        reason_words=ReasonWords(
            _("For which reasons no further action"),
            _(
                "Each decision for no further action has one of these reasons. The list of them is "
                "a local setting."
            ),
            _("Reason"),
        ),
    ),
)
