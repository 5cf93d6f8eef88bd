"""Make documents private to the police, with a reason, and make them visible to the CPS again."""

from datetime import datetime

from django.db import transaction

from cases import notices, permissions
from cases.actions.open_case_action import add_timeline_event, open_case_action, save_next_version
from cases.documents.queries.police_only import how_known_to_cps
from cases.models import Document, Marking
from cases.models.upload import UploadSender
from people.access.scopes import Refused, Scope
from people.models import Side


@transaction.atomic
def keep_document_to_police(
    *, document: Document, by: Scope, at: datetime, because: str
) -> Document:
    """
    Make a document, with all versions, private to the police, with a reason.

    Raises Refused if the CPS knows the document already.
    """
    document = open_case_action("keep_document_to_police", document, by=by, at=at)
    if how_known := how_known_to_cps(document, by):
        raise Refused(permissions.KNOWN_TO_CPS[how_known], is_stage=True)
    verb = "keep_document_to_police"
    _set_only_side(document, verb, by=by, at=at, because=because, only_side=Side.POLICE)
    _add_police_only_event(document, by=by, at=at)
    return document


def record_kept_on_upload(
    document: Document, *, by: Scope | UploadSender, at: datetime, because: str
) -> None:
    """Record why a document that was just added is private to the police."""
    _create_marking(document, by=by, at=at, because=because)
    _add_police_only_event(document, by=by, at=at)


@transaction.atomic
def reveal_document(*, document: Document, by: Scope, at: datetime, because: str) -> Document:
    """Make a private document visible to the CPS, and notify the prosecutors."""
    document = open_case_action("reveal_document", document, by=by, at=at, operation="disclosure")
    _set_only_side(document, "reveal_document", by=by, at=at, because=because, only_side="")
    add_timeline_event(
        "reveal_document", document.case, by=by, at=at, made=document.title, document=document
    )
    if document.case.cps_unit_id:
        notices.notify_named_roles(
            notices.PROSECUTOR_ROLES, document.case, (), notice="document_revealed", at=at
        )
    return document


def _add_police_only_event(document: Document, *, by: Scope | UploadSender, at: datetime) -> None:
    add_timeline_event(
        "keep_document_to_police", document.case, by=by, at=at, made=document.title,
        only_side=Side.POLICE, document=document,
    )  # fmt: skip


def _set_only_side(
    document: Document, verb: str, *, by: Scope, at: datetime, because: str, only_side: str
) -> None:
    """Set `only_side` on every version of a document of a locked case, and record the reason."""
    others = Document.objects.for_scope(by).filter(first=document.first_id)
    for row in (document, *others.exclude(pk=document.pk)):
        row.only_side = only_side
        save_next_version(row, verb, by=by, at=at)
    _create_marking(document, by=by, at=at, because=because)


def _create_marking(
    document: Document, *, by: Scope | UploadSender, at: datetime, because: str
) -> None:
    Marking.objects.unscoped("say why").create(
        case=document.case, document_id=document.first_id, is_kept=bool(document.only_side),
        because=because, by_id=by.actor.id, at=at,
    )  # fmt: skip
