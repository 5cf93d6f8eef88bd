"""My day: what the victim may not know yet, whom to ask first, and what each look leaves behind."""

from datetime import timedelta

import pytest
from django.db.models.expressions import RawSQL
from django.utils import timezone

from devtools.case_builder import CaseBuilder
from people.models import AuditEntry
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.security.private_entry import rolled_back_world
from tests.support.victims.duties import recomputed_duties, tell_victim
from tests.support.victims.support_service import ALL, give_consent, refer_and_accept
from tests.victims.test_my_day import (
    CHARGED,
    DECIDED,
    add_entry,
    builder,
    day_page,
    day_text,
    people,
    set_wishes,
    withdraw,
)
from timeliness.calendar import london_day
from victims.models import Shown, VictimRecord
from victims.queries import my_day
from victims.queries.consent_sharing import SharedFact
from victims.queries.news_of_milestones import milestone_as_shown, telling_of
from victims.queries.shared_fact_text import milestone_text, shown_fact_text

pytestmark = pytest.mark.django_db
__all__ = ["builder"]
TODAY = london_day(timezone.now())
FULL = ["MILESTONES", "DUTIES", "TOLD"]


def milestone(code, days=0):
    on = TODAY + timedelta(days=days)
    return SharedFact("MILESTONES", code, milestone_text(code, 1), 1, on)


def owed_news(code, side="CPS"):
    return SharedFact("DUTIES", code, code, 1, TODAY, "CPS, by then", side)


def rows_shown(*fields):
    """What is kept as shown, in the order in which it was written."""
    rows = Shown.objects.unscoped("test").order_by(RawSQL("victims_shown.ctid", []))
    return list(rows.values_list(*fields))


class TestWhatALookLeavesBehind:
    @pytest.fixture
    def second(self, builder):
        row = refer_and_accept(CaseBuilder(builder.cast, at=builder.at).submit())
        for each in (builder.row, row):
            give_consent(builder, each, ALL)
        return row

    def left_by_first_look(self, builder, row=None):
        """(the log's order of supports, what is kept as shown) where this one has an entry."""
        with rolled_back_world():
            if row:
                add_entry(builder, row, days=1, next_in=0)
            day_page(builder)
            [entry] = AuditEntry.objects.filter(verb="see_my_day")
            return entry.ids, rows_shown("support", "category", "code", "number", "on")

    def test_no_log_tells_by_its_order_or_rows_who_has_an_entry(self, builder, second):
        without = self.left_by_first_look(builder)
        assert without[0] == [str(each.pk) for each in (builder.row, second)]
        assert {row[0] for row in without[1]} == {builder.row.pk, second.pk}
        for each in (builder.row, second):
            assert self.left_by_first_look(builder, each) == without

    def test_the_page_has_who_is_due_first(self, builder, second):
        add_entry(builder, second, days=1, next_in=0)
        assert people(builder, at=timezone.now())[0].support == second

    def test_what_was_not_said_is_not_kept_as_shown(self, builder):
        give_consent(builder, builder.row, [*FULL, "HOW_TO_REACH"])
        authorise_charge_of(builder)
        recomputed_duties(builder)
        set_wishes(builder, care="Never from work.", channel="EMAIL", wants_contact="NO")
        day_page(builder)
        kept = set(rows_shown("category", "code"))
        assert ("MILESTONES", "DECIDED") in kept and ("MILESTONES", "CHARGE") not in kept
        assert {code for category, code in kept if category == "DUTIES"} == {"UNTOLD"}
        reach = {code for category, code in kept if category == "HOW_TO_REACH"}
        assert {"channel", "CAUTION"} <= reach
        assert not reach & {"care", "safe_times", "wants_contact", "safe_hours"}
        words = [shown_fact_text(each) for each in Shown.objects.unscoped("test")]
        assert any("There is a caution to read" in each for each in words)
        assert any("There is news that the victim is owed" in each for each in words)
        assert not any("charge" in each for each in words)


class TestWhatIsNotToldYet:
    @pytest.mark.parametrize(
        ("code", "says"),
        [
            ("CHARGE", "Suspect 1: the CPS has decided"),
            ("NO_CHARGE_ABOUT", "Suspect 1: the CPS has decided"),
            ("CHARGED", "Suspect 1: there is news from the police"),
            ("STOPPED_ABOUT", "Suspect 1: there is news from the CPS"),
            ("OUTCOME ACQUITTED", "Suspect 1: there is news from the court"),
            ("NO_VERDICT", "Suspect 1: there is news from the court"),
            ("SENTENCE", "Suspect 1: there is news from the court"),
            ("LEAVE CROWN", "Suspect 1: there is news from the court"),
        ],
    )
    def test_how_it_went_is_not_said_before_they_are_told(self, code, says):
        fact = milestone(code)
        untold = telling_of(fact, [], [], is_newest=True)
        assert milestone_as_shown(fact, untold).text == says

    def test_what_says_a_date_or_is_no_news_is_said(self):
        for code in ("SENT", "TRIAL", "FIRST_HEARING", "PLEA GUILTY"):
            fact = milestone(code)
            assert milestone_as_shown(fact, telling_of(fact, [], [], is_newest=True)) == fact

    def test_what_is_not_known_to_be_told_stays_and_is_said_at_the_contact(self, builder):
        give_consent(builder, builder.row, ["MILESTONES", "TOLD"])
        authorise_charge_of(builder)
        add_entry(builder, days=1, next_in=0)
        day_page(builder)
        [row] = people(builder, at=timezone.now() + timedelta(days=1))
        assert [each.fact.text for each in row.milestones] == [DECIDED]
        assert "There is news that they may not have been told." in day_text(builder)
        withdraw(builder, "TOLD")  # nobody can say so any more
        [row] = people(builder, at=timezone.now() + timedelta(days=1))
        assert row.milestones == () == row.untold

    def test_that_they_were_told_is_new_until_the_day_after_it_was_shown(self, builder):
        give_consent(builder, builder.row, FULL)
        authorise_charge_of(builder)
        client_for(builder.cast.isva).get(page_url("see-support", builder.row))  # says which
        tell_victim(builder, builder.victim, builder.suspects[0], "CHARGE")
        tomorrow = timezone.now() + timedelta(days=1)
        [row] = people(builder, at=tomorrow)
        assert [each.fact.text for each in row.milestones] == [CHARGED]
        text = day_text(builder)
        assert f"{CHARGED}, " in text and "Told on" in text
        [row] = people(builder, at=tomorrow)
        assert row.milestones == ()

    def test_news_of_a_jury_tells_nothing_of_the_outcome_of_the_next_trial(self):
        told = SharedFact("TOLD", "OUTCOME", "told", 1, TODAY - timedelta(days=20))
        jury, after = milestone("NO_VERDICT", -20), milestone("OUTCOME ACQUITTED", -2)
        assert telling_of(jury, [], [told], is_newest=True).told
        untold = telling_of(after, [], [told], is_newest=True)
        assert untold.told is None
        says = milestone_as_shown(after, untold).text
        assert says == "Suspect 1: there is news from the court"

    def test_what_is_owed_of_the_next_trial_is_not_owed_of_the_jury_before(self):
        told = SharedFact("TOLD", "OUTCOME", "told", 1, TODAY - timedelta(days=20))
        jury, after = milestone("NO_VERDICT", -20), milestone("OUTCOME ACQUITTED", -2)
        facts = {"MILESTONES": [jury, after], "DUTIES": [owed_news("OUTCOME")], "TOLD": [told]}
        before, now = my_day._news(facts, "MILESTONES", set(), (), today=TODAY)
        assert before.telling.told and before.telling.owed is None
        assert now.telling.owed

    def test_what_is_owed_is_owed_of_the_newest_alone(self):
        older, newer = milestone("OUTCOME CONVICTED", -9), milestone("OUTCOME ACQUITTED", -2)
        owed = [owed_news("OUTCOME")]
        assert telling_of(newer, owed, [], is_newest=True).owed
        assert telling_of(older, owed, [], is_newest=False).owed is None
        facts = {"MILESTONES": [older, newer], "DUTIES": owed}
        found = my_day._news(facts, "MILESTONES", set(), (), today=TODAY)
        assert [bool(each.telling.owed) for each in found] == [False, True]


class TestWhomToAskFirst:
    @pytest.fixture(autouse=True)
    def _owed(self, builder):
        give_consent(builder, builder.row, FULL)
        authorise_charge_of(builder)
        recomputed_duties(builder)
        add_entry(builder, days=1, next_in=0)

    def test_a_side_that_may_not_know_of_the_support_is_not_rung(self, builder):
        text = day_text(builder)  # the police referred; the CPS owes word of it
        assert "Not told yet. CPS, by" in text
        assert text.count("Do not speak of it yet.") == 2  # at the news and at the contact
        assert "ring the CPS" not in text and "ring the police" not in text

    def test_a_side_that_may_know_is(self, builder):
        give_consent(builder, builder.row, ["IS_SUPPORTED"], recipient="CPS")
        text = day_text(builder)
        assert "Before you speak of it, ring the CPS." in text
        assert "Do not speak of it yet." not in text
        withdraw(builder, "IS_SUPPORTED")
        assert "Do not speak of it yet." in day_text(builder)


class TestHowTheyAreReached:
    def reached(self, builder, **facts):
        give_consent(builder, builder.row, ["HOW_TO_REACH"])
        always = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "", "until": ""}]
        VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(
            safe_hours=always, **facts
        )
        return day_text(builder)

    def test_through_the_isva_says_so(self, builder):
        text = self.reached(builder, channel="THROUGH_ISVA")
        assert "Police and CPS reach them only through you. No voicemail" in text

    def test_no_wish_about_police_and_cps_stands_over_the_isva_s_own_contact(self, builder):
        for wish in ("NO", "NOT_ASKED"):
            with rolled_back_world():
                text = self.reached(builder, channel="PHONE", wants_contact=wish)
                assert "does not want" not in text and "No one has asked" not in text

    def test_hours_of_a_call_are_said_of_a_call_alone(self, builder):
        assert "hours" not in self.reached(builder, channel="EMAIL")


class TestTheOrderOfADay:
    def test_a_day_in_court_today_stands_with_what_is_due(self, builder, monkeypatch):
        more = [
            refer_and_accept(CaseBuilder(builder.cast, at=builder.at).submit()) for _n in range(2)
        ]
        real = my_day.facts_shown_of_supports
        hearing = SharedFact("COURT_DATES", "TRIAL", "Suspect 1: Trial", 1, TODAY)

        def with_a_trial(agreed, *, at):
            found = real(agreed, at=at)
            found[more[1].pk]["COURT_DATES"] = [hearing]
            return found

        monkeypatch.setattr(my_day, "facts_shown_of_supports", with_a_trial)
        give_consent(builder, builder.row, ["MILESTONES"])
        assert people(builder, at=timezone.now())[0].support == more[1]
        assert "Today Suspect 1: Trial" in day_text(builder)

    def test_of_more_people_than_it_shows_it_says_so_and_links_to_them_all(
        self, builder, monkeypatch
    ):
        for _n in range(2):
            refer_and_accept(CaseBuilder(builder.cast, at=builder.at).submit())
        before = day_page(builder)
        assert "Of the first" not in page_text(before)
        monkeypatch.setattr(my_day, "MAX_PEOPLE", 2)
        page = day_page(builder)
        text = page_text(page)
        assert "Of the first 2 people you support, by reference:" in text
        assert "You support more people than are shown here." in text
        to_all = page_url("see-supported")
        assert links_on_page(page).count(to_all) == links_on_page(before).count(to_all) + 1
        assert len(people(builder)) == 2
