"""Forms for the assessment of a file, and disputes about it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.file_quality import FAILURES, failures_by_group
from cases.models import Method
from people.web import fields

MAX_TEXT_CHARS = 1000
MAX_REASON_CHARS = 200  # as the CPS's public prototype has it


class AssessFileForm(fields.Form):
    """Whether the file meets the Director's Guidance and, if not, its failures."""

    is_compliant = fields.Choice(
        label=_("Does the file meet the Director’s Guidance?"),
        choices=[("YES", _("Yes")), ("NO", _("No"))],
        error_messages={"required": _("Select yes if the file meets the Director’s Guidance")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = failures_by_group()
        self.conditional_fields = {
            "is_compliant": {"NO": [_group_field_name(group) for group in groups]}
        }
        for group, failures in groups.items():
            self.fields[_group_field_name(group)] = fields.Choices(
                label=group,
                choices=[(failure.code, failure.text) for failure in failures],
                required=False,
            )
            self.conditional_fields[_group_field_name(group)] = {
                each.code: [_comment_field_name(each.code)] for each in failures
            }
            for failure in failures:
                self.fields[_comment_field_name(failure.code)] = fields.Text(
                    label=_("What exactly is wrong or missing?"), max_length=MAX_TEXT_CHARS, rows=2,
                    error_messages={
                        "required": _("Enter what is wrong or missing: %(failure)s")
                        % {"failure": failure.text}
                    },
                )  # fmt: skip

    def clean(self) -> None:
        """Collect the failures as {code: comment}, as the action takes them."""
        super().clean()
        chosen = [
            code
            for group in failures_by_group()
            for code in self.cleaned_data.pop(_group_field_name(group), ())
        ]
        comments = {code: self.cleaned_data.pop(_comment_field_name(code), "") for code in FAILURES}
        answer = self.cleaned_data.pop("is_compliant", "")
        if answer != "NO":
            chosen = []
        elif not chosen and not self.errors:
            first = _group_field_name(next(iter(failures_by_group())))
            self.add_error(first, _("Select at least one failure, or answer yes above"))
        self.cleaned_data["failures"] = {code: comments[code] for code in chosen}


def _group_field_name(group: str) -> str:
    return f"failures_{group.split()[0].lower()}"


def _comment_field_name(code: str) -> str:
    return f"comment_{code}"


class AcceptFailureForm(fields.Form):
    """A confirmation without fields."""


class DisputeFailureForm(fields.Form):
    """Why the police dispute a failure."""

    text = fields.Reason(
        label=_("Why do you dispute it?"),
        help_text=_("Say where in the file it is, or why it was not needed. The CPS reads this."),
        max_length=MAX_TEXT_CHARS,
        error_messages={"required": _("Enter why you dispute it")},
    )


class DecideDisputeForm(fields.Form):
    """A manager's decision on a dispute, and how it was discussed."""

    is_upheld = fields.Choice(
        label=_("Were the police right?"),
        choices=[
            ("YES", _("Yes: it does not count as a failure")),
            ("NO", _("No: the failure is upheld")),
        ],
        error_messages={"required": _("Select whether the police were right")},
    )
    method = fields.Choice(
        label=_("How did you talk it over with the police?"),
        choices=Method.choices,
        error_messages={"required": _("Select how you talked it over")},
    )
    reason = fields.Reason(
        label=_("Why do you decide so?"),
        help_text=_("Only the CPS can read this. It is in no export."),
        rows=2,
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why you decide so")},
    )

    def clean(self) -> None:
        super().clean()
        self.cleaned_data["is_upheld"] = self.cleaned_data.get("is_upheld") == "YES"
