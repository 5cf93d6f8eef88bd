"""Points to prove: the list, its versions, which apply to an act, and a lawyer's review of them."""

import io
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from cases.models import Offence, OffencePoints, Point, PointsReview
from cases.proof.actions import points_reviews
from cases.proof.queries.offence_points import PointsTable
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.support.cases.pages import (
    client_for,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
LIST = Path(__file__).parents[2] / "cases" / "data" / "points_to_prove.toml"
WRITTEN = tomllib.loads(LIST.read_text(encoding="utf-8"))  # the oracle: the file as it stands
RAPE = "soa2003-s1"
WHY = "Read against section 1 and its notes."


@module_fixture
def builder():
    """A case whose suspect is investigated for the offence that the builder takes, a rape."""
    return CaseBuilder(cast())


@pytest.fixture
def newer(tmp_path):
    """A list with words changed, written to a file."""

    def write(*changes):
        text = LIST.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after, 1)
        path = tmp_path / "newer.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def load(path, **options):
    told = io.StringIO()
    call_command("load_points", str(path), stdout=told, **options)
    return told.getvalue().splitlines()


def current(key):
    return OffencePoints.objects.get(key=key, is_current=True)


def keys_for(code, first, last=None):
    """The names of the sets of points that apply to an act, and which have only to be meant."""
    offence = Offence.objects.get(pk=code)
    found = PointsTable([offence]).points_for(offence, first, last)
    return [(each.row.key, each.is_intended) for each in found]


class TestTheList:
    def test_every_offence_and_point_of_the_file_is_loaded_with_its_mark(self):
        written = {
            each["id"]: (
                each["confidence"].upper(),
                [(row["id"], row["kind"].upper(), row["text"]) for row in each["element"]],
            )
            for each in WRITTEN["offence"]
        }
        loaded = {
            row.key: (
                row.confidence,
                list(row.points.order_by("place").values_list("key", "kind", "text")),
            )
            for row in OffencePoints.objects.filter(is_current=True)
        }
        assert loaded == written
        assert len(written) == 98 and sum(len(each) for _, each in written.values()) == 470

    def test_it_says_that_no_lawyer_reviewed_it(self):
        assert "NOT REVIEWED BY A LAWYER" in LIST.read_text(encoding="utf-8")
        assert not PointsReview.objects.exists()

    def test_the_list_that_is_loaded_already_changes_nothing(self):
        assert load(LIST) == ["Nothing has changed."]

    def test_what_differs_is_a_further_version_and_the_one_before_stays(self, builder, newer):
        before = current(RAPE)
        path = newer(("The penetration was intentional.", "He meant to penetrate."))
        told = load(path)
        assert told[0] == "0 added, 1 changed, 0 ended."
        assert f"changed {RAPE}: a new version, not reviewed by a lawyer" in told
        assert told[-2:] == ["Open cases touched: 1", f"case {builder.case.urn}"]
        after = current(RAPE)
        assert (after.number, before.number) == (2, 1)
        texts = [
            each.points.get(key="intentional").text for each in (before, after)
        ]  # fmt: skip
        assert texts == ["The penetration was intentional.", "He meant to penetrate."]
        assert load(path) == ["Nothing has changed."]
        load(LIST)
        assert current(RAPE).number == 3

    def test_a_dry_run_says_the_same_and_saves_nothing(self, newer):
        path = newer(("The penetration was intentional.", "He meant to penetrate."))
        told = load(path, dry_run=True)
        assert told[0] == "0 added, 1 changed, 0 ended."
        assert told[-1] == "A dry run: nothing was saved."
        assert current(RAPE).number == 1

    def test_an_offence_that_the_list_lacks_has_no_points_any_more(self, newer):
        path = newer(('id = "soa2003-s2"', 'id = "soa2003-s2-other"'))
        assert load(path)[:3] == [
            "1 added, 0 changed, 1 ended.", "added soa2003-s2-other", "ended soa2003-s2",
        ]  # fmt: skip
        assert keys_for("SX03005", date(2026, 1, 1)) == [("soa2003-s2-other", False)]
        assert not OffencePoints.objects.filter(key="soa2003-s2", is_current=True).exists()

    @pytest.mark.parametrize(
        ("before", "after", "fault"),
        [
            ('id = "soa2003-s2"', f'id = "{RAPE}"', f"{RAPE} is there twice"),
            ('kind = "consent"', 'kind = "other"', "kind is not one of act, mental, consent"),
            ("in_force_from = 2004-05-01\nmax_sentence = \"life\"", "in_force_from = 1"
             "\nmax_sentence = \"life\"", "in_force_from is not a day"),
            ('title = "Rape"', 'title = ""', f"offence {RAPE}: title is empty"),
            ('id = "intentional"', 'id = "penetration"', "element penetration is there twice"),
            ("as_at = 2026-11-29", 'as_at = "today"', "as_at is not a day"),
            ('[]\nconfidence = "recalled"', '[]\nconfidence = "sure"', "confidence is not one of"),
            ("schema = 1", "schema = ", "Invalid value"),
            ('only_codes = ["SX03011"', 'only_codes = ["SX03001"', "not of the offence: SX03001"),
        ],
    )  # fmt: skip
    def test_a_malformed_file_is_refused_whole(self, newer, before, after, fault):
        path = newer((before, after))
        with pytest.raises(CommandError) as refused:
            load(path)
        assert fault in str(refused.value)
        assert load(LIST) == ["Nothing has changed."]

    def test_a_version_is_never_edited_or_removed(self):
        row = current(RAPE)
        for change in (
            lambda: OffencePoints.objects.filter(pk=row.pk).update(title="Other"),
            lambda: Point.objects.filter(of=row).update(text="Other"),
            lambda: Point.objects.filter(of=row).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


class TestWhichApply:
    def test_those_of_the_law_of_the_day(self):
        assert keys_for("SX56001", date(1975, 6, 1)) == [("soa1956-s1-1957", False)]
        assert keys_for("SX56001", date(1980, 6, 1)) == [("soa1956-s1-1976", False)]
        assert keys_for("SX03001", date(2026, 1, 10)) == [(RAPE, False)]

    def test_both_where_the_days_cross_a_border(self):
        assert keys_for("SX56001", date(1976, 12, 1), date(1977, 1, 5)) == [
            ("soa1956-s1-1957", False), ("soa1956-s1-1976", False),
        ]  # fmt: skip

    def test_none_on_a_day_that_they_are_not_about(self):
        assert keys_for("SX03001", date(1998, 3, 1)) == []

    def test_of_an_attempt_its_own_and_those_of_what_was_meant(self):
        assert keys_for("SX03001A", date(2026, 1, 10)) == [("attempt", False), (RAPE, True)]
        assert keys_for("SX03001C", date(2026, 1, 10)) == [("conspiracy", False), (RAPE, True)]

    def test_none_of_aiding_because_no_source_has_its_own_points(self):
        assert Offence.objects.filter(pk="SX03001B").exists()
        assert keys_for("SX03001B", date(2026, 1, 10)) == []


class TestTheReview:
    def review(self, builder, who="manager", **facts):
        facts = {"is_right": True, "text": WHY} | facts
        return builder.do(points_reviews.review_points, who, points=current(RAPE), **facts)

    def test_nobody_has_reviewed_them_until_a_lawyer_says_so_under_their_name(self, builder):
        manager = client_for(builder.cast.manager)
        address = page_url("see-offence-points", current(RAPE))
        assert "Not reviewed by a lawyer" in page_text(manager.get(address))
        page = submit_form(
            manager, page_url("review-points", current(RAPE)), is_right="yes", text=WHY
        )
        assert "Reviewed by Mona Manager, CPS South West, on" in page_text(page)
        assert WHY in page_text(client_for(builder.cast.officer).get(address))
        logged = AuditEntry.objects.filter(verb="review_points", operation="alteration").get()
        assert (logged.user, logged.ids) == (builder.cast.manager, [str(current(RAPE).pk)])

    def test_one_who_finds_them_wrong_leaves_them_not_reviewed(self, builder):
        self.review(builder)
        self.review(builder, is_right=False, text="Consent is put too narrowly here.")
        page = page_text(
            client_for(builder.cast.officer).get(page_url("see-offence-points", current(RAPE)))
        )
        assert "Not right, says Mona Manager, CPS South West" in page
        assert page.index("Consent is put too narrowly") < page.index(WHY)

    def test_a_newer_version_is_not_reviewed(self, builder, newer):
        self.review(builder)
        old = current(RAPE)
        load(newer(("The penetration was intentional.", "He meant to penetrate.")))
        page = page_text(
            client_for(builder.cast.manager).get(page_url("see-offence-points", current(RAPE)))
        )
        assert "Not reviewed by a lawyer" in page
        with pytest.raises(Refused, match="newer version"):
            builder.do(points_reviews.review_points, "manager", points=old, is_right=True, text=WHY)

    @pytest.mark.parametrize("who", ["officer", "supervisor", "prosecutor", "assistant"])
    def test_others_read_them_and_may_not_review(self, builder, who):
        browser = client_for(getattr(builder.cast, who))
        assert browser.get(page_url("see-points")).status_code == 200
        assert page_url("review-points", current(RAPE)) not in links_on_page(
            browser.get(page_url("see-offence-points", current(RAPE)))
        )
        assert browser.get(page_url("review-points", current(RAPE))).status_code == 403
        with pytest.raises(Refused):
            points_reviews.review_points(
                points=current(RAPE), by=scope(getattr(builder.cast, who)), at=builder.at,
                is_right=True, text=WHY,
            )  # fmt: skip

    def test_the_list_says_of_each_whether_it_was_reviewed_and_how_sure_it_is(self, builder):
        browser = client_for(builder.cast.manager)
        page, asked = page_and_queries(browser, page_url("see-points"))
        told = page_text(page)
        assert len(asked) <= 6, asked
        assert told.count("Not reviewed by a lawyer") == 98
        recalled = sum(each["confidence"] == "recalled" for each in WRITTEN["offence"])
        assert told.count("Not confirmed: written from memory") == recalled > 30
