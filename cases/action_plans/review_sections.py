"""
Sections of a review, in the order in which a prosecutor works.

Source: the sections of a review in the CPS's public case model, and the commitments to a
suspect-focused strategy and to name and answer misconceptions (domain notes 1.2 and 2.6).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ReviewSection:
    """One section: its field, what is asked, what it is called when read, and what to think of."""

    name: str
    question: Promise
    heading: Promise
    hint: Promise
    rows: int = 6
    is_required: bool = False


REVIEW_SECTIONS = (
    ReviewSection(
        "evidence",
        _("What does the evidence show?"),
        _("What the evidence shows"),
        _(
            "Your evidential assessment: each element of the offences, what proves it, and what "
            "is in issue. Look first at what the suspect did and said."
        ),
        rows=14,
        is_required=True,
    ),
    ReviewSection(
        "public_interest",
        _("Is a prosecution in the public interest? (optional)"),
        _("Public interest"),
        _("If the evidence is not complete yet, you can come to this later."),
    ),
    ReviewSection(
        "strategy",
        _("What is the suspect-focused strategy? (optional)"),
        _("Suspect-focused strategy"),
        _(
            "What the suspect did before, during and after, how that is tested, and how the case "
            "would be presented."
        ),
    ),
    ReviewSection(
        "misconceptions",
        _("Which misconceptions may arise, and what answers them? (optional)"),
        _("Misconceptions addressed"),
        _("Name each one that the facts may invite, and the evidence or direction against it."),
    ),
    ReviewSection(
        "disclosure",
        _("What about disclosure? (optional)"),
        _("Disclosure"),
        _(
            "What may undermine the prosecution or assist the defence, and whether every "
            "reasonable line has been followed and the schedules are complete."
        ),
    ),
    ReviewSection(
        "victim_witness",
        _("What do the victim and the witnesses need? (optional)"),
        _("Victim and witnesses"),
        _("Special measures, support, and what the victim has been told and asked. No names."),
    ),
)
REVIEW_SECTION_NAMES = tuple(section.name for section in REVIEW_SECTIONS)
