"""One thing recorded on several points is counted and listed once, and each number leads to it."""

from datetime import date

import pytest

from cases.case_details.actions import cases as case_actions
from cases.models import Offence, OffencePoints
from cases.proof.actions import entries
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.cases.test_proof import bear, keys, miss, page_of, said
from tests.support.browser.scenes.proof import record
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
BACK = "Nothing was said of it for years."


def keys_of(builder, code, points):
    """The keys of the points of the allegation of an offence."""
    allegation = builder.suspects[0].allegations.unscoped("test").get(offence=code)
    rows = OffencePoints.objects.get(key=points, is_current=True).points.order_by("place")
    return [f"{allegation.first_id}:{each.pk}" for each in rows]


@module_fixture
def builder():
    """
    A case with two allegations against the first suspect, one gap and one entry under both, and
    one gap under the second alone, which was asked for and is overdue.
    """
    builder = CaseBuilder(cast()).allocate()
    builder.do(
        case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
        suspect=builder.suspect(), offence=Offence.objects.get(pk="SX03005"),
        from_on=date(2026, 1, 11),
    )  # fmt: skip
    first = builder.suspects[0].allegations.unscoped("test").exclude(offence="SX03005").get()
    builder.one = keys_of(builder, first.offence_id, "soa2003-s1")
    builder.two = keys_of(builder, "SX03005", "soa2003-s2")
    both = [builder.one[2], builder.two[3]]
    gap, bearing = entries.add_gap, entries.add_bearing
    record(builder, gap, both, text="The whole thread of 8 March.")
    late = record(builder, gap, builder.two[:1], text="Statement of the friend.")
    record(builder, bearing, both, bears="BOTH", text=BACK)
    record(builder, bearing, builder.one[:1], bears="AGAINST", text="He was elsewhere.")
    record(builder, bearing, builder.one[:1], bears="FOR", text="Only for it.")
    builder.plan({"purpose": "GAP", "gaps": [late.pk]})
    return builder


def rows_shown(page):
    """The points in the tables of the page, by the numbers that they have there."""
    text = page.content.decode()
    return text.count('<span class="rasso-matrix__point">')


class TestGaps:
    def test_one_under_two_allegations_is_counted_once_and_says_so(self, builder):
        told = said(page_of(builder, "prosecutor"))
        assert "2 gaps are recorded, 1 is overdue, 1 is not asked for yet (1 essential)." in told
        assert told.count("It stands under allegations 1 and 2 and is counted once.") == 2

    def test_one_on_two_points_of_an_allegation_is_one_in_its_row(self):
        builder = CaseBuilder(cast())
        miss(builder, points=keys(builder)[:3])
        told = said(page_of(builder, "officer"))
        assert "1 gap is recorded, 1 is not asked for yet" in told
        assert told.count("It stands on 3 points and is counted once.") == 3
        [subject] = page_of(builder, "officer").context["matrix"].subjects
        assert len(subject.gaps) == 1

    def test_what_differs_in_what_is_missing_or_in_weight_is_two(self):
        builder = CaseBuilder(cast())
        miss(builder, text="The phone.")
        miss(builder, text="The phone.", weight="DESIRABLE", point=1)
        miss(builder, text="The tablet.", point=1)
        assert "3 gaps are recorded" in said(page_of(builder, "officer"))


class TestUndermining:
    def test_what_cuts_both_ways_or_against_is_listed_once_with_each_point(self, builder):
        told = page_text(page_of(builder, "prosecutor"))
        part = told[told.index("Seen again at each decision") :]
        assert part.count(BACK) == 1 and "Both ways." in part
        assert "Allegation 1: 3. The complainant did not consent" in part
        assert "Allegation 2: 4. The complainant did not consent" in part
        assert "He was elsewhere." in part and "Only for it." not in part

    def test_what_is_marked_stands_before_what_is_not(self):
        builder = CaseBuilder(cast())
        bear(builder, bears="AGAINST", text="Not marked.")
        bear(builder, bears="AGAINST", text="Marked.", undermines=True)
        told = page_text(page_of(builder, "officer"))
        part = told[told.index("Seen again at each decision") :]
        assert part.index("Marked.") < part.index("Not marked.")


class TestNumbers:
    def test_each_number_is_a_link_to_the_rows_that_it_counts(self, builder):
        page = page_of(builder, "prosecutor")
        links = {each.replace("&amp;", "&") for each in links_on_page(page)}
        base = f"{page_url('see-proof', builder.case)}?suspect=1"
        for show, shown in (("in-issue", 3), ("not-covered", 6), ("gaps", 3), ("not-asked", 2),
                            ("overdue", 1)):  # fmt: skip
            assert f"{base}&show={show}#points" in links
            found = client_for(builder.cast.prosecutor).get(f"{base}&show={show}")
            assert rows_shown(found) == shown, show
            assert "Show all points" in page_text(found)
        assert f"{base}&show=covered#points" not in links  # nothing is
        assert f"{base}&show=overdue#subject-2" in links
        assert f"{base}&show=overdue#subject-1" not in links

    def test_another_word_shows_every_row(self, builder):
        base = f"{page_url('see-proof', builder.case)}?suspect=1"
        whole = rows_shown(page_of(builder, "prosecutor"))
        found = client_for(builder.cast.prosecutor).get(f"{base}&show=no-such")
        assert rows_shown(found) == whole == 9
        assert "Show all points" not in page_text(found)

    def test_what_the_words_mean_stands_before_the_numbers(self, builder):
        told = page_text(page_of(builder, "prosecutor"))
        assert told.index("In issue: something is for the point and something is against") < (
            told.index("Points covered")
        )


class TestAtADecision:
    @pytest.mark.parametrize("name", ["authorise-charge", "propose-no-further-action"])
    def test_it_lists_what_is_essential_or_overdue_and_no_other_gap(self, builder, name):
        text = decision_page(builder, name)
        part = text[text.index("What is still missing") :]
        for words in (
            "Not asked for: The whole thread of 8 March.",
            "Allegation 1: 3. The complainant did not consent",
            "Allegation 2: 4. The complainant did not consent",
            "Asked for: Statement of the friend.", "days overdue",
        ):  # fmt: skip
            assert words in part
        assert part.index("Statement of the friend.") < part.index("The whole thread")
        assert part.count("The whole thread of 8 March.") == 1
        assert BACK in text and "He was elsewhere." in text

    def test_one_that_would_only_help_and_one_of_the_other_side_are_not_there(self, builder):
        builder.do(
            entries.add_gap, "prosecutor", suspect=builder.suspect(), points=[builder.one[1]],
            material="STATEMENT", weight="DESIRABLE", text="It would only help.",
        )  # fmt: skip
        assert "It would only help." not in decision_page(builder, "authorise-charge")

    def test_none_says_so(self):
        builder = CaseBuilder(cast()).allocate()
        builder.have_reviewed(builder.suspect())
        page = client_for(builder.cast.prosecutor).get(
            page_url("authorise-charge", builder.suspects[0])
        )
        assert "No essential gap is left, and none is overdue." in page_text(page)


def decision_page(builder, name):
    """The text of a page of decision, while the suspect is with the prosecutor."""
    type(builder.suspect()).objects.unscoped("test").update(
        state="WITH_PROSECUTOR", holder_side="CPS", is_consulted=True
    )
    page = client_for(builder.cast.prosecutor).get(page_url(name, builder.suspects[0]))
    assert page.status_code == 200
    return said(page)


def test_what_each_side_recorded_or_keeps_to_itself_is_listed_with_whose_it_is(builder):
    kept = {"bears": "AGAINST", "text": "Seen by the neighbour.", "points": builder.one[1:2]}
    for who, more in (("officer", {}), ("prosecutor", {}), ("prosecutor", {"is_kept": True})):
        add(builder, entries.add_bearing, who, **kept, **more)
    for who, times in (("officer", 2), ("prosecutor", 3)):
        told = page_text(page_of(builder, who))
        part = told[told.index("Seen again at each decision") :]
        assert part.count("Seen by the neighbour.") == times, who


def test_the_account_of_a_victim_is_recorded_on_points_about_one_victim(builder):
    other = builder.do(case_actions.add_victim, "officer", case=builder.case)
    builder.do(
        case_actions.add_allegation, "officer", case=builder.case, victim=other,
        suspect=builder.suspect(), offence=Offence.objects.get(pk="SX03007"),
        from_on=date(2026, 1, 12),
    )  # fmt: skip
    both = [builder.one[0], keys_of(builder, "SX03007", "soa2003-s3")[0]]
    bears, weight = {"bears": "FOR"}, {"weight": "ESSENTIAL"}
    for action, more in ((entries.add_bearing, bears), (entries.add_gap, weight)):
        account = {"material": "ACCOUNT", "text": "What was said.", **more}
        for whose in ("VICTIM", "COVICTIM"):
            with pytest.raises(Refused, match="more than one victim"):
                add(builder, action, points=both, account_of=whose, **account)
        add(builder, action, points=both, account_of="SUSPECT", **account)
        add(builder, action, points=both[:1], account_of="VICTIM", **account)


def add(builder, action, who="officer", **facts):
    """Record an entry of the first suspect."""
    return builder.do(action, who, suspect=builder.suspect(), **{"material": "STATEMENT"} | facts)
