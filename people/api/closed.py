"""What is answered is told whole: the description allows no field that it does not name."""

from typing import Any

FURTHER = ("items", "additionalProperties")  # where one schema lies in another
CHOICES = ("allOf", "anyOf", "oneOf")  # where several do


def tell(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """For drf-spectacular, after all others: every object of an answer has its fields alone."""
    parts = result["components"]
    parts["schemas"] = {name: closed(schema) for name, schema in parts["schemas"].items()}
    answers = [*parts["responses"].values()]
    for methods in result["paths"].values():
        for operation in methods.values():
            answers += operation["responses"].values()
    for answer in answers:
        for kind in answer.get("content", {}).values():
            kind["schema"] = closed(kind["schema"])
    return result


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema without other fields than it names; what names none may have any."""
    told = dict(schema)
    if "properties" in told:
        told["properties"] = {name: closed(each) for name, each in told["properties"].items()}
        told.setdefault("additionalProperties", False)
    for name in FURTHER:
        if isinstance(told.get(name), dict):
            told[name] = closed(told[name])
    for name in CHOICES:
        if name in told:
            told[name] = [closed(each) for each in told[name]]
    return told
