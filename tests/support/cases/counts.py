"""Counts as a prosecutor states them, alleged or new, and form data of them."""

from datetime import date

import pytest

from cases.decisions.actions import decisions
from cases.decisions.counts import StatedCount, count_as_alleged
from cases.models import Offence
from people.access.scopes import Refused
from tests.support.cases.charges import allegations_against
from tests.support.cases.pages import date_parts
from tests.support.cases.suspect_focus import FOCUS_ANSWERS

WHAT = "He pulled her back and put his hand where she did not want it."
BOTH_STAGES = {
    "rationale": "Her account is borne out by the messages.",
    "public_interest_rationale": "Nothing speaks against a prosecution.",
}
PENETRATION, RAPE_1956 = "SX03005", "SX56001"
NIGHT = date(2026, 1, 10)


def offence_with_code(code):
    """The offence with this code."""
    return Offence.objects.get(pk=code)


def count_not_alleged(builder, **facts):
    """A count that the police did not allege."""
    said_of_it = {
        "victim": builder.victim, "offence": offence_with_code(PENETRATION), "from_on": NIGHT,
        "to_on": None, "particulars": WHAT,
    }  # fmt: skip
    return StatedCount(**said_of_it | facts)


def count_alleged(builder, **facts):
    """A count of the first allegation against the first suspect, as it is alleged."""
    return count_as_alleged(allegations_against(builder.suspects[0])[0], WHAT, **facts)


def charge_with_counts(builder, *counts):
    """The prosecutor authorises a charge of these counts against the first suspect."""
    return builder.do(
        decisions.authorise_charge, "prosecutor", suspect=builder.suspects[0], counts=list(counts),
        **BOTH_STAGES,
    )  # fmt: skip


def stage_refusal_text(act, *arguments, **facts):
    """The words in which an action is refused."""
    with pytest.raises(Refused) as refusal:
        act(*arguments, **facts)
    assert refusal.value.is_stage
    return str(refusal.value)


def count_rows(*counts, **more):
    """Form data of counts, with the reasons on both stages."""
    sent = {"counts-TOTAL_FORMS": len(counts), "counts-INITIAL_FORMS": 0, "form_key": ""}
    for n, count in enumerate(counts):
        sent |= {f"counts-{n}-{name}": value for name, value in count.items()}
    return sent | BOTH_STAGES | FOCUS_ANSWERS | more


def uncharged_rows(builder, reason="The charge stated covers what is alleged."):
    """Form data of why each allegation against the first suspect is not charged."""
    alleged = allegations_against(builder.suspects[0])
    sent = {"uncharged-TOTAL_FORMS": len(alleged), "uncharged-INITIAL_FORMS": 0}
    for n, each in enumerate(alleged):
        row = {"allegation": each.pk, "why": "SELECTION", "reason": reason}
        sent |= {f"uncharged-{n}-{name}": value for name, value in row.items()}
    return sent


def typed_count(builder, **facts):
    """Form data of a count that the police did not allege."""
    said = {"victim": builder.victim.pk, "offence": PENETRATION, "particulars": WHAT}
    return said | date_parts("from_on", NIGHT) | facts
