"""Send the act of a form for approval instead of carrying it out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.administration.actions.proposals import propose_access
from people.administration.proposal_forms import ProposedForm
from people.web.audit_context import GuardedRequest
from people.web.guards import submit_action

NEEDS_APPROVAL = gettext_lazy("Send for approval")


def propose(
    request: GuardedRequest, form: ProposedForm, act: str, **arguments: Any
) -> HttpResponse | None:
    """
    Propose an act for a form that was sent. Returns the redirect to the proposal.

    None if the form must be shown: it was not sent, is not valid, or was refused. arguments: those
    of the act that are not answers of the form.
    """
    if not form.is_valid():
        return None
    facts = {
        "act": act,
        "reason": form.cleaned_data["reason"],
        "is_emergency": form.is_done_at_once,
    }
    if not submit_action(
        request, propose_access, verb=act, form=form, **facts, **(form.arguments | arguments)
    ):
        return None
    done = _("Done, as an emergency. Another person now reviews it.")
    sent = _("Sent for approval. It is done once another person approves it.")
    messages.success(request, done if form.is_done_at_once else sent)
    return redirect("see-access-proposal", form.result_id)
