"""
What the page of a form says of unsent texts: the one it starts with, and the others there are.

Every form that asks for text in sentences keeps drafts. Its page is drawn by `ask`, which calls
`with_draft`; `posted` in templates/parts/fields.html draws what is wanted for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from people.web.audit_context import SAFE_METHODS, AuditContext, GuardedRequest, scope_for
from people.web.dates_in_words import format_time_or_moment
from people.web.drafts import queries
from people.web.drafts.views import draft_id_of
from people.web.forms import Form, RowFormSet
from people.web.unsaved_input import answers_in_form_data


@dataclass
class DraftContext:
    """Where the text of an opened form is saved, which one it started with, and the others."""

    url: str
    continues: str = ""
    saved_at: str = ""
    is_signed_out: bool = False  # whether what it starts with was typed after the session had ended
    others: Sequence[
        tuple[str, str, bool]
    ] = ()  # (address that shows it, when it was saved, whether signed out by then)
    days = settings.DRAFT_DAYS


def with_draft(request: GuardedRequest, form: Form, page: dict[str, Any]) -> dict[str, Any]:
    """
    The page of a form, started with the person's draft where there is one; form.draft tells of it.

    A form that is sent stays what it is, and is the same opened form when it comes back.
    """
    rows = {name: value for name, value in page.items() if isinstance(value, RowFormSet)}
    key = request.visit.draft_key
    asks = form.asks_for_sentences or any(each.asks_for_sentences for each in rows.values())
    if not key or not asks:
        return page
    if request.method in SAFE_METHODS:
        return page | _start_with_draft(
            request, form, rows, queries.drafts_of_form(scope_for(request), key)
        )
    form.draft = DraftContext(request.path, request.POST.get("continues", ""))
    if not form.is_bound:
        form.initial = {**form.initial, "form_key": str(draft_id_of(request))}
    return page


def _start_with_draft(
    request: GuardedRequest,
    form: Form,
    rows: Mapping[str, RowFormSet],
    found: Sequence[queries.DraftText],
) -> dict[str, Any]:
    """The rows of a page, started with a draft as the form is; without one, nothing."""
    chosen = _choose_draft(found, request.GET.get("draft", ""))
    form.draft = DraftContext(request.path)
    form.draft.others = [
        (f"{request.path}?draft={each.id}", _saved_time_text(request, each), each.is_signed_out)
        for each in found
        if each is not chosen
    ]
    if chosen is None:
        return {}
    form.draft.continues, form.draft.saved_at = chosen.as_it_was, _saved_time_text(request, chosen)
    form.draft.is_signed_out = chosen.is_signed_out
    form.start_with(chosen.typed)
    return {name: each.started_with(chosen.typed) for name, each in rows.items()}


def _choose_draft(found: Sequence[queries.DraftText], wanted: str) -> queries.DraftText | None:
    """
    The text that the address names, else the newest of the person's own; none where it asks for
    none. What was typed after the session had ended is never begun with unasked.
    """
    named = [each for each in found if str(each.id) == wanted]
    own = [each for each in found if not each.is_signed_out]
    return next(iter(named or ([] if wanted == "none" else own)), None)


def _saved_time_text(request: GuardedRequest, text: queries.DraftText) -> str:
    return format_time_or_moment(text.saved_at, now=scope_for(request).at)


# Where the form cannot be opened


@dataclass
class OrphanedDraft:
    """
    A text that lost its form: what was typed, to be copied, and which draft it is.

    is_signed_out: it was typed after the session had ended, by whoever it was.
    """

    answers: list[tuple[str, str]]
    continues: str
    is_signed_out: bool


def orphaned_draft_of(visit: AuditContext) -> OrphanedDraft | None:
    """What was typed into a form of the person's that the stage has closed meanwhile; or None."""
    found = queries.drafts_of_form(visit.scope, visit.draft_key)
    for text in sorted(found, key=lambda each: each.is_signed_out):  # the person's own before it
        return OrphanedDraft(answers_in_form_data(text.typed), text.as_it_was, text.is_signed_out)
    return None
