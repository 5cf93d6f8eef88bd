"""Forms to create a panel, draw its cases and name its members."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.web import fields
from pilots.models import DecidedBy, DrawMethod

MAX_PANEL_NUMBER = 1000  # more is a typing error
EMPTY_CHOICE = ("", _("Select one"))
YES, NO = "YES", "NO"


class AddPanelForm(fields.Form):
    """A panel and its sampling frame."""

    area = fields.Lookup(
        label=_("Which pilot area?"), error_messages={"required": _("Select the pilot area")}
    )
    decided_by = fields.Choice(
        label=_("Whose decisions does it look back at?"), choices=DecidedBy.choices,
        error_messages={"required": _("Select whose decisions")},
    )  # fmt: skip
    from_on = fields.DateField(
        label=_("From which day were the decisions made?"), what=_("the first day")
    )
    until_on = fields.DateField(label=_("Until which day?"), what=_("the last day"))
    waited_days = fields.Number(
        most=MAX_PANEL_NUMBER,
        label=_("How many days old is a decision at least when it is drawn?"),
        help_text=_(
            "No national number exists. Agree one that leaves the victim time to ask for a review."
        ),
        least=0,
        error_messages={"required": _("Enter how many days old a decision is at least")},
    )
    quorum = fields.Number(
        most=MAX_PANEL_NUMBER,
        label=_("How many members have to give an opinion on a case?"),
        help_text=_("No national number exists. Agree one for this panel."),
        error_messages={"required": _("Enter how many members have to give an opinion")},
    )
    keeps_units_out = fields.Tick(
        label=_("Members of a unit that has a case cannot read it"), required=False
    )

    def __init__(self, *args: Any, areas: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("area", [EMPTY_CHOICE, *areas])

    def clean_area(self) -> int:
        return int(self.cleaned_data["area"])


class DrawPanelForm(fields.Form):
    """Method and number."""

    method = fields.Choice(
        label=_("How are the cases drawn?"), choices=DrawMethod.choices,
        error_messages={"required": _("Select how the cases are drawn")},
    )  # fmt: skip
    reason = fields.Lookup(
        label=_("For which reason?"),
        help_text=_(
            "A reason or an out-of-court disposal of the CPS, or an outcome of the police; only "
            "those are drawn."
        ),
        error_messages={"required": _("Select the reason")},
    )  # fmt: skip
    size = fields.Number(
        most=MAX_PANEL_NUMBER,
        label=_("How many cases are drawn?"),
        error_messages={"required": _("Enter how many cases are drawn")},
    )
    conditional_fields = {"method": {DrawMethod.THEMATIC: ["reason"]}}

    def __init__(
        self, *args: Any, reasons: Iterable[tuple[str, str | Promise]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("reason", [EMPTY_CHOICE, *reasons])


class EndPanelMemberForm(fields.Form):
    """A member, by id. people: the members to choose from."""

    member = fields.Lookup(label=_("Who?"), error_messages={"required": _("Select a person")})

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        choices = [(pk, self.shown(each)) for pk, each in self.people.items()]
        self.set_choices("member", [EMPTY_CHOICE, *choices])

    def shown(self, person: User) -> str:
        return person.name

    def clean_member(self) -> User:
        return self.people[self.cleaned_data["member"]]


class NamePanelMemberForm(EndPanelMemberForm):
    """A person who can sit on the area's panels."""

    until_on = fields.DateField(
        label=_("Until which day do they sit on this panel?"), what=_("the last day of the term")
    )

    def shown(self, person: User) -> str:
        return f"{person.name}, {person.agency.name}"


class AskToLeaveOutForm(fields.Form):
    """The reason."""

    reason = fields.Reason(
        label=_("Why should this case be left out?"),
        help_text=_("Write nothing that could identify anyone in the case."),
        max_length=500,
        error_messages={"required": _("Enter why this case should be left out")},
    )


class SettleLeavingOutForm(fields.Form):
    """Whether to exclude it, and the reason."""

    is_agreed = fields.Choice(
        label=_("Is this case left out?"),
        choices=[(YES, _("Yes. The next in the order of the draw takes its place")), (NO, _("No"))],
        error_messages={"required": _("Select whether this case is left out")},
    )
    reason = fields.Reason(
        label=_("Why?"), max_length=500, error_messages={"required": _("Enter why")}
    )

    def clean_is_agreed(self) -> bool:
        return bool(self.cleaned_data["is_agreed"] == YES)
