"""
Drafts on the page of a form: the one it starts with, and the user's others.

Every form with a text area keeps drafts. Its page calls with_draft(); the macro `posted` in
templates/parts/fields.html renders the result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from people.text.dates import format_time_or_moment
from people.web.audit_context import SAFE_METHODS, AuditContext, GuardedRequest, scope_for
from people.web.drafts import queries
from people.web.drafts.views import draft_id_of
from people.web.forms import Form, RowFormSet
from people.web.unsaved_input import answers_in_form_data


@dataclass
class DraftContext:
    """Where an opened form saves its draft, which draft it started with, and the others."""

    url: str
    continues: str = ""
    saved_at: str = ""
    is_signed_out: bool = False  # the draft it starts with was typed after the session ended
    others: Sequence[
        tuple[str, str, bool]
    ] = ()  # (URL that shows it, when saved, typed after the session ended)
    days = settings.DRAFT_DAYS


def with_draft(request: GuardedRequest, form: Form, page: dict[str, Any]) -> dict[str, Any]:
    """
    Start a form with the person's draft, if there is one, and set form.draft. Returns the context.

    A bound form keeps its input and its key.
    """
    rows = {name: value for name, value in page.items() if isinstance(value, RowFormSet)}
    key = request.audit.draft_key
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
    """Start the form with a draft; the formsets started with it, or {} without a draft."""
    chosen = _choose_draft(found, request.GET.get("draft", ""))
    form.draft = DraftContext(request.path)
    form.draft.others = [
        (f"{request.path}?draft={each.id}", _saved_time_text(request, each), each.is_signed_out)
        for each in found
        if each is not chosen
    ]
    if chosen is None:
        return {}
    form.draft.continues, form.draft.saved_at = chosen.saved_key, _saved_time_text(request, chosen)
    form.draft.is_signed_out = chosen.is_signed_out
    form.prefill(chosen.typed)
    return {name: each.prefilled(chosen.typed) for name, each in rows.items()}


def _choose_draft(found: Sequence[queries.DraftText], wanted: str) -> queries.DraftText | None:
    """
    The draft with the wanted id, else the person's newest; None if "none" is wanted.

    A draft typed after the session ended is used only if it is wanted by id.
    """
    named = [each for each in found if str(each.id) == wanted]
    own = [each for each in found if not each.is_signed_out]
    return next(iter(named or ([] if wanted == "none" else own)), None)


def _saved_time_text(request: GuardedRequest, text: queries.DraftText) -> str:
    return format_time_or_moment(text.saved_at, now=scope_for(request).at)


# When the form cannot be opened any more


@dataclass
class OrphanedDraft:
    """
    A draft whose form cannot be opened any more: its text, to copy, and its cursor.

    is_signed_out: typed after the session ended, perhaps by another person.
    """

    answers: list[tuple[str, str]]
    continues: str
    is_signed_out: bool


def orphaned_draft_of(audit: AuditContext) -> OrphanedDraft | None:
    """The draft of a form that the row's stage has closed meanwhile; None without one."""
    found = queries.drafts_of_form(audit.scope, audit.draft_key)
    for text in sorted(found, key=lambda each: each.is_signed_out):  # the person's own drafts first
        return OrphanedDraft(answers_in_form_data(text.typed), text.saved_key, text.is_signed_out)
    return None
