"""
Learning points: invisible until a second person has checked them; who has read them is recorded.
"""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import cps_unit, force_unit, person, scope
from people.access import grants
from people.access.permission_tables import Refused
from people.administration.actions import merge_units
from people.models import Human, Unit, User
from pilots.actions import learning_points as actions
from pilots.models import LearningPoint, LearningReading
from pilots.queries import learning_points as queries
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import date_parts
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from tests.support.people.pages import post_page, response_text
from tests.support.pilots.permission_matrix import make_pilot_area

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAID = {
    "title": "Ask why before what", "text": "Say in the plan why an action matters.",
    "themes": ["ACTION_PLANS", "DELAY"], "learnt_from": "PANEL",
}  # fmt: skip


@module_fixture
def people():
    """A convener who wrote a point, another who may check it, and units that may read it."""
    area, police, cps = make_pilot_area(), force_unit(), cps_unit()
    author, checker = person(area, "convene_panels"), person(area, "manage_pilot_area")
    point = actions.write_learning_point(by=scope(author, AT), at=AT, **SAID)
    return SimpleNamespace(
        area=area, police=police, cps=cps, author=author, checker=checker, point=point,
        officer=person(police, "refer_cases", name="Officer"),
        supervisor=person(police, "supervise_cases", name="Supervisor"),
        prosecutor=person(cps, "prosecute_cases"),
    )  # fmt: skip


def act_on_point(people, who, action, **said):
    return action(point=people.point, by=scope(getattr(people, who), AT), at=AT, **said)


def share_point(people):
    act_on_point(people, "checker", actions.check_learning_point, is_shared=True)
    people.point.refresh_from_db()


def ask_unit(people, unit="police", day=date(2026, 4, 1)):
    unit = getattr(people, unit).pk
    return act_on_point(people, "author", actions.ask_unit_to_read, unit=unit, read_by=day)


def titles_found(user, **filters):
    return [line.title for line in queries.find_learning_points(scope(user, AT), **filters)]


class TestChecking:
    def test_other_people_do_not_read_it_before_it_is_checked(self, people, client):
        client.force_login(people.officer)
        assert titles_found(people.officer) == []
        for name in ("see-learning-point", "say-read", "see-learning-readers"):
            address = reverse(name, args=[people.point.pk])
            assert client.get(address).status_code in (403, 404)
        share_point(people)
        assert titles_found(people.officer) == [SAID["title"]]

    def test_an_author_does_not_check_their_own_point_under_any_account(self, people):
        twice = person(people.area, "convene_panels")
        human = Human.objects.create()
        User.objects.filter(pk__in=[twice.pk, people.author.pk]).update(human=human)
        people.twice = twice
        for who in ("author", "twice"):
            with pytest.raises(Refused, match="You wrote this"):
                act_on_point(people, who, actions.check_learning_point, is_shared=True)

    def test_the_database_refuses_an_author_as_the_one_who_checks(self, people):
        rows = LearningPoint.objects.filter(pk=people.point.pk)
        with pytest.raises(IntegrityError, match="nobody_checks"), transaction.atomic():
            rows.update(checked_by=people.author, checked_at=AT, is_shared=True)

    def test_a_point_that_is_not_shared_says_why_and_reaches_no_reader(self, people):
        with pytest.raises(Refused, match="Say what could identify"):
            act_on_point(people, "checker", actions.check_learning_point, is_shared=False)
        facts = {"is_shared": False, "check_text": "Only one case had a boat in it."}
        act_on_point(people, "checker", actions.check_learning_point, **facts)
        assert titles_found(people.officer) == []
        with pytest.raises(Refused, match="checked already"):
            act_on_point(people, "checker", actions.check_learning_point, is_shared=True)

    def test_a_shared_point_cannot_be_changed_afterwards(self, people):
        rows = LearningPoint.objects.filter(pk=people.point.pk)
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            rows.update(text="Another.")


class TestReading:
    def test_a_unit_is_asked_and_finds_it_first_until_it_has_read_it(self, people):
        share_point(people)
        more = actions.write_learning_point(
            by=scope(people.author, AT), at=AT, **SAID | {"title": "Newer"}
        )
        actions.check_learning_point(
            point=more, by=scope(people.checker, AT), at=AT, is_shared=True
        )
        assert titles_found(people.officer) == ["Newer", SAID["title"]]
        ask_unit(people)
        assert titles_found(people.officer) == [SAID["title"], "Newer"]
        assert titles_found(people.prosecutor) == ["Newer", SAID["title"]]
        act_on_point(people, "officer", actions.say_read)
        assert titles_found(people.officer) == ["Newer", SAID["title"]]

    def test_said_twice_it_is_said_once(self, people):
        share_point(people)
        act_on_point(people, "officer", actions.say_read)
        act_on_point(people, "officer", actions.say_read)
        assert LearningReading.objects.count() == 1

    def test_a_unit_s_leader_sees_which_of_its_people_have_read_it_and_of_no_other_unit(
        self, people
    ):
        share_point(people)
        ask_unit(people)
        ask_unit(people, "cps")
        act_on_point(people, "officer", actions.say_read)
        [(_unit, day, found)] = queries.learning_point_readers(
            people.point, scope(people.supervisor, AT)
        )
        assert (day, found) == (date(2026, 4, 1), [("Officer", AT), ("Supervisor", None)])
        assert len(queries.learning_point_readers(people.point, scope(people.author, AT))) == 2

    def test_a_plain_member_of_a_unit_sees_none_of_its_readers(self, people):
        share_point(people)
        people.other = force_unit("Kent Police")
        ask_unit(people, "other")
        grants.grant_capacity(
            "refer_cases", to=people.supervisor, on=people.other, by=people.author, at=AT
        )
        assert queries.learning_point_readers(people.point, scope(people.supervisor, AT)) == []

    def test_a_system_that_acts_for_the_unit_is_not_waited_for(self, people):
        share_point(people)
        ask_unit(people)
        Caller(people.police)
        [(_unit, _day, found)] = queries.learning_point_readers(
            people.point, scope(people.supervisor, AT)
        )
        assert [name for name, _at in found] == ["Officer", "Supervisor"]

    def test_a_person_who_has_left_the_unit_is_not_waited_for(self, people):
        share_point(people)
        ask_unit(people)
        by = people.supervisor
        grants.revoke_capacity("refer_cases", of=people.officer, on=people.police, by=by, at=AT)
        [(_unit, _day, found)] = queries.learning_point_readers(
            people.point, scope(people.supervisor, AT)
        )
        assert [name for name, _at in found] == ["Supervisor"]

    def test_a_unit_that_is_merged_into_another_still_finds_what_it_was_asked(self, people):
        share_point(people)
        ask_unit(people)
        unit = people.police
        into = Unit.objects.create(agency=unit.agency, name="Both", kind=unit.kind)
        by = scope(person(make_administration_unit(), "administer_accounts"), AT)
        merge_units.merge_unit(
            approval=approved("merge_unit"),
            unit=unit,
            by=by,
            at=AT,
            version=unit.version,
            into=into,
        )
        [line] = queries.find_learning_points(scope(people.officer, AT))
        assert line.read_by == date(2026, 4, 1)

    @pytest.mark.parametrize(
        ("unit", "day", "said"),
        [
            ("area", date(2026, 4, 1), "unit of the police or the CPS"),
            ("police", date(2026, 3, 1), "has passed"),
        ],
    )
    def test_an_impossible_reading_request_is_refused(self, people, unit, day, said):
        share_point(people)
        with pytest.raises(Refused, match=said):
            ask_unit(people, unit, day)

    def test_a_unit_is_asked_once_and_only_for_what_is_shared(self, people):
        with pytest.raises(Refused, match="not shared"):
            ask_unit(people)
        share_point(people)
        ask_unit(people)
        with pytest.raises(Refused, match="asked to read it already"):
            ask_unit(people)

    def test_a_withdrawn_point_says_why_and_is_read_no_more(self, people, client):
        share_point(people)
        act_on_point(
            people,
            "author",
            actions.withdraw_learning_point,
            withdrawn_because="The law changed. Both sides know the reason.",
        )
        client.force_login(people.officer)
        page = response_text(client.get(reverse("see-learning-point", args=[people.point.pk])))
        assert (
            "The law changed. Both sides know the reason." in page and "I have read it" not in page
        )
        with pytest.raises(Refused, match="withdrawn"):
            act_on_point(people, "officer", actions.say_read)


class TestFinding:
    def test_words_and_themes_find_it(self, people):
        share_point(people)
        assert titles_found(people.officer, words="mattering actions") == [SAID["title"]]
        assert titles_found(people.officer, words="boat") == []
        assert titles_found(people.officer, theme="DELAY") == [SAID["title"]]
        assert titles_found(people.officer, theme="COURT") == []

    def test_a_person_without_a_part_in_it_is_not_notified(self, people, client):
        client.force_login(person(people.police))
        assert client.get(reverse("see-learning")).status_code == 403

    def test_the_list_costs_the_same_for_one_as_for_many(self, people, client):
        share_point(people)
        client.force_login(people.officer)
        client.get(reverse("see-learning"))  # fills caches
        counted = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked_for:
                client.get(reverse("see-learning"))
            counted.append(len(asked_for))
            for n in ("first", "second", "third", "fourth", "fifth"):
                made = actions.write_learning_point(
                    by=scope(people.author, AT), at=AT, **SAID | {"title": f"The {n} point"}
                )
                actions.check_learning_point(
                    point=made, by=scope(people.checker, AT), at=AT, is_shared=True
                )
        assert counted[0] == counted[1]


def test_the_whole_way_through_the_pages(people, client):
    client.force_login(people.author)
    answer = post_page(client, "write-learning-point", **SAID | {"title": "By hand"})
    point = LearningPoint.objects.get(title="By hand")
    assert answer.url == reverse("see-learning-point", args=[point.pk])
    assert "Check it" not in response_text(client.get(answer.url))

    client.force_login(people.checker)
    assert "Check it" in response_text(client.get(answer.url))
    page = post_page(client, "check-learning-point", point.pk, is_shared="no")
    assert "Say what could identify" in response_text(page)
    post_page(client, "check-learning-point", point.pk, is_shared="yes")
    read_by = timezone.localdate() + timedelta(days=90)
    facts = {"unit": people.police.pk, **date_parts("read_by", read_by)}
    post_page(client, "ask-unit-to-read", point.pk, **facts)

    client.force_login(people.officer)
    told = f"To be read by {read_by.day} {read_by:%B %Y}"
    assert told in response_text(client.get(reverse("see-learning")))
    post_page(client, "say-read", point.pk)
    assert "You have read it" in response_text(client.get(reverse("see-learning")))

    client.force_login(people.supervisor)
    page = response_text(client.get(reverse("see-learning-readers", args=[point.pk])))
    assert "Read on" in page and "Not yet" in page
