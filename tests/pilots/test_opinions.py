"""Members give opinions separately; then the panel finds, refers back and closes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Decision, Event
from devtools.case_builder import person, scope
from people.access import grants
from people.access.scopes import Refused
from people.administration.actions.linked_accounts import join_accounts
from pilots.actions import conflicts, exclusions, opinions, removed_cases
from pilots.actions.panels import end_panel_member
from pilots.models import Finding, Opinion, PanelCase, PanelConflict, PanelMember
from pilots.queries.opinions import pack_detail
from tests.support.cases.conflicts import in_conflict
from tests.support.module_fixtures import standing
from tests.support.people.pages import send, text
from tests.support.pilots import panels
from tests.support.pilots.panels import cases, do, named, read_by
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
JUDGED = dict.fromkeys(
    ("is_suspect_focused", "is_plan_proportionate", "was_victim_told_well"), "YES"
)
SAID = {"grade": "OBSERVATIONS", "themes": ["DELAY"], "text": "Zqopinion: it took long.", **JUDGED}
FOUND = {"grade": "CONSISTENT", "themes": [], "text": "It was sound.", "refers_back": False}


@standing
def there():
    """An open panel with two drawn cases and three members."""
    there = panels.scene(decisions=2)
    there.at = panels.midnight()
    whole = {"until_on": there.at.date()}
    there.panel = panels.drawn(there, named(there, panels.begun(there, **whole)), size=2)
    until = there.at.date() + timedelta(days=14)
    do(there, opinions.open_panel, "convener", panel=there.panel, opinions_by=until)
    return there


def case(there, n=0):
    return cases(there.panel)[n]


def give(there, who, n=0, **said):
    return do(there, opinions.give_opinion, who, panel_case=case(there, n), **SAID | said)


def find(there, n=0, **said):
    return do(there, opinions.record_finding, "convener", panel_case=case(there, n), **FOUND | said)


def pages_of(there, who):
    """All pages of the panel for a person, without what differs at each request."""
    client, said = Client(), {}
    client.force_login(getattr(there, who))
    at = [reverse("see-panels"), reverse("see-panel", args=[there.panel.pk])]
    at += [reverse(f"see-panel-{name}", args=[there.panel.pk]) for name in ("draw", "steps")]
    at += [reverse("see-pack", args=[each.pk]) for each in cases(there.panel)]
    for address in at:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        body = text(answer).replace(answer.headers.get("x", ""), "") if answer.status_code else ""
        said[address] = answer.status_code, stripped(body), len(queries)
    return said


def opened_by(there, who):
    """The opinions on the first case that a person may read at the scene's moment."""
    return pack_detail(case(there), scope(getattr(there, who), there.at)).opinions


def stripped(body):
    lines = [line for line in body.splitlines() if "nonce" not in line and "Read by" not in line]
    return "\n".join(line for line in lines if "csrf" not in line)


class TestBlindness:
    def test_nothing_that_others_see_changes_when_somebody_gives_an_opinion(self, there):
        others = ("convener", "second", "cps", "outside")
        for who in others:
            pages_of(there, who)  # the first page writes the session
        before = {who: pages_of(there, who) for who in others}
        give(there, "police")
        assert {who: pages_of(there, who) for who in others} == before
        mine = pages_of(there, "police")[reverse("see-pack", args=[case(there).pk])]
        assert "Zqopinion" in mine[1]

    def test_all_are_read_once_the_last_is_in(self, there):
        for who in ("police", "cps"):
            give(there, who, text=f"Zq{who}")
        page = reverse("see-pack", args=[case(there).pk])
        assert "Zqcps" not in pages_of(there, "police")[page][1]
        give(there, "outside", text="Zqoutside")
        for who in ("police", "outside", "convener"):
            assert "Zqcps" in pages_of(there, who)[page][1]

    def test_all_are_read_once_the_time_is_up(self, there):
        give(there, "police")
        there.at += timedelta(days=15)
        find_refused = pytest.raises(Refused, match="1 of the members")
        with find_refused:
            find(there)
        with pytest.raises(Refused, match="The time for opinions on this case is over"):
            give(there, "cps")


class TestQuorum:
    def test_what_too_few_gave_is_read_by_nobody_until_somebody_joins_them(self, there):
        for who in ("police", "cps"):
            do(there, opinions.stand_aside, who, panel_case=case(there))
        give(there, "outside")
        assert not case(there).is_revealed
        there.late = panels.sitting(there.area, there.area)
        named(there, there.panel, "late")
        give(there, "late")
        assert case(there).is_revealed

    def test_ending_the_last_who_is_waited_for_shows_no_opinion_to_anybody(self, there):
        for who in ("police", "cps"):
            give(there, who, text=f"Zq{who}")
        do(there, end_panel_member, "convener", panel=there.panel, member=there.outside)
        opinions.reveal_due_opinions(at=there.at)  # nor does the worker a minute later
        assert not case(there).is_revealed
        page = reverse("see-pack", args=[case(there).pk])
        for who in ("convener", "police"):
            assert "Zqcps" not in pages_of(there, who)[page][1]

    def test_whoever_comes_in_an_ended_members_place_is_waited_for_and_then_all_are_read(
        self, there
    ):
        for who in ("police", "cps"):
            give(there, who)
        do(there, end_panel_member, "convener", panel=there.panel, member=there.outside)
        there.at += timedelta(hours=1)
        there.late = panels.sitting(there.area, there.area)
        named(there, there.panel, "late")
        assert not case(there).is_revealed
        give(there, "late")
        assert case(there).is_revealed and not case(there, 1).is_revealed

    def test_where_nobody_comes_they_are_read_once_the_day_for_opinions_is_over(self, there):
        for who in ("police", "cps"):
            give(there, who, text=f"Zq{who}")
        do(there, end_panel_member, "convener", panel=there.panel, member=there.outside)
        before = opened_by(there, "police")
        there.at += timedelta(days=15)
        assert before == [] and len(opened_by(there, "police")) == 2

    def test_those_ended_before_the_panel_opened_are_waited_for_by_nobody(self, there):
        members = PanelMember.objects.unscoped("test").filter(user=there.outside)
        for who in ("police", "cps"):
            give(there, who)
        early = there.at - timedelta(days=60)
        members.update(ended_at=early, ended_by=there.convener)
        by = scope(there.convener, there.at)
        grants.revoke_capacity("panel_member", of=there.outside, on=there.panel, by=by, at=there.at)
        opinions.reveal_due_opinions(at=there.at)
        assert case(there).is_revealed

    def test_opinions_are_read_when_the_last_turns_out_to_be_in_conflict(self, there):
        for who in ("police", "cps"):
            give(there, who)
        in_conflict(there.outside, panels.case_of(case(there)), at=there.at)
        opinions.reveal_due_opinions(at=there.at)
        assert case(there).is_revealed and not case(there, 1).is_revealed

    def test_the_opinion_of_an_ended_member_is_not_shown(self, there):
        for who in ("police", "cps", "outside"):
            give(there, who, text=f"Zq{who}")
        do(there, end_panel_member, "convener", panel=there.panel, member=there.outside)
        page = pages_of(there, "police")[reverse("see-pack", args=[case(there).pk])][1]
        assert "Zqcps" in page and "Zqoutside" not in page


class TestLeavingOut:
    def test_nothing_is_left_out_once_opinions_are_read(self, there):
        facts = {"panel_case": case(there), "reason": "Known here. Both sides know the reason."}
        do(there, exclusions.ask_to_leave_out, "convener", **facts)
        there.at += timedelta(days=15)
        settle = {"panel_case": case(there), "reason": "So it is. Both sides know the reason."}
        with pytest.raises(Refused, match="Opinions on this case have been read"):
            do(there, exclusions.settle_leaving_out, "second", is_agreed=True, **settle)
        do(there, exclusions.settle_leaving_out, "second", is_agreed=False, **settle)
        assert case(there).status == "ON_PANEL"


class TestOpinions:
    def test_an_opinion_is_given_once(self, there):
        give(there, "police")
        with pytest.raises(Refused, match="have given your opinion"):
            give(there, "police")

    def test_a_closed_panel_says_to_its_conveners_how_far_members_agreed(self, there, client):
        give(there, "cps")
        address, why = reverse("see-panel", args=[there.panel.pk]), "Too few to say: at least 10"
        client.force_login(there.convener)
        assert why not in text(client.get(address))
        do(there, opinions.close_panel, "convener", panel=there.panel)
        assert why in text(client.get(address))
        client.force_login(there.cps)
        assert why not in text(client.get(address))

    def test_an_opinion_after_the_close_is_refused_and_nothing_is_lost(self, there, client):
        client.force_login(there.police)
        do(there, opinions.close_panel, "convener", panel=there.panel)
        answer = send(client, "give-opinion", case(there).pk, **SAID)
        assert answer.status_code == 409
        assert "do not read this case now" in text(answer) and "Zqopinion" in text(answer)
        assert not Opinion.objects.unscoped("test").exists()
        assert client.get(reverse("see-pack", args=[case(there).pk])).status_code == 403

    def test_a_member_conflicted_after_reading_reads_no_more_and_does_not_count(self, there):
        for who in ("police", "cps", "outside"):
            give(there, who)
        row = case(there)
        in_conflict(there.police, panels.case_of(row), at=there.at)
        conflicts.record_panel_conflicts(there.panel, at=there.at)
        client = Client()
        client.force_login(there.police)
        assert client.get(reverse("see-pack", args=[row.pk])).status_code == 404
        do(there, opinions.stand_aside, "cps", panel_case=row)
        assert read_by(there, there.panel, "cps") == [2]
        with pytest.raises(Refused, match="1 of the members who may read this case"):
            find(there)
        shown = pages_of(there, "outside")[reverse("see-pack", args=[row.pk])][1]
        assert shown.count("Zqopinion") == 2  # the member's own, once alone and once among all

    def test_a_panel_without_a_quorum_does_not_begin(self, there):
        panel = panels.drawn(there, panels.begun(there, until_on=there.at.date()), size=1)
        named(there, panel, "police")
        until = there.at.date()
        with pytest.raises(Refused, match="Too few members may read case 1"):
            do(there, opinions.open_panel, "convener", panel=panel, opinions_by=until)


class TestFinding:
    def test_a_finding_is_recorded_once_all_opinions_are_in_and_decides_nothing(self, there):
        with pytest.raises(Refused, match="Not all opinions are in"):
            find(there)
        decided = list(Decision.objects.unscoped("test").order_by("pk").values())
        for who in ("police", "cps", "outside"):
            give(there, who)
        find(there, refers_back=True)
        with pytest.raises(Refused, match="has recorded what it found"):
            find(there)
        assert list(Decision.objects.unscoped("test").order_by("pk").values()) == decided
        delivery = Delivery.objects.get(notice="decision_referred_back")
        assert delivery.recipient == there.cast.manager
        assert delivery.subject == f"{panels.case_of(case(there)).urn}, suspect 1"
        assert Finding.objects.unscoped("test").get().grade == "CONSISTENT"


class TestLeaving:
    def test_a_case_restricted_meanwhile_vanishes_and_the_convener_is_told_no_more(self, there):
        row = case(there)
        Case.objects.unscoped("test").filter(pk=row.entry.case_id).update(is_restricted=True)
        for who in ("convener", "police"):
            assert pages_of(there, who)[reverse("see-pack", args=[row.pk])][0] == 404
        for _ in range(2):
            removed_cases.notify_removed_cases(at=there.at)
        deliveries = Delivery.objects.filter(notice="panel_case_left")
        assert {each.recipient for each in deliveries} == {there.convener, there.second}
        assert row.steps.unscoped("test").filter(verb=removed_cases.CASE_LEFT_STEP).count() == 1
        assert {each.subject for each in deliveries} == {there.panel.reference}
        client = Client()
        client.force_login(there.convener)
        assert "A case has been left out of a panel" in text(client.get(reverse("see-notices")))
        client.force_login(there.police)
        assert "A case has been left out of a panel" not in text(client.get(reverse("see-notices")))

    def test_an_opinion_on_it_is_answered_as_if_it_had_never_been(self, there):
        row = case(there)
        Case.objects.unscoped("test").filter(pk=row.entry.case_id).update(is_restricted=True)
        with pytest.raises(PanelCase.DoesNotExist):
            do(there, opinions.give_opinion, "police", panel_case=row, **SAID)


class TestConflictsWhileItIsRead:
    def test_a_new_conflict_of_interest_shuts_the_door_at_once(self, there, client):
        row = case(there)
        client.force_login(there.police)
        address = reverse("see-pack", args=[row.pk])
        assert client.get(address).status_code == 200
        in_conflict(there.police, panels.case_of(row), at=there.at)
        assert client.get(address).status_code == 404

    def test_so_does_being_named_on_the_case_under_another_account(self, there, client):
        row, other = case(there), person(there.cast.cps, "prosecute_cases")
        by = scope(there.admin, there.at)
        join_accounts(person=there.cps, by=by, at=there.at, email=other.email)
        grants.grant_capacity(
            "covering_prosecutor", to=other, on=panels.case_of(row), by=other, at=there.at
        )
        client.force_login(there.cps)
        assert client.get(reverse("see-pack", args=[row.pk])).status_code == 404
        assert read_by(there, there.panel, "police") == [1, 2]

    def test_whoever_works_on_the_case_is_kept_out_within_a_minute(self, there):
        row = case(there)
        Event.objects.unscoped("test").create(
            case=panels.case_of(row), verb="write_note", by=there.outside, at=there.at
        )
        conflicts.record_new_conflicts(at=there.at)
        assert read_by(there, there.panel, "outside") == [2]

    def test_nobody_else_is_written_down_as_in_conflict(self, there):
        in_conflict(there.cast.other_prosecutor, panels.case_of(case(there)), at=there.at)
        rows = PanelConflict.objects.unscoped("test").filter(user=there.cast.other_prosecutor)
        assert not rows.exists()
