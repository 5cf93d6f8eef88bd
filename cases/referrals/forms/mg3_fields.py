"""Fields of single questions of a referral."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cases.mg3_sections import (
    ADVICE_FOLLOWED_QUESTION,
    MAX_ANSWER_CHARS,
    NOT_FOLLOWED_SECTION,
    Mg3Section,
)
from cases.models import AdviceFollowed
from cases.referrals.forms.check_explanations import TOO_MANY_CHARS
from people.web import fields

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def mg3_field(section: Mg3Section) -> fields.Text:
    """The field of a section; required where the section says what to tell if it is empty."""
    too_long = TOO_MANY_CHARS % {"question": section.question}
    error_messages: dict[str, StrOrPromise] = {"max_length": too_long}
    if section.missing:
        error_messages["required"] = section.missing
    return fields.Text(
        label=section.question,
        help_text=section.hint,
        max_length=MAX_ANSWER_CHARS,
        rows=8,
        required=bool(section.missing),
        error_messages=error_messages,
    )


def advice_followed_fields() -> dict[str, fields.Choice | fields.Text]:
    """Fields for whether the early advice was followed; required depending on the suspects."""
    because = mg3_field(NOT_FOLLOWED_SECTION)
    because.required = False
    followed = fields.Choice(
        label=ADVICE_FOLLOWED_QUESTION,
        help_text=_("As a whole, by the time of this referral. The CPS reads this."),
        choices=AdviceFollowed.choices,
        required=False,
    )
    return {"advice_followed": followed, NOT_FOLLOWED_SECTION.name: because}


def check_advice_followed(form: fields.Form, chosen: Collection[Any]) -> None:
    """
    Require whether the advice was followed if any was given about a chosen suspect, and, unless
    all of it was, what was not and why. Both are dropped where none was given.
    """
    typed, because = form.cleaned_data, NOT_FOLLOWED_SECTION.name
    if "advice_followed" not in form.fields:
        return
    if chosen and not any(suspect.was_advice_given for suspect in chosen):
        typed["advice_followed"] = typed[because] = ""
    elif typed.get("advice_followed") == "":
        form.add_error("advice_followed", _("Select whether the early advice was followed"))
    elif typed.get("advice_followed") == AdviceFollowed.FOLLOWED:
        typed[because] = ""
    elif typed.get(because) == "":
        form.add_error(because, NOT_FOLLOWED_SECTION.missing)
