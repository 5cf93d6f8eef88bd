"""Run the action of a form once; on a refusal, show the form again with reason and input."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused, Stale
from people.access.row_security import acting
from people.models import Operation
from people.web import idempotency
from people.web.audit_context import GuardedRequest, scope_for
from people.web.drafts import service
from people.web.drafts.views import continued_draft
from people.web.forms import Form
from people.web.lock_timeouts import refusal_from_error

if TYPE_CHECKING:
    from people.web.edit_forms import EditForm

CHANGED_MEANWHILE = _(
    "This was changed after you opened the page. Look at it again, then send it again."
)


def submit_action(
    request: GuardedRequest, action: Callable[..., object], *, verb: str, form: Form,
    **arguments: object,
) -> bool:  # fmt: skip
    """
    Run one action for a validated form, once. False if the form must be shown again.

    Claims the form's idempotency key in the action's transaction, so that a second click waits for
    the first and then counts as done. Deletes the form's draft. Sets form.result_id (the id of what
    the action returned, on every click) and form.result (that object, on the first click only).
    A refusal becomes a form error, a stale form shows both versions. Also False if another person
    changed the same field: the safer value is saved, and a person decides (EditForm.safer_values).
    """
    scope, at, made = scope_for(request), timezone.now(), None
    try:
        with transaction.atomic(), acting(verb):
            if idempotency.claim_form_key(key=form.form_key, verb=verb, by=scope, at=at):
                made = form.result = action(by=scope, at=at, **arguments)
                form.result_id = str(getattr(made, "pk", ""))
                idempotency.store_outcome(
                    key=form.form_key, verb=verb, by=scope, outcome=form.result_id
                )
                service.discard_draft(
                    draft=form.form_key, by=scope, continues=continued_draft(request)
                )
            else:
                form.result_id = idempotency.stored_outcome(key=form.form_key, verb=verb, by=scope)
        return _finish_or_show_conflicts(form, made)
    except (Refused, OperationalError) as error:
        _show_refused(request, form, verb, refusal_from_error(error))
    except Stale as stale:
        _show_stale(form, stale)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    return False


def _finish_or_show_conflicts(form: Form, made: object) -> bool:
    """
    True if the form has no conflicts. Otherwise show it again, about the version just saved.
    """
    if not getattr(form, "conflicts", ()):
        return True
    cast("EditForm", form).restart_on_version(getattr(made, "version", None))
    return False


def _show_stale(form: Form, stale: Stale) -> None:
    """
    Show both versions of the fields that differ.

    A form that merges (people/web/edit_forms.py) keeps the version it was opened with, so that it
    is merged with the saved values when it is sent again.
    """
    is_merged = getattr(form, "of", None) is not None
    differing: Any = stale.differences
    form.stale = [
        each for each in differing if not is_merged or cast("EditForm", form).is_touched(each[0])
    ]
    if not form.stale:
        form.add_error(None, CHANGED_MEANWHILE)
    if not is_merged:
        _set_form_version(form, stale.version)


def _show_refused(request: GuardedRequest, form: Form, verb: str, refusal: Refused) -> None:
    form.show_refusal(refusal)
    _set_form_version(form, refusal.version)
    request.audit.write_entry(verb=verb, operation=Operation.ALTERATION, refused=refusal.reason)
    if refusal.afterwards:
        with acting("what must remain of a refused action"):
            refusal.afterwards()


def submit_form(
    request: GuardedRequest,
    form: Form,
    action: Callable[..., object],
    message: str | Promise,
    **about: object,
) -> bool:
    """
    Validate the form, run the action once and flash `message`. True: redirect; False: redisplay.

    about: the rows the action is about, by its parameter names. The verb is the action's name.
    """
    if not form.is_valid():
        return False
    if not submit_action(
        request, action, verb=action.__name__, form=form, **about, **form.cleaned_data
    ):
        return False
    messages.success(request, str(message))
    return True


def recall_earlier_submission(request: GuardedRequest, form: Form) -> bool:
    """
    Return whether this form has been submitted already; if so, form.result_id is the stored id.

    Call it before validation where the action changes which answers are valid: otherwise the
    second of two clicks would get a validation error.
    """
    by = scope_for(request)
    facts = {"key": form["form_key"].value(), "verb": request.audit.verb, "by": by}
    if not form.is_bound or not idempotency.is_form_key_claimed(**facts):
        return False
    form.result_id = idempotency.stored_outcome(**facts)
    return True


def is_already_submitted(request: GuardedRequest) -> bool:
    """
    Whether the sender has submitted the form in this request already.

    For actions that put the row out of the sender's sight, so that a second click finds no row.
    """
    try:
        key = UUID(request.POST.get("form_key", ""))
    except ValueError:
        return False
    return idempotency.is_form_key_claimed(key=key, verb=request.audit.verb, by=scope_for(request))


def _set_form_version(form: Form, version: int | None) -> None:
    """Set the version field, so that sending the form again refers to the version just shown."""
    if version is not None:
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(version)
