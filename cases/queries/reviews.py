"""A review as it is read: section by section, with what is new since the one before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.comparing import pieces
from cases.models import Review, Suspect
from cases.review_sections import SECTIONS
from people.access import Scope


class Since(TextChoices):
    """What became of a section since the review before."""

    NEW = "NEW", _("New")
    CHANGED = "CHANGED", _("Changed")
    SAME = "SAME", _("As before")
    LEFT_OUT = "LEFT_OUT", _("Left out")


COLOUR = {Since.NEW: "green", Since.CHANGED: "yellow", Since.SAME: "grey", Since.LEFT_OUT: "orange"}


@dataclass(frozen=True)
class Said:
    """One section: what it says, and how that differs from before, as comparing has it."""

    heading: str
    text: str
    since: str  # in words; empty where there is no review before
    colour: str
    was: list
    became: list


def before(review: Review, scope: Scope) -> Review | None:
    """The newest review that any suspect of this one had before it, or None."""
    about = review.suspects.for_scope(scope)
    rows = Review.objects.for_scope(scope).filter(suspects__in=about, at__lt=review.at)
    return rows.select_related("by").order_by("-at").first()


def last_of(suspects: Iterable[Suspect], scope: Scope) -> Review | None:
    """The newest review that is about any of these suspects, or None: a new one starts from it."""
    rows = Review.objects.for_scope(scope).filter(suspects__in=suspects)
    return rows.select_related("by").order_by("-at").first()


def sections(review: Review, earlier: Review | None) -> Iterator[Said]:
    """The sections that either review has, in order; earlier: the review before, or None."""
    for section in SECTIONS:
        text = getattr(review, section.name)
        was = getattr(earlier, section.name) if earlier else ""
        if not text and not was:
            continue
        since = earlier and since_then(was, text)
        old, new = pieces(was, text) if since == Since.CHANGED else ([], [])
        said = since.label if since else ""
        yield Said(section.heading, text, said, COLOUR.get(since, ""), old, new)


def since_then(was: str, text: str) -> Since:
    """What became of one section."""
    if not text:
        return Since.LEFT_OUT
    if not was:
        return Since.NEW
    return Since.SAME if was.strip() == text.strip() else Since.CHANGED
