"""Form for the day on which to look at a case."""

from django.utils.translation import gettext_lazy as _

from cases.forms.dates import PastDateField
from people.web import fields


class AsItWasForm(fields.FilterForm):
    """The day, sent by GET."""

    on = PastDateField(label=_("On which day?"), what=_("the day"))
