"""
The special measures assessment (MG2) of a victim: done, not required, or outstanding.

Source: the Director's Guidance on Charging, 6th edition, Annex 4, as far as public material
describes it. What an MG2 says is not disclosable to the defence. Runs no queries.
"""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.text.dates import format_day

if TYPE_CHECKING:
    from cases.circumstances import VictimCircumstances

ASSESSMENT_LABEL = gettext_lazy("Special measures assessment (MG2; not disclosable to the defence)")
ASSESSMENT_FIELDS = ("assessment", "not_assessed_because", "assessment_expected_on")


class Assessment(TextChoices):
    """Where the assessment of a victim's special measures stands; "" where nobody has said."""

    DONE = "DONE", gettext_lazy("Done")
    NOT_REQUIRED = "NOT_REQUIRED", gettext_lazy("Not required")
    OUTSTANDING = "OUTSTANDING", gettext_lazy("Outstanding")


def assessment_text(recorded: "VictimCircumstances", *, on: date | None = None) -> str:
    """Where it stands in words. on: the day by which the expected one may have passed."""
    if not recorded.assessment:
        return _("Not said")
    if recorded.assessment == Assessment.NOT_REQUIRED:
        return _("Not required: %(why)s") % {"why": recorded.not_assessed_because}
    if recorded.assessment == Assessment.DONE:
        return _done_text(recorded)
    day = recorded.assessment_expected_on
    if day is None:
        return _("Outstanding, and no day is known")
    values = {"day": format_day(day)}
    if on and day < on:
        return _("Outstanding: it was expected by %(day)s, which has passed") % values
    return _("Outstanding, expected by %(day)s") % values


def _done_text(recorded: "VictimCircumstances") -> str:
    if recorded.mg2_title:
        return _("Done: %(document)s") % {"document": recorded.mg2_title}
    return str(Assessment.DONE.label)
