"""What is answered is told whole: the description allows no field that it does not name."""

from typing import Any

NESTED_SCHEMA_KEYS = ("items", "additionalProperties")  # where one schema lies in another
SCHEMA_LIST_KEYS = ("allOf", "anyOf", "oneOf")  # where several do


def forbid_extra_fields(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """For drf-spectacular, after all others: every object of an answer has its fields alone."""
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
    """The same schema without other fields than it names; what names none may have any."""
    told = dict(schema)
    if "properties" in told:
        told["properties"] = {name: close_schema(each) for name, each in told["properties"].items()}
        told.setdefault("additionalProperties", False)
    for name in NESTED_SCHEMA_KEYS:
        if isinstance(told.get(name), dict):
            told[name] = close_schema(told[name])
    for name in SCHEMA_LIST_KEYS:
        if name in told:
            told[name] = [close_schema(each) for each in told[name]]
    return told
