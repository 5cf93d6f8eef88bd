"""Pages on the destruction of a victim's identity: what is proposed, decided, and what remains."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.case_access.forms.restrictions import RefuseChangeForm, SettleChangeForm
from cases.case_access.views.settling import settling_view
from cases.queries.suspects_with_someone import rows_for
from cases.retention.deadlines import in_backups_until, keys_in_backups_until
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.forms import Form
from people.web.guards import GuardedView, guarded, scope_for, submit_form
from victims.actions import identity_destructions as actions
from victims.forms.identity_destructions import ProposeIdentityDestructionForm
from victims.models import IdentityDestruction, VictimRecord
from victims.permissions import IDENTITY_DESTRUCTION, RECORD
from victims.queries import identity_destructions as queries
from victims.queries.records import identity_state_of_victim, victim_reference

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FOR_GOOD = gettext_lazy(
    "The victim’s own key is destroyed. No one can then read who the victim is, or anything else "
    "that is sealed with that key, here or in a backup of the database, unless they have a copy of "
    "the folder of keys from before. The case, and what the record says of the victim’s wishes and "
    "contacts, stay. This cannot be undone."
)


@guarded("see_identity_destruction", VictimRecord, RECORD)
def see_identity_destruction(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """What is proposed and was decided, and once it is destroyed, what remains and until when."""
    scope = scope_for(request)
    rows = queries.identity_destructions_of(record, scope)
    certificate = next((row for row in rows if row.status == queries.Status.APPROVED), None)
    because = None
    if "propose_identity_destruction" in allowed:
        because = queries.why_kept(record, rows_for(scope))
    if because is not None or any(row.is_waiting for row in rows):
        allowed -= {"propose_identity_destruction"}
    _known, _version, is_destroyed = identity_state_of_victim(record, scope)
    context = {
        "record": record,
        "rows": rows,
        "may": queries.verbs_on_destructions(scope.standing_with(request.audit.capacities), rows),
        "is_destroyed": is_destroyed,
        "because": because,
        "certificate": certificate,
        "until": certificate and in_backups_until(certificate.settled_at),
        "key_until": certificate and keys_in_backups_until(certificate.keys_destroyed_at),
        "sealed": queries.SEALED_WITH_THE_KEY.values(),
        "allowed": allowed,
    }
    return TemplateResponse(request, "victims/identity_destructions/see.html", context)


@guarded("propose_identity_destruction", VictimRecord, RECORD)
def propose_identity_destruction(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = ProposeIdentityDestructionForm(request.POST or None)
    done = _("Sent for approval. Nothing is destroyed until another person approves it.")
    if submit_form(request, form, actions.propose_identity_destruction, done, record=record):
        return redirect("see-identity-destruction", record.pk)
    return _render(
        request, form, record, title=_("Propose to destroy who this victim is"),
        says=_("Send for approval"), lead=FOR_GOOD,
    )  # fmt: skip


def _page_of_answer(
    action: Callable[..., IdentityDestruction],
    done: "StrOrPromise",
    *,
    asks: type[Form] = SettleChangeForm,
    **page: "StrOrPromise | bool",
) -> GuardedView[HttpResponse]:
    """A page that settles a proposal. page: as of _render(), but what is shown."""

    def draw(
        request: GuardedRequest, form: Form, destruction: IdentityDestruction
    ) -> TemplateResponse:
        shown = [(_("Why"), destruction.reason), (_("Proposed by"), destruction.by.name)]
        return _render(request, form, destruction.record, shown=shown, **page)

    return settling_view(
        action, IdentityDestruction, IDENTITY_DESTRUCTION, done, takes="destruction",
        leads_to="see-identity-destruction", of="record_id", draw=draw, asks=asks,
    )  # fmt: skip


approve_identity_destruction = _page_of_answer(
    actions.approve_identity_destruction, gettext_lazy("This victim’s identity is destroyed."),
    title=gettext_lazy("Destroy who this victim is"), says=gettext_lazy("Destroy for good"),
    lead=FOR_GOOD, warning=True,
)  # fmt: skip
refuse_identity_destruction = _page_of_answer(
    actions.refuse_identity_destruction, gettext_lazy("Refused. It is kept."),
    title=gettext_lazy("Refuse to destroy who this victim is"), says=gettext_lazy("Refuse"),
    asks=RefuseChangeForm,
)  # fmt: skip
withdraw_identity_destruction = _page_of_answer(
    actions.withdraw_identity_destruction, gettext_lazy("Withdrawn. It is kept."),
    title=gettext_lazy("Withdraw the proposal to destroy who this victim is"),
    says=gettext_lazy("Withdraw"),
)  # fmt: skip


def _render(
    request: GuardedRequest, form: Form, record: VictimRecord, **page: Any
) -> TemplateResponse:
    """page: title, says, and where it has them lead, shown, warning."""
    back = reverse("see-identity-destruction", args=[record.pk]), _("Destruction of who this is")
    facts: dict[str, Any] = {"lead": "", "shown": (), "warning": False} | page
    return render_form_with_draft(
        request, "victims/identity_destructions/ask.html", form, record=record, back=back,
        caption=victim_reference(record), **facts,
    )  # fmt: skip
