"""
Sections of an early-advice request: one list, read by the form and the page.

Source: the eight items of the Director's Guidance (6th edition), chapter 7 and Annex 6. The URN is
the case's own, and the questions have fields of their own. The allegations section is required; for
the others cases.early_advice.advice_checks warns, and the officer may explain an omission.
"""

from django.utils.translation import gettext_lazy as _

from cases.mg3_sections import Mg3Section

MAX_ANSWER_CHARS = 10_000  # characters of one answer
MAX_QUESTIONS = 5  # that one request asks; a technical limit
MAX_QUESTION_CHARS = 1000

ADVICE_SECTIONS = [
    Mg3Section(
        "summary",
        _("What is alleged, in short?"),
        _("The facts only: what happened, where and when, and how it was reported."),
        _("Enter what is alleged"),
    ),
    Mg3Section(
        "lines_done",
        _("Which lines of inquiry have you followed?"),
        _("And what each showed. Say “None yet” if there is none."),
    ),
    Mg3Section(
        "lines_under_way",
        _("Which lines of inquiry are under way?"),
        _("Say “None yet” if there is none."),
    ),
    Mg3Section(
        "lines_contemplated",
        _("Which lines of inquiry are you thinking of?"),
        _("Say “None yet” if there is none."),
    ),
    Mg3Section(
        "expected",
        _("What do you expect from the open lines, and when?"),
        _("The result you expect of each, and its timescale."),
    ),
    Mg3Section(
        "issues",
        _("Which issues do you see so far?"),
        _("Also anything that a suspect has said."),
    ),
    Mg3Section(
        "evidence",
        _("What evidence would help the adviser?"),
        _(
            "Such as the recorded interview of a victim, or a summary of a suspect’s. You do not "
            "have to have it all: say what you can send now, and what will follow."
        ),
    ),
    Mg3Section(
        "disclosable",
        _("What might have to be disclosed?"),
        _("What might undermine the case or assist a suspect. Say if you know of nothing."),
    ),
]
# Fields that the author of a request writes; all others are set by later actions.
WRITTEN_FIELDS = (*(item.name for item in ADVICE_SECTIONS), "questions")
