"""The cursor of notices reveals nothing about notices that the reader may not see."""

from itertools import chain, count
from random import Random
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from cases.desk.queries import notices
from cases.desk.queries.feed_cursors import FeedCursor
from cases.desk.queries.notices import MAX_BATCHES, notice_feed
from devtools.case_builder import MONDAY, Road, cast, force_unit, scope
from people.access import grants
from tests.support.api.token_callers import Caller
from tests.support.cases.conflicts import in_conflict
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
NOTICES = "/api/notices/"
LATER = count(1)  # transaction ids, increasing and long finished


@standing
def made():
    """A supervisor of two units with a case in each; the system acts for the first one only."""
    people = cast()
    elsewhere = force_unit()
    for who, capacity in ((people.supervisor, "supervise_cases"), (people.officer, "refer_cases")):
        grants.grant_capacity(capacity, to=who, on=elsewhere, by=who, at=MONDAY)
    there = SimpleNamespace(**vars(people) | {"police": elsewhere})
    return SimpleNamespace(people=people, near=Road(people).write(), away=Road(there).write())


@pytest.fixture
def here(made, settings, monkeypatch):
    """The two cases, and the system acting for the supervisor, without notices."""
    settings.ROWS_AT_ONCE = 2
    monkeypatch.setattr(notices, "BATCH_SIZE", 2)
    made.notices = {road: Delivery.objects.get(about=road.case.pk) for road in roads(made)}
    Delivery.objects.all().delete()
    made.system = Caller(made.people.police).for_(made.people.supervisor)
    return made


def roads(made):
    return made.near, made.away


def tell(here, road):
    """Notify the supervisor of a case again. Returns the notice's id."""
    notice = here.notices[road]
    notice.pk, notice.written_in = uuid4(), next(LATER)
    notice.save(force_insert=True)
    return str(notice.pk)


def read(caller, after=None):
    answer = caller.get(NOTICES, {"after": after} if after else {})
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(page):
    return [each["id"] for each in page["notices"]]


def pages(caller, after=None):
    """The ids on each page, until a page is empty."""
    while ids(page := read(caller, after)):
        yield ids(page)
        after = page["next"]


def refused(caller, after):
    answer = caller.get(NOTICES, {"after": after})
    return answer.status_code, answer.content


def test_a_hidden_notice_leaves_no_trace_in_where_to_go_on(here):
    tell(here, here.near)
    place = read(here.system)["next"]
    quiet = [read(here.system, place) for _ in range(3)]
    tell(here, here.away)
    after = [read(here.system, each) for each in (place, quiet[0]["next"])]
    assert [ids(page) for page in quiet + after] == [[]] * 5
    places = [place, read(here.system)["next"], *(page["next"] for page in quiet + after)]
    assert len(set(places)) == len(places)
    assert len({len(each) for each in places}) == 1


def test_the_place_before_any_notice_is_like_any_other(here):
    nothing = read(here.system)
    tell(here, here.near)
    assert len(nothing["next"]) == len(read(here.system)["next"])
    assert len(ids(read(here.system, nothing["next"]))) == 1


def test_pages_are_as_long_as_if_there_were_no_hidden_notice(here):
    seen = [tell(here, here.near) for _ in range(5)]
    without = list(pages(here.system))
    Delivery.objects.all().delete()
    with_hidden = []
    for _ in seen:
        tell(here, here.away)
        with_hidden.append(tell(here, here.near))
    assert [len(page) for page in without] == [2, 2, 1]
    assert [len(page) for page in pages(here.system)] == [2, 2, 1]
    assert list(chain.from_iterable(pages(here.system))) == with_hidden


def test_a_page_goes_on_past_those_that_may_not_be_seen(here):
    for _ in range(7):
        tell(here, here.away)
    shown = tell(here, here.near)
    assert ids(read(here.system)) == [shown]


def test_a_page_goes_on_past_those_that_nobody_may_be_told(here):
    in_conflict(here.people.supervisor, here.away.case, at=MONDAY)
    for _ in range(7):
        tell(here, here.away)
    shown = tell(here, here.near)
    assert ids(read(here.system)) == [shown]


def test_nothing_is_lost_or_told_twice_over_many_pages(here):
    draw, seen = Random(34), []
    for _ in range(60):
        is_seen = draw.random() < 0.4
        notice = tell(here, here.near if is_seen else here.away)
        seen += [notice] * is_seen
    assert 10 < len(seen) < 50
    assert list(chain.from_iterable(pages(here.system))) == seen


def test_a_call_reads_a_limited_number_of_batches_and_the_next_goes_on(here):
    for _ in range(2 * MAX_BATCHES):
        tell(here, here.away)
    shown = tell(here, here.near)
    page = read(here.system)
    assert ids(page) == []
    assert ids(read(here.system, page["next"])) == [shown]


@pytest.mark.parametrize("hidden, batches", [(0, 1), (2, 2), (6, 4), (90, MAX_BATCHES)])
def test_a_page_takes_two_questions_for_each_batch(
    here, hidden, batches, django_assert_num_queries
):
    for _ in range(hidden):
        tell(here, here.away)
    tell(here, here.near)
    system = here.system.system
    own = scope(system.account).as_system(system.pk)
    by = scope(here.people.supervisor).limited_to_system(own)
    with django_assert_num_queries(1 + 2 * batches):
        page = notice_feed(by, after="", limit=2)
    assert len(page.rows) == (batches < MAX_BATCHES)


def others(here):
    """Further readers: the supervisor through another system, the system alone, another officer."""
    people = here.people
    yield Caller(people.police).for_(people.supervisor)
    here.system.officer = None
    yield here.system
    yield here.system.for_(people.officer)


def test_a_place_is_nobody_elses(here):
    tell(here, here.near)
    place = read(here.system)["next"]
    read(here.system, place)
    for other in others(here):
        assert refused(other, place)[0] == 410
        assert ids(read(other, read(other)["next"])) == []


def test_a_made_up_place_tells_nothing(here):
    tell(here, here.near)
    place = read(here.system)["next"]
    beyond = FeedCursor(10**15, uuid4()).given_to(reader(here))
    made_up = [place[:n] + ("A" if place[n] != "A" else "B") + place[n + 1 :] for n in (0, 50, -2)]
    told = {refused(here.system, each) for each in (beyond, "A" * len(place), *made_up)}
    assert len(told) == 1
    assert "Begin again without" in told.pop()[1].decode()


def reader(here):
    return SimpleNamespace(user_id=here.people.supervisor.pk, system_id=here.system.system.pk)


@pytest.mark.parametrize(
    "nonsense",
    ["x", "1", "0~", f"1~{UUID(int=1)}", f"999999999999~{UUID(int=1)}", "é" * 112, "A" * 113],
)
def test_what_never_was_a_place_is_told_so(here, nonsense):
    assert refused(here.system, nonsense)[0] == 400


def test_a_place_outlives_a_new_key_but_not_the_loss_of_its_own(here, settings):
    first = tell(here, here.near)
    place, old = read(here.system)["next"], settings.DRAFT_KEYS
    second = tell(here, here.near)
    settings.DRAFT_KEYS = ["another long random text", *old]
    assert ids(read(here.system, place)) == [second]
    settings.DRAFT_KEYS = ["another long random text"]
    assert refused(here.system, place)[0] == 410
    assert ids(read(here.system)) == [first, second]
