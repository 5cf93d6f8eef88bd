"""Forms in the table of an action plan, each about several of its action items."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from cases.action_plans.actions.several_items import ChosenItem
from cases.forms.dates import FutureDateField
from cases.models import ActionItem
from people.access.permission_tables import Refused, RefusedRows
from people.web import fields

NOTHING_CHOSEN = _("Select at least one action")
RELOAD = _("Reload the page, then choose again")
TYPED_IN_VAIN = _(
    "Action %(n)s: choose “Not enough” to send what you typed, or clear it. Nothing has been sent."
)


class PlanTableForm(fields.Form):
    """
    Questions about each of several action items. The name of a field ends in the item's number.

    A form that comes back asks about the items that it was sent about, whatever they are now, so
    that nothing is lost and the action says why.
    """

    asked = ""  # the name, before the number, of the question that chooses an item

    def __init__(self, data: Any = None, *, items: Iterable[ActionItem], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.numbers = [each.number for each in items]
        for item in items:
            self.fields[f"version_{item.number}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=item.version,
                error_messages={"required": RELOAD, "invalid": RELOAD},
            )  # fmt: skip
            self.add_questions(item.number)

    def add_questions(self, n: int) -> None:
        """Add the fields about the item with this number."""
        raise NotImplementedError

    def choice(self, n: int, given: dict[str, Any]) -> ChosenItem | None:
        """What was chosen for the item with this number; None if nothing."""
        raise NotImplementedError

    @classmethod
    def is_sent_about(cls, item: ActionItem, data: Any) -> bool:
        """Whether a form that was sent asked about this item."""
        return f"version_{item.number}" in data

    def clean(self) -> None:
        """Replace the answers by `chosen`, what to do with each chosen item."""
        super().clean()
        given = self.cleaned_data
        chosen = [] if self.errors else [self.choice(n, given) for n in self.numbers]
        chosen = [each for each in chosen if each]
        if not (chosen or self.errors):
            first = f"{self.asked}_{self.numbers[0]}" if self.numbers else None
            self.add_error(first, NOTHING_CHOSEN)
        self.cleaned_data = {"chosen": chosen, "form_key": given.get("form_key")}

    def show_refusal(self, refusal: Refused) -> None:
        """Show beside each item why it is refused, and let it be sent again as it is now."""
        super().show_refusal(refusal)
        if not isinstance(refusal, RefusedRows):
            return
        self.data = self.data.copy()
        for n, each in refusal.rows.items():
            self.add_error(f"{self.asked}_{n}", _("Action %(n)s: %(why)s") % {"n": n, "why": each})
            if each.version is not None:
                self.data[f"version_{n}"] = str(each.version)

    def question(self, n: int) -> BoundField | None:
        """The question that chooses this item; None if the form does not ask about it."""
        return self[f"{self.asked}_{n}"] if n in self.numbers else None


class AcceptItemsForm(PlanTableForm):
    """The police accept several action items."""

    asked = "accept"

    def add_questions(self, n: int) -> None:
        label = _("Accept action %(n)s") % {"n": n}
        self.fields[f"accept_{n}"] = fields.Tick(label=label, required=False)

    def choice(self, n: int, given: dict[str, Any]) -> ChosenItem | None:
        if not given[f"accept_{n}"]:
            return None
        return ChosenItem(n, given[f"version_{n}"], "accept_item")


class JudgeAnswersForm(PlanTableForm):
    """The prosecutor accepts several answers, or says what is missing."""

    asked = "judgement"
    conditional_fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.conditional_fields = {}
        super().__init__(*args, **kwargs)

    def add_questions(self, n: int) -> None:
        told = {"n": n}
        self.fields[f"judgement_{n}"] = fields.Choice(
            label=_("Is the answer to action %(n)s enough?") % told,
            choices=[
                ("accept_answer", _("Enough")),
                ("say_what_is_missing", _("Not enough")),
                ("", _("Not now")),
            ],
            required=False,
            initial="",
        )
        self.fields[f"text_{n}"] = fields.Text(
            label=_("What is missing in action %(n)s?") % told, rows=3, max_length=4000,
            error_messages={"required": _("Enter what is missing in action %(n)s") % told},
        )  # fmt: skip
        self.fields[f"not_reaching_because_{n}"] = fields.Reason(
            label=_("Why does it not ask for the victim’s private material?"), rows=2,
            max_length=2000, required=False,
        )  # fmt: skip
        self.fields[f"due_on_{n}"] = FutureDateField(
            label=_("When do you need action %(n)s by?") % told,
            what=_("the date you need action %(n)s by") % told,
        )
        asked = [f"{name}_{n}" for name in ("text", "not_reaching_because", "due_on")]
        self.conditional_fields[f"judgement_{n}"] = {"say_what_is_missing": asked}

    def clean(self) -> None:
        """Refuse to drop what was typed about an answer that is not judged."""
        for n in self.numbers:
            if self.cleaned_data.get(f"judgement_{n}") == "" and self.is_typed(n):
                self.add_error(f"judgement_{n}", TYPED_IN_VAIN % {"n": n})
        super().clean()

    def is_typed(self, n: int) -> bool:
        """Whether something is typed about what is missing in the answer to this item."""
        names = self.conditional_fields[f"judgement_{n}"]["say_what_is_missing"]
        given = [self[name].value() for name in names]
        return any(any(each.values()) if isinstance(each, dict) else each for each in given)

    def prefill(self, typed: Any) -> None:
        """Use what was typed, but no judgement: the answer may be another one by now."""
        super().prefill(typed)
        self.initial = {**self.initial, **{f"judgement_{n}": "" for n in self.numbers}}

    def choice(self, n: int, given: dict[str, Any]) -> ChosenItem | None:
        verb = given[f"judgement_{n}"]
        if not verb:
            return None
        asked = self.conditional_fields[f"judgement_{n}"].get(verb, ())
        facts = {name.removesuffix(f"_{n}"): given[name] for name in asked}
        return ChosenItem(n, given[f"version_{n}"], verb, facts)
