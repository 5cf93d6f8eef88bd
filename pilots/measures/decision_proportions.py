"""Proportions of referred suspects who are charged, in court and convicted, and of plans."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pilots.measures.event_kinds import PLAN_KIND, REFERRED_KIND
from pilots.measures.proportion_definitions import (
    NOT_KNOWN_YET,
    PartWords,
    Proportion,
    ProportionAnswer,
    yes_no_answers,
)

CHARGED = "charged"
CHARGED_LABEL = _("Charge authorised")
CHARGED_DEFINITION = _(
    "Suspects against whom the decision in force is to charge, also where the charges were stopped "
    "later."
)
CHARGED_ANSWERS = yes_no_answers(
    CHARGED_LABEL,
    _("No further action, or dealt with out of court"),
    NOT_KNOWN_YET,
    ProportionAnswer("ENDED", _("Withdrawn, or ended without a decision"), is_known=False),
)
# By what the police have recorded of the victims, as far as the CPS was sent it.
CIRCUMSTANCE_PARTS: dict[str, Promise] = {
    "abuse": _("Said to be domestic abuse by the suspect"),
    "child": _("A victim recorded as a child at the time"),
    "vulnerable": _("A victim with a recorded ground for special measures"),
}


def _charged_by_circumstance(code: str, words: Promise) -> Proportion:
    return Proportion(
        f"{CHARGED}-{code}",
        REFERRED_KIND,
        format_lazy("{}: {}", CHARGED_LABEL, words),
        format_lazy(
            "{} {}: {}.", CHARGED_DEFINITION, _("Of these, the suspects of one part"), words
        ),
        _("Of suspects with a decision in force"),
        CHARGED_ANSWERS,
        part_of=CHARGED,
        part=words,
    )


DECISION_PROPORTIONS = (
    Proportion(
        CHARGED,
        REFERRED_KIND,
        CHARGED_LABEL,
        CHARGED_DEFINITION,
        _("Of suspects with a decision in force"),
        CHARGED_ANSWERS,
        part_words=PartWords(
            _("By circumstances of the victims"),
            _(
                "As the police have recorded them; a suspect can count in several, or in none. The "
                "newest period with enough of them; each leads to its own page."
            ),
            _("Suspects"),
        ),
    ),
    *(_charged_by_circumstance(code, words) for code, words in CIRCUMSTANCE_PARTS.items()),
    Proportion(
        "in-court",
        REFERRED_KIND,
        _("Before a court"),
        _(
            "Suspects of whom a hearing, a plea, a trial or an outcome in court of the charge in "
            "force is recorded, from its day on: what is listed ahead does not count yet."
        ),
        _("Of suspects whose charge is authorised"),
        yes_no_answers(_("Before a court"), _("Nothing in court recorded")),
    ),
    Proportion(
        "convicted",
        REFERRED_KIND,
        _("Convicted"),
        _(
            "Suspects with a conviction among the outcomes in court that are recorded of the "
            "charge in force."
        ),
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
