"""Forms for recording and lifting a conflict of interest."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.case_access.forms.person_of_side import PersonOfSideForm, name_and_address
from cases.forms.row_choices import RowSelectField
from cases.forms.urns import normalise_urn
from cases.models import Case, ConflictKind
from people.models import User
from people.web import fields

MAX_REASON_CHARS = 500


class WithLinkedCases(fields.Form):
    """A form that also asks to which linked cases a conflict applies: at first all of them."""

    linked = fields.Choices(
        label=_("To which linked cases does it apply too?"),
        help_text=_("They are about the same people, or the same matter."),
        required=False,
    )

    def __init__(self, *args: Any, linked: Iterable[Case] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {str(case.pk): case for case in linked}
        if self.cases:
            self.set_choices("linked", [(pk, case.urn) for pk, case in self.cases.items()])
            self.fields["linked"].initial = list(self.cases)
            self.fields["linked"] = self.fields.pop("linked")  # the last question
        else:
            del self.fields["linked"]

    def clean_linked(self) -> list[Case]:
        return [self.cases[pk] for pk in self.cleaned_data["linked"]]


class DeclareConflictForm(WithLinkedCases):
    """The user's own conflict of interest."""

    kind = fields.Choice(
        label=_("What are you to this case?"),
        choices=ConflictKind.choices,
        error_messages={"required": _("Select what you are to this case")},
    )
    reason = fields.Reason(
        label=_("Why should you not see this case?"),
        help_text=_("Your managers can read this. Say no more than they need."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why you should not see this case")},
    )


class DeclareUnseenConflictForm(DeclareConflictForm):
    """The user's own conflict of interest with a case that they do not open."""

    urn = fields.SingleLineField(
        label=_("Which case?"),
        max_length=40,
        help_text=_("The whole URN, such as 52RS0012326."),
        error_messages={"required": _("Enter the URN")},
    )
    field_order = ("urn", "kind", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Those who manage the case on your side can read this, in whichever force or Area it "
            "is. Say no more than they need."
        )

    def clean_urn(self) -> str:
        return normalise_urn(self.cleaned_data["urn"])


class RecordConflictForm(WithLinkedCases):
    """A colleague's conflict of interest."""

    person = RowSelectField(
        label=_("Who has a conflict of interest?"),
        error_messages={"required": _("Select a person")},
    )
    kind = fields.Choice(
        label=_("What are they to this case?"),
        choices=ConflictKind.choices,
        error_messages={"required": _("Select what they are to this case")},
    )
    reason = fields.Reason(
        label=_("Why must they not see this case?"),
        help_text=_("Only those who may record this can read it, never the person."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why they must not see this case")},
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("person", RowSelectField).nothing = _("Select a person")
        self.typed_field("person", RowSelectField).set_rows(people, name_and_address)


class RecordConflictOfSideForm(PersonOfSideForm, RecordConflictForm):
    """Like RecordConflictForm, but anyone of the side can be named by email address."""

    field_order = ("person", "email", "kind", "reason", "linked")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].required = False
        self.fields["email"].help_text = _(
            "They will not see this case if they come to your unit later."
        )


class LiftConflictForm(fields.Form):
    """Why a person may see the case again."""

    reason = fields.Reason(
        label=_("Why is it to be lifted?"),
        help_text=_("Only those who may record this can read it."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why it is to be lifted")},
    )
