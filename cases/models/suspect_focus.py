from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.closing_report import ClosingReport
from cases.models.decision import Decision
from cases.models.sealed_text import SealedTextField


class FocusQuestion(models.TextChoices):
    """What a decision says that it looked at."""

    BEFORE = "BEFORE", _("What the suspect did and said before what is alleged")
    DURING = "DURING", _("What the suspect did and said during what is alleged")
    AFTER = "AFTER", _("What the suspect did and said after what is alleged")
    MISCONCEPTIONS = "MISCONCEPTIONS", _("Misconceptions that the facts may invite")


class FocusAnswer(models.TextChoices):
    BEARS = "BEARS", _("Looked at, and it bears on the decision")
    NOTHING = "NOTHING", _("Looked at, and nothing of it bears on the decision")
    NOT_LOOKED = "NOT_LOOKED", _("Not looked at")


MISCONCEPTION_LABELS = {
    FocusAnswer.BEARS: _("Some may arise, and are answered"),
    FocusAnswer.NOTHING: _("None may arise"),
}


def focus_answer_label(question: str, answer: str) -> str:
    """What an answer to one of the questions is called."""
    found = FocusAnswer(answer)
    if question == FocusQuestion.MISCONCEPTIONS:
        return str(MISCONCEPTION_LABELS[found])
    return str(found.label)


IS_WHOLE = Q(answer=FocusAnswer.NOTHING, text="") | ~Q(answer=FocusAnswer.NOTHING) & ~Q(text="")


class AnsweredFocus(models.Model):
    """
    One question about the suspect, or about misconceptions, as a decision answers it.

    text: how it bears on the decision, or why it was not looked at; empty otherwise.
    """

    question = models.CharField(max_length=14, choices=FocusQuestion)
    answer = models.CharField(max_length=10, choices=FocusAnswer)
    text = SealedTextField(blank=True)

    class Meta:
        abstract = True

    @property
    def question_label(self) -> str:
        return str(FocusQuestion(self.question).label)

    @property
    def answer_label(self) -> str:
        return focus_answer_label(self.question, self.answer)


class SuspectFocus(AnsweredFocus):
    """
    A question as a prosecutor's decision answers it.

    A wording of a decision has one row for each question; decisions made before they were asked
    have none.
    """

    case_from = "decision"
    row_named_by = ("decision_id", "question")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="focus")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="focus_question_once", fields=["decision", "question"]),
            models.CheckConstraint(name="focus_says_how_or_why", condition=IS_WHOLE),
        ]


class ClosingFocus(AnsweredFocus):
    """
    A question as a closing report of the police answers it.

    A report has one row for each question; reports written before they were asked have none.
    """

    case_from = "report"
    row_named_by = ("report_id", "question")

    report = models.ForeignKey(ClosingReport, models.PROTECT, related_name="focus")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="closing_focus_once", fields=["report", "question"]),
            models.CheckConstraint(name="closing_focus_is_whole", condition=IS_WHOLE),
        ]
