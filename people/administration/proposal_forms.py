"""Forms of what a second person approves, and of their answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.web import fields


class ProposedForm(fields.Form):
    """A form whose act another person approves. The reason is its last question."""

    reason = fields.Reason(
        label=_("Why is this needed?"),
        help_text=_("The person who approves it reads this, and it is kept."),
        max_length=1000,
        error_messages={"required": _("Enter why this is needed")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = self.fields.pop("reason")

    @property
    def is_done_at_once(self) -> bool:
        """Whether it is to be done before it is approved."""
        return bool(self.cleaned_data.get("is_emergency"))

    @property
    def arguments(self) -> dict[str, Any]:
        """The answers without the reason and whether it is an emergency."""
        asked = {"reason", "is_emergency"}
        return {name: value for name, value in self.cleaned_data.items() if name not in asked}


class ProposedChangeForm(ProposedForm, fields.EditForm):
    """A page that asks only for a reason, about a row that others may change."""


class SettleForm(fields.Form):
    """Why a proposal is refused, or what a review found."""

    text = fields.Reason(
        label=_("Why?"),
        help_text=_("Whoever proposed it reads this."),
        max_length=1000,
        error_messages={"required": _("Enter why")},
    )


class UndoEmergencyForm(fields.Form):
    """What a review found of a role that is ended by it. It is kept with the role."""

    text = fields.Reason(
        label=_("Why does the role end now?"),
        help_text=_(
            "Whoever gave the role reads this. It is kept with the role, where everyone who "
            "manages the person’s account can read it. Write nothing about a case, or about "
            "anybody’s health."
        ),
        max_length=1000,
        error_messages={"required": _("Enter why the role ends now")},
    )
