"""Forms for linking cases and dismissing possible matches."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.case_details.forms.case_search import clean_urn
from cases.case_details.queries.possible_matches import PossibleMatch
from cases.forms.row_choices import RowCheckboxesField, RowRadioField
from people.web import fields

MAX_REASON_CHARS = 500
READ_BY = _("Everyone who can read both cases can read this, on both sides.")


class LinkCaseForm(fields.Form):
    """Which case to link to this one, and why."""

    urn = fields.SingleLineField(
        label=_("Which case? Enter its URN"),
        max_length=40,
        error_messages={"required": _("Enter the URN of the other case")},
    )
    reason = fields.Reason(
        label=_("Why do the two cases belong together?"),
        help_text=READ_BY,
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why the two cases belong together")},
    )

    def clean_urn(self) -> str:
        """The URN without separators."""
        return clean_urn(self.cleaned_data["urn"])


def _reason_field() -> fields.Reason:
    return fields.Reason(
        label=_("How do you know that they are not the same?"),
        help_text=READ_BY,
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter how you know that they are not the same")},
    )


class DismissMatchForm(LinkCaseForm):
    """Which possible match is a different case, and how one can tell."""

    reason = _reason_field()


class DismissMatchesForm(fields.Form):
    """Which possible matches are different cases, all of them unless one is left out."""

    others = RowCheckboxesField(
        label=_("Which of these cases are not the same?"),
        error_messages={"required": _("Select at least one case")},
    )
    reason = _reason_field()

    def __init__(self, *args: Any, matches: Sequence[PossibleMatch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.typed_field("others", RowCheckboxesField)
        people = {match.case.pk: "; ".join(match.people) for match in matches}
        field.set_rows(
            [match.case for match in matches], lambda case: case.urn, lambda case: people[case.pk]
        )
        field.initial = list(field.rows)


class UnlinkCaseForm(fields.Form):
    """Which link is ended, and why."""

    link = RowRadioField(
        label=_("What do you withdraw?"),
        error_messages={"required": _("Select what you withdraw")},
    )
    reason = fields.Reason(
        label=_("Why do you withdraw it?"),
        help_text=READ_BY,
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why you withdraw it")},
    )

    def __init__(self, *args: Any, links: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("link", RowRadioField).set_rows(
            links, case_link_label, lambda link: link.reason
        )
        if len(links) == 1:
            self.fields["link"].initial = str(links[0].pk)


def case_link_label(link: Any) -> str:
    """Label of a link: its kind and the other case."""
    return f"{link.get_kind_display()}: {link.to.urn}"
