"""Allocating a case to a prosecutor, reallocating it, and cover."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.allocation.actions import allocations, officers
from cases.case_details.actions import cases
from cases.models import Allocation, Case
from devtools.case_builder import Road, cast, cps_unit, force_unit, person
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.allocation_page import drawn, give
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, day, in_days, said
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)


@standing
def road():
    return Road(cast(), suspects=2, at=START).accept()


@pytest.fixture
def manager(road):
    return as_(road.cast.manager)


def case(road):
    return Case.objects.unscoped("test").get(pk=road.case.pk)


def states(road):
    return {road.suspect(n).state for n in range(len(road.suspects))}


def test_a_manager_allocates_to_one_of_the_unit_s_prosecutors(road, manager):
    told = said(manager.get(at("allocate-case", road.case)))
    assert "Suspect 1: Sam" in told and "Suspect 2: Sam" in told
    assert "Decision due" in told

    answer = give(manager, road)

    assert answer.url == at("see-case", road.case)
    assert case(road).prosecutor == road.cast.prosecutor
    assert states(road) == {"WITH_PROSECUTOR"}


def test_each_prosecutor_is_shown_with_the_open_cases_they_have(road, manager):
    Road(road.cast, at=START).allocate()
    told = said(manager.get(at("allocate-case", road.case)))
    suggested = "Suggested: the lightest caseload of those not away"
    assert f"Otto Other 0 open cases now, 0 points. {suggested}. Pia Prosecutor 1 open" in told
    assert "Pia Prosecutor 1 open case now, 1 point." in told


def test_the_counts_cost_one_query_however_many_prosecutors_there_are(road, manager):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            manager.get(at("allocate-case", road.case))
        return len(seen)

    queries()  # warm-up: the first request fills caches
    before = queries()
    for _ in range(5):
        person(road.cast.cps, "prosecute_cases")
    assert queries() == before


def test_only_those_who_may_have_the_case_are_offered(road, manager):
    away = person(road.cast.cps, "prosecute_cases", name="Ann Inactive")
    User.objects.filter(pk=away.pk).update(is_active=False)
    elsewhere = person(cps_unit(), "prosecute_cases", name="Ed Elsewhere")

    told = said(manager.get(at("allocate-case", road.case)))
    assert "Pia Prosecutor" in told
    for name in ("Ann Inactive", "Ed Elsewhere", "Mona Manager"):
        assert name not in told
    sent = drawn(manager, road) | {"to": elsewhere.pk}
    page = manager.post(at("allocate-case", road.case), sent)
    assert "Select one of the answers shown" in said(page)


def test_without_an_answer_the_page_asks_again(road, manager):
    page = manager.post(at("allocate-case", road.case), drawn(manager, road))
    assert page.status_code == 200
    assert "Select a prosecutor" in said(page)
    assert states(road) == {"READY_TO_ALLOCATE"}


def test_a_case_allocated_a_moment_ago_says_that_nobody_is_waiting(road, manager):
    sent = drawn(manager, road)
    give(manager, road)
    sent |= {"to": road.cast.other_prosecutor.pk, "version": case(road).version}
    page = manager.post(at("allocate-case", road.case), sent)
    assert page.status_code == 409
    assert "No suspect of this case is ready to allocate any more." in said(page)
    assert case(road).prosecutor == road.cast.prosecutor


def test_a_unit_without_prosecutors_says_so(road, manager):
    User.objects.filter(pk__in=[road.cast.prosecutor.pk, road.cast.other_prosecutor.pk]).update(
        is_active=False
    )
    assert "Ask the administrator to add one." in said(manager.get(at("allocate-case", road.case)))


def test_a_case_is_given_to_another_prosecutor_with_a_reason_and_the_clock_goes_on(manager, road):
    give(manager, road)
    due_at = road.suspect().due_at
    page = manager.get(at("reallocate-case", road.case))
    assert "the clock keeps running and does not start again" in said(page)
    assert "Pia Prosecutor 1 open" not in said(page)  # they have the case already

    told = said(manager.post(at("reallocate-case", road.case), {"form_key": ""}))
    assert "Select a prosecutor" in told
    assert "Enter why the case is allocated to another prosecutor" in told

    answer = manager.post(
        at("reallocate-case", road.case),
        {"to": road.cast.other_prosecutor.pk, "reason": "Moves to another team."}
        | {"version": case(road).version},
    )
    assert answer.url == at("see-case", road.case)
    assert case(road).prosecutor == road.cast.other_prosecutor
    assert road.suspect().due_at == due_at
    assert as_(road.cast.prosecutor).get(at("record-review", road.case)).status_code == 403
    assert as_(road.cast.other_prosecutor).get(at("record-review", road.case)).status_code == 200


def test_a_case_that_has_changed_hands_is_not_given_on_unseen(road, manager):
    road.give_case(road.suspects)
    third = person(road.cast.cps, "prosecute_cases", name="Thea Third")
    read = manager.get(at("reallocate-case", road.case)).context["form"]["version"].value()
    other = road.cast.other_prosecutor
    road.do(
        allocations.reallocate_case,
        "manager",
        case=road.case,
        to=other,
        reason="Leave. Both sides know the reason.",
    )
    sent = {"to": third.pk, "reason": "Moves on. Both sides know the reason.", "version": read}
    cover = sent | day("from_on", in_days(0)) | day("until_on", in_days(0))
    for name, typed in (("reallocate-case", sent), ("cover-case", cover)):
        page = manager.post(at(name, road.case), typed)
        assert page.status_code == 409
        assert "This case has changed since you opened this page." in said(page)
        assert "Otto Other" in said(page) and "Moves on. Both sides know the reason." in said(page)
    assert case(road).prosecutor == other


def test_a_further_referral_does_not_change_whose_the_case_is(road):
    road.give_case(road.suspects)
    before = case(road).version
    road.suspects = [road.add_suspect()]
    road.submit()
    assert case(road).version == before


def test_nobody_can_be_given_a_case_that_has_no_prosecutor_yet(road, manager):
    page = manager.get(at("reallocate-case", road.case))
    assert page.status_code == 403
    assert "No prosecutor has been named on this case yet." in page.content.decode()


def test_cover_is_arranged_to_the_end_of_a_day(road, manager):
    give(manager, road)
    answer = manager.post(
        at("cover-case", road.case),
        {"to": road.cast.other_prosecutor.pk, "version": case(road).version}
        | day("from_on", in_days(1))
        | day("until_on", in_days(8)),
    )
    assert answer.url == at("see-case", road.case)
    cover = Allocation.objects.unscoped("test").get(case=road.case, kind="COVER")
    assert cover.until_on == in_days(8)
    assert as_(road.cast.other_prosecutor).get(at("record-review", road.case)).status_code == 200
    assert "Otto Other covers until" in said(manager.get(at("cover-case", road.case)))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (-1, 3, "The first day of the cover must be today or later"),
        (0, -1, "The last day of the cover must be today or later"),
        (5, 3, "The last day of the cover must not be before the first"),
    ],
)
def test_cover_has_days_that_can_be_kept(road, manager, first, last, told):
    give(manager, road)
    page = manager.post(
        at("cover-case", road.case),
        {"to": road.cast.other_prosecutor.pk, "reason": "Annual leave, as both sides know by now"}
        | day("from_on", in_days(first))
        | day("until_on", in_days(last)),
    )
    assert page.status_code == 200
    assert told in said(page)
    assert "Annual leave, as both sides know by now" in page.content.decode()


def test_a_prosecutor_does_not_allocate(road):
    assert as_(road.cast.prosecutor).get(at("allocate-case", road.case)).status_code == 403


def timeline(road, who="manager"):
    return said(as_(getattr(road.cast, who)).get(at("see-case", road.case)))


def test_the_reason_and_the_one_who_loses_the_case_are_told(road, manager):
    give(manager, road)
    manager.post(
        at("reallocate-case", road.case),
        {"to": road.cast.other_prosecutor.pk, "reason": "Moves to another team."}
        | {"version": case(road).version},
    )
    assert "Moves to another team." in timeline(road)
    deliveries = Delivery.objects.filter(notice="reallocated")
    assert [each.recipient for each in deliveries] == [road.cast.prosecutor]


def test_a_second_batch_for_somebody_else_is_told_to_the_one_who_had_the_case(road, manager):
    give(manager, road)
    road.suspects = [road.add_suspect()]
    road.accept()
    give(manager, road, to="other_prosecutor")
    deliveries = Delivery.objects.filter(notice="reallocated")
    assert [each.recipient for each in deliveries] == [road.cast.prosecutor]


def covered(road, manager, days):
    return manager.post(
        at("cover-case", road.case),
        {"to": road.cast.other_prosecutor.pk, "reason": "Annual leave, as both sides know by now"}
        | {"version": case(road).version}
        | day("from_on", in_days(0))
        | day("until_on", in_days(days)),
    )


def test_cover_arranged_again_replaces_what_the_page_said_stood(road, manager):
    give(manager, road)
    covered(road, manager, 8)
    told = said(manager.get(at("cover-case", road.case)))
    assert "If you choose them again, the days you enter replace this." in told
    covered(road, manager, 3)
    assert said(manager.get(at("cover-case", road.case))).count("covers until") == 1
    assert "Annual leave, as both sides know by now" in timeline(road)


def test_cover_is_ended_before_its_last_day(road, manager):
    give(manager, road)
    assert "No one is covering this case." in said(manager.get(at("end-cover", road.case)))
    assert "End cover" not in timeline(road)
    covered(road, manager, 8)
    otto = road.cast.other_prosecutor
    assert "End cover" in timeline(road)

    answer = manager.post(at("end-cover", road.case), {"to": otto.pk})

    assert answer.url == at("see-case", road.case)
    assert as_(otto).get(at("record-review", road.case)).status_code == 403
    assert "Cover ended" in timeline(road)
    assert [each.recipient for each in Delivery.objects.filter(notice="cover_ended")] == [otto]


def test_only_cover_that_stands_is_ended(road):
    road.give_case(road.suspects)
    with pytest.raises(Refused, match="This cover has ended already."):
        road.do(allocations.end_cover, "manager", case=road.case, to=road.cast.other_prosecutor)


# The officer in the case


def test_a_supervisor_names_another_officer_and_both_are_told(road):
    cole = person(road.cast.police, "refer_cases", name="Cole Colleague")
    supervisor = as_(road.cast.supervisor)
    page = supervisor.get(at("name-officer", road.case))
    assert "Olive Officer is the officer in the case now." in said(page)

    assert "Select an officer" in said(
        supervisor.post(at("name-officer", road.case), {"form_key": ""})
    )
    answer = supervisor.post(at("name-officer", road.case), {"to": cole.pk})

    assert answer.url == at("see-case", road.case)
    assert case(road).officer == cole
    named = case(road).grants.filter(permission__codename="officer_in_case")
    assert [grant.user for grant in named] == [cole]
    deliveries = Delivery.objects.filter(notice__in=["officer_named", "reallocated"])
    assert {(each.notice, each.recipient.name) for each in deliveries} == {
        ("officer_named", "Cole Colleague"), ("reallocated", "Olive Officer"),
    }  # fmt: skip
    assert "Officer in the case named" in timeline(road, "supervisor")


def test_only_officers_of_the_unit_who_may_see_the_case_are_offered(road):
    gone = person(road.cast.police, "refer_cases", name="Ann Inactive")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    conflicted = person(road.cast.police, "refer_cases", name="Con Conflicted")
    in_conflict(conflicted, road.case, at=START)
    elsewhere = person(force_unit(), "refer_cases", name="Ed Elsewhere")
    page = said(as_(road.cast.supervisor).get(at("name-officer", road.case)))
    assert "Con Conflicted" in page and "Ed Elsewhere" not in page and "Ann Inactive" not in page
    for other in (gone, conflicted, elsewhere, road.cast.supervisor):
        with pytest.raises(Refused, match="Select an officer of the unit"):
            road.do(officers.name_officer, "supervisor", case=road.case, to=other)
    with pytest.raises(Refused, match="This officer has the case already."):
        road.do(officers.name_officer, "supervisor", case=road.case, to=road.cast.officer)


def test_a_case_without_suspects_has_an_officer_too(road):
    empty = road.do(cases.open_case, "officer", unit=road.cast.police, urn="52RS0099926")
    cole = person(road.cast.police, "refer_cases", name="Cole Colleague")
    road.do(officers.name_officer, "supervisor", case=empty, to=cole)
    assert Delivery.objects.get(notice="officer_named").subject == "52RS0099926"
