"""Form of a service's manager to lift a conflict of interest."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.case_access.forms.conflicts import LiftConflictForm
from cases.forms.row_choices import RowRadioField
from cases.models import Conflict


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
