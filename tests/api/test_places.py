"""The cursor of notices reveals nothing about notices that the reader may not see."""

from itertools import chain, count
from random import Random
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from cases.desk.queries import notices
from cases.desk.queries.feed_cursors import FeedCursor
from cases.desk.queries.notices import MAX_BATCHES, notice_feed
from devtools.case_builder import MONDAY, CaseBuilder, cast, force_unit, scope
from people.access import grants
from tests.support.api.token_callers import Caller
from tests.support.cases.conflicts import add_conflict
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
NOTICES = "/api/notices/"
LATER = count(1)  # transaction ids, increasing and long finished


@module_fixture
def cases_of_two_units():
    """A supervisor of two units with a case in each; the system acts for the first one only."""
    people = cast()
    elsewhere = force_unit()
    for who, capacity in ((people.supervisor, "supervise_cases"), (people.officer, "refer_cases")):
        grants.grant_capacity(capacity, to=who, on=elsewhere, by=who, at=MONDAY)
    there = SimpleNamespace(**vars(people) | {"police": elsewhere})
    return SimpleNamespace(
        people=people, near=CaseBuilder(people).write(), away=CaseBuilder(there).write()
    )


@pytest.fixture
def api_scene(cases_of_two_units, settings, monkeypatch):
    """The two cases, and the system acting for the supervisor, without notices."""
    settings.ROWS_AT_ONCE = 2
    monkeypatch.setattr(notices, "BATCH_SIZE", 2)
    cases_of_two_units.notices = {
        builder: Delivery.objects.get(about=builder.case.pk)
        for builder in builders(cases_of_two_units)
    }
    Delivery.objects.all().delete()
    cases_of_two_units.system = Caller(cases_of_two_units.people.police).for_(
        cases_of_two_units.people.supervisor
    )
    return cases_of_two_units


def builders(cases_of_two_units):
    return cases_of_two_units.near, cases_of_two_units.away


def notify_again(api_scene, builder):
    """Notify the supervisor of a case again. Returns the notice's id."""
    notice = api_scene.notices[builder]
    notice.pk, notice.written_in = uuid4(), next(LATER)
    notice.save(force_insert=True)
    return str(notice.pk)


def get_notices(caller, after=None):
    answer = caller.get(NOTICES, {"after": after} if after else {})
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids_on_page(page):
    return [each["id"] for each in page["notices"]]


def notice_pages(caller, after=None):
    """The ids on each page, until a page is empty."""
    while ids_on_page(page := get_notices(caller, after)):
        yield ids_on_page(page)
        after = page["next"]


def cursor_response(caller, after):
    answer = caller.get(NOTICES, {"after": after})
    return answer.status_code, answer.content


def test_a_hidden_notice_leaves_no_trace_in_where_to_go_on(api_scene):
    notify_again(api_scene, api_scene.near)
    place = get_notices(api_scene.system)["next"]
    quiet = [get_notices(api_scene.system, place) for _ in range(3)]
    notify_again(api_scene, api_scene.away)
    after = [get_notices(api_scene.system, each) for each in (place, quiet[0]["next"])]
    assert [ids_on_page(page) for page in quiet + after] == [[]] * 5
    places = [
        place,
        get_notices(api_scene.system)["next"],
        *(page["next"] for page in quiet + after),
    ]
    assert len(set(places)) == len(places)
    assert len({len(each) for each in places}) == 1


def test_the_place_before_any_notice_is_like_any_other(api_scene):
    nothing = get_notices(api_scene.system)
    notify_again(api_scene, api_scene.near)
    assert len(nothing["next"]) == len(get_notices(api_scene.system)["next"])
    assert len(ids_on_page(get_notices(api_scene.system, nothing["next"]))) == 1


def test_pages_are_as_long_as_if_there_were_no_hidden_notice(api_scene):
    seen = [notify_again(api_scene, api_scene.near) for _ in range(5)]
    without = list(notice_pages(api_scene.system))
    Delivery.objects.all().delete()
    with_hidden = []
    for _ in seen:
        notify_again(api_scene, api_scene.away)
        with_hidden.append(notify_again(api_scene, api_scene.near))
    assert [len(page) for page in without] == [2, 2, 1]
    assert [len(page) for page in notice_pages(api_scene.system)] == [2, 2, 1]
    assert list(chain.from_iterable(notice_pages(api_scene.system))) == with_hidden


def test_a_page_goes_on_past_those_that_may_not_be_seen(api_scene):
    for _ in range(7):
        notify_again(api_scene, api_scene.away)
    shown = notify_again(api_scene, api_scene.near)
    assert ids_on_page(get_notices(api_scene.system)) == [shown]


def test_a_page_goes_on_past_notices_that_the_reader_may_not_get(api_scene):
    add_conflict(api_scene.people.supervisor, api_scene.away.case, at=MONDAY)
    for _ in range(7):
        notify_again(api_scene, api_scene.away)
    shown = notify_again(api_scene, api_scene.near)
    assert ids_on_page(get_notices(api_scene.system)) == [shown]


def test_nothing_is_lost_or_told_twice_over_many_pages(api_scene):
    draw, seen = Random(34), []
    for _ in range(60):
        is_seen = draw.random() < 0.4
        notice = notify_again(api_scene, api_scene.near if is_seen else api_scene.away)
        seen += [notice] * is_seen
    assert 10 < len(seen) < 50
    assert list(chain.from_iterable(notice_pages(api_scene.system))) == seen


def test_a_call_reads_a_limited_number_of_batches_and_the_next_goes_on(api_scene):
    for _ in range(2 * MAX_BATCHES):
        notify_again(api_scene, api_scene.away)
    shown = notify_again(api_scene, api_scene.near)
    page = get_notices(api_scene.system)
    assert ids_on_page(page) == []
    assert ids_on_page(get_notices(api_scene.system, page["next"])) == [shown]


@pytest.mark.parametrize("hidden, batches", [(0, 1), (2, 2), (6, 4), (90, MAX_BATCHES)])
def test_a_page_takes_two_questions_for_each_batch(
    api_scene, hidden, batches, django_assert_num_queries
):
    for _ in range(hidden):
        notify_again(api_scene, api_scene.away)
    notify_again(api_scene, api_scene.near)
    system = api_scene.system.system
    own = scope(system.account).as_system(system.pk)
    by = scope(api_scene.people.supervisor).limited_to_system(own)
    with django_assert_num_queries(1 + 2 * batches):
        page = notice_feed(by, after="", limit=2)
    assert len(page.rows) == (batches < MAX_BATCHES)


def other_readers(api_scene):
    """Further readers: the supervisor through another system, the system alone, another officer."""
    people = api_scene.people
    yield Caller(people.police).for_(people.supervisor)
    api_scene.system.officer = None
    yield api_scene.system
    yield api_scene.system.for_(people.officer)


def test_a_cursor_is_of_no_use_to_another_caller(api_scene):
    notify_again(api_scene, api_scene.near)
    place = get_notices(api_scene.system)["next"]
    get_notices(api_scene.system, place)
    for other in other_readers(api_scene):
        assert cursor_response(other, place)[0] == 410
        assert ids_on_page(get_notices(other, get_notices(other)["next"])) == []


def test_a_made_up_place_tells_nothing(api_scene):
    notify_again(api_scene, api_scene.near)
    place = get_notices(api_scene.system)["next"]
    beyond = FeedCursor(10**15, uuid4()).given_to(reader_scope(api_scene))
    made_up = [place[:n] + ("A" if place[n] != "A" else "B") + place[n + 1 :] for n in (0, 50, -2)]
    told = {
        cursor_response(api_scene.system, each) for each in (beyond, "A" * len(place), *made_up)
    }
    assert len(told) == 1
    assert "Begin again without" in told.pop()[1].decode()


def reader_scope(api_scene):
    return SimpleNamespace(
        user_id=api_scene.people.supervisor.pk, system_id=api_scene.system.system.pk
    )


@pytest.mark.parametrize(
    "nonsense",
    ["x", "1", "0~", f"1~{UUID(int=1)}", f"999999999999~{UUID(int=1)}", "é" * 112, "A" * 113],
)
def test_an_invalid_cursor_is_refused_as_such(api_scene, nonsense):
    assert cursor_response(api_scene.system, nonsense)[0] == 400


def test_a_place_outlives_a_new_key_but_not_the_loss_of_its_own(api_scene, settings):
    first = notify_again(api_scene, api_scene.near)
    place, old = get_notices(api_scene.system)["next"], settings.DRAFT_KEYS
    second = notify_again(api_scene, api_scene.near)
    settings.DRAFT_KEYS = ["another long random text", *old]
    assert ids_on_page(get_notices(api_scene.system, place)) == [second]
    settings.DRAFT_KEYS = ["another long random text"]
    assert cursor_response(api_scene.system, place)[0] == 410
    assert ids_on_page(get_notices(api_scene.system)) == [first, second]
