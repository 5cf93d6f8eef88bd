"""A review section by section, compared with the previous review."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.action_plans.review_sections import REVIEW_SECTIONS
from cases.models import Review, Suspect
from cases.text_diff import TextPiece, diff_text
from people.access.scopes import Scope


class SectionChange(TextChoices):
    """How a section changed since the previous review."""

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
    """One section, with its differences from the previous review as text_diff gives them."""

    heading: str | Promise
    text: str
    since: str | Promise  # label of the change; "" without a previous review
    colour: str
    was: list[TextPiece]
    became: list[TextPiece]


def review_before(review: Review, scope: Scope) -> Review | None:
    """The newest earlier review about any suspect of this one, or None."""
    about = review.suspects.for_scope(scope)
    rows = Review.objects.for_scope(scope).filter(suspects__in=about, at__lt=review.at)
    return rows.select_related("by").order_by("-at").first()


def last_review_of(suspects: Iterable[Suspect], scope: Scope) -> Review | None:
    """The newest review about any of these suspects, from which a new one starts, or None."""
    rows = Review.objects.for_scope(scope).filter(suspects__in=suspects)
    return rows.select_related("by").order_by("-at").first()


def review_section_rows(review: Review, earlier: Review | None) -> Iterator[ReviewSectionRow]:
    """The sections that either review has, in order.

    Args: earlier: the previous review, or None.
    """
    for section in REVIEW_SECTIONS:
        text = getattr(review, section.name)
        was = getattr(earlier, section.name) if earlier else ""
        if not text and not was:
            continue
        since = section_change(was, text) if earlier else None
        old, new = diff_text(was, text) if since == SectionChange.CHANGED else ([], [])
        said, colour = (since.label, SECTION_CHANGE_COLOURS[since]) if since else ("", "")
        yield ReviewSectionRow(section.heading, text, said, colour, old, new)


def section_change(was: str, text: str) -> SectionChange:
    """How one section changed."""
    if not text:
        return SectionChange.LEFT_OUT
    if not was:
        return SectionChange.NEW
    return SectionChange.SAME if was.strip() == text.strip() else SectionChange.CHANGED
