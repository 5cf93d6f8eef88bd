"""Forms of the administration pages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from people.administration.proposal_forms import ProposedForm
from people.administration.public_keys import NO_KEYS, checked_keys
from people.identity.sides import Side
from people.models import Agency, Unit
from people.web import fields
from people.web.why_changed import OF_NO_CASE, WhyChangedMixin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ChoicePairs = Iterable[tuple[str | int, str]]  # (key, label)
SELECT_ONE = [("", _("Select one"))]
PHONE_NUMBER_ERROR = _("Enter a phone number of digits and spaces, like 01632 960 001")
SYSTEM_NAME_LABEL = _("What is the system called?")


def name_field(what: "StrOrPromise", missing: "StrOrPromise", longest: int) -> fields.Name:
    """A field for a name of at most `longest` characters."""
    return fields.Name(label=what, max_length=longest, error_messages={"required": missing})


def force_code_field() -> forms.CharField:
    """A field for the two digits that a force's URNs begin with."""
    wrong = _("Enter the force code as 2 digits, like 52")
    return forms.CharField(
        label=_("What is the force code?"),
        help_text=_("The 2 digits that the force’s URNs begin with. For example, 52"),
        max_length=2,
        validators=[RegexValidator(r"^[0-9]{2}$", wrong)],
        error_messages={"required": wrong},
    )


def offer_agencies(form: fields.Form, agencies: ChoicePairs) -> None:
    """Offer these agencies in the field `agency`; the only one is selected already."""
    offered = list(agencies)
    form.set_choices("agency", [*SELECT_ONE, *offered])
    if len(offered) == 1:
        form.fields["agency"].initial = offered[0][0]


class AddAgencyForm(fields.Form):
    name = name_field(_("What is the agency called?"), _("Enter the name of the agency"), 80)
    side = fields.Choice(
        label=_("Which side is it on?"),
        choices=Side.choices,
        error_messages={"required": _("Select the side the agency is on")},
    )
    force_code = force_code_field()
    conditional_fields = {"side": {Side.POLICE: ["force_code"]}}


class ChangeAgencyForm(WhyChangedMixin, fields.EditForm):
    why_help = OF_NO_CASE
    name = name_field(_("What is the agency called?"), _("Enter the name of the agency"), 80)
    force_code = force_code_field()

    def __init__(self, *args: Any, is_force: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_force:
            del self.fields["force_code"]


class SetAreasForm(ProposedForm, fields.EditForm):
    areas = fields.Choices(
        label=_("Which CPS Areas does the force send its cases to?"),
        help_text=_("The people of the force can then read the figures of these Areas."),
        required=False,
    )

    def __init__(self, *args: Any, areas: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("areas", [(area.pk, area.name) for area in areas])

    def clean_areas(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["areas"]]


class UnitFields(fields.ConditionalForm):
    """The fields of a unit, for adding and for changing one."""

    name = name_field(_("What is the unit called?"), _("Enter the name of the unit"), 80)
    kind = fields.Choice(
        label=_("What kind of unit is it?"),
        choices=Unit.Kind.choices,
        error_messages={"required": _("Select the kind of unit")},
    )
    area = fields.Lookup(
        label=_("Which CPS Area’s periods apply?"),
        help_text=_("Time limits that were agreed for one Area apply to its units."),
        required=False,
    )
    contact_name = fields.Name(
        label=_("Whom can a victim ring about a letter? (optional)"),
        help_text=_("A name or a role. Each letter to a victim says this, and the number."),
        max_length=80,
        required=False,
    )
    contact_phone = fields.SingleLineField(
        label=_("On which number? (optional)"),
        max_length=20,
        required=False,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ]{5,18}$", PHONE_NUMBER_ERROR)],
    )
    charges_are_read_twice = fields.Tick(label=_("Charges have a second reader"), required=False)

    def __init__(self, *args: Any, areas: ChoicePairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("area", [("", _("None in particular")), *areas])


class AddUnitForm(UnitFields, fields.Form):
    """A new unit of an agency."""


class ChangeUnitForm(WhyChangedMixin, UnitFields, fields.EditForm):
    why_help = OF_NO_CASE
    is_open = fields.Tick(label=_("This unit is open to new work"), required=False)


class SetRouteForm(ProposedForm, fields.EditForm):
    cps_unit = fields.Lookup(
        label=_("Which CPS unit receives these referrals?"),
        error_messages={"required": _("Select the CPS unit")},
    )

    def __init__(self, *args: Any, is_urgent: bool, units: ChoicePairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = [("", _("The same unit as other referrals"))] if is_urgent else SELECT_ONE
        self.fields["cps_unit"].required = not is_urgent
        self.set_choices("cps_unit", [*none, *units])


class AddPersonForm(fields.Form):
    name = name_field(_("What is the person’s name?"), _("Enter the person’s name"), 100)
    email = fields.Email(
        label=_("What is their work email address?"),
        help_text=_("They sign in with it."),
        error_messages={"required": _("Enter the person’s email address")},
    )
    agency = fields.Lookup(
        label=_("Which agency do they work for?"),
        help_text=_(
            "This decides which side’s units they can work in. It cannot be changed later."
        ),
        error_messages={"required": _("Select the agency they work for")},
    )

    def __init__(self, *args: Any, agencies: ChoicePairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_agencies(self, agencies)


class ChangePersonForm(WhyChangedMixin, fields.EditForm):
    why_help = OF_NO_CASE
    name = name_field(_("What is the person’s name?"), _("Enter the person’s name"), 100)


class ChangeAddressForm(ProposedForm, fields.EditForm):
    email = fields.Email(
        label=_("What is their work email address?"),
        help_text=_("They sign in with it. A link to set a password that was sent before ends."),
        error_messages={"required": _("Enter the person’s email address")},
    )


class AddSystemForm(ProposedForm):
    name = name_field(SYSTEM_NAME_LABEL, _("Enter the name of the system"), 100)
    agency = fields.Lookup(
        label=_("Whose system is it?"),
        help_text=_("This decides which side’s units it can act for. It cannot be changed later."),
        error_messages={"required": _("Select the agency whose system it is")},
    )

    def __init__(self, *args: Any, agencies: ChoicePairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_agencies(self, agencies)


class AddDirectoryForm(ProposedForm):
    name = name_field(_("What is the directory called?"), _("Enter the name of the directory"), 100)
    agency = fields.Lookup(
        label=_("Whose staff directory is it?"),
        help_text=_(
            "It sees, adds and deactivates accounts of this agency alone. You cannot change this "
            "later."
        ),
        error_messages={"required": _("Select the agency whose people it knows")},
    )

    def __init__(self, *args: Any, agencies: ChoicePairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_agencies(self, agencies)


class SetPublicKeysForm(ProposedForm, fields.EditForm):
    keys = fields.Text(
        label=_("Which public keys does the system have?"),
        help_text=_("A JWK set (RFC 7517). The private keys stay with whoever runs the system."),
        max_length=10_000,
        error_messages={"required": NO_KEYS},
    )

    def clean_keys(self) -> dict[str, Any]:
        return checked_keys(self.cleaned_data["keys"])


class ChangeSystemForm(WhyChangedMixin, fields.EditForm):
    why_help = OF_NO_CASE
    name = name_field(SYSTEM_NAME_LABEL, _("Enter the name of the system"), 100)


class ConfirmForm(fields.Form):
    """A page with a button and no question."""


class ConfirmChangeForm(fields.EditForm):
    """A page with a button and no question, about a row that others may change."""


def why_ended(question: "StrOrPromise", missing: "StrOrPromise") -> fields.Reason:
    """A field for why access is taken away."""
    return fields.Reason(
        label=question,
        help_text=_(
            "For example, they work somewhere else now. Everyone who manages this account can read "
            "it. Write nothing about a case, or about anybody’s health."
        ),
        max_length=1000,
        error_messages={"required": missing},
    )


class DeactivatePersonForm(fields.EditForm):
    reason = why_ended(
        _("Why is the account deactivated?"), _("Enter why the account is deactivated")
    )


class UnlinkSignInsForm(fields.EditForm):
    reason = why_ended(
        _("Why are the sign-ins unlinked?"), _("Enter why the sign-ins are unlinked")
    )


class TakeCapacityBackForm(fields.Form):
    reason = why_ended(_("Why is the role withdrawn?"), _("Enter why the role is withdrawn"))


class JoinAccountsForm(ProposedForm):
    email = fields.Email(
        label=_("What is the email address of the other account?"),
        help_text=_("One account each for two jobs, or an old one and a new one."),
        error_messages={"required": _("Enter the email address of the other account")},
    )


class FilterPeopleForm(fields.FilterForm):
    words = forms.CharField(label=_("Name or email address"), required=False, max_length=100)
    agency = fields.Lookup(label=_("Agency"), required=False)

    def __init__(self, *args: Any, agencies: ChoicePairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(agencies)
        self.set_choices("agency", [("", _("All agencies")), *offered])
        if len(offered) == 1:
            del self.fields["agency"]


class FilterLogForm(fields.FilterForm):
    person = fields.Email(label=_("Email address of the person"), required=False)
    case = forms.CharField(label=_("URN of the case, or its key"), required=False, max_length=40)
    system = fields.Lookup(label=_("System through which it was asked"), required=False)
    from_on = fields.DateField(label=_("From"), what=_("the first day"), required=False)
    until_on = fields.DateField(label=_("To"), what=_("the last day"), required=False)

    def __init__(self, *args: Any, systems: ChoicePairs, **kwargs: Any) -> None:
        """systems: [(id, name)] of those to choose from."""
        super().__init__(*args, **kwargs)
        self.set_choices("system", [("", _("With or without a system")), *systems])
