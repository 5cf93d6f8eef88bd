"""The case page as a day's work: what is next, each suspect's acts, and what is asked for."""

import html
import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.action_plans.actions import challenges
from cases.case_details.actions import cases
from cases.correspondence.actions import message_threads
from cases.decisions.actions import decisions
from cases.desk.queries.available_verbs import AvailableVerbs
from cases.desk.queries.case_acts import most_pressing
from cases.desk.queries.shown_suspects import ShownSuspects
from cases.desk.queries.verb_options import VerbOption
from cases.early_advice.actions import advice_escalations
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Standing
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@module_fixture
def people():
    return cast()


def build_started_case(people, **facts):
    return CaseBuilder(people, at=days_ago(2), **facts)


def case_page(builder, who="officer", query=""):
    address = page_url("see-case", builder.case) + query
    return client_for(getattr(builder.cast, who)).get(address)


def authorise_charge(builder, suspect):
    allegations = list(suspect.allegations.unscoped("test"))
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect, rationale="Met.",
        allegations=allegations,
    )  # fmt: skip


def part_of_page(page, begin, end):
    """The HTML from one mark to the next."""
    body = page.content.decode()
    start = body.index(begin)
    return body[start : body.index(end, start)]


def card_of(page, number):
    return part_of_page(page, f'aria-labelledby="suspect-{number}"', "</section>")


def strip_text(page):
    return " ".join(re.sub(r"<[^>]*>", " ", part_of_page(page, "rasso-next", "</div>")).split())


def links_in(text):
    return re.findall(r'<a [^>]*href="([^"]+)"', text)


def tabs_in_sight(page):
    bar = part_of_page(page, '<nav class="moj-sub-navigation', "<details")
    return re.findall(r">([^<]+)</a>", bar)


class TestNext:
    def test_it_is_said_with_its_day_and_is_the_only_button(self, people):
        page = case_page(build_started_case(people).allocate(), "prosecutor")
        assert strip_text(page).endswith("Record a review")
        assert re.search(r"Your next step Due in \d+ days \d+ \w+ \d{4}", strip_text(page))
        body = page.content.decode()
        assert body.count("govuk-button ") == 1

    def test_it_is_not_offered_again_on_a_card(self, people):
        builder = build_started_case(people).allocate()
        page = case_page(builder, "prosecutor")
        assert page_url("record-review", builder.case) not in links_in(card_of(page, 1))

    def test_it_says_about_whom_where_there_are_several(self, people):
        builder = build_started_case(people, suspects=2).allocate()
        charged = builder.review().suspects[0]
        authorise_charge(builder, charged)
        page = case_page(builder)
        assert f"Your next step, about {charged.name} " in strip_text(page)
        assert strip_text(page).endswith(f"Report the charge : {charged.name}")

    def test_who_has_nothing_to_do_is_told_so(self, people):
        page = case_page(build_started_case(people).allocate().plan(), "prosecutor")
        assert "Nothing on this case waits for you now." in page_text(page)
        assert "govuk-button " not in page.content.decode()

    def test_nobody_is_told_so_whose_turn_it_is(self, people):
        builder = AdviceCaseBuilder(people, at=days_ago(2)).turn_down()
        builder.step(advice_escalations.escalate_refusal, "inspector", text="She is at risk.")
        text = page_text(case_page(builder, "advice_manager"))
        assert "Your turn" in text and "Nothing on this case waits" not in text

    def test_of_several_it_is_about_the_one_who_is_due_first(self):
        options = [
            VerbOption("countersign_decision", "Countersign", f"/{n}/", f"S{n}", n, main=n == 1)
            for n in (1, 2, 3)
        ]
        now = timezone.now()
        due = {1: now + DAY, 2: now, 3: None}
        cards = [
            SimpleNamespace(suspect=SimpleNamespace(number=n), due_at=due[n]) for n in (1, 2, 3)
        ]
        first = most_pressing(AvailableVerbs(options, [], {}), cards)
        assert (first.suspect, first.main) == (2, True)

    def test_it_has_a_date_only_where_it_is_that_of_what_is_done(self, people):
        one = build_started_case(people, suspects=1).submit()
        assert "Due " in strip_text(case_page(one, "assistant"))
        page = case_page(build_started_case(people, suspects=2).submit(), "assistant")
        assert [card.is_mine for card in page.context["cards"]] == [True, True]
        assert "Due " not in strip_text(page)

    def test_an_answer_besides_the_turn_has_not_the_date_of_the_turn(self, people):
        builder = build_started_case(people, suspects=2).allocate()
        builder.suspects, other = builder.suspects[:1], builder.suspects[1]
        builder.plan({}, {})
        builder.do(
            challenges.challenge_item, "officer", item=builder.items[0], reason="NOT_POSSIBLE",
            text="It was overwritten.",
        )  # fmt: skip
        page = case_page(builder, "prosecutor")
        [card] = [each for each in page.context["cards"] if each.suspect.pk == other.pk]
        assert card.is_mine and card.due[0].startswith("Due ")
        assert strip_text(page).endswith("Answer 1 question about an action")
        assert "Due " not in strip_text(page)


class TestCards:
    def test_an_act_about_one_suspect_stands_on_their_card_alone(self, people):
        builder = build_started_case(people, suspects=2)
        page = case_page(builder)
        first, second = (page_url("record-custody", each) for each in builder.suspects)
        assert first in links_in(card_of(page, 1)) and second not in links_in(card_of(page, 1))
        assert second in links_in(card_of(page, 2)) and first not in links_in(card_of(page, 2))

    def test_an_act_on_the_whole_case_stands_beside_the_cards(self, people):
        builder = build_started_case(people, suspects=2)
        page = case_page(builder)
        beside = part_of_page(page, "Other things you can do", "</div>")
        assert page_url("add-suspect", builder.case) in links_in(beside)
        assert page_url("record-custody", builder.suspects[0]) not in links_in(beside)

    def test_an_act_whose_page_is_about_all_suspects_is_on_the_card_of_an_only_one(self, people):
        for suspects, is_on_card in ((1, True), (2, False)):
            builder = build_started_case(people, suspects=suspects)
            page, address = case_page(builder), page_url("request-early-advice", builder.case)
            on_cards = [address in links_in(card_of(page, n + 1)) for n in range(suspects)]
            assert any(on_cards) == is_on_card
            assert page.content.decode().count(f'href="{address}"') == 1

    def test_what_stands_in_the_way_of_the_next_step_alone_is_on_the_card(self, people):
        builder = build_started_case(people, suspects=2)
        builder.do(
            cases.add_suspect, "officer", case=builder.case, surname="Third", given_names="",
            born_on=None, custody="NOT_ARRESTED",
        )  # fmt: skip
        page = case_page(builder)
        [reason] = re.findall(r"In the way:</strong> ([^<]+)</p>", card_of(page, 3))
        assert "suspect 3" in reason and "allegation" in reason
        assert "In the way" not in card_of(page, 1)

    def test_nothing_stands_in_the_way_of_what_is_open(self, people):
        builder = build_started_case(people).write()
        builder.do(
            referrals.send_referral_back,
            "supervisor",
            referral=builder.referral,
            supervisor_comments="Add more.",
        )
        page = case_page(builder)
        assert page.context["acts"].open_now[0].verb == "revise_referral"
        assert "In the way" not in page_text(page)

    def test_what_comes_later_is_folded(self, people):
        page = case_page(build_started_case(people).allocate(), "prosecutor")
        assert page.context["acts"].not_yet
        later = part_of_page(page, "What comes later, and what it waits for", "</details>")
        assert page.context["acts"].not_yet[0].text in later

    def test_texts_behind_a_card_are_folded(self, people):
        page = case_page(build_started_case(people))
        in_sight, _details, folded = card_of(page, 1).partition("<details")
        assert "Personal details" in folded and "Personal details" not in in_sight


class TestTabs:
    FIRST = ["Case", "Submissions", "Decisions", "Victims", "Documents"]

    def test_five_are_in_sight(self, people):
        assert tabs_in_sight(case_page(build_started_case(people))) == self.FIRST

    def test_one_behind_more_is_in_sight_while_it_is_open(self, people):
        builder = build_started_case(people)
        page = client_for(people.officer).get(page_url("see-proof", builder.case))
        assert tabs_in_sight(page) == [*self.FIRST, "Proof"]
        folded = part_of_page(page, '<details class="rasso-more"', "</details>")
        assert page_url("see-proof", builder.case) not in links_in(folded)
        assert page_url("see-court-facts", builder.case) in links_in(folded)

    def test_new_messages_are_counted_where_they_are_folded(self, people):
        builder = build_started_case(people).allocate()
        builder.do(
            message_threads.open_thread, "officer", case=builder.case, text="He answered bail."
        )
        assert "More (1 new message)" in page_text(case_page(builder, "prosecutor"))
        assert "new message" not in page_text(case_page(builder))


class TestManySuspects:
    @pytest.fixture
    def large(self, people):
        """Twelve suspects, of whom the first two are with the prosecutor."""
        builder = build_started_case(people, suspects=12)
        builder.suspects, everybody = builder.suspects[:2], builder.suspects
        builder.allocate()
        builder.suspects = everybody
        return builder

    def shown(self, page):
        return [card.suspect.number for card in page.context["cards"]]

    def test_ten_are_shown_those_whose_turn_is_the_readers_first(self, large):
        assert self.shown(case_page(large)) == [*range(3, 13)]
        assert "10 of 12 suspects are shown" in page_text(case_page(large))

    def test_the_rest_is_one_link_away(self, large):
        assert "?suspects=2" in links_in(case_page(large).content.decode())
        following = case_page(large, query="?suspects=2")
        assert self.shown(following) == [1, 2]
        assert "?suspects=1" in links_in(following.content.decode())
        assert "?suspects=3" not in links_in(following.content.decode())

    def test_by_the_links_everybody_is_found_also_after_one_who_came_first(self, large):
        first = case_page(large, query="?suspect=2")
        body = first.content.decode()
        [way] = {html.unescape(each) for each in links_in(body) if each.startswith("?suspects=")}
        following = case_page(large, query=way)
        assert sorted(self.shown(first) + self.shown(following)) == [*range(1, 13)]

    def test_nobody_is_told_that_nothing_waits_because_of_who_is_shown(self, large):
        assert "Nothing on this case waits" not in page_text(case_page(large, query="?suspects=2"))

    def test_one_on_whom_the_readers_side_owes_an_answer_comes_before_others(self):
        person = {"state": "WITH_PROSECUTOR", "also_waits_for": []}
        ids = [str(uuid4()) for _ in range(3)]
        rows = [person | {"pk": pk, "number": n + 1} for n, pk in enumerate(ids)]
        rows[2] |= {"also_waits_for": ["POLICE"]}
        reader = Standing(1, "POLICE", frozenset())
        assert [str(pk) for pk in ShownSuspects(most=2).choose(rows, reader)] == [ids[2], ids[0]]

    def test_a_link_to_one_leads_to_a_page_that_shows_them(self, large):
        assert self.shown(case_page(large, query="?suspect=2"))[:2] == [2, 3]
        way = page_url("next-step", large.case) + "?suspect=2"
        answer = client_for(large.cast.officer).get(way)
        assert answer.url == page_url("see-case", large.case) + "?suspect=2#suspect-2"

    def test_a_wrong_page_shows_no_suspect_and_says_so(self, large):
        for query in ("?suspects=9", "?suspects=x", "?suspects=-1", "?suspect=0", "?suspects=²"):
            assert case_page(large, query=query).status_code == 200
        assert "There are no more suspects." in page_text(case_page(large, query="?suspects=9"))

    def test_every_suspect_is_named_where_the_page_tells_of_them(self, large):
        first, second = large.suspects[:2]
        assert f"{first.name}, {second.name}. Written by" in page_text(case_page(large))

    def test_it_costs_the_same_number_of_queries(self, people, large):
        client = client_for(people.officer)
        _page, many = page_and_queries(client, page_url("see-case", large.case))
        _page, few = page_and_queries(client, page_url("see-case", build_started_case(people).case))
        assert len(many) == len(few)


def test_an_event_of_many_suspects_names_the_first(people):
    builder = build_started_case(people, suspects=7)
    builder.suspects = builder.suspects[:6]
    event = case_page(builder.write()).context["events"][0]
    names = ", ".join(suspect.name for suspect in builder.suspects[:3])
    assert event.title == f"Referral written: {names} and 3 others"
