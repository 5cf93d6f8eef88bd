"""Forms for requesting, signing off, refusing and escalating early advice."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.allocation.forms.allocations import ChooseProsecutorForm
from cases.early_advice.advice_checks import ADVICE_CHECKS, MAY_GO_WITHOUT
from cases.early_advice.advice_sections import (
    ADVICE_SECTIONS,
    MAX_ANSWER_CHARS,
    MAX_QUESTION_CHARS,
    MAX_QUESTIONS,
)
from cases.forms.dates import FutureDateField
from cases.forms.row_choices import RowCheckboxesField, suspect_label
from cases.mg3_sections import Mg3Section
from cases.models import AdviceMethod, EarlyAdvice, Suspect
from cases.referrals.forms import check_explanations
from cases.referrals.forms.check_explanations import TOO_MANY_CHARS
from people.web import fields

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

QUESTION_FIELDS = [f"question_{n}" for n in range(1, MAX_QUESTIONS + 1)]


class RequestEarlyAdviceForm(fields.Form):
    """The suspects, the eight items, and the questions to the adviser."""

    suspects = RowCheckboxesField(
        label=_("Which suspects are you asking about?"),
        error_messages={"required": _("Select at least one suspect")},
    )

    items = [item.name for item in ADVICE_SECTIONS]  # the names of their fields

    @classmethod
    def labels(cls) -> dict[str, str]:
        items = {item.name: str(item.question) for item in ADVICE_SECTIONS}
        numbered = enumerate(QUESTION_FIELDS, start=1)
        return (
            super().labels() | items | {name: str(_question_field(n).label) for n, name in numbered}
        )

    def __init__(self, *args: Any, suspects: Iterable[Suspect], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("suspects", RowCheckboxesField).set_rows(suspects, suspect_label)
        for item in ADVICE_SECTIONS:
            self.fields[item.name] = _section_field(item)
        for n, name in enumerate(QUESTION_FIELDS, start=1):
            self.fields[name] = _question_field(n)
        self.fields |= check_explanations.explanation_fields(MAY_GO_WITHOUT)

    def clean(self) -> None:
        """Collect the questions in a list, as the action takes them."""
        super().clean()
        check_explanations.collect_explanations(self.cleaned_data, MAY_GO_WITHOUT)
        questions = [self.cleaned_data.pop(name, "") for name in QUESTION_FIELDS]
        self.cleaned_data["questions"] = [question for question in questions if question]


def _section_field(item: Mg3Section) -> fields.Text:
    too_long = TOO_MANY_CHARS % {"question": item.question}
    error_messages: dict[str, StrOrPromise] = {"max_length": too_long}
    if item.missing:
        error_messages["required"] = item.missing
    return fields.Text(
        label=item.question,
        help_text=item.hint,
        max_length=MAX_ANSWER_CHARS,
        rows=5,
        required=bool(item.missing),
        error_messages=error_messages,
    )


def _question_field(n: int) -> fields.Text:
    label = _("Question %(n)s") if n == 1 else _("Question %(n)s (optional)")
    error_messages = {
        "required": _("Enter at least one question that you want advice on"),
        "max_length": TOO_MANY_CHARS % {"question": _("Question %(n)s") % {"n": n}},
    }
    return fields.Text(
        label=label % {"n": n},
        max_length=MAX_QUESTION_CHARS,
        rows=2,
        required=n == 1,
        error_messages=error_messages,
    )


def advice_form_initial(
    advice: EarlyAdvice | None, suspects: Iterable[Suspect]
) -> dict[str, Any] | None:
    """Initial data of a new request: the text of an earlier one, if there is one."""
    if advice is None:
        return None
    questions = dict(zip(QUESTION_FIELDS, advice.questions, strict=False))
    sections = {item.name: getattr(advice, item.name) for item in ADVICE_SECTIONS}
    sections |= check_explanations.explanation_initial(advice.explained)
    return sections | questions | {"suspects": [str(suspect.pk) for suspect in suspects]}


def _text_field(
    label: str | Promise,
    missing: str | Promise,
    help_text: str | Promise = "",
    max_length: int = 4000,
    rows: int = 5,
    kind: type[fields.Text] = fields.Text,
) -> fields.Text:
    return kind(
        label=label, help_text=help_text, max_length=max_length, rows=rows,
        error_messages={"required": missing},
    )  # fmt: skip


class SuperviseAdviceForm(fields.Form):
    """The supervisor's comment, for sign-off and for sending back."""

    text = _text_field(
        _("What are your comments?"),
        _("Enter your comments"),
        _(
            "If you sign it off, the CPS reads them. If you send it back, the officer reads what "
            "to change."
        ),
    )


class WithdrawAdviceForm(fields.Form):
    """Why the police withdraw the request."""

    text = _text_field(
        _("Why do you withdraw it?"),
        _("Enter why you withdraw it"),
        _("The CPS reads this if the request has been sent."),
        kind=fields.Reason,
    )


class ReplyToRefusalForm(fields.Form):
    """The police's reply to a refusal."""

    text = _text_field(
        _("What do you reply?"),
        _("Enter your reply"),
        _("Say what you do about it. You can ask again later with another request."),
    )


class AcceptAdviceForm(fields.Form):
    """A confirmation without fields."""


class RefuseAdviceForm(fields.Form):
    """Why the CPS refuses the request, and whether it wants a reply."""

    text = _text_field(
        _("Why is this request not taken on?"),
        _("Enter why this request is not taken on"),
        _(
            "The police read this: whether advice is needed, whether it is the right time, and "
            "what would change that."
        ),
        kind=fields.Reason,
    )
    reply_by = FutureDateField(
        label=_("When do you want the police to reply by? (optional)"),
        what=_("the date for a reply"),
        required=False,
    )


class ReturnAdviceForm(RefuseAdviceForm):
    """A refusal at triage, with the incomplete items if that is the reason."""

    items = fields.Choices(
        label=_("Which items are not complete? (optional)"),
        help_text=_("If that is why you return it. Select all that apply."),
        choices=[(rule.code, rule.words) for rule in ADVICE_CHECKS.values()],
        required=False,
    )


class EscalateRefusalForm(fields.Form):
    """Why a more senior person should look again."""

    text = _text_field(
        _("Why should the refusal be reconsidered?"),
        _("Enter why the refusal should be reconsidered"),
        _("It can be escalated once, and the answer is final."),
        kind=fields.Reason,
    )


class AnswerEscalationForm(fields.Form):
    """Whether the refusal is upheld, and why."""

    text = _text_field(
        _("What are your reasons?"),
        _("Enter your reasons"),
        _("The police and those who refused read them."),
        kind=fields.Reason,
    )


class NameAdviserForm(ChooseProsecutorForm):
    """Who gives the advice, and how."""

    method = fields.Choice(
        label=_("How is the advice to be given?"),
        choices=AdviceMethod.choices,
        error_messages={"required": _("Select how the advice is to be given")},
    )


class ChangeAdviserForm(ChooseProsecutorForm):
    """Who gives the advice instead, and why."""

    text = _text_field(
        _("Why does another prosecutor give the advice?"),
        _("Enter why another prosecutor gives the advice"),
        _("Everyone on the case can read this. Leave out anything about health."),
        max_length=500,
        rows=3,
        kind=fields.Reason,
    )
