"""Proportions of cases that are referred, of early advice, and of decisions by kind."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import AdviceFollowed, AdviceMethod, DecisionKind, NfaReason
from pilots.measures.event_kinds import ADVICE_KIND, CASE_KIND, DECISION_KIND, REFERRAL_KIND
from pilots.measures.proportion_definitions import (
    NOT_KNOWN_YET,
    TIMELINESS_ANSWERS,
    PartWords,
    Proportion,
    ProportionAnswer,
    ReasonWords,
    yes_no_answers,
)

ADVICE_IN_TIME = "advice-in-time"
IN_TIME_LABEL = _("Early advice given in time")
IN_TIME_DEFINITION = _(
    "Requests for early advice that were answered with the advice before its period ran out, "
    "counted from when the CPS first took the request on."
)
IN_TIME_AMONG = _("Of requests with the advice, or whose period ran out without it")
IN_TIME_ANSWERS = (
    *TIMELINESS_ANSWERS,
    ProportionAnswer("ENDED", _("Refused or taken back before then"), is_known=False),
)


def _in_time_by_method(method: str, words: str | Promise) -> Proportion:
    """The requests of one method: that by which the advice was given, until then as planned."""
    return Proportion(
        f"{ADVICE_IN_TIME}-{method.lower().replace('_', '-')}",
        ADVICE_KIND,
        format_lazy("{}: {}", IN_TIME_LABEL, words),
        format_lazy(
            "{} {}: {}.", IN_TIME_DEFINITION, _("Of these, the requests of one way"), words
        ),
        IN_TIME_AMONG,
        IN_TIME_ANSWERS,
        part_of=ADVICE_IN_TIME,
        part=words,
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
        ADVICE_IN_TIME,
        ADVICE_KIND,
        IN_TIME_LABEL,
        IN_TIME_DEFINITION,
        IN_TIME_AMONG,
        IN_TIME_ANSWERS,
        part_words=PartWords(
            _("By how the advice is given"),
            _(
                "As it was given; where it has not been given yet, as it is planned. Requests "
                "without an adviser have no way yet. The newest period with enough of them; each "
                "leads to its own page."
            ),
            _("Way"),
        ),
    ),
    *(_in_time_by_method(each.value, each.label) for each in AdviceMethod),
    Proportion(
        "advice-as-planned",
        ADVICE_KIND,
        _("Early advice given in the way that was planned"),
        _(
            "Requests for early advice that were answered in the way that the manager had planned "
            "when they last named the adviser."
        ),
        _("Of requests with the advice for which a way was planned"),
        yes_no_answers(_("As planned"), _("In another way"), NOT_KNOWN_YET),
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
