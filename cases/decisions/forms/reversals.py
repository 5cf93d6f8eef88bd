"""Forms for setting a decision aside: the proposal, and the second reader's answer."""

from django.utils.translation import gettext_lazy as _

from cases.decisions.forms.decisions import CountersignDecisionForm, WithdrawDecisionForm
from cases.models import CHARGE_GROUNDS, NFA_GROUNDS
from cases.models.reversal import DISPOSAL_GROUNDS
from people.web import fields


class ReverseNoFurtherActionForm(fields.Form):
    """On which ground no further action should be reconsidered, and why."""

    ground = fields.Choice(
        label=_("On which ground should it be reconsidered?"),
        choices=[(each.value, each.label) for each in NFA_GROUNDS],
        error_messages={"required": _("Select on which ground it should be reconsidered")},
    )
    text = fields.Reason(
        label=_("Why should it be reconsidered?"),
        help_text=_("What is new, and what it changes. The police read it once it is in force."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter why it should be reconsidered")},
    )


class WithdrawChargeForm(fields.Form):
    """On which ground an authorised charge is withdrawn, and why."""

    ground = fields.Choice(
        label=_("On which ground do you withdraw it?"),
        choices=[(each.value, each.label) for each in CHARGE_GROUNDS],
        error_messages={"required": _("Select on which ground you withdraw it")},
    )
    text = fields.Reason(
        label=_("Why do you withdraw the charge?"),
        help_text=_("The police can read it once the charge is withdrawn."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter why you withdraw the charge")},
    )


class WithdrawDisposalForm(fields.Form):
    """On which ground a disposal that was not given yet should be withdrawn, and why."""

    ground = fields.Choice(
        label=_("On which ground should it be withdrawn?"),
        choices=[(each.value, each.label) for each in DISPOSAL_GROUNDS],
        error_messages={"required": _("Select on which ground it should be withdrawn")},
    )
    text = fields.Reason(
        label=_("Why should the disposal be withdrawn?"),
        help_text=_("The police can read it once the disposal is withdrawn."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter why it should be withdrawn")},
    )


class CountersignReversalForm(CountersignDecisionForm):
    """The second reader countersigns it, as a decision."""


class DeclineReversalForm(fields.EditForm):
    """The second reader declines to countersign."""

    text = fields.Reason(
        label=_("Why do you not countersign?"),
        help_text=_("The person who proposed it reads it. The decision stays in force."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter why you do not countersign")},
    )


class WithdrawReversalForm(WithdrawDecisionForm):
    """Why a proposal is withdrawn, as of a decision."""
