"""Fields of a referral for what each suspect says: one for each suspect, by their number."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from cases.mg3_sections import (
    MAX_ANSWER_CHARS,
    SHARED_ACCOUNT_SECTION,
    account_field_name,
    account_question,
)
from cases.models import Referral, Suspect
from cases.referrals.forms.check_explanations import TOO_MANY_CHARS
from people.web import fields

NOT_SELECTED = _("Select suspect %(n)s above, or remove what you entered here")


def account_fields(suspects: Iterable[Suspect]) -> dict[str, fields.Text]:
    """{field name: field} for these suspects, in order."""
    return {account_field_name(each.number): _account_field(each) for each in suspects}


def _account_field(suspect: Suspect) -> fields.Text:
    question = account_question(suspect.number)
    return fields.Text(
        label=question,
        help_text=f"{suspect.name}. {SHARED_ACCOUNT_SECTION.hint}",
        max_length=MAX_ANSWER_CHARS,
        rows=6,
        required=False,
        error_messages={"max_length": TOO_MANY_CHARS % {"question": question}},
    )


def collect_accounts(form: fields.Form, suspects: Iterable[Suspect]) -> None:
    """
    Move the accounts of the chosen suspects to `accounts`, as the action takes them.

    An account of a suspect who is not chosen is an error, unless the form began with it.
    """
    chosen = {each.number for each in form.cleaned_data.get("suspects", [])}
    accounts = {}
    for number in (each.number for each in suspects):
        name = account_field_name(number)
        text = form.cleaned_data.pop(name, "")
        if number in chosen:
            accounts[str(number)] = text
        elif text and chosen and text != form.initial.get(name):
            form.add_error(name, NOT_SELECTED % {"n": number})
    form.cleaned_data["accounts"] = {number: text for number, text in accounts.items() if text}


def account_initial(referral: Referral, suspects: Iterable[Suspect]) -> dict[str, str]:
    """Initial data of the fields: each suspect's account, or the one that was for all of them."""
    shared = referral.suspect_account
    return {
        account_field_name(each.number): referral.accounts.get(str(each.number), shared)
        for each in suspects
    }


def account_differences(
    theirs: Mapping[str, str], yours: Mapping[str, str]
) -> Iterator[tuple[str, str | None, str | None]]:
    """The accounts that differ between the stored and the submitted version."""
    for number in sorted({*theirs, *yours}, key=int):
        if theirs.get(number, "") != yours.get(number, ""):
            yield account_question(int(number)), theirs.get(number), yours.get(number)
