"""The questions that the forms of intrusive actions share, and what they check together."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.action_plans.earlier_requests import ASKED_BEFORE, earlier_text, same_material
from cases.forms.dates import PastDateField
from cases.forms.row_choices import RowRadioField
from cases.models import Victim, VictimRequest
from cases.victim_request_words import words_that_reach
from people.web import fields

DATES_OUT_OF_ORDER = _("The last date must not be before the first")


def sentences_field(
    label: str | Promise,
    required: str | Promise,
    hint: str | Promise = "",
    rows: int = 3,
    longest: int = 2000,
    kind: type[fields.Text] = fields.Text,
    **more: Any,
) -> fields.Text:
    """A text field for a few sentences; `kind` is fields.Reason if it asks for a reason."""
    return kind(
        label=label, help_text=hint, rows=rows, max_length=longest,
        error_messages={"required": required}, **more,
    )  # fmt: skip


def material_field() -> fields.Text:
    return sentences_field(
        _("Which material?"), _("Enter which material"),
        _("Name the categories, such as attendance records or messages with one contact."),
    )  # fmt: skip


def holder_field() -> fields.SingleLineField:
    return fields.SingleLineField(
        label=_("Who holds it?"),
        help_text=_("A school, a surgery or a service by name. Of a device, whose it is."),
        max_length=200,
        error_messages={"required": _("Enter who holds it")},
    )


def victim_field() -> RowRadioField:
    return RowRadioField(
        label=_("About which victim is it?"),
        required=False,  # unless there are several: offer_victims
        error_messages={"required": _("Select the victim whom it is about")},
    )


def again_field() -> fields.Text:
    return fields.Reason(
        label=_("Why is it asked for again?"),
        help_text=_("Only where the same was asked for before."),
        rows=3,
        max_length=2000,
        required=False,
    )


def victim_label(victim: Victim) -> str:
    return gettext("Victim %(n)s") % {"n": victim.number}


def offer_victims(form: fields.Form | fields.RowForm, victims: Sequence[Victim]) -> bool:
    """Set the victims to choose from. Returns whether they are asked about: the only one is not."""
    field = form.typed_field("victim", RowRadioField)
    is_asked = len(victims) > 1
    field.required = is_asked
    field.set_rows(victims, victim_label)
    return is_asked


def check_not_asked_before(
    form: fields.Form | fields.RowForm,
    victims: Sequence[Victim],
    register: Sequence[VictimRequest],
    reach: str,
) -> None:
    """
    Fill in the only victim. Add an error where the register has the same, and no reason is given.
    """
    typed = form.cleaned_data
    if len(victims) == 1:
        typed["victim"] = victims[0]
    if not all(typed.get(name) for name in ("holder", "from_on", "to_on")) or not reach:
        return
    asked = same_material(
        register, victim=typed.get("victim"), reach=reach, holder=typed["holder"],
        from_on=typed["from_on"], to_on=typed["to_on"],
    )  # fmt: skip
    if asked and not typed.get("again_because") and "again_because" not in form.errors:
        form.add_error("again_because", ASKED_BEFORE % {"earlier": earlier_text(asked)})


def first_date_field() -> PastDateField:
    return PastDateField(label=_("From which date?"), what=_("the first date of what you need"))


def last_date_field() -> PastDateField:
    return PastDateField(label=_("To which date?"), what=_("the last date of what you need"))


def necessity_field() -> fields.Text:
    return sentences_field(
        _("Why is it necessary and proportionate?"),
        _("Enter why it is necessary and proportionate"),
        _("Say what makes you believe that the material exists, and what it can decide."),
        kind=fields.Reason,
    )  # fmt: skip


def less_intrusive_field() -> fields.Text:
    return sentences_field(
        _("Which less intrusive step did you consider, and why is it not enough?"),
        _("Enter which less intrusive step you considered"),
        kind=fields.Reason,
    )


def rebuttal_field() -> fields.Text:
    return sentences_field(
        _("What rebuts the presumption against asking?"),
        _("Enter what rebuts the presumption against asking"),
        _(
            "The law presumes that asking for them is not necessary and proportionate. Say why "
            "these records are likely to have substantial probative value."
        ),
        rows=5,
        kind=fields.Reason,
    )


def check_dates_in_order(form: fields.Form | fields.RowForm) -> None:
    """Add an error if the first date is after the last."""
    first, last = form.cleaned_data.get("from_on"), form.cleaned_data.get("to_on")
    if first and last and last < first:
        form.add_error("to_on", DATES_OUT_OF_ORDER)


SOUNDS_LIKE_REACHING = _(
    "“%(words)s” sounds as if this asks for the victim’s private material. Select yes, or "
    "say why it does not"
)


def not_reaching_field() -> fields.Text:
    return fields.Reason(
        label=_("Why does it not ask for the victim’s private material?"),
        help_text=_("Only where its words sound as if it did: therapy, school or a phone."),
        rows=3,
        max_length=2000,
        required=False,
    )


def ask_about_words(form: fields.Form | fields.RowForm, text: str) -> None:
    """Add an error where a text sounds as if it reached into a victim's life, without a reason."""
    words = words_that_reach(text)
    name = "not_reaching_because"
    if words and name not in form.errors and not form.cleaned_data.get(name):
        form.add_error(name, SOUNDS_LIKE_REACHING % {"words": ", ".join(words)})
