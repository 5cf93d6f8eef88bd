"""Forms of restricting a case, and of letting more people read it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.case_access.forms.person_of_side import PersonOfSideForm, name_and_address
from cases.forms.row_choices import RowCheckboxesField, RowRadioField, RowSelectField
from cases.models import AccessRequest
from people.models import User
from people.web import fields

MAX_REASON_CHARS = 500


class RestrictCaseForm(fields.Form):
    """Why a case is restricted, and who of one's own unit reads it."""

    reason = fields.Reason(
        label=_("Why is this case to be restricted?"),
        help_text=_("Everyone on the case can read this. Name no one who is not in the case."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why this case is to be restricted")},
    )
    people = RowCheckboxesField(
        label=_("Who else of your unit reads it? (optional)"),
        help_text=_("You do, and so does whoever is named on the case already."),
        required=False,
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("people", RowCheckboxesField).set_rows(people, name_and_address)


class ProposeAllowingForm(PersonOfSideForm):
    """Whom to let in, and why."""

    person = RowSelectField(label=_("Who is to read this case?"), required=False)
    reason = fields.Reason(
        label=_("Why do they need to read it?"),
        help_text=_("The person who approves it reads this."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why they need to read it")},
    )

    field_order = ("person", "email", "reason")

    def __init__(
        self, *args: Any, people: Iterable[User], asked: AccessRequest | None = None, **kwargs: Any
    ) -> None:
        """asked: the request of the person who is to be let in, which fills their name in."""
        super().__init__(*args, **kwargs)
        field, people = self.typed_field("person", RowSelectField), list(people)
        field.nothing = _("Select a person")
        field.set_rows(people, name_and_address)
        if asked is not None and asked.by in people:
            field.initial = asked.by_id
        elif asked is not None:
            self.fields["email"].initial = asked.by.email


class EndAllowanceForm(fields.Form):
    """Whom to take off the list, and why."""

    person = RowRadioField(
        label=_("Who is no longer to read this case?"),
        error_messages={"required": _("Select who is no longer to read this case")},
    )
    reason = fields.Reason(
        label=_("Why are they taken off the list?"),
        help_text=_(
            "People of your side on the case can read this. Leave out anything about health."
        ),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why they are taken off the list")},
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("person", RowRadioField).set_rows(people, name_and_address)


class ProposeLiftingForm(fields.Form):
    """Why a case needs its restriction no longer."""

    reason = fields.Reason(
        label=_("Why is the restriction to be lifted?"),
        help_text=_("The person who approves it reads this."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why the restriction is to be lifted")},
    )


class RefuseChangeForm(fields.Form):
    """Why a change is refused."""

    text = fields.Reason(
        label=_("Why do you refuse it?"),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why you refuse it")},
    )


class SettleChangeForm(fields.Form):
    """A button without a question."""
