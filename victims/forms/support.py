"""Forms on referring a victim to a service, and on the service's support."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Unit, User
from people.web import fields
from victims.models import (
    FROM_POLICE_AND_CPS,
    ConsentCategory,
    ConsentPurpose,
    HowVictimAgreed,
    SupportDeclineReason,
    SupportEndReason,
)

WHEN_AGREED_LABEL = _("When did the victim agree?")


def categories_field(given: Collection[ConsentCategory], **more: Any) -> fields.Choices:
    """Consent categories to choose from."""
    choices = [(each.value, each.label) for each in ConsentCategory if each in given]
    return fields.Choices(choices=choices, **more)


def how_agreed_field(label: Promise, error: Promise) -> fields.Choice:
    """How the victim agreed."""
    return fields.Choice(
        label=label, choices=HowVictimAgreed.choices, error_messages={"required": error}
    )


def agreed_on_field() -> fields.DateField:
    return fields.DateField(label=WHEN_AGREED_LABEL, what=_("the day on which the victim agreed"))


def purpose_field(**more: Any) -> fields.Choice:
    return fields.Choice(
        label=_("What is it for?"),
        choices=ConsentPurpose.choices,
        error_messages={"required": _("Select what it is for")},
        **more,
    )


def expires_on_field() -> fields.DateField:
    return fields.DateField(
        label=_("What is the last day? (optional)"),
        what=_("the last day"),
        help_text=_("As the victim wants it. Leave blank if it lasts until they withdraw it."),
        required=False,
    )


class ReferToServiceForm(fields.Form):
    """The service, how the victim agreed, and what the service may know."""

    service = fields.Lookup(
        label=_("Which service do you refer the victim to?"),
        error_messages={"required": _("Select a service")},
    )
    how = how_agreed_field(
        _("How did the victim agree to be referred?"), _("Select how the victim agreed")
    )
    given_on = agreed_on_field()
    categories = categories_field(
        FROM_POLICE_AND_CPS,
        label=_("What does the victim agree that the service may see? (optional)"),
        help_text=_(
            "Read each one out. The service cannot see what is not ticked. The victim "
            "can withdraw any of it at any time."
        ),
        required=False,
    )
    purpose = purpose_field(required=False)
    expires_on = expires_on_field()

    def __init__(self, *args: Any, services: Mapping[int, Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = services
        named = [(str(pk), unit.name) for pk, unit in services.items()]
        self.set_choices("service", [("", _("Select one")), *named])

    def clean_service(self) -> Unit:
        return self.services[int(self.cleaned_data["service"])]

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("categories") and not self.cleaned_data.get("purpose"):
            self.add_error("purpose", self.fields["purpose"].error_messages["required"])


class ChooseIsvaForm(fields.Form):
    """The ISVA who supports the victim."""

    isva = fields.Lookup(
        label=_("Which ISVA supports the victim?"), error_messages={"required": _("Select an ISVA")}
    )

    def __init__(
        self, *args: Any, isvas: Mapping[int, User], now: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.isvas = isvas
        named = [(str(pk), person.name) for pk, person in isvas.items() if pk != now]
        self.set_choices("isva", [("", _("Select one")), *named])

    def clean_isva(self) -> User:
        return self.isvas[int(self.cleaned_data["isva"])]


class AssignIsvaForm(ChooseIsvaForm):
    """The new ISVA, and whether they may read the earlier entries."""

    hands_on = fields.Choice(
        label=_("Can the new ISVA see the entries that your service has saved so far?"),
        help_text=_("As the victim wants it. Police and CPS cannot see the entries either way."),
        choices=[("YES", _("Yes")), ("NO", _("No, only those from now on"))],
        error_messages={"required": _("Select whether the new ISVA may see the earlier entries")},
    )

    def clean_hands_on(self) -> bool:
        return bool(self.cleaned_data["hands_on"] == "YES")


class DeclineSupportForm(fields.Form):
    """Why the service declines."""

    declined = fields.Choice(
        label=_("Why can the service not take this on?"),
        help_text=_("Those who referred the victim read the answer."),
        choices=SupportDeclineReason.choices,
        error_messages={"required": _("Select why the service cannot take this on")},
    )


class EndSupportForm(fields.Form):
    """Why the support ends."""

    ended = fields.Choice(
        label=_("Why does the support end?"),
        help_text=_("Only your service has this."),
        choices=SupportEndReason.choices,
        error_messages={"required": _("Select why the support ends")},
    )
