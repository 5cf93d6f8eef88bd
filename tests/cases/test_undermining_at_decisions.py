"""What undermines the case, and what is still missing, on the page of each decision."""

import pytest

from cases.models import Bearing, Gap, Suspect
from devtools.case_builder import CaseBuilder, cast
from people.models import Unit
from tests.support.cases.charge_stops import charge_read_twice, stop_charges_of
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.closing import propose_closing
from tests.support.cases.decisions import (
    countersign_no_charge,
    propose_no_charge,
    record_consultation_of,
)
from tests.support.cases.disposals import authorise_disposal, propose_disposal_of, set_birth
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.reversals import (
    propose_reversal,
    withdraw_charge_of,
    withdraw_disposal_of,
)

pytestmark = pytest.mark.django_db
SEEN = "The times of the two statements differ."
KEPT = {"POLICE": "What the source of the police says.", "CPS": "What the CPS thinks of it alone."}
HEADING = "What undermines the case or assists the defence"
MISSING = "The statement of the taxi driver."
KEPT_MISSING = {"POLICE": "What the police alone look for.", "CPS": "What the CPS alone misses."}
NOTHING_MISSING = "What is still missing No essential gap is left, and none is overdue."


def under_investigation():
    return CaseBuilder(cast())


def report_to_sign():
    builder = under_investigation()
    propose_closing(builder)
    return builder


def allocated():
    builder = CaseBuilder(cast()).allocate().review()
    record_consultation_of(builder)
    set_birth(builder)
    return builder


def decision_to_read():
    builder = allocated()
    propose_no_charge(builder, builder.suspects[0])
    return builder


def disposal_to_read():
    builder = CaseBuilder(cast()).allocate().review()
    propose_disposal_of(builder)
    return builder


def no_further_action():
    builder = decision_to_read()
    countersign_no_charge(builder, builder.suspects[0])
    return builder


def reversal_to_read():
    builder = no_further_action()
    propose_reversal(builder)
    return builder


def charge_authorised():
    builder = CaseBuilder(cast()).allocate().review()
    authorise_charge_of(builder)
    return builder


def charge_authorised_by_two():
    builder = CaseBuilder(cast()).allocate().review()
    Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=True)
    authorise_charge_of(builder)
    countersign_no_charge(builder, builder.suspects[0])
    return builder


def charge_withdrawal_to_read():
    builder = charge_authorised_by_two()
    withdraw_charge_of(builder)
    return builder


def disposal_authorised():
    builder = CaseBuilder(cast()).allocate().review()
    authorise_disposal(builder)
    return builder


def disposal_withdrawal_to_read():
    builder = disposal_authorised()
    withdraw_disposal_of(builder)
    return builder


def charged():
    return charge_read_twice(cast())


def stop_to_read():
    builder = charged()
    stop_charges_of(builder)
    return builder


PAGES = [  # how the case came there, who decides, on which page
    (under_investigation, "officer", "propose-closing"),
    (report_to_sign, "supervisor", "sign-closing-report"),
    (report_to_sign, "supervisor", "send-closing-report-back"),
    (allocated, "prosecutor", "authorise-charge"),
    (allocated, "prosecutor", "propose-no-further-action"),
    (allocated, "prosecutor", "propose-disposal"),
    (decision_to_read, "other_prosecutor", "countersign-decision"),
    (decision_to_read, "other_prosecutor", "decline-decision"),
    (disposal_to_read, "other_prosecutor", "countersign-decision"),
    (no_further_action, "manager", "reverse-no-further-action"),
    (reversal_to_read, "other_prosecutor", "countersign-reversal"),
    (reversal_to_read, "other_prosecutor", "decline-reversal"),
    (charge_authorised, "prosecutor", "withdraw-charge"),
    (charge_withdrawal_to_read, "other_prosecutor", "countersign-reversal"),
    (disposal_authorised, "prosecutor", "withdraw-disposal"),
    (disposal_withdrawal_to_read, "other_prosecutor", "countersign-reversal"),
    (charged, "prosecutor", "stop-charges"),
    (stop_to_read, "other_prosecutor", "countersign-stop"),
    (stop_to_read, "other_prosecutor", "decline-stop"),
]


def record_undermining(builder, text, only_side="", n=0):
    """Write what undermines the case against a suspect as a whole."""
    by = builder.cast.prosecutor if only_side == "CPS" else builder.cast.officer
    suspect = Suspect.objects.unscoped("test").get(pk=builder.suspects[n].pk)
    return Bearing.objects.unscoped("test").create(
        case=builder.case, suspect=suspect, material="STATEMENT", text=text, undermines=True,
        bears="AGAINST", side=only_side or "POLICE", only_side=only_side, by=by, at=builder.at,
    )  # fmt: skip


def record_gap(builder, text, only_side="", weight="ESSENTIAL", n=0):
    """Write what is missing to prove the first allegation against a suspect."""
    by = builder.cast.prosecutor if only_side == "CPS" else builder.cast.officer
    suspect = Suspect.objects.unscoped("test").get(pk=builder.suspects[n].pk)
    return Gap.objects.unscoped("test").create(
        case=builder.case, suspect=suspect, material="STATEMENT", text=text, weight=weight,
        allegation=suspect.allegations.unscoped("test").earliest("pk").first,
        side=only_side or "POLICE", only_side=only_side, by=by, at=builder.at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "who", "name"), PAGES, ids=lambda value: getattr(value, "__name__", value)
)
def test_whoever_decides_sees_it_as_their_side_may(stage, who, name):
    builder = stage()
    client, address = client_for(getattr(builder.cast, who)), page_url(name, builder.suspects[0])
    answer = client.get(address)
    assert f"{HEADING} Nothing is recorded." in page_text(answer)
    assert NOTHING_MISSING in page_text(answer)
    record_undermining(builder, SEEN)
    record_gap(builder, MISSING)
    few = page_and_queries(client, address)[1]
    record_gap(builder, "It would only help.", weight="DESIRABLE")
    for side in KEPT:
        record_undermining(builder, KEPT[side], only_side=side)
        record_gap(builder, KEPT_MISSING[side], only_side=side)
    answer, many = page_and_queries(client, address)
    text = page_text(answer)
    assert HEADING in text and SEEN in text and f"Not asked for: {MISSING}" in text
    assert "It would only help." not in text
    side = "POLICE" if who in ("officer", "supervisor") else "CPS"
    for kept in (KEPT, KEPT_MISSING):
        assert [said in text for said in kept.values()] == [side == each for each in kept]
    assert len(many) == len(few)
