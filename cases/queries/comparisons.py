"""What changed between one sending of a referral and the next, in the words of its pages."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import comparing
from cases.as_sent import AsSent
from cases.comparing import Became
from cases.models import Case, Referral, Submission
from cases.queries import submissions
from cases.queries.documents import form_label
from cases.queries.submission_words import lines
from cases.queries.submissions import Sent
from people.access import Scope

OUTCOME_COLOUR = {
    Became.ADDED: "green",
    Became.GONE: "orange",
    Became.CHANGED: "yellow",
    Became.SAME: "grey",
}


@dataclass(frozen=True)
class Paper:
    """A document in a comparison, in words."""

    id: str
    title: str
    form: str
    was: str  # what it was called and said to be before, where that has changed
    outcome: str
    colour: str  # of the tag that says the outcome


@dataclass(frozen=True)
class Comparison:
    """
    Two versions of a referral.

    was: a submission. became: a later one, or None for what has not been sent yet.
    changed, same: the answers that differ, and the names of those that do not.
    """

    was: submissions.Sent
    became: submissions.Sent | None
    changed: list
    same: list
    papers: list
    others: list  # the numbers of the other submissions that the later one can stand beside

    @property
    def moved(self) -> list[Paper]:
        """The documents that are not the same."""
        return [paper for paper in self.papers if paper.outcome != Became.SAME.label]


def of_submission(
    submission: Submission | Referral, scope: Scope, *, since: str = ""
) -> Comparison | None:
    """
    A submission, or its referral, beside an earlier one: that with the number `since`, else the
    last one.

    None where nothing was sent before it.
    """
    everything = submissions.sent(submission.case, scope)
    became = next((each for each in everything if each.number == submission.number), None)
    if became is None:
        return None
    earlier = [each for each in everything if each.number < became.number]
    was = _chosen(earlier, became.about, since)
    return _compared(was, became, became.content, earlier) if was else None


def of_unsent(referral: Referral, scope: Scope, *, since: str = "") -> Comparison | None:
    """A referral that is not sent yet beside what was sent before; None where nothing was."""
    suspects = list(referral.suspects.for_scope(scope))
    return of_content(
        submissions.as_it_stands(referral, suspects, scope), referral.case, scope, since=since
    )


def of_content(content: AsSent, case: Case, scope: Scope, *, since: str = "") -> Comparison | None:
    """What would be sent now beside what was sent before. Two queries."""
    earlier = submissions.sent(case, scope)
    was = _chosen(earlier, {suspect.number for suspect in content.suspects}, since)
    return _compared(was, None, content, earlier) if was else None


def _chosen(earlier: list[Sent], about: set[int], since: str) -> Sent | None:
    """The submission that was asked for; else the last that shares a suspect; else the last."""
    asked = [each for each in earlier if str(each.number) == since]
    shared = [each for each in earlier if each.about & about]
    return next(iter([*asked, *shared[::-1], *earlier[::-1]]), None)


def _compared(was: Sent, became: Sent | None, content: AsSent, earlier: list[Sent]) -> Comparison:
    fields = comparing.fields(lines(was.content), lines(content))
    pairs = comparing.papers(was.content.documents, content.documents)
    return Comparison(
        was=was,
        became=became,
        changed=[each for each in fields if not each.is_same],
        same=[each.label for each in fields if each.is_same],
        papers=[_paper(pair) for pair in pairs],
        others=[each.number for each in earlier if each.number != was.number],
    )


def _paper(pair: comparing.Paper) -> Paper:
    now, outcome = pair.became or pair.was, pair.outcome
    was = ""
    if outcome == Became.CHANGED:
        was = _("Before: %(title)s. %(form)s") % {
            "title": pair.was.title,
            "form": form_label(pair.was.form),
        }
    form, colour = form_label(now.form), OUTCOME_COLOUR[outcome]
    return Paper(now.id, now.title, form, was, outcome.label, colour)
