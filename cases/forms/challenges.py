"""What the police are asked who question an action, and what the prosecutor is asked then."""

from django.utils.translation import gettext_lazy as _

from cases.forms.dates import Ahead
from cases.models import ChallengeAnswer, ChallengeReason
from people import fields

ANYTHING_TO_SAY = _("Is there anything to say about it? (optional)")


class AcceptItem(fields.Edit):
    """The police take the action on as it is; there is nothing to ask."""


class VaryItem(fields.Edit):
    """The police would do it otherwise, or by another date."""

    proposed_text = fields.Text(
        label=_("What should the action say?"),
        help_text=_("Change the words, or leave them as they are and propose another date."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what the action should say")},
    )
    proposed_on = Ahead(
        label=_("Which date do you propose? (optional)"),
        what=_("the date you propose"),
        required=False,
    )
    text = fields.Text(
        label=_("Why do you propose this?"),
        max_length=4000,
        error_messages={"required": _("Enter why you propose this")},
    )


class ChallengeItem(fields.Edit):
    """The police say why the action should not be asked, or not like this."""

    reason = fields.Choice(
        label=_("Why do you challenge this action?"),
        choices=ChallengeReason.choices,
        error_messages={"required": _("Select why you challenge this action")},
    )
    text = fields.Text(
        label=_("What should the prosecutor know?"),
        help_text=_("Say what makes it so. The prosecutor answers this in writing."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what the prosecutor should know")},
    )


class WithdrawChallenge(fields.Edit):
    """The police leave it at that."""

    text = fields.Text(label=ANYTHING_TO_SAY, required=False, max_length=4000)


class AnswerVariation(fields.Edit):
    """The prosecutor agrees to what the police propose, or holds to the action."""

    answer = fields.Choice(
        label=_("Do you agree to this variation?"),
        choices=[
            (ChallengeAnswer.AGREE, _("Yes, the action becomes this")),
            (ChallengeAnswer.HOLD, _("No, the action stays as it is")),
        ],
        error_messages={"required": _("Select whether you agree to this variation")},
    )
    text = fields.Text(
        label=_("Why do you hold to the action?"),
        max_length=4000,
        error_messages={"required": _("Enter why you hold to the action")},
    )
    reveals = {"answer": {ChallengeAnswer.HOLD: ["text"]}}


class AnswerChallenge(fields.Edit):
    """The prosecutor upholds the challenge, wholly or by changing the action, or does not."""

    answer = fields.Choice(
        label=_("Are the police right about this action?"),
        choices=[
            (ChallengeAnswer.CANCEL, _("Yes, and I cancel it")),
            (ChallengeAnswer.AMEND, _("Partly, and I change what is asked")),
            (ChallengeAnswer.HOLD, _("No, the action stays as it is")),
        ],
        error_messages={"required": _("Select whether the police are right about this action")},
    )
    new_text = fields.Text(
        label=_("What do you ask instead?"),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter what you ask instead")},
    )
    text = fields.Text(
        label=_("Why?"),
        help_text=_("The police read this, and so does whoever settles it if it goes further."),
        max_length=4000,
        error_messages={"required": _("Enter why")},
    )
    reveals = {"answer": {ChallengeAnswer.AMEND: ["new_text"]}}
