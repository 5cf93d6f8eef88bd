"""
What the page of a form says of unsent texts: the one it starts with, and the others there are.

Every form that asks for text in sentences keeps drafts. Its page is drawn by `ask`, which calls
`with_draft`; `posted` in templates/parts/fields.html draws what is wanted for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from people import queries
from people.drafts import id_of
from people.moments import time_of
from people.questions import Form, Rows
from people.typed import answers_in
from people.visits import READS, Request, Visit, scope_for


@dataclass
class Unsent:
    """Where the text of an opened form is saved, which one it started with, and the others."""

    url: str
    continues: str = ""
    saved_at: str = ""
    is_signed_out: bool = False  # whether what it starts with was typed after the session had ended
    others: Sequence[
        tuple[str, str, bool]
    ] = ()  # (address that shows it, when it was saved, whether signed out by then)
    days = settings.DRAFT_DAYS


def with_draft(request: Request, form: Form, page: dict[str, Any]) -> dict[str, Any]:
    """
    The page of a form, started with the person's draft where there is one; form.draft tells of it.

    A form that is sent stays what it is, and is the same opened form when it comes back.
    """
    rows = {name: value for name, value in page.items() if isinstance(value, Rows)}
    key = request.visit.draft_key
    asks = form.asks_for_sentences or any(each.asks_for_sentences for each in rows.values())
    if not key or not asks:
        return page
    if request.method in READS:
        return page | _started(request, form, rows, queries.unsent_texts(scope_for(request), key))
    form.draft = Unsent(request.path, request.POST.get("continues", ""))
    if not form.is_bound:
        form.initial = {**form.initial, "form_key": str(id_of(request))}
    return page


def _started(
    request: Request, form: Form, rows: Mapping[str, Rows], found: Sequence[queries.UnsentText]
) -> dict[str, Any]:
    """The rows of a page, started with a draft as the form is; without one, nothing."""
    chosen = _chosen(found, request.GET.get("draft", ""))
    form.draft = Unsent(request.path)
    form.draft.others = [
        (f"{request.path}?draft={each.id}", _time(request, each), each.is_signed_out)
        for each in found
        if each is not chosen
    ]
    if chosen is None:
        return {}
    form.draft.continues, form.draft.saved_at = chosen.as_it_was, _time(request, chosen)
    form.draft.is_signed_out = chosen.is_signed_out
    form.start_with(chosen.typed)
    return {name: each.started_with(chosen.typed) for name, each in rows.items()}


def _chosen(found: Sequence[queries.UnsentText], wanted: str) -> queries.UnsentText | None:
    """
    The text that the address names, else the newest of the person's own; none where it asks for
    none. What was typed after the session had ended is never begun with unasked.
    """
    named = [each for each in found if str(each.id) == wanted]
    own = [each for each in found if not each.is_signed_out]
    return next(iter(named or ([] if wanted == "none" else own)), None)


def _time(request: Request, text: queries.UnsentText) -> str:
    return time_of(text.saved_at, now=scope_for(request).at)


# Where the form cannot be opened


@dataclass
class Left:
    """
    A text that lost its form: what was typed, to be copied, and which draft it is.

    is_signed_out: it was typed after the session had ended, by whoever it was.
    """

    answers: list[tuple[str, str]]
    continues: str
    is_signed_out: bool


def left_for(visit: Visit) -> Left | None:
    """What was typed into a form of the person's that the stage has closed meanwhile; or None."""
    found = queries.unsent_texts(visit.scope, visit.draft_key)
    for text in sorted(found, key=lambda each: each.is_signed_out):  # the person's own before it
        return Left(answers_in(text.typed), text.as_it_was, text.is_signed_out)
    return None
