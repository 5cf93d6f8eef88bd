"""The questions that each decision answers about the suspect, and about misconceptions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.decisions.suspect_focus import FOCUS_ANSWERS, StatedFocus
from cases.models import FocusAnswer, FocusQuestion
from cases.models.suspect_focus import AnsweredFocus, focus_answer_label
from people.web import fields


def _question(
    question: FocusQuestion, label: Promise, missing: Promise, hint: Promise | None = None
) -> fields.Choice:
    answers = FOCUS_ANSWERS[question]
    return fields.Choice(
        label=label,
        help_text=hint,
        choices=[(each.value, focus_answer_label(question, each)) for each in answers],
        error_messages={"required": missing},
    )


def _text(label: Promise, missing: Promise) -> fields.Reason:
    """A text that an answer asks for: SuspectFocusForm.clean() requires it then."""
    return fields.Reason(
        label=label,
        rows=3,
        max_length=4000,
        required=False,
        error_messages={"required": missing},
    )


def _how() -> fields.Reason:
    return _text(_("How does it bear on the decision?"), _("Enter how it bears on the decision"))


def _why_not() -> fields.Reason:
    return _text(_("Why was it not looked at?"), _("Enter why it was not looked at"))


class SuspectFocusForm(fields.ConditionalForm):
    """
    Part of the form of a decision, or of a closing report. cleaned_data["focus"] has the answers,
    as StatedFocus.

    Each question has a text for the answer that it bears on the decision, and the questions about
    the suspect one for the answer that it was not looked at. The description of the API says which
    answer asks for which text, and not by seven conditions.
    """

    focus_before = _question(
        FocusQuestion.BEFORE,
        _("Did you look at what the suspect did and said before what is alleged?"),
        _("Select whether you looked at what the suspect did before it"),
        _("For example how they came to be alone with the victim, and what they had planned."),
    )
    focus_before_bears, focus_before_not_looked = _how(), _why_not()
    focus_during = _question(
        FocusQuestion.DURING,
        _("Did you look at what the suspect did and said during what is alleged?"),
        _("Select whether you looked at what the suspect did during it"),
        _("For example what they did to find out whether the victim consented."),
    )
    focus_during_bears, focus_during_not_looked = _how(), _why_not()
    focus_after = _question(
        FocusQuestion.AFTER,
        _("Did you look at what the suspect did and said after what is alleged?"),
        _("Select whether you looked at what the suspect did after it"),
        _("For example messages, what they told others, and their account to the police."),
    )
    focus_after_bears, focus_after_not_looked = _how(), _why_not()
    focus_misconceptions = _question(
        FocusQuestion.MISCONCEPTIONS,
        _("Which misconceptions may the facts invite?"),
        _("Select whether misconceptions may arise"),
    )
    focus_misconceptions_bears = _text(
        _("Name each one, and what answers it"), _("Enter each misconception, and what answers it")
    )

    @property
    def focus_fields(self) -> list[BoundField]:
        """The questions, in their order; each shows the texts that its answers ask for."""
        return [self[name] for name in FOCUS_QUESTIONS]

    def clean(self) -> None:
        super().clean()
        for question in FocusQuestion:
            self._require_text(question)
        answers = [_take_answer(self.cleaned_data, question) for question in FocusQuestion]
        self.cleaned_data["focus"] = [each for each in answers if each]

    def _require_text(self, question: FocusQuestion) -> None:
        """Add the error of a text that the answer asks for and that was left empty."""
        given = self.cleaned_data.get(_field(question))
        name = _texts_of(question).get(FocusAnswer(given)) if given else None
        if name and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, self.fields[name].error_messages["required"])


def _field(question: str, answer: str = "") -> str:
    """Name of the field of a question, or of the text that one of its answers asks for."""
    return "_".join(filter(None, ["focus", question.lower(), answer.lower()]))


def _texts_of(question: FocusQuestion) -> dict[FocusAnswer, str]:
    """{answer: the field of its text}."""
    asked = (each for each in FOCUS_ANSWERS[question] if each != FocusAnswer.NOTHING)
    return {answer: _field(question, answer) for answer in asked}


FOCUS_QUESTIONS = [_field(question) for question in FocusQuestion]
FOCUS_CONDITIONS: Mapping[str, Mapping[Any, list[str]]] = {
    _field(question): {answer: [name] for answer, name in _texts_of(question).items()}
    for question in FocusQuestion
}


def _take_answer(typed: dict[str, Any], question: FocusQuestion) -> StatedFocus | None:
    """Take the answer to a question out of the cleaned data; None if none was given."""
    texts = {answer: typed.pop(name, "") or "" for answer, name in _texts_of(question).items()}
    given = typed.pop(_field(question), None)
    if not given:
        return None
    answer = FocusAnswer(given)
    return StatedFocus(question, answer, texts.get(answer, ""))


def focus_form_data(rows: Iterable[AnsweredFocus]) -> dict[str, str]:
    """The form data that would produce these answers."""
    found = {_field(row.question): row.answer for row in rows}
    return found | {_field(row.question, row.answer): row.text for row in rows if row.text}
