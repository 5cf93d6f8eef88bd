"""Fields of a referral for what was done about each reason for which triage returned it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Referral, Suspect
from cases.referrals.forms.check_explanations import TOO_MANY_CHARS
from cases.referrals.queries.returns_to_answer import ReasonToAnswer, ReturnToAnswer
from cases.return_answer_texts import return_answer_label
from cases.return_answers import read_return_answers, return_answer_field_name
from people.web import fields

MAX_RETURN_ANSWER_CHARS = 2000  # characters
QUESTION = _("What have you done about “%(reason)s”, or why does it not apply?")
NOT_ANSWERED = _(
    "Enter what you have done about “%(reason)s” of submission %(n)s, or why it does not apply"
)
OF_SUSPECTS_NOT_SELECTED = _(
    "Nobody who was returned for this is selected below (suspect %(n)s). Select them, or remove "
    "what you entered here"
)


def return_answer_fields(returns: Iterable[ReturnToAnswer]) -> dict[str, fields.Text]:
    """{field name: field} for each reason of these returns, in order."""
    return {reason.field_name: _answer_field(reason) for one in returns for reason in one.reasons}


def _answer_field(reason: ReasonToAnswer) -> fields.Text:
    question = QUESTION % {"reason": reason.words}
    return fields.Text(
        label=question,
        max_length=MAX_RETURN_ANSWER_CHARS,
        rows=3,
        required=False,
        error_messages={"max_length": TOO_MANY_CHARS % {"question": reason.words}},
    )


def collect_return_answers(form: fields.Form, returns: Iterable[ReturnToAnswer]) -> None:
    """
    Move the answers to `return_answers`, as the action takes them.

    A reason for which a chosen suspect was returned wants an answer. One to a return of none of
    them is an error, unless the form began with it.
    """
    chosen = form.cleaned_data.get("suspects", [])
    answers = {}
    for one in returns:
        for reason in one.reasons:
            name = reason.field_name
            text = form.cleaned_data.pop(name, None)
            if text is None:
                continue  # what was typed has an error of its own
            if one.concerns(chosen):
                answers[reason.key] = text
                if not text:
                    form.add_error(name, NOT_ANSWERED % {"reason": reason.words, "n": one.number})
            elif text and chosen and text != form.initial.get(name):
                form.add_error(name, OF_SUSPECTS_NOT_SELECTED % {"n": one.suspect_numbers})
    form.cleaned_data["return_answers"] = answers


def return_answer_initial(referral: Referral) -> dict[str, str]:
    """Initial data of the fields, from the answers of a referral."""
    answers = read_return_answers(referral.return_answers)
    return {return_answer_field_name(each.key): each.answer for each in answers}


def return_answer_differences(
    theirs: Iterable[Mapping[str, Any]],
    yours: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[str, str | None, str | None]]:
    """The answers that differ between the stored and the submitted version."""
    stored = {each.key: each for each in read_return_answers(theirs)}
    typed = {each.key: each for each in read_return_answers(yours)}
    for key in dict.fromkeys([*stored, *typed]):
        answers = [rows[key].answer if key in rows else None for rows in (stored, typed)]
        if answers[0] != answers[1]:
            yield return_answer_label(stored.get(key) or typed[key]), answers[0], answers[1]


def returns_shown(
    form: fields.Form, returns: Iterable[ReturnToAnswer], ready: Collection[Suspect]
) -> list[ReturnToAnswer]:
    """
    The returns that a page asks about: those of suspects who can be referred now, and any of which
    something is typed.
    """
    return [
        one
        for one in returns
        if one.concerns(ready) or any(form[each.field_name].value() for each in one.reasons)
    ]
