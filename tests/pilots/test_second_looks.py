"""A decision that a panel refers back goes to a person without part in it, not to the panel."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Case, Decision, Suspect
from devtools.case_builder import cps_unit, person, scope
from people.access import grants
from people.access.scopes import Refused
from people.administration.actions.linked_accounts import join_accounts
from pilots.actions import opinions, passages, reconsiderations
from pilots.actions.panels import end_panel_member
from pilots.models import SecondLook
from tests.pilots.test_opinions import FOUND, SAID
from tests.support.cases.pages import as_, said
from tests.support.module_fixtures import standing
from tests.support.people.pages import send
from tests.support.pilots import panels
from tests.support.pilots.panels import cases, do, named
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@standing
def there():
    """A panel that has referred back its only case."""
    there = panels.scene(decisions=1)
    there.at = panels.midnight()
    there.judge = panels.sitting(there.area, there.cast.cps, "prosecute_cases")
    members = ("police", "cps", "outside", "judge")
    until = {"until_on": there.at.date()}
    there.panel = panels.drawn(there, named(there, panels.begun(there, **until), *members), size=1)
    there.silent = panels.sitting(there.area, there.cast.cps, "prosecute_cases")
    there.convening = panels.sitting(there.area, there.cast.cps, "prosecute_cases", convenes=True)
    there.convened = panels.sitting(there.area, there.cast.cps, "prosecute_cases", convenes=True)
    named(there, there.panel, "silent")
    day = there.at.date() + timedelta(days=14)
    do(there, end_panel_member, "convener", panel=there.panel, member=there.silent)
    there.at += timedelta(minutes=1)  # a member who left before the opening is not waited for
    do(there, opinions.open_panel, "convener", panel=there.panel, opinions_by=day)
    [row] = cases(there.panel)
    do(there, passages.let_passage_through, "convened", panel_case=row, text="it took long")
    facts = {"of": there.convened, "on": there.area, "by": there.admin, "at": there.at}
    grants.revoke_capacity("convene_panels", **facts)
    for who in members:
        do(there, opinions.give_opinion, who, panel_case=row, **SAID)
    said = FOUND | {"refers_back": True, "text": "Zqfound: look at the phone."}
    do(there, opinions.record_finding, "convener", panel_case=row, **said)
    there.manager, there.prosecutor = there.cast.manager, there.cast.prosecutor
    there.fresh = person(there.cast.cps, "prosecute_cases", name="Fay Fresh")
    return there


def look():
    return SecondLook.objects.unscoped("test").get()


def name(there, who):
    action = reconsiderations.name_for_second_look
    return do(there, action, "manager", second_look=look(), person=who)


def take(there, who="fresh", outcome="STANDS"):
    action, said = (
        reconsiderations.take_second_look,
        {"outcome": outcome, "reasons": "Zqreasons. Both sides know the reason."},
    )
    return do(there, action, who, second_look=look(), **said)


def decision():
    return Decision.objects.unscoped("test").get()


def same_human(there, one, other):
    by = scope(there.admin, at=there.at)
    join_accounts(person=one, by=by, at=there.at, email=other.email)


def panel_as(there, who):
    return said(as_(getattr(there, who)).get(reverse("see-panel", args=[there.panel.pk])))


class TestWork:
    def test_those_who_lead_the_deciding_unit_find_it_where_they_work(self, there):
        manager = as_(there.manager)
        assert "Asked by panels: 1" in said(manager.get(reverse("worklist")))
        page = said(manager.get(reverse("see-asked-by-panels")))
        assert look().case.urn in page and "Name who reconsiders the decision" in page
        own = said(manager.get(reverse("see-second-look", args=[look().pk])))
        assert "Zqfound" in own and there.panel.reference not in own
        for name in ("convener", "police", "cps", "outside"):
            assert getattr(there, name).name not in own

    def test_nobody_of_the_panel_and_nobody_of_the_police_meets_it(self, there):
        address = reverse("see-second-look", args=[look().pk])
        for who in (there.police, there.cps, there.outside, there.second):
            assert as_(who).get(address).status_code == 404
        assert as_(there.cast.officer).get(address).status_code == 403

    def test_whoever_is_named_is_told_and_finds_it(self, there):
        name(there, there.fresh)
        delivery = Delivery.objects.get(notice="second_look_named")
        assert (delivery.recipient, delivery.about) == (there.fresh, look().pk)
        page = said(as_(there.fresh).get(reverse("see-asked-by-panels")))
        assert "Reconsider the decision" in page and look().case.urn in page
        assert look().case.urn in said(as_(there.fresh).get(reverse("see-notices")))
        page = said(as_(there.manager).get(reverse("see-asked-by-panels")))
        assert "Fay Fresh is to reconsider the decision" in page and look().case.urn in page

    def test_a_case_that_is_restricted_meanwhile_is_met_by_none_of_them(self, there):
        name(there, there.fresh)
        Case.objects.unscoped("test").update(is_restricted=True)
        for who in (there.manager, there.fresh):
            assert as_(who).get(reverse("see-second-look", args=[look().pk])).status_code == 404
            assert "No decision is waiting" in said(as_(who).get(reverse("see-asked-by-panels")))


class TestIndependence:
    @pytest.mark.parametrize("who", ["by", "read_by"])
    def test_nobody_who_decided_or_countersigned_looks_again(self, there, who):
        with pytest.raises(Refused, match="neither made this decision, countersigned it"):
            name(there, getattr(decision(), who))

    def test_nobody_reconsiders_their_own_decision_under_another_account(self, there):
        same_human(there, there.fresh, decision().by)
        with pytest.raises(Refused, match="under any account"):
            name(there, there.fresh)

    def test_whoever_is_joined_to_the_decider_after_being_named_does_not_reconsider(self, there):
        name(there, there.fresh)
        same_human(there, there.fresh, decision().by)
        with pytest.raises(Refused, match="under this or another account"):
            take(there)
        assert look().outcome == ""

    @pytest.mark.parametrize("who", ["judge", "silent", "convening", "convened"])
    def test_nobody_reconsiders_who_had_a_part_in_the_panel(self, there, who):
        with pytest.raises(Refused, match="nor had a part in the panel"):
            name(there, getattr(there, who))

    def test_nobody_of_another_unit_reconsiders_and_the_page_offers_only_the_unit(self, there):
        stranger = person(cps_unit(), "prosecute_cases")
        with pytest.raises(Refused, match="someone of the unit"):
            name(there, stranger)
        page = said(as_(there.manager).get(reverse("name-for-second-look", args=[look().pk])))
        assert "Fay Fresh" in page
        for kept in (decision().by, decision().read_by, there.judge, stranger):
            assert f"{kept.name} " not in page.replace("Select one", "")

    def test_only_whoever_is_named_says_what_becomes_of_it(self, there):
        name(there, there.fresh)
        with pytest.raises(Refused, match="Only the reviewer who was named"):
            take(there, "manager")


class TestOutcome:
    def test_a_decision_upheld_is_all_that_the_convener_reads(self, there):
        name(there, there.fresh)
        assert "not looked at yet" in panel_as(there, "convener")
        take(there)
        assert decision().status == "LIVE"
        page = panel_as(there, "convener")
        assert "Reconsidered: decision upheld" in page
        steps = as_(there.convener).get(reverse("see-panel-steps", args=[there.panel.pk]))
        for told in (page, said(steps)):
            assert "Zqreasons" not in told and "Fay Fresh" not in told
            assert look().case.urn not in told
        assert "Reconsidered" not in panel_as(there, "police")
        assert "Zqreasons" in said(
            as_(there.manager).get(reverse("see-second-look", args=[look().pk]))
        )

    def test_a_decision_changed_puts_the_case_on_its_ordinary_road(self, there):
        name(there, there.fresh)
        send(
            as_(there.fresh),
            "take-second-look",
            look().pk,
            outcome="CHANGED",
            reasons="Zq. Both sides know the reason.",
        )
        assert decision().status == "SET_ASIDE"
        assert Suspect.objects.unscoped("test").get().state == "READY_TO_ALLOCATE"
        assert cases(there.panel)[0].has_left
        assert "decision overturned" in panel_as(there, "convener")
        for member in ("police", "cps", "outside"):
            assert "stand" not in panel_as(there, member).replace("Consistent", "")

    def test_a_second_look_is_taken_once(self, there):
        name(there, there.fresh)
        take(there)
        with pytest.raises(Refused, match="has been reconsidered"):
            take(there, outcome="CHANGED")
        with pytest.raises(Refused, match="has been reconsidered"):
            name(there, there.prosecutor)

    def test_a_decision_no_longer_in_force_waits_for_nobody(self, there):
        Decision.objects.unscoped("test").update(status="SET_ASIDE")
        assert "No decision is waiting" in said(
            as_(there.manager).get(reverse("see-asked-by-panels"))
        )
        with pytest.raises(Refused, match="no longer in force"):
            name(there, there.fresh)
