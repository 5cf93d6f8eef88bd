"""An account of a victim on the page of proof, after the victim of its allegation was corrected."""

import pytest

from cases.case_details.actions.allegations import correct_allegation
from cases.case_details.actions.cases import add_allegation, add_victim
from cases.models import Offence, Point
from cases.proof.actions import entries
from devtools.case_builder import CaseBuilder, cast
from tests.cases.test_proof import page_of
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries

pytestmark = pytest.mark.django_db
SAYS = "The victim of this allegation was corrected after this was recorded."


def first_alleged(builder):
    """The first allegation, as it is now."""
    rows = builder.suspects[0].allegations.unscoped("test").filter(is_current=True)
    return rows.exclude(offence="SX03005").get()


def correct_victim(builder, victim):
    wrong = first_alleged(builder)
    return builder.do(
        correct_allegation, "officer", allegation=wrong, victim=victim, offence=wrong.offence,
        from_on=wrong.from_on, reason="It was said by the other of the two.",
    )  # fmt: skip


def other_victim(builder):
    return builder.do(add_victim, "officer", case=builder.case)


def allocated_with_two_victims():
    builder = CaseBuilder(cast())
    other, first = other_victim(builder), first_alleged(builder)
    builder.do(
        add_allegation, "officer", case=builder.case, suspect=builder.suspect(), victim=other,
        offence=Offence.objects.get(pk="SX03005"), from_on=first.from_on,
    )  # fmt: skip
    return builder.allocate(), other


def first_point(builder):
    point = Point.objects.filter(of__key="soa2003-s1", of__is_current=True).earliest("place")
    return [f"{first_alleged(builder).first_id}:{point.pk}"]


def account(builder, text, account_of="VICTIM", material="ACCOUNT", who="officer", **facts):
    return builder.do(
        entries.add_bearing, who, suspect=builder.suspect(), points=first_point(builder),
        bears="FOR", material=material, account_of=account_of, text=text, **facts,
    )  # fmt: skip


def missing_account(builder):
    return builder.do(
        entries.add_gap, "officer", suspect=builder.suspect(), points=first_point(builder),
        material="ACCOUNT", account_of="VICTIM", weight="ESSENTIAL",
        text="What is said of the door.",
    )  # fmt: skip


def told(builder, who="officer"):
    return page_text(page_of(builder, who))


def test_it_says_that_the_victim_was_corrected_until_it_is_recorded_again():
    builder, other = allocated_with_two_victims()
    account(builder, "Said in interview.")
    account(builder, "Said by the first of them.", account_of="COVICTIM")
    missing_account(builder)
    account(builder, "Denied it.", account_of="SUSPECT")
    account(builder, "The friend of them.", account_of="", material="STATEMENT")
    assert SAYS not in told(builder)
    correct_victim(builder, other)
    for who in ("officer", "prosecutor"):
        assert told(builder, who).count(SAYS) == 3, who
    account(builder, "Said in the second interview.")
    assert told(builder).count(SAYS) == 3


def test_a_correction_back_or_of_the_day_alone_leaves_it_as_it_was():
    builder = CaseBuilder(cast()).allocate()
    account(builder, "Said in interview.")
    other = other_victim(builder)
    correct_victim(builder, other)
    account(builder, "Said while the other was named.")
    correct_victim(builder, builder.victim)
    page = told(builder)
    assert page.count(SAYS) == 1
    assert page.index("Said while the other was named.") < page.index(SAYS)


def test_before_the_correction_is_sent_the_cps_reads_nothing_of_it():
    builder = CaseBuilder(cast()).submit()
    account(builder, "Said in interview.")
    builder.send_back()
    other = other_victim(builder)
    correct_victim(builder, other)
    assert told(builder).count(SAYS) == 1
    assert SAYS not in told(builder, "assistant")


def test_what_was_recorded_on_a_correction_that_was_never_sent_is_marked_for_the_cps():
    builder = CaseBuilder(cast()).submit()
    builder.send_back()
    correct_victim(builder, other_victim(builder))
    account(builder, "Said by the other of the two.")
    correct_victim(builder, builder.victim)
    builder.submit()
    for who in ("officer", "assistant"):
        assert told(builder, who).count(SAYS) == 1, who


def test_an_account_that_the_cps_recorded_is_of_whom_the_cps_read():
    builder = CaseBuilder(cast()).allocate()
    correct_victim(builder, other_victim(builder))  # whom the CPS does not know yet
    account(builder, "Said in the review.", who="prosecutor")
    assert told(builder).count(SAYS) == 1
    assert SAYS not in told(builder, "prosecutor")


def test_whoever_decides_is_told_so():
    builder, other = allocated_with_two_victims()
    account(builder, "Said nothing of it.", undermines=True)
    missing_account(builder)
    correct_victim(builder, other)
    builder.have_reviewed(builder.suspect())
    type(builder.suspect()).objects.unscoped("test").update(is_consulted=True)
    page = page_url("authorise-charge", builder.suspects[0])
    text = page_text(client_for(builder.cast.prosecutor).get(page))
    assert text.count(SAYS) == 2


def test_many_accounts_take_no_more_queries_than_one():
    builder = CaseBuilder(cast()).allocate()
    account(builder, "Said in interview.")
    correct_victim(builder, other_victim(builder))
    client, address = client_for(builder.cast.officer), page_url("see-proof", builder.case)
    page_and_queries(client, address)
    few = page_and_queries(client, address)[1]
    for n in range(5):
        account(builder, f"Said in interview {n}.")
    assert len(page_and_queries(client, address)[1]) == len(few)
