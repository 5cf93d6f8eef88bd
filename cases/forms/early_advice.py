"""What is asked of those who ask for early advice, and who answer for it on either side."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.advice_completeness import MAY_GO_WITHOUT, RULES
from cases.advice_items import ITEMS, LONGEST, LONGEST_QUESTION, MOST_QUESTIONS
from cases.forms import explaining
from cases.forms.allegations import suspect_label
from cases.forms.allocations import ToProsecutor
from cases.forms.dates import Ahead
from cases.forms.explaining import TOO_LONG
from cases.forms.rows import SomeRows
from cases.mg3 import Section
from cases.models import EarlyAdvice, Suspect
from people import fields

QUESTIONS = [f"question_{n}" for n in range(1, MOST_QUESTIONS + 1)]


class RequestEarlyAdvice(fields.Form):
    """About whom, the eight items, and the precise questions one by one."""

    suspects = SomeRows(
        label=_("Which suspects are you asking about?"),
        error_messages={"required": _("Select at least one suspect")},
    )

    items = [item.name for item in ITEMS]  # the names of their questions

    @classmethod
    def labels(cls) -> dict[str, str]:
        items = {item.name: str(item.question) for item in ITEMS}
        numbered = enumerate(QUESTIONS, start=1)
        return super().labels() | items | {name: str(_question(n).label) for n, name in numbered}

    def __init__(self, *args: Any, suspects: Iterable[Suspect], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suspects"].offer(suspects, suspect_label)
        for item in ITEMS:
            self.fields[item.name] = _answer_to(item)
        for n, name in enumerate(QUESTIONS, start=1):
            self.fields[name] = _question(n)
        self.fields |= explaining.why_it_goes(MAY_GO_WITHOUT)

    def clean(self) -> None:
        """The questions as a list is what the action wants."""
        super().clean()
        explaining.taken_together(self.cleaned_data, MAY_GO_WITHOUT)
        asked = [self.cleaned_data.pop(name, "") for name in QUESTIONS]
        self.cleaned_data["questions"] = [question for question in asked if question]


def _answer_to(item: Section) -> fields.Text:
    told = {"max_length": TOO_LONG % {"question": item.question}}
    if item.missing:
        told["required"] = item.missing
    return fields.Text(
        label=item.question,
        help_text=item.hint,
        max_length=LONGEST,
        rows=5,
        required=bool(item.missing),
        error_messages=told,
    )


def _question(n: int) -> fields.Text:
    label = _("Question %(n)s") if n == 1 else _("Question %(n)s (optional)")
    told = {
        "required": _("Enter at least one question that you want advice on"),
        "max_length": TOO_LONG % {"question": _("Question %(n)s") % {"n": n}},
    }
    return fields.Text(
        label=label % {"n": n},
        max_length=LONGEST_QUESTION,
        rows=2,
        required=n == 1,
        error_messages=told,
    )


def starting_with(advice: EarlyAdvice | None, suspects: Iterable[Suspect]) -> dict[str, Any] | None:
    """What the form of a new request starts with: the words of an earlier one, if there is."""
    if advice is None:
        return None
    asked = dict(zip(QUESTIONS, advice.questions, strict=False))
    said = {item.name: getattr(advice, item.name) for item in ITEMS}
    said |= explaining.starting_with(advice.explained)
    return said | asked | {"suspects": [str(suspect.pk) for suspect in suspects]}


def _text(
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


class Supervise(fields.Form):
    """What the supervisor says, whether it goes or comes back."""

    text = _text(
        _("What are your comments?"),
        _("Enter your comments"),
        _(
            "If you sign it off, the CPS reads them. If you send it back, the officer reads what "
            "to change."
        ),
    )


class Withdraw(fields.Form):
    """Why the police take the request back."""

    text = _text(
        _("Why do you withdraw it?"),
        _("Enter why you withdraw it"),
        _("The CPS reads this if the request has been sent."),
        kind=fields.Reason,
    )


class Reply(fields.Form):
    """What the police do about a refusal."""

    text = _text(
        _("What do you reply?"),
        _("Enter your reply"),
        _("Say what you do about it. You can ask again later with another request."),
    )


class Accept(fields.Form):
    """Nothing but a confirmation."""


class Refuse(fields.Form):
    """Why the CPS does not take the request on, and whether it wants a reply."""

    text = _text(
        _("Why is this request not taken on?"),
        _("Enter why this request is not taken on"),
        _(
            "The police read this: whether advice is needed, whether it is the right time, and "
            "what would change that."
        ),
        kind=fields.Reason,
    )
    reply_by = Ahead(
        label=_("When do you want the police to reply by? (optional)"),
        what=_("the date for a reply"),
        required=False,
    )


class Return(Refuse):
    """The same at triage, and which of the items are not complete, if that is why."""

    items = fields.Choices(
        label=_("Which items are not complete? (optional)"),
        help_text=_("If that is why you return it. Select all that apply."),
        choices=[(rule.code, rule.words) for rule in RULES.values()],
        required=False,
    )


class Escalate(fields.Form):
    """Why whoever is one above should look again."""

    text = _text(
        _("Why should the refusal be reconsidered?"),
        _("Enter why the refusal should be reconsidered"),
        _("It can be escalated once, and the answer is final."),
        kind=fields.Reason,
    )


class AnswerEscalation(fields.Form):
    """Why the refusal stands, or does not."""

    text = _text(
        _("What are your reasons?"),
        _("Enter your reasons"),
        _("The police and those who refused read them."),
        kind=fields.Reason,
    )


class NameAdviser(ToProsecutor):
    """Who gives the advice."""


class ChangeAdviser(ToProsecutor):
    """Who gives it instead, and why."""

    text = _text(
        _("Why does another prosecutor give the advice?"),
        _("Enter why another prosecutor gives the advice"),
        _("Everyone on the case can read this. Leave out anything about health."),
        max_length=500,
        rows=3,
        kind=fields.Reason,
    )
