"""The form by which a lawyer of the CPS says whether points to prove are right."""

from django.utils.translation import gettext_lazy as _

from people.web import fields


class ReviewPointsForm(fields.Form):
    """Whether the points are right, and why."""

    is_right = fields.Choice(
        label=_("Are these the points to prove?"),
        choices=[("yes", _("Yes, they are right")), ("no", _("No, something is wrong or missing"))],
        error_messages={"required": _("Select whether they are right")},
    )
    text = fields.Reason(
        label=_("What did you check them against, or what is wrong?"),
        max_length=4000,
        error_messages={"required": _("Enter what you checked them against, or what is wrong")},
    )

    def clean(self) -> None:
        """Convert `is_right` to a bool."""
        super().clean()
        if "is_right" in self.cleaned_data:
            self.cleaned_data["is_right"] = self.cleaned_data["is_right"] == "yes"
