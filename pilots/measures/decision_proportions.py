"""Proportions of referred suspects who are charged, in court and convicted, and of plans."""

from django.utils.translation import gettext_lazy as _

from pilots.measures.event_kinds import PLAN_KIND, REFERRED_KIND
from pilots.measures.proportion_definitions import (
    NOT_KNOWN_YET,
    Proportion,
    ProportionAnswer,
    yes_no_answers,
)

DECISION_PROPORTIONS = (
    Proportion(
        "charged",
        REFERRED_KIND,
        _("Charge authorised"),
        _(
            "Suspects against whom the decision in force is to charge, also where the charges were "
            "stopped later."
        ),
        _("Of suspects with a decision in force"),
        yes_no_answers(
            _("Charge authorised"),
            _("No further action"),
            NOT_KNOWN_YET,
            ProportionAnswer("ENDED", _("Withdrawn, or ended without a decision"), is_known=False),
        ),
    ),
    Proportion(
        "in-court",
        REFERRED_KIND,
        _("Before a court"),
        _("Suspects of whom a hearing, a plea, a trial or an outcome in court is recorded."),
        _("Of suspects whose charge is authorised"),
        yes_no_answers(_("Before a court"), _("Nothing in court recorded")),
    ),
    Proportion(
        "convicted",
        REFERRED_KIND,
        _("Convicted"),
        _("Suspects with a conviction among the outcomes in court that are recorded."),
        _(
            "Of suspects whose charge is authorised and who have an outcome in court, or whose "
            "every charge was stopped"
        ),
        yes_no_answers(_("Convicted"), _("Acquitted or stopped")),
    ),
    Proportion(
        "referred-again",
        REFERRED_KIND,
        _("Referred more than once"),
        _("Suspects about whom supervisors signed off two or more referrals."),
        _("Of all suspects referred"),
        yes_no_answers(_("More than once"), _("Once")),
    ),
    Proportion(
        "advice-sought",
        REFERRED_KIND,
        _("Early advice was asked for"),
        _("Suspects about whom early advice was asked for before their first referral."),
        _("Of all suspects referred"),
        yes_no_answers(_("Asked for"), _("Not asked for")),
    ),
    Proportion(
        "plan-charged",
        PLAN_KIND,
        _("Plan led to a charge"),
        _("Plans about a suspect against whom the decision in force is to charge."),
        _("Of plans that led to a charge, and those whose suspects all have another decision"),
        yes_no_answers(_("Led to a charge"), _("No charge"), NOT_KNOWN_YET),
    ),
)
