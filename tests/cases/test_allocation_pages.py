"""Allocating a case to a prosecutor, reallocating it, and cover."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.allocation.actions import allocations, officers
from cases.case_details.actions import cases
from cases.models import Allocation, Case
from devtools.case_builder import CaseBuilder, cast, cps_unit, force_unit, person
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.allocation_page import allocate_on_page, allocation_form
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, date_parts, day_from_today, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

START = days_ago(2)


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).accept()


@pytest.fixture
def manager(builder):
    return client_for(builder.cast.manager)


def fresh_case(builder):
    return Case.objects.unscoped("test").get(pk=builder.case.pk)


def states(builder):
    return {builder.suspect(n).state for n in range(len(builder.suspects))}


def test_a_manager_allocates_to_one_of_the_unit_s_prosecutors(builder, manager):
    told = page_text(manager.get(page_url("allocate-case", builder.case)))
    assert "Suspect 1: Sam" in told and "Suspect 2: Sam" in told
    assert "Decision due" in told

    answer = allocate_on_page(manager, builder)

    assert answer.url == page_url("see-case", builder.case)
    assert fresh_case(builder).prosecutor == builder.cast.prosecutor
    assert states(builder) == {"WITH_PROSECUTOR"}


def test_each_prosecutor_is_shown_with_the_open_cases_they_have(builder, manager):
    CaseBuilder(builder.cast, at=START).allocate()
    told = page_text(manager.get(page_url("allocate-case", builder.case)))
    suggested = "Suggested: the lightest caseload of those not away"
    assert f"Otto Other 0 open cases now, 0 points. {suggested}. Pia Prosecutor 1 open" in told
    assert "Pia Prosecutor 1 open case now, 1 point." in told


def test_the_counts_cost_one_query_however_many_prosecutors_there_are(builder, manager):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            manager.get(page_url("allocate-case", builder.case))
        return len(seen)

    queries()  # warm-up: the first request fills caches
    before = queries()
    for _ in range(5):
        person(builder.cast.cps, "prosecute_cases")
    assert queries() == before


def test_only_those_who_may_have_the_case_are_offered(builder, manager):
    away = person(builder.cast.cps, "prosecute_cases", name="Ann Inactive")
    User.objects.filter(pk=away.pk).update(is_active=False)
    elsewhere = person(cps_unit(), "prosecute_cases", name="Ed Elsewhere")

    told = page_text(manager.get(page_url("allocate-case", builder.case)))
    assert "Pia Prosecutor" in told
    for name in ("Ann Inactive", "Ed Elsewhere", "Mona Manager"):
        assert name not in told
    sent = allocation_form(manager, builder) | {"to": elsewhere.pk}
    page = manager.post(page_url("allocate-case", builder.case), sent)
    assert "Select one of the answers shown" in page_text(page)


def test_without_an_answer_the_page_asks_again(builder, manager):
    page = manager.post(page_url("allocate-case", builder.case), allocation_form(manager, builder))
    assert page.status_code == 200
    assert "Select a prosecutor" in page_text(page)
    assert states(builder) == {"READY_TO_ALLOCATE"}


def test_a_case_allocated_a_moment_ago_says_that_no_suspect_is_waiting(builder, manager):
    sent = allocation_form(manager, builder)
    allocate_on_page(manager, builder)
    sent |= {"to": builder.cast.other_prosecutor.pk, "version": fresh_case(builder).version}
    page = manager.post(page_url("allocate-case", builder.case), sent)
    assert page.status_code == 409
    assert "No suspect of this case is ready to allocate any more." in page_text(page)
    assert fresh_case(builder).prosecutor == builder.cast.prosecutor


def test_a_unit_without_prosecutors_says_so(builder, manager):
    User.objects.filter(
        pk__in=[builder.cast.prosecutor.pk, builder.cast.other_prosecutor.pk]
    ).update(is_active=False)
    assert "Ask the administrator to add one." in page_text(
        manager.get(page_url("allocate-case", builder.case))
    )


def test_a_case_is_given_to_another_prosecutor_with_a_reason_and_the_clock_goes_on(
    manager, builder
):
    allocate_on_page(manager, builder)
    due_at = builder.suspect().due_at
    page = manager.get(page_url("reallocate-case", builder.case))
    assert "the clock keeps running and does not start again" in page_text(page)
    assert "Pia Prosecutor 1 open" not in page_text(page)  # they have the case already

    told = page_text(manager.post(page_url("reallocate-case", builder.case), {"form_key": ""}))
    assert "Select a prosecutor" in told
    assert "Enter why the case is allocated to another prosecutor" in told

    answer = manager.post(
        page_url("reallocate-case", builder.case),
        {"to": builder.cast.other_prosecutor.pk, "reason": "Moves to another team."}
        | {"version": fresh_case(builder).version},
    )
    assert answer.url == page_url("see-case", builder.case)
    assert fresh_case(builder).prosecutor == builder.cast.other_prosecutor
    assert builder.suspect().due_at == due_at
    assert (
        client_for(builder.cast.prosecutor).get(page_url("record-review", builder.case)).status_code
        == 403
    )
    assert (
        client_for(builder.cast.other_prosecutor)
        .get(page_url("record-review", builder.case))
        .status_code
        == 200
    )


def test_a_case_that_has_changed_hands_is_not_given_on_unseen(builder, manager):
    builder.give_case(builder.suspects)
    third = person(builder.cast.cps, "prosecute_cases", name="Thea Third")
    read = manager.get(page_url("reallocate-case", builder.case)).context["form"]["version"].value()
    other = builder.cast.other_prosecutor
    builder.do(
        allocations.reallocate_case,
        "manager",
        case=builder.case,
        to=other,
        reason="Leave. Both sides know the reason.",
    )
    sent = {"to": third.pk, "reason": "Moves on. Both sides know the reason.", "version": read}
    cover = (
        sent | date_parts("from_on", day_from_today(0)) | date_parts("until_on", day_from_today(0))
    )
    for name, typed in (("reallocate-case", sent), ("cover-case", cover)):
        page = manager.post(page_url(name, builder.case), typed)
        assert page.status_code == 409
        assert "This case has changed since you opened this page." in page_text(page)
        assert "Otto Other" in page_text(
            page
        ) and "Moves on. Both sides know the reason." in page_text(page)
    assert fresh_case(builder).prosecutor == other


def test_a_further_referral_does_not_change_whose_the_case_is(builder):
    builder.give_case(builder.suspects)
    before = fresh_case(builder).version
    builder.suspects = [builder.add_suspect()]
    builder.submit()
    assert fresh_case(builder).version == before


def test_a_case_without_a_prosecutor_cannot_be_reallocated(builder, manager):
    page = manager.get(page_url("reallocate-case", builder.case))
    assert page.status_code == 403
    assert "No prosecutor has been named on this case yet." in page.content.decode()


def test_cover_is_arranged_to_the_end_of_a_day(builder, manager):
    allocate_on_page(manager, builder)
    answer = manager.post(
        page_url("cover-case", builder.case),
        {"to": builder.cast.other_prosecutor.pk, "version": fresh_case(builder).version}
        | date_parts("from_on", day_from_today(1))
        | date_parts("until_on", day_from_today(8)),
    )
    assert answer.url == page_url("see-case", builder.case)
    cover = Allocation.objects.unscoped("test").get(case=builder.case, kind="COVER")
    assert cover.until_on == day_from_today(8)
    assert (
        client_for(builder.cast.other_prosecutor)
        .get(page_url("record-review", builder.case))
        .status_code
        == 200
    )
    assert "Otto Other covers until" in page_text(manager.get(page_url("cover-case", builder.case)))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (-1, 3, "The first day of the cover must be today or later"),
        (0, -1, "The last day of the cover must be today or later"),
        (5, 3, "The last day of the cover must not be before the first"),
    ],
)
def test_cover_has_days_that_can_be_kept(builder, manager, first, last, told):
    allocate_on_page(manager, builder)
    page = manager.post(
        page_url("cover-case", builder.case),
        {
            "to": builder.cast.other_prosecutor.pk,
            "reason": "Annual leave, as both sides know by now",
        }
        | date_parts("from_on", day_from_today(first))
        | date_parts("until_on", day_from_today(last)),
    )
    assert page.status_code == 200
    assert told in page_text(page)
    assert "Annual leave, as both sides know by now" in page.content.decode()


def test_a_prosecutor_does_not_allocate(builder):
    assert (
        client_for(builder.cast.prosecutor).get(page_url("allocate-case", builder.case)).status_code
        == 403
    )


def case_page_text(builder, who="manager"):
    return page_text(client_for(getattr(builder.cast, who)).get(page_url("see-case", builder.case)))


def test_the_reason_and_the_one_who_loses_the_case_are_told(builder, manager):
    allocate_on_page(manager, builder)
    manager.post(
        page_url("reallocate-case", builder.case),
        {"to": builder.cast.other_prosecutor.pk, "reason": "Moves to another team."}
        | {"version": fresh_case(builder).version},
    )
    assert "Moves to another team." in case_page_text(builder)
    deliveries = Delivery.objects.filter(notice="reallocated")
    assert [each.recipient for each in deliveries] == [builder.cast.prosecutor]


def test_a_second_batch_for_another_prosecutor_is_told_to_the_one_who_had_the_case(
    builder, manager
):
    allocate_on_page(manager, builder)
    builder.suspects = [builder.add_suspect()]
    builder.accept()
    allocate_on_page(manager, builder, to="other_prosecutor")
    deliveries = Delivery.objects.filter(notice="reallocated")
    assert [each.recipient for each in deliveries] == [builder.cast.prosecutor]


def post_cover(builder, manager, days):
    return manager.post(
        page_url("cover-case", builder.case),
        {
            "to": builder.cast.other_prosecutor.pk,
            "reason": "Annual leave, as both sides know by now",
        }
        | {"version": fresh_case(builder).version}
        | date_parts("from_on", day_from_today(0))
        | date_parts("until_on", day_from_today(days)),
    )


def test_cover_arranged_again_replaces_what_the_page_said_stood(builder, manager):
    allocate_on_page(manager, builder)
    post_cover(builder, manager, 8)
    told = page_text(manager.get(page_url("cover-case", builder.case)))
    assert "If you choose them again, the days you enter replace this." in told
    post_cover(builder, manager, 3)
    assert page_text(manager.get(page_url("cover-case", builder.case))).count("covers until") == 1
    assert "Annual leave, as both sides know by now" in case_page_text(builder)


def test_cover_is_ended_before_its_last_day(builder, manager):
    allocate_on_page(manager, builder)
    assert "No one is covering this case." in page_text(
        manager.get(page_url("end-cover", builder.case))
    )
    assert "End cover" not in case_page_text(builder)
    post_cover(builder, manager, 8)
    otto = builder.cast.other_prosecutor
    assert "End cover" in case_page_text(builder)

    answer = manager.post(page_url("end-cover", builder.case), {"to": otto.pk})

    assert answer.url == page_url("see-case", builder.case)
    assert client_for(otto).get(page_url("record-review", builder.case)).status_code == 403
    assert "Cover ended" in case_page_text(builder)
    assert [each.recipient for each in Delivery.objects.filter(notice="cover_ended")] == [otto]


def test_only_cover_that_stands_is_ended(builder):
    builder.give_case(builder.suspects)
    with pytest.raises(Refused, match="This cover has ended already."):
        builder.do(
            allocations.end_cover, "manager", case=builder.case, to=builder.cast.other_prosecutor
        )


# The officer in the case


def test_a_supervisor_names_another_officer_and_both_are_told(builder):
    cole = person(builder.cast.police, "refer_cases", name="Cole Colleague")
    supervisor = client_for(builder.cast.supervisor)
    page = supervisor.get(page_url("name-officer", builder.case))
    assert "Olive Officer is the officer in the case now." in page_text(page)

    empty = page_text(supervisor.post(page_url("name-officer", builder.case), {"form_key": ""}))
    assert "Select an officer" in empty and "Enter why another officer is named" in empty
    why = "The officer has moved to another team."
    answer = supervisor.post(page_url("name-officer", builder.case), {"to": cole.pk, "reason": why})

    assert answer.url == page_url("see-case", builder.case)
    assert fresh_case(builder).officer == cole
    named = fresh_case(builder).grants.filter(permission__codename="officer_in_case")
    assert [grant.user for grant in named] == [cole]
    deliveries = Delivery.objects.filter(notice__in=["officer_named", "reallocated"])
    assert {(each.notice, each.recipient.name) for each in deliveries} == {
        ("officer_named", "Cole Colleague"), ("reallocated", "Olive Officer"),
    }  # fmt: skip
    page = case_page_text(builder, "supervisor")
    assert "Officer in the case named" in page and f"Cole Colleague {why}" in page


def test_only_officers_of_the_unit_who_may_see_the_case_are_offered(builder):
    gone = person(builder.cast.police, "refer_cases", name="Ann Inactive")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    conflicted = person(builder.cast.police, "refer_cases", name="Con Conflicted")
    add_conflict(conflicted, builder.case, at=START)
    elsewhere = person(force_unit(), "refer_cases", name="Ed Elsewhere")
    page = page_text(
        client_for(builder.cast.supervisor).get(page_url("name-officer", builder.case))
    )
    assert "Con Conflicted" in page and "Ed Elsewhere" not in page and "Ann Inactive" not in page
    for other in (gone, conflicted, elsewhere, builder.cast.supervisor):
        with pytest.raises(Refused, match="Select an officer of the unit"):
            builder.do(officers.name_officer, "supervisor", case=builder.case, to=other)
    with pytest.raises(Refused, match="This officer has the case already."):
        builder.do(officers.name_officer, "supervisor", case=builder.case, to=builder.cast.officer)


def test_a_case_without_suspects_has_an_officer_too(builder):
    empty = builder.do(cases.open_case, "officer", unit=builder.cast.police, urn="52RS0099926")
    cole = person(builder.cast.police, "refer_cases", name="Cole Colleague")
    builder.do(officers.name_officer, "supervisor", case=empty, to=cole)
    assert Delivery.objects.get(notice="officer_named").subject == "52RS0099926"
