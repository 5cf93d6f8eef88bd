"""A review as it is read: section by section, with what is new since the one before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.models import Review, Suspect
from cases.review_sections import REVIEW_SECTIONS
from cases.text_diff import diff_text
from people.access.scopes import Scope


class SectionChange(TextChoices):
    """What became of a section since the review before."""

    NEW = "NEW", _("New")
    CHANGED = "CHANGED", _("Changed")
    SAME = "SAME", _("As before")
    LEFT_OUT = "LEFT_OUT", _("Left out")


SECTION_CHANGE_COLOURS = {
    SectionChange.NEW: "green",
    SectionChange.CHANGED: "yellow",
    SectionChange.SAME: "grey",
    SectionChange.LEFT_OUT: "orange",
}


@dataclass(frozen=True)
class ReviewSectionRow:
    """One section: what it says, and how that differs from before, as comparing has it."""

    heading: str
    text: str
    since: str  # in words; empty where there is no review before
    colour: str
    was: list
    became: list


def review_before(review: Review, scope: Scope) -> Review | None:
    """The newest review that any suspect of this one had before it, or None."""
    about = review.suspects.for_scope(scope)
    rows = Review.objects.for_scope(scope).filter(suspects__in=about, at__lt=review.at)
    return rows.select_related("by").order_by("-at").first()


def last_review_of(suspects: Iterable[Suspect], scope: Scope) -> Review | None:
    """The newest review that is about any of these suspects, or None: a new one starts from it."""
    rows = Review.objects.for_scope(scope).filter(suspects__in=suspects)
    return rows.select_related("by").order_by("-at").first()


def review_section_rows(review: Review, earlier: Review | None) -> Iterator[ReviewSectionRow]:
    """The sections that either review has, in order; earlier: the review before, or None."""
    for section in REVIEW_SECTIONS:
        text = getattr(review, section.name)
        was = getattr(earlier, section.name) if earlier else ""
        if not text and not was:
            continue
        since = earlier and section_change(was, text)
        old, new = diff_text(was, text) if since == SectionChange.CHANGED else ([], [])
        said = since.label if since else ""
        yield ReviewSectionRow(
            section.heading, text, said, SECTION_CHANGE_COLOURS.get(since, ""), old, new
        )


def section_change(was: str, text: str) -> SectionChange:
    """What became of one section."""
    if not text:
        return SectionChange.LEFT_OUT
    if not was:
        return SectionChange.NEW
    return SectionChange.SAME if was.strip() == text.strip() else SectionChange.CHANGED
