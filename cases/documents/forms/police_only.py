"""Forms for keeping a document private to the police, and revealing it."""

from django.utils.translation import gettext_lazy as _

from people.web import fields

MUST_BE_REVEALED = _(
    "Making a document private to the police does not end the duty to reveal it. What "
    "might reasonably be considered capable of undermining the case for the "
    "prosecution, or of assisting the case for the accused, must still be revealed to "
    "the prosecutor (Criminal Procedure and Investigations Act 1996, section 3, and "
    "the Code of Practice under Part II)."
)
MAX_REASON_CHARS = 1000  # characters


class KeepDocumentToPoliceForm(fields.Form):
    """Why the CPS may not read the document."""

    because = fields.Reason(
        label=_("Why do you make it private to the police?"),
        help_text=_("Only the police can read the reason, even once the document is revealed."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why you make it private to the police")},
    )


class RevealDocumentForm(fields.Form):
    """Why the CPS may now read the document."""

    because = fields.Reason(
        label=_("Why do you reveal it now?"),
        help_text=_("Only the police can read the reason."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why you reveal it")},
    )
