"""Forms for what bears on points to prove, and for gaps."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms.row_choices import RowSelectField
from cases.models import Bears, Document, HeldMaterial, Material, Weight
from cases.models.proof import AccountOf
from people.models import Side
from people.web import fields

PlaceChoice = tuple[str, str]  # (key of a ProofPlace, label)
ONLY_THE_CPS = _("Only the CPS sees this")
LONGEST_TEXT = 500


def _points_field(label: str | Promise, *, required: bool) -> fields.Choices:
    return fields.Choices(
        label=label,
        required=required,
        error_messages={"required": _("Select at least one point to prove")},
    )


class ProofEntryForm(fields.Form):
    """What the forms of the matrix have in common: the points, and whether the CPS keeps it."""

    def __init__(
        self, *args: Any, places: Iterable[PlaceChoice], side: str | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("points", places)
        if side == Side.CPS:
            self.fields["is_kept"] = fields.Tick(label=ONLY_THE_CPS, required=False)


def _account_field() -> fields.Choice:
    """Whose account it is: asked where it is one."""
    return fields.Choice(
        label=_("Whose account is it?"),
        choices=AccountOf.choices,
        error_messages={"required": _("Select whose account it is")},
    )


class AddBearingForm(ProofEntryForm):
    """Something that bears on points to prove."""

    points = _points_field(_("Which points does it bear on?"), required=False)
    bears = fields.Choice(
        label=_("Which way does it go?"),
        choices=Bears.choices,
        error_messages={"required": _("Select which way it goes")},
    )
    material = fields.Choice(
        label=_("What is it?"),
        choices=Material.choices,
        error_messages={"required": _("Select what it is")},
    )
    account_of = _account_field()
    text = fields.Text(
        label=_("What does it show?"),
        help_text=_("In a few words, with the page or the time where it is. For example, statement"
                    " of the taxi driver: she could not stand"),
        rows=2,
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Enter what it shows")},
    )  # fmt: skip
    document = RowSelectField(
        label=_("Is it a document of this case? (optional)"),
        help_text=_("Whoever may not see the document sees nothing of this either."),
        required=False,
    )
    held = RowSelectField(
        label=_("Is it material held elsewhere? (optional)"),
        help_text=_(
            "Such as a recording, once it is recorded on the case as material held elsewhere."
        ),
        required=False,
    )
    undermines = fields.Tick(
        label=_("It might undermine the case for the prosecution or assist the defence"),
        required=False,
    )
    disclosure = fields.SingleLineField(
        label=_("Where does it stand on the disclosure schedules? (optional)"),
        help_text=_("Only for what undermines the case or assists the defence."),
        max_length=200,
        required=False,
    )
    conditional_fields = {"material": {Material.ACCOUNT: ["account_of"]}}

    def __init__(
        self,
        *args: Any,
        documents: Iterable[Document],
        held: Iterable[HeldMaterial],
        **kwargs: Any,
    ) -> None:
        """Args: documents, held: of the case, that may be named. held: what is held elsewhere."""
        super().__init__(*args, **kwargs)
        field = self.typed_field("document", RowSelectField)
        field.set_rows(documents, lambda document: document.title)
        self.typed_field("held", RowSelectField).set_rows(held, str)

    def clean(self) -> None:
        super().clean()
        if not self.cleaned_data.get("points") and not self.cleaned_data.get("undermines"):
            self.add_error("points", _("Select at least one point to prove"))
        if self.cleaned_data.get("document") and self.cleaned_data.get("held"):
            self.add_error("held", _("Leave this empty, or the document: it is one of them"))


class AddGapForm(ProofEntryForm):
    """What is missing to prove points."""

    points = _points_field(_("Which points does it go to?"), required=True)
    text = fields.Text(
        label=_("What is missing?"),
        help_text=_("As you would ask for it. For example, the whole thread around the message of"
                    " 09:12"),
        rows=2,
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Enter what is missing")},
    )  # fmt: skip
    material = fields.Choice(
        label=_("What would fill it?"),
        choices=Material.choices,
        error_messages={"required": _("Select what would fill it")},
    )
    account_of = _account_field()
    weight = fields.Choice(
        label=_("Can the prosecutor decide without it?"),
        choices=[
            (Weight.ESSENTIAL, _("No, it is essential")),
            (Weight.DESIRABLE, _("Yes, but it would help")),
        ],
        error_messages={"required": _("Select whether the prosecutor can decide without it")},
    )
    conditional_fields = {"material": {Material.ACCOUNT: ["account_of"]}}


class RemoveBearingForm(fields.Form):
    """Remove what one's own side recorded."""

    reason = fields.Reason(
        label=_("Why do you remove it?"),
        max_length=2000,
        error_messages={"required": _("Enter why you remove it")},
    )


class CloseGapForm(fields.Form):
    """Close a gap."""

    reason = fields.Reason(
        label=_("How was it filled, or why is it not needed?"),
        max_length=2000,
        error_messages={"required": _("Enter how it was filled, or why it is not needed")},
    )
