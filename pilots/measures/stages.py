"""
The stages by which pilots are judged, each with its definition in words.

A stage is a suspect's time between two recorded facts. It belongs to the month in which it began,
so that open cases are counted too.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class StageMeasure:
    """One stage. code: its name in the URL and in the database."""

    code: str
    label: Promise
    definition: Promise


STAGE_MEASURES = (
    StageMeasure(
        "recorded-to-referral",
        _("From recorded to referred"),
        _(
            "Days from when the case was opened here until a supervisor first signed off a "
            "referral of the suspect for a charging decision. It stops where the police close "
            "the investigation."
        ),
    ),
    StageMeasure(
        "referral-to-decision",
        _("From referred to decided"),
        _(
            "Days from the first referral of the suspect for a charging decision until "
            "the first decision that came into force. A countersigned decision comes "
            "into force on its countersignature. A charge or disposal that the CPS took back "
            "before the police had acted on it is not counted."
        ),
    ),
    StageMeasure(
        "decision-to-charge",
        _("From the decision to the charge"),
        _(
            "Days from the decision to charge the suspect until the police charged. Of a suspect "
            "who is charged again, those of the later charge."
        ),
    ),
    StageMeasure(
        "charge-to-completion",
        _("From the charge to the end in court"),
        _(
            "Days from the charge until the outcome in court that is recorded, or until the CPS "
            "had stopped every charge, also where a review set the decision aside later. Of a "
            "suspect who is charged again, from the later charge."
        ),
    ),
)
STAGE_MEASURES_BY_CODE = {measure.code: measure for measure in STAGE_MEASURES}
