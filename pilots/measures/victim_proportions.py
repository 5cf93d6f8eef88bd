"""Proportions of what victims are told, and of whether they stay with the case."""

from django.utils.translation import gettext_lazy as _

from people.identity.sides import Side
from pilots.measures.event_kinds import (
    CONTACT_KIND,
    CPS_DUTY_KIND,
    POLICE_DUTY_KIND,
    VICTIM_KIND,
)
from pilots.measures.proportion_definitions import (
    TIMELINESS_ANSWERS,
    UNKNOWN_ANSWER,
    Proportion,
    ProportionAnswer,
    yes_no_answers,
)

VICTIM_PROPORTIONS = (
    Proportion(
        "told-by-police",
        POLICE_DUTY_KIND,
        _("Victim told in time by the police"),
        _("Duties of the police to tell a victim that were met before their time ran out."),
        _("Of duties that were met, or whose time has run out"),
        TIMELINESS_ANSWERS,
    ),
    Proportion(
        "told-by-cps",
        CPS_DUTY_KIND,
        _("Victim told in time by the CPS"),
        _("Duties of the CPS to tell a victim that were met before their time ran out."),
        _("Of duties that were met, or whose time has run out"),
        TIMELINESS_ANSWERS,
    ),
    Proportion(
        "heard-in-time",
        CONTACT_KIND,
        _("Victim contacted again within the agreed interval"),
        _(
            "Contacts that reached the victim and were followed by another within the "
            "interval that the victim has agreed."
        ),
        _("Of contacts that were followed by another, or whose interval has run out"),
        (
            *TIMELINESS_ANSWERS,
            ProportionAnswer(UNKNOWN_ANSWER, _("No interval agreed"), is_known=False),
        ),
    ),
    Proportion(
        "supports",
        VICTIM_KIND,
        _("Victim supports the case"),
        _(
            "Victims who last said that they support the case when asked, or who took "
            "a withdrawal back. Silence is not counted: for a victim who was not "
            "asked, or whose withdrawal no one has confirmed with them, it is not "
            "known."
        ),
        _("Of victims who were asked, and those who have withdrawn"),
        yes_no_answers(
            _("Supports it"),
            _("Does not, or has withdrawn"),
            ProportionAnswer("NOT_SURE", _("Is not sure")),
            ProportionAnswer(
                UNKNOWN_ANSWER, _("Not asked, or withdrawal not confirmed"), is_known=False
            ),
        ),
    ),
    Proportion(
        "stays",
        VICTIM_KIND,
        _("No withdrawal recorded"),
        _(
            "Victims with no withdrawal recorded, or who took it back. It does not "
            "mean that they were asked."
        ),
        _("Victims, leaving out withdrawals not yet confirmed with the victim"),
        yes_no_answers(
            _("None recorded"),
            _("Has withdrawn"),
            ProportionAnswer(UNKNOWN_ANSWER, _("Withdrawal not confirmed"), is_known=False),
        ),
    ),
    Proportion(
        "withdrew-when",
        VICTIM_KIND,
        _("Withdrew during the investigation"),
        _("At which stage of the case a victim withdrew, who has confirmed it."),
        _("Of victims who have withdrawn"),
        (
            ProportionAnswer("INVESTIGATION", _("During the investigation")),
            ProportionAnswer("DECISION", _("While the CPS was deciding")),
            ProportionAnswer("CHARGED", _("After charge, before the trial")),
            ProportionAnswer("TRIAL", _("At the trial")),
        ),
    ),
    Proportion(
        "interval-agreed",
        VICTIM_KIND,
        _("An interval of updates is agreed"),
        _("Victims who have agreed how often they are contacted."),
        _("Of all victims"),
        yes_no_answers(_("Agreed"), _("Not recorded")),
    ),
    Proportion(
        "isva-by-police",
        VICTIM_KIND,
        _("Referred to an ISVA service by the police"),
        _(
            "Victims whom the police have referred to a service, with their agreement. "
            "What the service did, and its own record, is not in the figures."
        ),
        _("Of all victims"),
        yes_no_answers(_("Referred"), _("No referral recorded")),
        side=Side.POLICE,
    ),
    Proportion(
        "isva-by-cps",
        VICTIM_KIND,
        _("Referred to an ISVA service by the CPS"),
        _(
            "Victims whom the CPS has referred to a service, with their agreement. "
            "What the service did, and its own record, is not in the figures."
        ),
        _("Of victims whom the CPS knows of"),
        yes_no_answers(_("Referred"), _("No referral recorded")),
        side=Side.CPS,
    ),
)
