"""What an answer to an action can refer to of what a case has already."""

from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from cases.action_plans.queries.action_items import facts_of_document, facts_of_material
from cases.models import ActionItem, Document, HeldMaterial
from people.access.scopes import Scope


class AnswerMaterial(NamedTuple):
    """Material that is held elsewhere, and documents, the newest first."""

    held: list[HeldMaterial]
    on_file: list[Document]


def answer_material(item: ActionItem, scope: Scope, most: int | None = None) -> AnswerMaterial:
    """
    What the answer to an action can refer to, if the reader sees it. One query.

    Documents that both sides can read, in their newest version. most: how many documents, at most.
    """
    held = HeldMaterial.objects.for_scope(scope).filter(case=OuterRef("case"))
    held = held.order_by("-number")
    documents = Document.objects.for_scope(scope).filter(
        case=OuterRef("case"), is_current=True, only_side=""
    )
    documents = documents.order_by("-added_at", "-pk")[:most]
    row = (
        ActionItem.objects.for_scope(scope).filter(pk=item.pk).values(
            held_rows=ArraySubquery(held.values(facts=facts_of_material())),
            document_rows=ArraySubquery(documents.values(facts=facts_of_document())),
        ).get()
    )  # fmt: skip
    return AnswerMaterial(
        [HeldMaterial(**each) for each in row["held_rows"]],
        [Document(**each) for each in row["document_rows"]],
    )
