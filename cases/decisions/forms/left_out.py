"""Why an out-of-court disposal leaves an allegation out: one row for each against the suspect."""

from django.utils.translation import gettext_lazy as _

from cases.decisions.forms.uncharged import MOST_ALLEGATIONS, BaseUnchargedFormSet, UnchargedForm
from cases.models import WhyUncharged
from people.web import fields

# Those of a charge besides say that the charges selected cover it.
STAGES = (WhyUncharged.EVIDENTIAL, WhyUncharged.PUBLIC_INTEREST)


class LeftOutForm(UnchargedForm):
    """Why one allegation is neither dealt with nor charged; empty where the disposal is of it."""

    why = fields.Choice(
        label=_("If you leave it out, why is it not charged?"),
        choices=[(each.value, each.label) for each in STAGES],
        required=False,
    )
    why_missing = _("Select why it is not charged, or select it above")


class BaseLeftOutFormSet(BaseUnchargedFormSet):
    """Why allegations are left out, selected or not; the page asks it where there are several."""

    among = _("You selected this allegation. Leave its reasons empty, or unselect it.")
    unsaid = _(
        "Select each allegation against this suspect, or say why it is not charged. The police may"
        " have added one since you began."
    )


LeftOutFormSet = fields.row_formset_class(
    LeftOutForm, formset=BaseLeftOutFormSet, extra=0, max_num=MOST_ALLEGATIONS
)
