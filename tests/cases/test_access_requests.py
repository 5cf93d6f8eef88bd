"""To ask to be let in to a restricted case tells nothing, and opens nothing by itself."""

import pytest

from cases.case_access.actions import access_requests as actions
from cases.case_access.actions import conflicts, restrictions
from cases.models import AccessRequest, Case
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = "I take the case over while the officer is away."
SAID = "If there is a restricted case with this URN"


@module_fixture
def builder():
    builder = CaseBuilder(cast()).submit()
    builder.cast.colleague = person(builder.cast.police, "refer_cases", name="Cole League")
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    builder.restriction = builder.do(
        restrictions.restrict_case, "supervisor", case=case,
        reason="The suspect is a relative of an officer here.", people=[builder.cast.inspector],
    )  # fmt: skip
    return builder


def ask(builder, who="colleague", urn=None):
    builder.do(actions.ask_to_be_let_in, who, urn=urn or builder.urn, reason=WHY)


def requests():
    return AccessRequest.objects.unscoped("test")


def told(notice):
    return sorted(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def reads(builder, who="colleague"):
    reader = scope(getattr(builder.cast, who), builder.at)
    return Case.objects.for_scope(reader).filter(pk=builder.case.pk).exists()


def test_it_reaches_the_leaders_of_one_s_side_and_opens_nothing(builder):
    ask(builder)
    assert told("asked_to_be_let_in") == ["Ines Inspector", "Sue Supervisor"]
    assert not reads(builder)
    manager = scope(builder.cast.manager, builder.at)
    assert not AccessRequest.objects.for_scope(manager).exists()


def test_two_people_let_the_person_in_and_then_they_hear_of_it(builder):
    ask(builder)
    browser = client_for(builder.cast.supervisor)
    page = browser.get(page_url("see-restriction", builder.case))
    assert WHY in page_text(page)
    address = page_url("propose-allowing", builder.restriction)
    form = browser.get(f"{address}?asked={requests().get().pk}").context["form"]
    assert form["person"].value() == builder.cast.colleague.pk
    change = builder.do(
        restrictions.propose_allowing, "supervisor", restriction=builder.restriction,
        person=builder.cast.colleague, reason=WHY,
    )  # fmt: skip
    assert told("let_in") == [] and not reads(builder)
    text = page_text(browser.get(page_url("see-restriction", builder.case)))
    assert "Asked to read it" not in text and "Waiting for approval" in text
    builder.do(restrictions.approve_restriction_change, "inspector", change=change)
    assert told("let_in") == ["Cole League"] and reads(builder)
    assert requests().get().closed_by == builder.cast.inspector


def test_a_request_is_declined_and_the_person_hears_nothing(builder):
    ask(builder)
    leader = client_for(builder.cast.supervisor)
    submit_form(leader, page_url("decline-access-request", requests().get()))
    assert WHY not in page_text(leader.get(page_url("see-restriction", builder.case)))
    assert not Delivery.objects.filter(recipient=builder.cast.colleague).exists()
    with pytest.raises(Refused, match="settled already"):
        builder.do(actions.decline_access_request, "inspector", asked=requests().get())
    ask(builder)
    assert requests().count() == 2


def test_the_answer_is_the_same_for_every_case(builder):
    """Restricted, asked for before, missing, open, and one with a conflict of interest."""
    open_one = CaseBuilder(builder.cast, at=builder.at)
    closed = CaseBuilder(builder.cast, at=builder.at)
    about = {"kind": "RELATIVE", "reason": "The suspect is their brother."}
    row = Case.objects.unscoped("test").get(pk=closed.case.pk)
    about |= {"case": row, "email": builder.cast.colleague.email}
    closed.do(conflicts.record_conflict, "supervisor", **about)
    row.refresh_from_db()
    closed.do(
        restrictions.restrict_case, "supervisor", case=row, people=[],
        reason="The suspect is a relative of an officer here.",
    )  # fmt: skip
    browser, seen = client_for(builder.cast.colleague), set()
    for urn in (builder.urn, builder.urn, "52ZZ9999926", open_one.urn, closed.urn):
        page = submit_form(browser, page_url("ask-to-be-let-in"), urn=urn, reason=WHY)
        assert SAID in page_text(page)
        seen.add(tuple(page.redirect_chain))
    assert len(seen) == 1
    assert [row.case_id for row in requests()] == [builder.case.pk]
    missed = AuditEntry.objects.filter(verb="ask_to_be_let_in", refused="Not found")
    assert closed.case.pk in set(missed.values_list("case_id", flat=True))


def test_to_ask_is_not_to_have_looked(builder):
    ask(builder)
    page = client_for(builder.cast.manager).get(page_url("see-restriction", builder.case))
    assert "0 people of the other side have opened it." in page_text(page)


def test_a_request_outlives_neither_the_list_nor_the_restriction(builder):
    ask(builder)
    change = builder.do(
        restrictions.propose_lifting, "supervisor", restriction=builder.restriction,
        reason="The relative has left the force.",
    )  # fmt: skip
    builder.do(restrictions.approve_restriction_change, "manager", change=change)
    assert requests().get().closed_by == builder.cast.manager
    assert told("let_in") == ["Cole League"]
