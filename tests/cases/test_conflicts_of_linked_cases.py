"""A conflict of interest is with people, so it can be recorded with the linked cases at once."""

import pytest

from cases.case_access.actions import conflicts
from cases.case_details.actions import linked_cases
from cases.models import Case, Conflict
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = {"kind": "RELATIVE", "reason": "A suspect is my brother."}
QUESTION = "To which linked cases does it apply too?"


@module_fixture
def builder():
    """Two linked cases of one unit, and a third that is linked to neither."""
    builder = CaseBuilder(cast()).allocate()
    builder.other, builder.third = (CaseBuilder(builder.cast).allocate() for _ in range(2))
    facts = {"case": builder.case, "other": builder.other.case, "reason": "One night."}
    builder.do(linked_cases.link_case, "officer", **facts)
    return builder


def sees(builder, who, case):
    reader = scope(getattr(builder.cast, who), builder.at)
    return Case.objects.for_scope(reader).filter(pk=case.pk).exists()


def told_of(case):
    rows = Delivery.objects.filter(notice="conflict_declared", about=case.pk)
    return set(rows.values_list("recipient__name", flat=True))


def test_one_declaration_gives_up_the_linked_case_too_and_managers_hear_of_both(builder):
    facts = {"case": builder.case, "linked": [builder.other.case], **WHY}
    builder.do(conflicts.declare_conflict, "officer", **facts)
    for case in (builder.case, builder.other.case):
        assert not sees(builder, "officer", case)
        assert told_of(case) == {"Sue Supervisor", "Ines Inspector"}
    assert sees(builder, "officer", builder.third.case)


def test_a_manager_records_it_with_both_and_what_is_recorded_already_stays(builder):
    kept = add_conflict(builder.cast.officer, builder.other.case, at=builder.at)
    facts = {"case": builder.case, "linked": [builder.other.case], **WHY}
    builder.do(conflicts.record_conflict, "supervisor", person=builder.cast.officer, **facts)
    rows = Conflict.objects.unscoped("test").filter(user=builder.cast.officer)
    assert rows.count() == 2 and rows.get(case=builder.other.case) == kept
    assert not sees(builder, "officer", builder.case)


def test_a_colleague_without_either_case_is_kept_from_both(builder):
    later = person(builder.cast.police, name="Lea Later")
    facts = {"case": builder.case, "linked": [builder.other.case], "email": later.email, **WHY}
    builder.do(conflicts.record_conflict, "supervisor", **facts)
    assert Conflict.objects.unscoped("test").filter(user=later).count() == 2


def test_only_a_case_that_is_linked_now_can_be_selected(builder):
    for action, who, more in (
        (conflicts.declare_conflict, "officer", {}),
        (conflicts.record_conflict, "supervisor", {"person": builder.cast.officer}),
    ):
        facts = {"case": builder.case, "linked": [builder.third.case], **WHY, **more}
        with pytest.raises(Refused, match="The linked cases have changed"):
            builder.do(action, who, **facts)
    assert not Conflict.objects.unscoped("test").exists()


def test_the_page_ticks_the_linked_cases_and_an_unticked_one_stays(builder):
    address = page_url("declare-conflict", builder.case)
    client = client_for(builder.cast.officer)
    page = client.get(address).content.decode()
    assert QUESTION in page and builder.other.urn in page and builder.third.urn not in page
    [box] = [part for part in page.split("<input") if str(builder.other.case.pk) in part]
    assert "checked" in box
    submit_form(client, address, **WHY)  # unticked
    assert not sees(builder, "officer", builder.case)
    assert sees(builder, "officer", builder.other.case)


def test_a_case_without_links_asks_nothing_more(builder):
    page = client_for(builder.cast.officer).get(page_url("declare-conflict", builder.third.case))
    assert QUESTION not in page_text(page)


def test_a_link_to_a_case_that_the_reader_cannot_see_is_not_offered(builder):
    add_conflict(builder.cast.supervisor, builder.other.case, at=builder.at)
    page = page_text(
        client_for(builder.cast.supervisor).get(page_url("record-conflict", builder.case))
    )
    assert QUESTION not in page and builder.other.urn not in page


def test_those_who_record_conflicts_see_which_linked_case_has_none(builder):
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    address = page_url("see-conflicts", builder.case)
    said = "Not recorded on linked cases"
    page = page_text(client_for(builder.cast.supervisor).get(address))
    assert said in page and builder.other.urn in page
    add_conflict(builder.cast.officer, builder.other.case, at=builder.at)
    assert said not in page_text(client_for(builder.cast.supervisor).get(address))
