"""Proportions of the investigations that the police close (ADR 59)."""

from django.utils.translation import gettext_lazy as _

from cases.closing.outcome_codes import CLOSING_OUTCOMES
from pilots.measures.event_kinds import CLOSING_KIND
from pilots.measures.proportion_definitions import Proportion, ReasonWords, yes_no_answers

CLOSING_PROPORTIONS = (
    Proportion(
        "closed-unsupported",
        CLOSING_KIND,
        _("Closed because the victim does not support it"),
        _(
            "Investigations of a suspect that the police closed with outcome 16 for at least one "
            "allegation: the victim does not support police action, or no longer does."
        ),
        _("Of investigations of a suspect that the police closed"),
        yes_no_answers(_("Not supported"), _("Another outcome")),
        reasons={str(each.code): str(each) for each in CLOSING_OUTCOMES},
        reason_words=ReasonWords(
            _("With which outcomes"),
            _(
                "Of closings that were not reopened. Allegations against one suspect can have "
                "different outcomes, so they do not add up. That these outcomes close an "
                "investigation of rape is a local setting."
            ),
            _("Outcome"),
        ),
    ),
    Proportion(
        "closed-interviewed",
        CLOSING_KIND,
        _("Closed after an interview under caution"),
        _("Closed investigations in which the suspect had been interviewed under caution."),
        _("Of investigations of a suspect that the police closed"),
        yes_no_answers(_("Interviewed"), _("Not interviewed")),
    ),
    Proportion(
        "closed-reopened",
        CLOSING_KIND,
        _("Closed and reopened"),
        _("Closed investigations that were reopened, on whatever ground."),
        _("Of investigations of a suspect that the police closed"),
        yes_no_answers(_("Reopened"), _("Not reopened")),
    ),
)
