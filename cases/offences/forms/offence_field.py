"""The question for an offence: found by code, section, Act or words, and grouped by Act."""

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.models import Offence
from cases.offences.alleged_days import DatedOffence
from cases.offences.judgement_texts import offence_days_text
from cases.offences.queries.offence_table import dated_offences, list_version, offences
from people.web import fields

MAIN_ACT = "Sexual Offences Act 2003"  # most of what happens today; it comes first
# How people write the Acts in short.
SHORT_ACT_NAMES = {
    "Sexual Offences Act": "SOA",
    "Indecency with Children Act": "ICA",
    "Serious Crime Act": "SCA",
    "Protection of Children Act": "PCA",
    "Offences against the Person Act": "OAPA",
    "Mental Health Act": "MHA",
    "Criminal Justice Act": "CJA",
    "Protection from Harassment Act": "PHA",
}


class OffenceField(fields.Lookup):
    """
    An offence of the list, cleaned to the Offence, or to None where it is not required.

    With days, the names of two date fields, the list says which offences do not apply on them.
    """

    def __init__(self, **kwargs: Any) -> None:
        errors = {
            "required": _("Select the offence"),
            "invalid_choice": _("Select an offence from the list"),
            **kwargs.pop("error_messages", {}),
        }
        asked = {
            "label": _("Which offence?"),
            "help_text": _(
                "Type the CJS code, the section and year of the Act (for example, s.1 2003), or"
                " some words of the offence."
            ),
            **kwargs,
        }
        super().__init__(
            choices=offence_choices, details=offence_details, error_messages=errors, **asked
        )

    def clean(self, value: Any) -> Offence | None:
        return offences().get(super().clean(value))


def offence_choices() -> list[tuple[str, str]]:
    """The offences in use with their days, by Act; within one, the full offence before attempts."""
    return _choices(get_language() or "", list_version())


@lru_cache(maxsize=4)
def _choices(_language: str, _version: int) -> list[tuple[str, str]]:
    by_act = sorted(offences().values(), key=lambda each: (each.statute != MAIN_ACT, each.statute))
    return [("", ""), *((each.pk, _choice_label(each)) for each in by_act)]


def _choice_label(offence: Offence) -> str:
    days = offence_days_text(dated_offences()[offence.pk])
    return f"{offence}, {days}" if days else str(offence)


def offence_details() -> dict[str, fields.LookupDetail]:
    """{code: what the list knows of it}."""
    return _details(list_version())


@lru_cache(maxsize=2)
def _details(_version: int) -> dict[str, fields.LookupDetail]:
    return {code: _detail(dated_offences()[code]) for code in offences()}


def _detail(offence: DatedOffence) -> fields.LookupDetail:
    return fields.LookupDetail(
        group=offence.statute,
        group_terms=_act_terms(offence.statute),
        term=offence.main_section.lower(),
        rank=1 if offence.inchoate else 0,
        first=offence.from_on.isoformat() if offence.from_on else "",
        last=offence.until_on.isoformat() if offence.until_on else "",
    )


def _act_terms(statute: str) -> tuple[str, ...]:
    """Other names of an Act: "soa" of the Sexual Offences Act 2003."""
    short = SHORT_ACT_NAMES.get(statute.rpartition(" ")[0], "")
    return (short.lower(),) if short else ()
