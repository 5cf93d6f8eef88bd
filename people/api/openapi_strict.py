"""Set additionalProperties: false on every response object of the OpenAPI document."""

from typing import Any

NESTED_SCHEMA_KEYS = ("items", "additionalProperties")  # keywords that hold one schema
SCHEMA_LIST_KEYS = ("allOf", "anyOf", "oneOf")  # keywords that hold a list of schemas


def forbid_extra_fields(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """drf-spectacular hook, run last: close every object schema of the responses."""
    parts = result["components"]
    parts["schemas"] = {name: close_schema(schema) for name, schema in parts["schemas"].items()}
    answers = [*parts["responses"].values()]
    for methods in result["paths"].values():
        for operation in methods.values():
            answers += operation["responses"].values()
    for answer in answers:
        for kind in answer.get("content", {}).values():
            kind["schema"] = close_schema(kind["schema"])
    return result


def close_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with additionalProperties: false wherever it lists properties."""
    closed = dict(schema)
    if "properties" in closed:
        closed["properties"] = {
            name: close_schema(each) for name, each in closed["properties"].items()
        }
        closed.setdefault("additionalProperties", False)
    for name in NESTED_SCHEMA_KEYS:
        if isinstance(closed.get(name), dict):
            closed[name] = close_schema(closed[name])
    for name in SCHEMA_LIST_KEYS:
        if name in closed:
            closed[name] = [close_schema(each) for each in closed[name]]
    return closed
