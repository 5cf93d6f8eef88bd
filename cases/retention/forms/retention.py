"""Forms of how long a case is kept, and of its destruction."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.retention.deadlines import RetentionRule
from people.web import fields

MAX_REASON_CHARS = 500


class PlaceHoldForm(fields.Form):
    """Why a case must be kept."""

    reason = fields.Reason(
        label=_("Why must this case be kept?"),
        help_text=_("For example an appeal, a complaint or an inquiry. Both sides read this."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why this case must be kept")},
    )


class EndHoldForm(fields.Form):
    """Why a hold is needed no longer."""

    reason = fields.Reason(
        label=_("Why is this hold no longer needed?"),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why this hold is no longer needed")},
    )


class ReviewForm(fields.Form):
    """Until when a case is kept, and why."""

    keep_until = fields.DateField(
        what=_("The day of the next review"),
        label=_("On which day is it reviewed again?"),
        error_messages={"required": _("Enter the day on which it is reviewed again")},
    )
    reason = fields.Reason(
        label=_("Why is it still needed?"),
        help_text=_("Both sides read this."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why it is still needed")},
    )


class ProposeDestructionForm(fields.Form):
    """Under which rule a case is destroyed, and why."""

    rule = fields.Choice(
        label=_("Under which rule is it destroyed?"),
        error_messages={"required": _("Select the rule under which it is destroyed")},
    )
    reason = fields.Reason(
        label=_("Why is this case no longer needed?"),
        help_text=_("Both sides read this, and so does whoever approves it."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why this case is no longer needed")},
    )

    def __init__(self, *args: Any, rules: Sequence[RetentionRule], **kwargs: Any) -> None:
        """rules: those that no longer keep the case."""
        super().__init__(*args, **kwargs)
        choices = [(rule.code, f"{rule.name} ({rule.source})") for rule in rules]
        self.typed_field("rule", fields.Choice).choices = choices
