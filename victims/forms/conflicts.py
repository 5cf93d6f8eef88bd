"""Forms of a service's managers to lift a conflict of interest."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.case_access.forms.conflicts import MAX_REASON_CHARS, LiftConflictForm
from cases.forms.row_choices import RowRadioField
from cases.models import Conflict, ConflictLifting
from cases.models.settled_by_another import ProposalStatus
from people.web import fields


class LiftServiceConflictForm(LiftConflictForm):
    """The conflict to lift, and the reason."""

    conflict = RowRadioField(
        label=_("Whose conflict of interest is lifted?"),
        error_messages={"required": _("Select whose conflict of interest is lifted")},
    )
    field_order = ("conflict", "reason")

    def __init__(self, *args: Any, conflicts: Iterable[Conflict], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("conflict", RowRadioField).set_rows(conflicts, lambda row: row.user.name)


class SettleServiceLiftingForm(fields.Form):
    """Whether a conflict is lifted as another manager has proposed."""

    lifting = RowRadioField(
        label=_("Which proposal do you answer?"),
        error_messages={"required": _("Select which proposal you answer")},
    )
    answer = fields.Choice(
        label=_("What is your answer?"),
        choices=[
            (ProposalStatus.APPROVED, _("Approve: the person may work with the victim again")),
            (ProposalStatus.REFUSED, _("Refuse")),
            (ProposalStatus.WITHDRAWN, _("Withdraw what I proposed myself")),
        ],
        error_messages={"required": _("Select your answer")},
    )
    text = fields.Reason(
        label=_("If you refuse: why? (optional)"), required=False, max_length=MAX_REASON_CHARS
    )

    def __init__(self, *args: Any, liftings: Iterable[ConflictLifting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("lifting", RowRadioField).set_rows(liftings, _lifting_text)


def _lifting_text(row: ConflictLifting) -> str:
    about = {"person": row.conflict.user.name, "by": row.by.name, "why": row.reason}
    return gettext("%(person)s, proposed by %(by)s: %(why)s") % about
