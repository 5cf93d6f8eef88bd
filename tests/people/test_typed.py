"""Unsaved input is returned under the questions that were asked, and never under a wrong one."""

import pytest
from django.http import QueryDict

import rasso.urls  # noqa: F401  every form of the service
from people.web.unsaved_input import answers_in_form_data


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ("lines_done=Both+were+seen&urgency=GREEN&no_advice_because=No+time", [
            "Which lines of inquiry have you followed, and with what result?",
            "How urgent is the decision?",
            "Why was early advice not sought?",
        ]),
        ("items-1-text=Ask+it&items-1-line_of_inquiry=It", [
            "2. What do you need the police to do?",
                "2. Why is this a reasonable line of inquiry?",
        ]),
        ("text=Some+words", ["What you typed"]),
        ("items-0-text=Some+words", ["1. What you typed"]),
        ("never_asked=Some+words", ["Never asked"]),
    ],
)  # fmt: skip
def test_an_answer_stands_under_its_question(sent, asked):
    assert [question for question, _ in answers_in_form_data(QueryDict(sent))] == asked


def test_differently_worded_forms_are_not_guessed():
    """`reason` is a field of many forms, with different labels."""
    [(question, text)] = answers_in_form_data(QueryDict("reason=Because+of+this"))
    assert (question, text) == ("Reason", "Because of this")
