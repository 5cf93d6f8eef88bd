"""Who may approve a change of a restricted case is told, and finds it by links alone."""

import pytest
from django.urls import reverse

from cases.case_access.actions import restrictions as actions
from people.access.scopes import Refused
from tests.cases.test_restrictions import WHY, builder, propose, restrict
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from timeliness.models import Delivery

__all__ = ["builder"]
pytestmark = pytest.mark.django_db
TO_ANSWER = "Decide who else can read this case"


def told(notice="opening_proposed"):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient", flat=True))


def case_page(builder, who):
    return client_for(getattr(builder.cast, who)).get(page_url("see-case", builder.case))


def offered(builder, who):
    """(text, address, whether it is the green button) of answering a change on the case page."""
    options = case_page(builder, who).context["acts"].open_now
    return [
        (option.text, option.address, option.main)
        for option in options
        if option.verb == "approve_restriction_change"
    ]


def see_page(builder):
    return page_url("see-restriction", builder.case)


@pytest.mark.parametrize("who", ["officer", "supervisor", "assistant"])
def test_everyone_on_a_case_finds_who_reads_it_among_its_pages(builder, who):
    assert see_page(builder) in links_on_page(case_page(builder, who))
    page = client_for(getattr(builder.cast, who)).get(see_page(builder))
    assert page_url("see-case", builder.case) in links_on_page(page)


def test_the_officer_is_told_and_finds_what_waits_on_the_case_page(builder):
    restriction = restrict(builder, people=["second", "colleague"])
    assert not offered(builder, "officer")
    propose(builder, restriction, whom="inspector")
    assert told() == {builder.cast.second.pk, builder.cast.officer.pk}
    option = (TO_ANSWER, see_page(builder), True)
    assert offered(builder, "officer") == offered(builder, "second") == [option]
    for who in ("supervisor", "colleague", "manager"):  # proposed it; only reads; the other side
        assert not offered(builder, who)
    notices = client_for(builder.cast.officer).get(reverse("see-notices"))
    assert see_page(builder) in links_on_page(notices)


def test_several_changes_are_offered_once_and_none_once_answered(builder):
    restriction = restrict(builder)
    first = propose(builder, restriction)
    second = builder.do(actions.propose_lifting, "supervisor", restriction=restriction, reason=WHY)
    assert len(offered(builder, "officer")) == len(offered(builder, "manager")) == 1
    for change in (first, second):
        builder.do(
            actions.refuse_restriction_change, "officer", change=change, text="Not needed now."
        )
    assert not offered(builder, "officer") and not offered(builder, "manager")


def test_a_lifting_is_told_to_the_officer_and_to_those_of_the_other_side(builder):
    restriction = restrict(builder)
    builder.do(actions.propose_lifting, "supervisor", restriction=restriction, reason=WHY)
    assert told() == {builder.cast.officer.pk, builder.cast.manager.pk}


def test_the_officer_is_not_told_of_what_the_other_side_proposes(builder):
    propose(builder, restrict(builder), "manager", "assistant")
    assert not told()


def test_whoever_is_in_conflict_with_the_case_is_told_nothing(builder):
    restriction = restrict(builder, people=["second"])
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    propose(builder, restriction)
    assert told() == {builder.cast.second.pk}


def test_those_who_are_named_on_the_case_are_not_offered_nor_taken(builder):
    restriction = restrict(builder, people=["second"])
    page = client_for(builder.cast.supervisor).get(page_url("propose-allowing", restriction))
    said = page_text(page)
    assert "Cole League" in said
    assert builder.cast.officer.name not in said and "Sue Second" not in said
    for email in (builder.cast.officer.email, builder.cast.second.email):
        with pytest.raises(Refused, match="reads it already"):
            propose(builder, restriction, person=None, email=email)


def test_the_page_says_who_reads_it_and_as_what(builder):
    page = client_for(builder.cast.supervisor)
    assert "Named on it" in page_text(page.get(see_page(builder)))
    restrict(builder)
    said = page_text(page.get(see_page(builder)))
    assert f"{builder.cast.officer.name} Officer in the case, Police" in said
    assert f"{builder.cast.supervisor.name} On the access list, Police" in said
    assert "The other side chooses who reads it there." in said


def test_what_waits_is_above_who_reads_it_and_what_was_answered_is_below(builder):
    restriction = restrict(builder)
    change = propose(builder, restriction)
    client = client_for(builder.cast.officer)
    said = page_text(client.get(see_page(builder)))
    assert said.index("Waiting for approval") < said.index(f"Proposed by {name_of(builder)}")
    assert said.index("Let someone read the case: Cole League") < said.rindex("Who reads it")
    said = page_text(client.get(page_url("approve-restriction-change", change)))
    assert "Approve: Let someone read the case" in said
    assert "They will be able to read the case straight away." in said
    builder.do(
        actions.refuse_restriction_change, "officer", change=change, text="They know the family."
    )
    assert told("opening_refused") == {builder.cast.supervisor.pk} and not told("opening_approved")
    said = page_text(client.get(see_page(builder)))
    assert "Waiting for approval" not in said
    assert said.rindex("Who reads it") < said.index("Earlier requests")


def name_of(builder):
    return builder.cast.supervisor.name


def test_taking_off_is_offered_where_there_is_someone_to_take_off(builder):
    restriction = restrict(builder)
    client, page = client_for(builder.cast.supervisor), see_page(builder)
    address = page_url("end-allowance", restriction)
    assert address not in links_on_page(client.get(page))
    builder.do(actions.approve_restriction_change, "officer", change=propose(builder, restriction))
    assert address in links_on_page(client.get(page))


def test_taking_off_says_why_to_ones_own_side(builder):
    restriction, why = restrict(builder), "They have moved to another team."
    builder.do(actions.approve_restriction_change, "officer", change=propose(builder, restriction))
    client, address = client_for(builder.cast.supervisor), page_url("end-allowance", restriction)
    taken = {"person": builder.cast.colleague.pk}
    refused = client.post(address, taken | {"reason": "x"})
    assert refused.status_code == 200 and "is no longer to read" in page_text(refused)
    assert client.post(address, taken | {"reason": why}).status_code == 302
    assert why in page_text(client.get(page_url("see-case", builder.case)))
    other = client_for(builder.cast.manager).get(page_url("see-case", builder.case))
    assert other.status_code == 200 and why not in page_text(other)


def test_a_notice_begins_with_a_capital(builder):
    restrict(builder)
    page = client_for(builder.cast.manager).get(reverse("see-notices"))
    assert "A case of your unit" in page_text(page)
