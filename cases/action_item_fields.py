"""
What an action of a plan says, declared once.

Whatever writes, keeps, compares or shows an action reads this table: setting a plan, proposing a
second one, amending, the versions of an action, its pages and its history. A field that is added
to ActionItem and here is carried by all of them; one that is only added to ActionItem is refused
by them, and tests/cases/test_item_facts.py says so.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ActionItem, Category, ItemVersion, Weight

ItemOrVersion = ActionItem | ItemVersion


@dataclass(frozen=True)
class ItemField:
    """
    One field of an action that the prosecutor writes.

    name: the field of ActionItem. label: what readers see it called. choices: its codes, None where
    it is text. is_amendable: it may change after the plan was set, and ItemVersion keeps each
    wording of it.
    """

    name: str
    label: str | Promise
    choices: type[TextChoices] | None = None
    is_amendable: bool = False

    def in_words(self, value: str) -> str:
        """A value as a reader sees it. Raises ValueError on a code that is none of the choices."""
        return str(self.choices(value).label) if self.choices else value


ITEM_FIELDS = (
    ItemField("text", _("What is asked"), is_amendable=True),
    ItemField("category", _("Kind"), Category),
    ItemField("weight", _("Essential or desirable"), Weight),
    ItemField("line_of_inquiry", _("Why it is a reasonable line of inquiry"), is_amendable=True),
    ItemField("proportionality", _("Why it is proportionate"), is_amendable=True),
)
AMENDABLE_FIELDS = tuple(fact for fact in ITEM_FIELDS if fact.is_amendable)
OTHER_ITEM_KEYS = (
    "suspects",
    "due_on",
    "reach",
    "began_with",
)  # of other types, or of other tables


def check_item_fields(item: dict[str, object]) -> dict[str, str]:
    """
    The facts of an action as set_action_plan takes it.

    Raises TypeError where a fact is missing or unknown, so that none is dropped in silence, and
    ValueError on a code that is none of the choices.
    """
    facts = {name: str(value) for name, value in item.items() if name not in OTHER_ITEM_KEYS}
    if differing := set(facts) ^ {fact.name for fact in ITEM_FIELDS}:
        raise TypeError(f"Missing or unknown facts of an action: {', '.join(sorted(differing))}")
    for fact in ITEM_FIELDS:
        fact.in_words(facts[fact.name])
    return facts


def amendable_values(row: ItemOrVersion) -> dict[str, str]:
    """What an action, or a version of one, says of what may be amended, by field."""
    return {fact.name: getattr(row, fact.name) for fact in AMENDABLE_FIELDS}


def reasons_for_item(item: ActionItem) -> list[tuple[str | Promise, str]]:
    """Why an action is asked, as (label, text): what may be amended but what is asked itself."""
    return [
        (fact.label, getattr(item, fact.name)) for fact in AMENDABLE_FIELDS if fact.name != "text"
    ]
