"""The special measures, and the steps of each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SpecialMeasureKind(TextChoices):
    """Source: Youth Justice and Criminal Evidence Act 1999, sections 23 to 30."""

    SCREENS = "SCREENS", _("Screens in court (section 23)")
    LIVE_LINK = "LIVE_LINK", _("Evidence by live link (section 24)")
    PRIVATE = "PRIVATE", _("Evidence in private (section 25)")
    WIGS = "WIGS", _("Wigs and gowns removed (section 26)")
    RECORDED = "RECORDED", _("Video-recorded evidence in chief (section 27)")
    RECORDED_CROSS = "RECORDED_CROSS", _("Pre-recorded cross-examination (section 28)")
    INTERMEDIARY = "INTERMEDIARY", _("An intermediary (section 29)")
    AIDS = "AIDS", _("Aids to communication (section 30)")


class SpecialMeasureStep(TextChoices):
    """The steps of one special measure."""

    WANTED = "WANTED", _("The victim wants it")
    NOT_WANTED = "NOT_WANTED", _("The victim does not want it")
    APPLIED = "APPLIED", _("Applied for")
    GRANTED = "GRANTED", _("Granted by the court")
    REFUSED = "REFUSED", _("Refused by the court")


# The steps allowed after each step; None is before the first. Any step may be recorded first:
# a court's order can be recorded without the earlier steps. The victim may change their mind
# at any time, and a refused measure may be applied for again.
NEXT_MEASURE_STEPS: dict[str | None, set[str]] = {
    None: set(SpecialMeasureStep),
    SpecialMeasureStep.WANTED: {
        SpecialMeasureStep.APPLIED,
        SpecialMeasureStep.GRANTED,
        SpecialMeasureStep.REFUSED,
        SpecialMeasureStep.NOT_WANTED,
    },
    SpecialMeasureStep.NOT_WANTED: {
        SpecialMeasureStep.WANTED,
        SpecialMeasureStep.APPLIED,
        SpecialMeasureStep.GRANTED,
        SpecialMeasureStep.REFUSED,
    },
    SpecialMeasureStep.APPLIED: {
        SpecialMeasureStep.GRANTED,
        SpecialMeasureStep.REFUSED,
        SpecialMeasureStep.NOT_WANTED,
    },
    SpecialMeasureStep.GRANTED: {SpecialMeasureStep.NOT_WANTED},
    SpecialMeasureStep.REFUSED: {
        SpecialMeasureStep.APPLIED,
        SpecialMeasureStep.GRANTED,
        SpecialMeasureStep.NOT_WANTED,
    },
}
