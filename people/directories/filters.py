"""What a directory asks for: a filter of SCIM as conditions on accounts."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from people.directories.refusals import NOT_FILTERED, DirectoryRefusal

FILTERED = ("username", "externalid", "id", "active")  # as directories send them


class Conditions(FilterVisitor[Q]):
    """Turns `eq` on the attributes in FILTERED, joined by `and`, into a condition."""

    def visit_comparison(self, node: Comparison) -> Q:
        name = _plain_name(node.attr_path)
        if name not in FILTERED or node.op != CompareOperator.eq:
            raise _not_filtered()
        if name == "active":
            return Q(is_active=str(node.value).lower() == "true")
        return _is_text(name, str(node.value))

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        if node.op != LogicalOperator.and_:
            raise _not_filtered()
        found = Q()
        for term in node.terms:
            found &= self.visit(term)
        return found

    def visit_present(self, node: Present) -> Q:
        raise _not_filtered()

    def visit_not(self, node: Not) -> Q:
        raise _not_filtered()

    def visit_value_path(self, node: ValuePath) -> Q:
        raise _not_filtered()


def _plain_name(path: AttrPath) -> str:
    """The name of an attribute, in lower case; "" for a part of one."""
    return "" if path.sub_attr else path.attr.lower()


def _is_text(name: str, value: str) -> Q:
    facts: dict[str, Any] = {
        "username": {"email": value.lower()},
        "externalid": {"in_directory__external_id": value},
        "id": {"reference": value},
    }
    if not value or not value.isprintable() or (name == "id" and not _is_uuid(value)):
        return Q(pk__in=[])
    return Q(**facts[name])


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _not_filtered() -> DirectoryRefusal:
    return DirectoryRefusal(400, NOT_FILTERED, "invalidFilter")
