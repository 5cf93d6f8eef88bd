"""A CPS unit may have its charges read by a second person before they are in force."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Decision
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from people.models import Side, Unit
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.decisions import (
    countersign_no_charge,
    decline_countersignature,
    newest_wording,
)
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.people.cast import make_unit, make_user
from tests.support.recent_moments import days_ago
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
START = days_ago(3)


@module_fixture
def builder():
    people = cast()
    Unit.objects.filter(pk=people.cps.pk).update(charges_are_read_twice=True)
    return CaseBuilder(people, at=START).allocate().review()


def visible_to(builder, who):
    rows = Decision.objects.for_scope(scope(getattr(builder.cast, who), builder.at))
    return rows.filter(case=builder.case).count()


def recipients_of(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def event_verbs(builder, **where):
    return list(builder.case.events.unscoped("test").filter(**where).values_list("verb", flat=True))


class TestProposed:
    def test_it_waits_and_the_police_see_nothing_of_it(self, builder):
        decision = authorise_charge_of(builder)
        assert (decision.status, decision.only_side) == ("PROPOSED", "CPS")
        assert builder.suspect().state == "SECOND_READER"
        assert recipients_of("second_reader_wanted") == {"Mona Manager"}
        assert "Olive Officer" not in recipients_of("turn_began")
        assert (visible_to(builder, "officer"), visible_to(builder, "prosecutor")) == (0, 1)
        assert event_verbs(builder, verb="propose_charge", only_side="CPS") == ["propose_charge"]
        for address in ("see-decisions", "see-case"):
            page = page_text(client_for(builder.cast.officer).get(page_url(address, builder.case)))
            assert "Charge" not in page.replace("Charges authorised", "")

    def test_the_page_says_so_before_it_is_sent(self, builder):
        page = page_text(
            client_for(builder.cast.prosecutor).get(
                page_url("authorise-charge", builder.suspects[0])
            )
        )
        assert "Your unit has charges read by a second reader" in page
        assert "You cannot countersign it yourself" in page

    def test_its_author_cannot_read_it(self, builder):
        authorise_charge_of(builder)
        with pytest.raises(Refused, match="You wrote this decision"):
            countersign_no_charge(builder, builder.suspects[0], who="prosecutor")


class TestRead:
    def test_the_reader_has_the_charges_before_them_and_puts_them_in_force(self, builder):
        authorise_charge_of(builder)
        otto = client_for(builder.cast.other_prosecutor)
        page = otto.get(page_url("countersign-decision", builder.suspects[0]))
        for words in ("Charges", "victim 1", "it is their turn to charge the suspect"):
            assert words in page_text(page)
        assert page_url("see-review", builder.last_review) in links_on_page(page)
        decision = countersign_no_charge(builder, builder.suspects[0])
        decision.refresh_from_db()
        assert (decision.status, decision.only_side, decision.kind) == ("LIVE", "", "CHARGE")
        assert builder.suspect().state == "CHARGE_AUTHORISED"
        assert "Olive Officer" in recipients_of("turn_began")
        assert recipients_of("decision_made") == {"Pia Prosecutor"}
        assert "countersign_charge" in event_verbs(builder)

    def test_the_police_report_it_from_the_day_on_which_it_came_into_force(self, builder):
        authorise_charge_of(builder)
        authorised = builder.at.date()
        builder.at += timedelta(days=1)
        countersign_no_charge(builder, builder.suspects[0])
        with pytest.raises(Refused, match="This date is too long ago"):
            report_charge_of(builder, charged_on=authorised)
        report_charge_of(builder, charged_on=authorised + timedelta(days=1))
        assert builder.suspect().state == "CHARGED"

    def test_one_that_is_declined_is_decided_again_with_the_readers_words(self, builder):
        authorise_charge_of(builder)
        decline_countersignature(
            builder, builder.suspects[0], text="Count the second night as well."
        )
        assert builder.suspect().state == "WITH_PROSECUTOR"
        page = page_text(
            client_for(builder.cast.prosecutor).get(
                page_url("authorise-charge", builder.suspects[0])
            )
        )
        assert "Count the second night as well." in page
        authorise_charge_of(builder)
        assert newest_wording(builder.suspects[0]).number == 2


class TestSetting:
    def change(self, unit, **typed):
        office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
        admin = client_for(make_user(office, "administer_accounts"))
        facts = {"name": unit.name, "kind": unit.kind, "area": unit.area, "is_open": "on"}
        facts["changed_because"] = "The Area asks for a second reader from now on."
        address = reverse("change-unit", args=[unit.pk])
        return admin, admin.post(address, facts | {"version": unit.version} | typed)

    def test_an_administrator_sets_it_for_a_cps_unit(self, builder):
        unit = Unit.objects.get(pk=builder.cast.cps.pk)
        admin, answer = self.change(unit)
        unit.refresh_from_db()
        assert answer.status_code == 302 and not unit.charges_are_read_twice
        admin, answer = self.change(unit, charges_are_read_twice="on")
        unit.refresh_from_db()
        assert answer.status_code == 302 and unit.charges_are_read_twice
        page = page_text(admin.get(reverse("unit", args=[unit.pk])))
        assert "Charges have a second reader Yes" in page

    def test_and_for_no_other(self, builder):
        unit = builder.cast.police
        _admin, answer = self.change(unit, charges_are_read_twice="on")
        assert "Only a CPS unit decides on charges" in page_text(answer)
        unit.refresh_from_db()
        assert not unit.charges_are_read_twice
