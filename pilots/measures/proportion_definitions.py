"""
The definitions of proportions: kinds of event, and the questions about each.

An event is counted once, in one month. A question has one answer for each event, or none where it
does not apply. Suppression considers all questions of a kind together, because they are about the
same number of events.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Material
from cases.referral_checks import REFERRAL_CHECKS
from pilots.measures.event_kinds import (
    ACTION_KIND,
    FILE_KIND,
    PLAN_KIND,
    TRIAGE_KIND,
    EventKind,
)

UNKNOWN_ANSWER = "UNKNOWN"  # the fact is not recorded


@dataclass(frozen=True)
class ProportionAnswer:
    """An answer. is_known: whether events with it are in the denominator."""

    code: str
    label: Promise
    is_known: bool = True


@dataclass(frozen=True)
class ReasonWords:
    """The words above the table of reasons: its heading, a sentence, and its first column."""

    heading: Promise
    note: Promise
    column: Promise


@dataclass(frozen=True)
class PartWords:
    """The words above the table of the parts of a proportion."""

    heading: Promise
    note: Promise
    column: Promise


RETURN_REASONS = ReasonWords(
    _("For which reasons"),
    _("A return can have several reasons, so they do not add up."),
    _("Reason"),
)
MISSING_MATERIAL = ReasonWords(
    _("By kind of material"),
    _("An action can ask for several kinds, so they do not add up."),
    _("Kind"),
)


@dataclass(frozen=True)
class EventDays:
    """The days that some of the events of a proportion took. label: their heading in a table."""

    label: Promise
    definition: Promise


@dataclass(frozen=True)
class Proportion:
    """
    A proportion: events with the first answer, among all whose answer is known.

    code: its name in an address and in the database. among: the denominator, in words. reasons:
    {code: words} of what is counted beside it, where several can apply to one event; reason_words:
    what their table says. days: what is said of the days of those events that have any, of all
    together and by reason. part_words: above the table of its parts, if it has any. part_of: the
    code of the proportion of which this is one part (in words, part), on whose page it stands.
    side: the only side that may read it, where the other may not know the facts.
    """

    code: str
    subject: EventKind
    label: Promise
    definition: Promise
    among: Promise
    answers: tuple[ProportionAnswer, ...]
    reasons: dict[str, str | Promise] | None = None
    reason_words: ReasonWords = RETURN_REASONS
    days: EventDays | None = None
    part_words: PartWords | None = None
    part_of: str = ""
    part: str | Promise = ""
    side: str = ""

    @property
    def known(self) -> list[ProportionAnswer]:
        """The answers in the denominator; the first is the numerator."""
        return [each for each in self.answers if each.is_known]


def yes_no_answers(
    yes: Promise, no: Promise, *others: ProportionAnswer
) -> tuple[ProportionAnswer, ...]:
    return (ProportionAnswer("YES", yes), ProportionAnswer("NO", no), *others)


TIMELINESS_ANSWERS = (
    ProportionAnswer("KEPT", _("In time")),
    ProportionAnswer("LATE", _("Late")),
    ProportionAnswer("BREACHED", _("Overdue")),
    ProportionAnswer("OPEN", _("Still running"), is_known=False),
)
NOT_KNOWN_YET = ProportionAnswer("OPEN", _("Not known yet"), is_known=False)

PROPORTIONS = (
    Proportion(
        "returned",
        TRIAGE_KIND,
        _("Returned at triage"),
        _(
            "Submissions of a referral for a charging decision that CPS triage returned to the "
            "police. A case that was sent three times counts three times."
        ),
        _("Of submissions that triage accepted or returned"),
        (ProportionAnswer("RETURNED", _("Returned")), ProportionAnswer("ACCEPTED", _("Accepted"))),
        reasons={reason.code: reason.words for reason in REFERRAL_CHECKS.values()},
    ),
    Proportion(
        "compliant",
        FILE_KIND,
        _("File meets the Director’s Guidance"),
        _("Files that the prosecutor found compliant in the DG assessment."),
        _("Of files that were assessed"),
        yes_no_answers(_("Compliant"), _("Not compliant")),
    ),
    Proportion(
        "after-disputes",
        FILE_KIND,
        _("File meets the Director’s Guidance after disputes"),
        _(
            "Files with no failure left once the window for disputes has closed, 42 "
            "days after the month: none was recorded, or each was disputed "
            "successfully."
        ),
        _("Of files whose window for disputes has closed"),
        yes_no_answers(_("Compliant"), _("Not compliant"), NOT_KNOWN_YET),
    ),
    Proportion(
        "failures-answered",
        FILE_KIND,
        _("Police answered every failure before the window closed"),
        _("Files where the police disputed or accepted each failure that they were notified of."),
        _("Of files with a failure, once each is answered or the window has closed"),
        yes_no_answers(_("Answered"), _("Not answered"), NOT_KNOWN_YET),
    ),
    Proportion(
        "by-first-date",
        ACTION_KIND,
        _("Action answered by the date first asked for"),
        _("Actions that the police first answered on or before the date first asked for."),
        _("Of actions that have been answered once, or whose first date has passed"),
        yes_no_answers(_("By then"), _("Not by then"), NOT_KNOWN_YET),
    ),
    Proportion(
        "by-agreed-date",
        ACTION_KIND,
        _("Action answered by the date last agreed"),
        _(
            "Actions answered on or before the date last agreed, where the answer has "
            "not been returned."
        ),
        _("Of actions whose answer has not been returned, or whose agreed date has passed"),
        yes_no_answers(_("By then"), _("Not by then"), NOT_KNOWN_YET),
    ),
    Proportion(
        "challenged",
        ACTION_KIND,
        _("Action challenged by the police"),
        _("Actions that the police have challenged at least once."),
        _("Of all actions"),
        yes_no_answers(_("Challenged"), _("Not challenged")),
    ),
    Proportion(
        "upheld",
        ACTION_KIND,
        _("Challenge upheld, in whole or in part"),
        _("Challenged actions that were cancelled or amended as a result."),
        _("Of challenged actions whose challenge has been decided"),
        yes_no_answers(_("Upheld"), _("Not upheld"), NOT_KNOWN_YET),
    ),
    Proportion(
        "reaches-victim",
        ACTION_KIND,
        _("Action asks for the victim’s private material"),
        _("Actions that ask for records held about the victim, or for their phone."),
        _("Of all actions"),
        yes_no_answers(_("Asks for them"), _("Does not")),
    ),
    Proportion(
        "late-ask",
        ACTION_KIND,
        _("Late ask: the gap stood already at the first review"),
        _(
            "Actions that ask for a gap in the proof that stood at the first review of the "
            "suspect, in a plan that was set on a later review. A gap counts with the action "
            "that first asks for it."
        ),
        _("Of actions that are the first to ask for a gap in the proof"),
        yes_no_answers(_("Late ask"), _("Not late")),
        reasons={each.value: each.label for each in Material},
        reason_words=MISSING_MATERIAL,
        days=EventDays(
            _("Middle of the days until the late ask"),
            _(
                "Days of a late ask: from the first review of the suspect until the plan that "
                "asked was set. Of an action that is the first to ask for several such gaps, those "
                "of the longest, of all and of each kind."
            ),
        ),
    ),
    Proportion(
        "later-plan",
        PLAN_KIND,
        _("Second or later plan about the same suspect"),
        _("Plans that name a suspect whom an earlier plan of the case has named."),
        _("Of all plans"),
        yes_no_answers(_("Second or later"), _("First")),
    ),
)
