"""The administrator's pages, through the client, as she meets them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import Agency, AuditEntry, Route, Side, Unit, UnitGrant, User
from tests.people.cast import give, make_case, make_unit, make_user, scope_of


@pytest.fixture
def office(db):
    return make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)


@pytest.fixture
def administrator(office):
    return make_user(office, "administer_accounts")


@pytest.fixture
def admin(administrator, client):
    client.force_login(administrator)
    return client


def send(client, page, /, *args, **answers):
    answers = {"form_key": str(uuid4()), "version": 1} | answers
    return client.post(reverse(page, args=args), answers)


def text(answer):
    return answer.content.decode()


def last_entry():
    return AuditEntry.objects.order_by("-pk").exclude(operation="consultation").first()


PAGES = [
    ("people", []),
    ("add-person", []),
    ("person", ["person"]),
    ("change-person", ["person"]),
    ("deactivate-person", ["person"]),
    ("send-set-up-link", ["person"]),
    ("give-capacity", ["person"]),
    ("take-capacity-back", ["person", "grant"]),
    ("agencies", []),
    ("add-agency", []),
    ("agency", ["agency"]),
    ("change-agency", ["agency"]),
    ("add-unit", ["agency"]),
    ("unit", ["unit"]),
    ("change-unit", ["unit"]),
    ("set-route", ["unit"]),
    ("set-urgent-route", ["unit"]),
]


@pytest.fixture
def rows(officer, police):
    grant = UnitGrant.objects.get(user=officer)
    return {"person": officer, "grant": grant, "agency": police.agency, "unit": police}


@pytest.mark.parametrize(("name", "needs"), PAGES)
def test_every_page_is_the_administrator_s_alone(name, needs, rows, admin, administrator, client):
    address = reverse(name, args=[rows[need].pk for need in needs])
    assert admin.get(address).status_code == 200

    for other in (rows["person"], make_user(make_unit(Side.OVERSIGHT), "read_audit_log")):
        client.force_login(other)
        for answer in (client.get(address), client.post(address, {})):
            assert answer.status_code == 403
            assert "Only administrators" in text(answer)


@pytest.mark.parametrize(("name", "needs"), [page for page in PAGES if page[1]])
def test_what_does_not_exist_looks_the_same_as_what_does_to_others(name, needs, officer, client):
    client.force_login(officer)

    assert client.get(reverse(name, args=[10**9 for _ in needs])).status_code == 403


def test_an_administrator_opens_no_case(admin, administrator, case):
    assert scope_of(administrator).units == []


class TestPeople:
    def test_a_person_is_added_and_given_a_link(self, admin, police, administrator):
        answer = send(
            admin,
            "add-person",
            name="Ann Able",
            email="Ann.Able@Example.org",
            agency=police.agency_id,
        )

        ann = User.objects.get(email="ann.able@example.org")
        assert answer.url == reverse("send-set-up-link", args=[ann.pk])
        assert not ann.has_usable_password()
        assert ann.history.get().history_user == administrator
        entry = last_entry()
        assert (entry.verb, entry.operation, entry.ids) == (
            "add_person",
            "collection",
            [str(ann.pk)],
        )

    def test_a_person_with_a_known_address_is_refused_with_what_to_do(self, admin, police, officer):
        answer = send(admin, "add-person", name="Ann", email=officer.email, agency=police.agency_id)

        assert answer.status_code == 409
        assert "reactivate or change that account" in text(answer)
        assert 'value="Ann"' in text(answer)

    def test_a_double_click_adds_one_person(self, admin, police):
        key = str(uuid4())
        facts = {"name": "Ann", "email": "ann@example.org", "agency": police.agency_id}
        first = send(admin, "add-person", form_key=key, **facts)
        second = send(admin, "add-person", form_key=key, **facts)

        assert (second.status_code, second.url) == (302, first.url)
        assert User.objects.filter(email="ann@example.org").count() == 1

    def test_a_change_is_remembered_with_what_it_was(self, admin, officer, administrator):
        before = officer.name
        send(admin, "change-person", officer.pk, name="Olive Officer", email=officer.email)

        page = text(admin.get(reverse("person", args=[officer.pk])))
        assert f"Name: from {before} to Olive Officer" in page
        assert f"by {administrator.name}" in page

    def test_a_stale_change_shows_both_versions(self, admin, officer):
        User.objects.filter(pk=officer.pk).update(name="Theirs", version=2)
        answer = send(admin, "change-person", officer.pk, name="Yours", email=officer.email)

        assert answer.status_code == 409
        assert "Theirs" in text(answer)
        assert 'value="2"' in text(answer)  # sent again, it is about the version it showed
        assert User.objects.get(pk=officer.pk).name == "Theirs"

    def test_deactivation_ends_what_a_person_holds_and_reactivation_gives_it_back(
        self, admin, officer
    ):
        send(admin, "deactivate-person", officer.pk)
        assert scope_of(officer).user_id is None
        page = text(admin.get(reverse("person", args=[officer.pk])))
        assert "Reactivate the account" in page
        assert "Deactivate the account" not in page
        assert admin.get(reverse("give-capacity", args=[officer.pk])).status_code == 403

        send(admin, "reactivate-person", officer.pk, version=2)
        assert scope_of(officer).capacities

    def test_nobody_shuts_themselves_out_or_gives_themselves_more(self, admin, administrator):
        grant = UnitGrant.objects.get(user=administrator)
        addresses = [
            ("deactivate-person", [administrator.pk]),
            ("give-capacity", [administrator.pk]),
            ("send-set-up-link", [administrator.pk]),
            ("take-capacity-back", [administrator.pk, grant.pk]),
        ]
        for name, args in addresses:
            for answer in (admin.get(reverse(name, args=args)), send(admin, name, *args)):
                assert answer.status_code == 403
                assert "another administrator must do this" in text(answer)

    def test_people_are_found_by_name_and_address_and_agency(self, admin, officer, prosecutor):
        found = text(admin.get(reverse("people"), {"words": officer.email[:-4].upper()}))
        assert officer.name in found
        assert f">{prosecutor.name}<" not in found
        page = text(admin.get(reverse("people"), {"agency": prosecutor.agency_id}))
        assert prosecutor.email in page
        assert officer.email not in page
        assert "Nobody matches" in text(admin.get(reverse("people"), {"words": "zzzz"}))
        assert AuditEntry.objects.filter(verb="see_accounts").exclude(sought="").count() == 2

    def test_people_come_in_pages(self, admin, police):
        for n in range(60):
            make_user(police, name=f"Person {n % 7}")  # names are not unique
        seen, address = [], reverse("people")
        while address:
            page = admin.get(address).context_data
            seen += [person.pk for person in page["people"]]
            address = page["following"] and reverse("people") + page["following"]

        assert sorted(seen) == sorted(User.objects.values_list("pk", flat=True))

    @pytest.mark.parametrize("name", ["people", "agencies"])
    def test_a_list_costs_six_queries_however_long(self, admin, police, name):
        admin.get(reverse(name))  # the session's own bookkeeping, once
        found = []
        for _ in range(2):
            for _ in range(5):
                make_user(make_unit(Side.POLICE))
            with CaptureQueriesContext(connection) as queries:
                admin.get(reverse(name))
            found.append(sum("SAVEPOINT" not in query["sql"] for query in queries))

        assert found[0] == found[1] <= 6  # session, user, scope, agencies, people, record

    @pytest.mark.parametrize("after", ["x", "~", "~1", "A~99999999999999999999", "A~-1"])
    def test_a_forged_cursor_is_the_first_page(self, admin, after):
        assert admin.get(reverse("people"), {"after": after}).status_code == 200


class TestSetUpLink:
    def test_the_link_shown_once_sets_a_password(self, admin, officer, client):
        shown = send(admin, "send-set-up-link", officer.pk, how="show")
        [link] = [word for word in text(shown).split() if "/password/reset/" in word]
        link = link.partition(">")[2].partition("<")[0] or link
        assert last_entry().verb == "send_set_up_link"
        assert last_entry().operation == "disclosure"

        client.logout()
        form = client.get(link.partition("testserver")[2], follow=True)
        address = form.request["PATH_INFO"]
        new = "a long enough pass phrase"
        client.post(address, {"password1": new, "password2": new})
        assert User.objects.get(pk=officer.pk).check_password(new)
        again = client.get(link.partition("testserver")[2], follow=True)
        assert 'name="password1"' not in text(again)

    def test_the_link_goes_by_mail(self, admin, officer, monkeypatch):
        monkeypatch.setattr("people.adapters.Thread", AtOnce)
        send(admin, "send-set-up-link", officer.pk, how="mail")

        [message] = mail.outbox
        assert message.to == [officer.email]
        assert "/password/reset/" in message.body
        assert officer.name not in message.body + message.subject


class AtOnce:
    """A thread that has run by the time it is started."""

    def __init__(self, target, args):
        self.run = lambda: target(*args)

    def start(self):
        self.run()


class TestCapacities:
    def test_a_capacity_is_given_with_an_end_at_the_end_of_its_last_day(
        self, admin, officer, police
    ):
        answer = send(
            admin,
            "give-capacity",
            officer.pk,
            unit=police.pk,
            capacity="supervise_cases",
            **{"ends_on-day": "31", "ends_on-month": "7", "ends_on-year": "2031"},
        )

        assert answer.status_code == 302
        given = UnitGrant.objects.get(permission__codename="supervise_cases")
        assert given.expires_at.isoformat() == "2031-07-31T23:00:00+00:00"  # midnight in London
        assert scope_of(officer).holds("supervise_cases")
        assert last_entry().verb == "give_capacity"

    def test_the_history_says_who_gave_and_who_took_back(self, admin, officer, administrator):
        grant = UnitGrant.objects.get(user=officer)
        send(admin, "take-capacity-back", officer.pk, grant.pk)

        assert not scope_of(officer).capacities
        page = text(admin.get(reverse("person", args=[officer.pk])))
        assert "Taken back" in page
        assert f"by {administrator.name}" in page

    def test_taking_back_twice_is_taking_back_once(self, admin, officer):
        grant = UnitGrant.objects.get(user=officer)
        key = str(uuid4())
        for _ in range(2):
            answer = send(admin, "take-capacity-back", officer.pk, grant.pk, form_key=key)
            assert answer.status_code == 302
        assert UnitGrant.history.filter(history_type="-").count() == 1

    @pytest.mark.parametrize(
        ("facts", "error"),
        [
            ({"ends_on-year": "2020"}, "The last day must be today or later."),
            ({"capacity": "administer_accounts"}, "Select one of the answers shown"),
            ({"capacity": ""}, "Select the capacity"),
            ({"unit": ""}, "Select the unit"),
        ],
    )
    def test_what_would_be_worth_nothing_is_refused(self, admin, officer, police, facts, error):
        day = {"ends_on-day": "31", "ends_on-month": "7", "ends_on-year": "2031"}
        facts = {"unit": police.pk, "capacity": "supervise_cases"} | day | facts
        answer = send(admin, "give-capacity", officer.pk, **facts)

        assert error in text(answer)
        assert UnitGrant.objects.filter(user=officer).count() == 1

    def test_the_other_side_s_units_are_not_offered(self, admin, officer, cps):
        answer = send(admin, "give-capacity", officer.pk, unit=cps.pk, capacity="supervise_cases")

        assert "Select one of the answers shown" in text(answer)

    def test_another_person_s_grant_is_missing(self, admin, officer, prosecutor):
        theirs = UnitGrant.objects.get(user=prosecutor)
        address = reverse("take-capacity-back", args=[officer.pk, theirs.pk])

        assert admin.get(address).status_code == 404
        send(admin, "take-capacity-back", officer.pk, theirs.pk)
        assert UnitGrant.objects.filter(pk=theirs.pk).exists()


class TestAgenciesAndUnits:
    def test_a_force_is_added_with_its_code_and_areas(self, admin):
        area = Agency.objects.get(name="CPS South West")
        answer = send(
            admin, "add-agency", name="New Police", side="POLICE", force_code="99", areas=[area.pk]
        )

        force = Agency.objects.get(force_code="99")
        assert answer.url == reverse("agency", args=[force.pk])
        assert list(force.areas.all()) == [area]

    def test_a_name_or_code_that_is_taken_is_refused_with_what_to_do(self, admin):
        facts = {"name": "Another Police", "side": "POLICE", "force_code": "52"}
        answer = send(admin, "add-agency", **facts)

        assert answer.status_code == 409
        assert "Enter another, or change that one." in text(answer)
        assert not Agency.objects.filter(name="Another Police").exists()

    def test_a_force_without_a_code_is_asked_for_it(self, admin):
        answer = send(admin, "add-agency", name="New Police", side="POLICE")

        assert "Enter the force code as 2 digits, like 52" in text(answer)

    def test_an_agency_is_changed_and_its_areas_follow(self, admin):
        force = Agency.objects.get(force_code="52")
        area = Agency.objects.get(name="CPS Wessex")
        send(admin, "change-agency", force.pk, name="A & S", force_code="52", areas=[area.pk])

        force.refresh_from_db()
        assert (force.name, force.version, list(force.areas.all())) == ("A & S", 2, [area])

    def test_an_agency_that_is_no_force_has_no_code(self, admin):
        area = Agency.objects.get(name="CPS Wessex")
        send(admin, "change-agency", area.pk, name="CPS Wessex and more", force_code="98")

        area.refresh_from_db()
        assert (area.name, area.force_code) == ("CPS Wessex and more", None)

    def test_a_unit_is_added_and_closed(self, admin):
        force = Agency.objects.get(force_code="52")
        facts = {"name": "Bluestone", "kind": "RASSO", "area": "South West"}
        answer = send(admin, "add-unit", force.pk, **facts)
        unit = Unit.objects.get(name="Bluestone")
        assert (answer.url, unit.area) == (reverse("unit", args=[unit.pk]), "South West")

        send(admin, "change-unit", unit.pk, **facts)  # a box not ticked is not sent
        unit.refresh_from_db()
        assert not unit.is_open
        assert "Open: from yes to no" in text(admin.get(reverse("unit", args=[unit.pk])))

    def test_two_units_of_an_agency_have_two_names(self, admin, police):
        answer = send(admin, "add-unit", police.agency_id, name=police.name, kind="RASSO")

        assert answer.status_code == 409
        assert "already has a unit of this name" in text(answer)


class TestRoutes:
    def test_referrals_and_urgent_ones_have_a_route_each(self, admin, police, cps):
        urgent = make_unit(Side.CPS)
        send(admin, "set-route", police.pk, cps_unit=cps.pk, version=0)
        send(admin, "set-urgent-route", police.pk, cps_unit=urgent.pk, version=0)

        routes = Route.objects.filter(police_unit=police).values_list("is_urgent", "cps_unit")
        assert dict(routes) == {False: cps.pk, True: urgent.pk}
        assert police.name in text(admin.get(reverse("unit", args=[cps.pk])))

    def test_a_route_is_changed_and_the_urgent_one_taken_away(self, admin, police, cps):
        other = make_unit(Side.CPS)
        for is_urgent in (False, True):
            Route.objects.create(police_unit=police, cps_unit=cps, is_urgent=is_urgent)
        send(admin, "set-route", police.pk, cps_unit=other.pk)
        send(admin, "set-urgent-route", police.pk, cps_unit="")

        [route] = Route.objects.all()
        assert (route.cps_unit, route.version) == (other, 2)
        assert Route.history.filter(history_type="-").count() == 1

    def test_a_stale_route_is_not_overwritten(self, admin, police, cps):
        Route.objects.create(police_unit=police, cps_unit=cps)
        answer = send(admin, "set-route", police.pk, cps_unit=make_unit(Side.CPS).pk, version=0)

        assert answer.status_code == 409
        assert Route.objects.get().cps_unit == cps

    def test_a_route_leads_from_the_police_to_an_open_cps_unit(self, admin, police, cps):
        answer = send(admin, "set-route", police.pk, cps_unit=make_unit(Side.POLICE).pk, version=0)
        assert "Select one of the answers shown" in text(answer)
        answer = send(admin, "set-route", cps.pk, cps_unit=cps.pk, version=0)
        assert "Select an open CPS unit for a police unit" in text(answer)
        assert not Route.objects.exists()

    def test_a_unit_that_receives_referrals_is_not_closed(self, admin, police, cps):
        Route.objects.create(police_unit=police, cps_unit=cps)
        answer = send(admin, "change-unit", cps.pk, name=cps.name, kind="RASSO")

        assert answer.status_code == 409
        assert "Give them another unit first." in text(answer)


class TestLog:
    @pytest.fixture
    def reader(self, office, client):
        client.force_login(make_user(office, "read_audit_log"))
        return client

    def entry(self, user, case_id, at, **more):
        facts = {"operation": "consultation", "verb": "see_case", "kind": "cases.Case"}
        return AuditEntry.objects.create(
            user=user, case_id=case_id, ids=[str(case_id)], at=at, **facts | more
        )

    def entries(self, reader, **asked):
        return reader.get(reverse("read-audit-log"), asked).context_data["entries"]

    def test_who_opened_what_by_person_case_and_day(self, reader, officer, prosecutor, case):
        noon = timezone.now().replace(year=2026, month=3, day=2, hour=12)
        self.entry(officer, case.pk, noon)
        self.entry(prosecutor, case.pk, noon + timedelta(days=1))
        self.entry(officer, uuid4(), noon + timedelta(days=2))

        assert len(self.entries(reader, person=officer.email.upper())) == 2
        assert len(self.entries(reader, case=str(case.pk))) == 2
        assert len(self.entries(reader, person=officer.email, case=str(case.pk))) == 1
        day = {"day": "3", "month": "3", "year": "2026"}
        on = {f"{end}-{part}": n for end in ("from_on", "until_on") for part, n in day.items()}
        [row] = self.entries(reader, **on)
        assert row[1] == prosecutor.name

    def test_a_person_or_case_nobody_knows_did_nothing(self, reader, officer, case):
        self.entry(officer, case.pk, timezone.now())

        assert self.entries(reader, person="nobody@example.org") == []
        assert self.entries(reader, case="not a case") == []

    def test_another_app_may_say_which_case_a_reference_is(self, reader, officer, case, settings):
        self.entry(officer, case.pk, timezone.now())
        settings.CASE_KEY_FINDER = "tests.people.cast.key_of"

        assert len(self.entries(reader, case=case.urn)) == 1

    def test_the_log_comes_in_pages_newest_first(self, reader, officer, case):
        now = timezone.now()
        for n in range(60):
            self.entry(officer, case.pk, now - timedelta(minutes=n // 3))
        seen, address = [], f"?case={case.pk}"
        while address:
            page = reader.get(reverse("read-audit-log") + address).context_data
            seen += [row[0] for row in page["entries"]]
            address = page["following"]

        assert len(seen) == 60
        assert seen == sorted(seen, reverse=True)

    def test_reading_the_log_is_in_the_log(self, reader):
        reader.get(reverse("read-audit-log"))

        assert AuditEntry.objects.get().verb == "read_audit_log"

    def test_refusals_and_sign_ins_are_told(self, reader, officer):
        self.entry(officer, uuid4(), timezone.now(), refused="You are not on this case.")
        self.entry(None, None, timezone.now(), verb="sign_in_failed", operation="sign-in")
        page = text(reader.get(reverse("read-audit-log")))

        assert "Refused: You are not on this case." in page
        assert "Sign-in failed" in page

    @pytest.mark.parametrize("after", ["x", "2026-01-01~1", "2026-01-01T00:00:00+00:00~x"])
    def test_a_forged_cursor_is_the_first_page(self, reader, after):
        assert reader.get(reverse("read-audit-log"), {"after": after}).status_code == 200

    def test_the_log_is_not_the_administrator_s_to_read(self, admin):
        answer = admin.get(reverse("read-audit-log"))

        assert answer.status_code == 403
        assert "Only those appointed" in text(answer)


def test_long_names_and_expired_grants_are_shown(admin, police, officer):
    User.objects.filter(pk=officer.pk).update(name="A" * 100)
    give("supervise_cases", officer, police, expires_at=timezone.now() - timedelta(days=1))
    page = text(admin.get(reverse("person", args=[officer.pk])))

    assert "A" * 100 in page
    assert "Ended" in page
    make_case(police, by=officer)
