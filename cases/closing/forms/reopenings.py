"""Form for reopening a closed investigation."""

from django.utils.translation import gettext_lazy as _

from cases.models import ReopeningGround
from people.web import fields


class ReopenInvestigationForm(fields.Form):
    """On which ground a closed investigation is opened again, and why."""

    ground = fields.Choice(
        label=_("On which ground do you reopen it?"),
        choices=ReopeningGround.choices,
        error_messages={"required": _("Select on which ground you reopen it")},
    )
    text = fields.Reason(
        label=_("Why do you reopen it?"),
        rows=5,
        max_length=4000,
        error_messages={"required": _("Enter why you reopen it")},
    )
