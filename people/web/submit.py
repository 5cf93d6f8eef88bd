"""Doing what a form asks: once, or with a sentence that says why not, and losing nothing typed."""

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
    request: GuardedRequest, action: Callable[..., Any], *, verb: str, form: Form, **arguments: Any
) -> bool:
    """
    Call one action with a form's answers, once; False where the form must be shown again.

    The form's one-time key is claimed in the action's transaction: a second click waits for the
    first, then counts as done. form.outcome is the id of what the action returned, then too.
    With it goes the draft of what was sent, and no other.
    form.made is what the action returned, on the click that did it and on no other.
    A refusal becomes the form's error, a stale form shows both versions. False too where another
    person has answered a question otherwise: what is safer is saved, and a person decides.
    """
    scope, at, made = scope_for(request), timezone.now(), None
    try:
        with transaction.atomic():
            if idempotency.claim_form_key(key=form.form_key, verb=verb, by=scope, at=at):
                made = form.made = action(by=scope, at=at, **arguments)
                form.outcome = str(getattr(made, "pk", ""))
                idempotency.store_outcome(
                    key=form.form_key, verb=verb, by=scope, outcome=form.outcome
                )
                service.discard_draft(
                    draft=form.form_key, by=scope, continues=continued_draft(request)
                )
            else:
                form.outcome = idempotency.stored_outcome(key=form.form_key, verb=verb, by=scope)
        request.visit.has_acted = True
        return _finish_or_show_conflicts(form, made)
    except (Refused, OperationalError) as error:
        _show_refused(request, form, verb, refusal_from_error(error))
    except Stale as stale:
        _show_stale(form, stale)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    return False


def _finish_or_show_conflicts(form: Form, made: Any) -> bool:
    """
    Whether all that a form asks was done; where two people differ, what stands for now was.

    The form is then shown again, about the version that this has made.
    """
    if not getattr(form, "conflicts", ()):
        return True
    cast("EditForm", form).show_again(getattr(made, "version", None))
    return False


def _show_stale(form: Form, stale: Stale) -> None:
    """
    Both versions of what differs.

    A form that is merged (people/web/edit_forms.py) and was overtaken on the way from its page to
    the row stays about the version that it was opened on: sent again, it is merged with what is
    saved then.
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
    form.add_error(None, str(refusal))
    _set_form_version(form, refusal.version)
    request.visit.record(verb=verb, operation=Operation.ALTERATION, refused=refusal.reason)
    if refusal.afterwards:
        refusal.afterwards()


def submit_form(
    request: GuardedRequest,
    form: Form,
    action: Callable[..., Any],
    told: str | Promise,
    **about: Any,
) -> bool:
    """
    Whether what a form asks for was done; told is then what the person reads on the next page.

    about: what the action is about, by the action's own name for it. The verb is the action's name.
    """
    if not form.is_valid():
        return False
    if not submit_action(
        request, action, verb=action.__name__, form=form, **about, **form.cleaned_data
    ):
        return False
    messages.success(request, str(told))
    return True


def recall_earlier_submission(request: GuardedRequest, form: Form) -> bool:
    """
    Whether a form has been acted on already; form.outcome then says what came of it.

    To be asked first where the act itself changes what the form may be answered with: the second
    of two clicks would otherwise read that its answers are wrong.
    """
    by = scope_for(request)
    facts = {"key": form["form_key"].value(), "verb": request.visit.verb, "by": by}
    if not form.is_bound or not idempotency.is_form_key_claimed(**facts):
        return False
    form.outcome = idempotency.stored_outcome(**facts)
    return True


def is_already_submitted(request: GuardedRequest) -> bool:
    """
    Whether the form in a request has been acted on by whoever sends it.

    For an act that puts its row out of the person's own sight: the second of two clicks finds none.
    """
    try:
        key = UUID(request.POST.get("form_key", ""))
    except ValueError:
        return False
    return idempotency.is_form_key_claimed(key=key, verb=request.visit.verb, by=scope_for(request))


def _set_form_version(form: Form, version: int | None) -> None:
    """Sent again, the form is then knowingly about the version it has been shown."""
    if version is not None:
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(version)
