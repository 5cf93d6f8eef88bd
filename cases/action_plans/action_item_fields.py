"""
The fields of an action item, declared once.

Everything that writes, stores, compares or shows an item reads this table: setting a plan,
proposing a second one, amending, item versions, pages and history. A field added to ActionItem and
here is carried by all of them; one added to ActionItem only is refused by them, and
tests/cases/test_item_facts.py fails.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ActionItem, Category, ItemPurpose, ItemVersion, Weight

ItemOrVersion = ActionItem | ItemVersion


@dataclass(frozen=True)
class ItemField:
    """
    One field of an action item that the prosecutor writes.

    name: field of ActionItem. label: shown to readers. choices: its codes, None for text.
    is_amendable: may change after the plan is set, and ItemVersion stores each wording of it.
    """

    name: str
    label: str | Promise
    choices: type[TextChoices] | None = None
    is_amendable: bool = False

    def in_words(self, value: str) -> str:
        """
        The value as shown to readers. Raises ValueError on a code that is none of the choices.
        """
        return str(self.choices(value).label) if self.choices else value


ITEM_FIELDS = (
    ItemField("text", _("What is asked"), is_amendable=True),
    ItemField("category", _("Kind"), Category),
    ItemField("weight", _("Essential or desirable"), Weight),
    ItemField("purpose", _("What it is for"), ItemPurpose),
    ItemField("line_of_inquiry", _("Why it is a reasonable line of inquiry"), is_amendable=True),
    ItemField("proportionality", _("Why it is proportionate"), is_amendable=True),
)
AMENDABLE_FIELDS = tuple(fact for fact in ITEM_FIELDS if fact.is_amendable)
OTHER_ITEM_KEYS = (
    "suspects",
    "due_on",
    "reach",
    "began_with",
    "not_reaching_because",
    "gaps",
)  # of other types, or of other tables


def check_item_fields(item: dict[str, object]) -> dict[str, str]:
    """
    Check the fields of an item as passed to set_action_plan.

    Raises TypeError if one is missing or unknown, ValueError on an unknown code.
    """
    facts = {name: str(value) for name, value in item.items() if name not in OTHER_ITEM_KEYS}
    if differing := set(facts) ^ {fact.name for fact in ITEM_FIELDS}:
        raise TypeError(f"Missing or unknown facts of an action: {', '.join(sorted(differing))}")
    for fact in ITEM_FIELDS:
        fact.in_words(facts[fact.name])
    return facts


def amendable_values(row: ItemOrVersion) -> dict[str, str]:
    """{field: value} of the amendable fields of an item or of one of its versions."""
    return {fact.name: getattr(row, fact.name) for fact in AMENDABLE_FIELDS}


def reasons_for_item(item: ActionItem) -> list[tuple[str | Promise, str]]:
    """(label, text) of the amendable fields except the text itself, such as the line of inquiry."""
    return [
        (fact.label, getattr(item, fact.name)) for fact in AMENDABLE_FIELDS if fact.name != "text"
    ]
