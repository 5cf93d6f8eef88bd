"""
What a decision, or a closing report, looked at about the suspect, and the misconceptions that it
addressed.

The questions follow the CPS's commitment to suspect-focused case strategies, which look at what the
suspect did before, during and after, and name and answer misconceptions (domain note 1.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cases.models import FocusAnswer, FocusQuestion
from people.access.scopes import Refused

FOCUS_MISSING = _("Answer each question about what was looked at, and say why where it is asked.")


@dataclass(frozen=True)
class StatedFocus:
    """
    The answer to one question. text: how it bears on the decision, or why it was not looked at.
    """

    question: FocusQuestion
    answer: FocusAnswer
    text: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the question can have the answer, with a text exactly where one is asked for."""
        if self.answer not in FOCUS_ANSWERS[self.question]:
            return False
        return bool(self.text.strip()) is (self.answer != FocusAnswer.NOTHING)


OF_SUSPECT = (FocusAnswer.BEARS, FocusAnswer.NOTHING, FocusAnswer.NOT_LOOKED)
# Whoever decides can always say whether a misconception may arise.
FOCUS_ANSWERS = {
    question: OF_SUSPECT[:2] if question == FocusQuestion.MISCONCEPTIONS else OF_SUSPECT
    for question in FocusQuestion
}


def check_focus(stated: Iterable[StatedFocus]) -> None:
    """Raise Refused unless each question has one whole answer."""
    rows = list(stated)
    is_each_once = sorted(row.question for row in rows) == sorted(FocusQuestion)
    if not is_each_once or not all(row.is_whole for row in rows):
        raise Refused(FOCUS_MISSING, is_stage=True)
