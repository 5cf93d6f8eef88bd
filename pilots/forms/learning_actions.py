"""What is asked of whoever sets a learning action, and of whoever has done one."""

from django.utils.translation import gettext_lazy as _

from people import fields
from pilots.forms.opinions import NO_NAMES
from pilots.forms.panels import Member


class SetLearningAction(Member):
    """What, by whom, by when."""

    text = fields.Text(
        label=_("What is to be done?"), help_text=NO_NAMES, max_length=1000,
        error_messages={"required": _("Enter what is to be done")},
    )  # fmt: skip
    due_on = fields.DateField(
        label=_("By which day?"), what=_("the day by which it is done"),
        help_text=_("Agree the day with the person. For example, 27 3 2027"),
    )  # fmt: skip


class CompleteLearningAction(fields.Form):
    """What shows it."""

    evidence = fields.Text(
        label=_("What shows that it was done?"), help_text=NO_NAMES, max_length=1000,
        error_messages={"required": _("Enter what shows that it was done")},
    )  # fmt: skip
