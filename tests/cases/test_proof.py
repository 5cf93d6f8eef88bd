"""The matrix of proof: what bears on each point, what is missing, and who sees it."""

import re
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from cases.case_details.actions import allegations
from cases.case_details.actions import cases as case_actions
from cases.decisions.actions import decisions
from cases.documents.actions import police_only
from cases.models import Bearing, Document, Gap, Offence, OffencePoints
from cases.proof.actions import entries
from cases.referrals.actions import referrals
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
from tests.support.cases.permission_matrix import make_document
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
RAPE_POINTS = 4
NO_POINTS = "SX03001B"  # aiding a rape: no source has its points
WHY = "It was entered twice by mistake."


@module_fixture
def builder():
    """A case with two suspects that has not been allocated."""
    return CaseBuilder(cast(), suspects=2)


@module_fixture
def allocated():
    """A case with two suspects that is with the prosecutor."""
    return CaseBuilder(cast(), suspects=2).allocate()


def alleged(builder, n=0):
    return builder.suspects[n].allegations.unscoped("test").get(is_current=True)


def keys(builder, n=0):
    """The keys of the points of rape, as the page offers them."""
    points = OffencePoints.objects.get(key="soa2003-s1", is_current=True).points.order_by("place")
    return [f"{alleged(builder, n).first_id}:{point.pk}" for point in points]


def bear(builder, who="officer", n=0, point=0, **facts):
    facts = {
        "points": [keys(builder, n)[point]], "bears": "FOR", "material": "STATEMENT",
        "text": "Statement of the friend: she wept.",
    } | facts  # fmt: skip
    return builder.do(entries.add_bearing, who, suspect=builder.suspect(n), **facts)


def miss(builder, who="officer", n=0, point=0, **facts):
    facts = {
        "points": [keys(builder, n)[point]], "material": "STATEMENT", "weight": "ESSENTIAL",
        "text": "Statement of the taxi driver.",
    } | facts  # fmt: skip
    return builder.do(entries.add_gap, who, suspect=builder.suspect(n), **facts)


def page_of(builder, who, number=1):
    return client_for(getattr(builder.cast, who)).get(
        f"{page_url('see-proof', builder.case)}?suspect={number}"
    )


def said(response):
    """The words of a page, without the space that the end of a link leaves before a stop."""
    return re.sub(r" (?=[.,:])", "", page_text(response))


def states(builder, who, number=1):
    """[(allegation, state of each of its points)] as a person's page has them."""
    matrix = page_of(builder, who, number).context["matrix"]
    return [[row.state and row.state.value for row in each.rows] for each in matrix.subjects]


def bare(response):
    """A page without what differs each time it is drawn."""
    body = response.content.decode()
    return re.sub(r'(nonce|value)="[^"]*"', "", body)


class TestThePage:
    def test_it_has_each_point_with_what_bears_on_it_and_what_is_missing(self, builder):
        bear(builder, text="Her interview, 18:40.")
        bear(builder, bears="AGAINST", material="ACCOUNT", text="He says that she led him in.")
        miss(builder, point=2)
        told = said(page_of(builder, "officer"))
        for words in (
            "Proof: suspect 1", "1. The suspect penetrated her vagina, anus or mouth",
            "4. The suspect did not reasonably believe that she consented.",
            "Her interview, 18:40.", "He says that she led him in.",
            "Not asked for: Statement of the taxi driver.", "Essential. Statement.",
            "Not reviewed by a lawyer",
        ):  # fmt: skip
            assert words in told
        assert "0 points are covered, 1 is in issue, 3 are not covered." in told
        assert "1 gap is recorded, 1 is not asked for yet (1 essential)." in told

    def test_one_that_nobody_has_drawn_says_so(self):
        text = page_text(page_of(CaseBuilder(cast()).allocate(), "prosecutor"))
        assert "Nothing has been recorded here yet. No point below is covered." in text
        assert "has been asked for" not in text

    def test_one_without_gaps_says_that_none_is_recorded(self):
        builder = CaseBuilder(cast()).allocate()
        bear(builder, "prosecutor")
        told = said(page_of(builder, "prosecutor"))
        assert "1 point is covered, 0 are in issue, 3 are not covered. No gap is recorded." in told

    def test_a_suspect_is_chosen_by_number_and_each_has_their_own(self, builder):
        bear(builder, n=1, text="Only of the second.")
        assert "Only of the second." not in page_text(page_of(builder, "officer", 1))
        assert "Only of the second." in page_text(page_of(builder, "officer", 2))
        assert "Proof: suspect 1" in page_text(page_of(builder, "officer", "9"))

    def test_one_statement_bears_on_several_points(self, builder):
        bear(builder, points=keys(builder)[:3])
        assert states(builder, "officer") == [["COVERED", "COVERED", "COVERED", "NOT_COVERED"]]

    def test_an_offence_without_points_says_none_yet_and_is_never_covered(self, builder):
        builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
            suspect=builder.suspect(), offence=Offence.objects.get(pk=NO_POINTS),
            from_on=date(2026, 1, 11),
        )  # fmt: skip
        whole = builder.suspects[0].allegations.unscoped("test").get(offence=NO_POINTS)
        builder.do(
            entries.add_bearing, "officer", suspect=builder.suspect(),
            points=[f"{whole.first_id}:"], bears="FOR", material="STATEMENT",
            text="She saw him hold the door.",
        )  # fmt: skip
        assert states(builder, "officer") == [["NOT_COVERED"] * RAPE_POINTS, [None]]
        told = page_text(page_of(builder, "officer"))
        assert "None yet: no points to prove are recorded" in told
        assert ">Covered<" not in page_of(builder, "officer").content.decode()
        assert "No points yet" in told

    def test_it_is_read_with_few_queries_however_much_it_holds(self, builder):
        browser = client_for(builder.cast.officer)
        for n in range(3):
            bear(builder, point=n)
            miss(builder, point=n)
        browser.get(page_url("see-proof", builder.case))
        _page, few = page_and_queries(browser, page_url("see-proof", builder.case))
        for n in range(RAPE_POINTS):
            bear(builder, point=n)
            miss(builder, point=n)
        _page, many = page_and_queries(browser, page_url("see-proof", builder.case))
        assert len(many) == len(few) <= 16, many

    def test_reading_and_recording_are_logged(self, builder):
        made = bear(builder)
        page_of(builder, "supervisor")
        read = AuditEntry.objects.filter(verb="see_proof").latest("pk")
        assert (read.user, read.case_id) == (builder.cast.supervisor, builder.case.pk)
        wrote = AuditEntry.objects.filter(verb="add_bearing", operation="alteration").latest("pk")
        assert (wrote.user, wrote.ids) == (builder.cast.officer, [str(made.suspect_id)])


# What is on each side of a point, and how its gaps stand -> how it stands. Written by hand.
POINT_STATES = [
    ([], [], "NOT_COVERED"),
    (["FOR"], [], "COVERED"),
    (["FOR", "FOR"], [], "COVERED"),
    (["AGAINST"], [], "NOT_COVERED"),
    (["BOTH"], [], "IN_ISSUE"),
    (["FOR", "AGAINST"], [], "IN_ISSUE"),
    (["FOR"], ["OPEN"], "NOT_COVERED"),
    (["FOR", "AGAINST"], ["OPEN"], "IN_ISSUE"),
    (["FOR"], ["CLOSED"], "COVERED"),
    ([], ["CLOSED"], "NOT_COVERED"),
    (["FOR"], ["CLOSED", "OPEN"], "NOT_COVERED"),
]


@pytest.mark.parametrize(("ways", "gaps", "state"), POINT_STATES)
def test_a_point_stands_as_what_is_recorded_says(builder, ways, gaps, state):
    for way in ways:
        bear(builder, bears=way)
    for each in gaps:
        gap = miss(builder)
        if each == "CLOSED":
            builder.do(
                entries.close_gap, "officer", gap=gap, reason="The driver has now been seen."
            )
    assert states(builder, "officer")[0][0] == state


class TestWhoSees:
    def test_the_cps_sees_what_the_police_drew_once_it_is_sent_and_nothing_before(self, builder):
        bear(builder)
        miss(builder, point=1)
        by = scope(builder.cast.prosecutor, at=builder.at)
        assert not Bearing.objects.for_scope(by).exists()
        builder.write()
        bear(builder, text="After it was written.")
        assert not Gap.objects.for_scope(by).exists()
        builder.do(
            referrals.sign_referral_off, "supervisor", referral=builder.referral,
            supervisor_comments="Ready to go.",
        )  # fmt: skip
        by = scope(builder.cast.assistant, at=builder.at)
        assert Bearing.objects.for_scope(by).count() == 2
        assert Gap.objects.for_scope(by).count() == 1

    def test_what_the_police_record_on_a_suspect_who_was_sent_is_seen_at_once(self, allocated):
        bear(allocated, text="Found after the referral.")
        assert "Found after the referral." in page_text(page_of(allocated, "prosecutor"))

    def test_what_is_recorded_while_a_returned_referral_is_put_right_waits(self):
        builder = CaseBuilder(cast()).submit()
        bear(builder, text="Sent with it.")
        builder.send_back()
        before = bare(page_of(builder, "assistant"))
        bear(builder, text="Recorded while it was put right.")
        removed = bear(builder, text="Recorded and removed before it went.")
        builder.do(entries.remove_bearing, "officer", bearing=removed, reason=WHY)
        assert bare(page_of(builder, "assistant")) == before
        builder.submit()
        told = page_text(page_of(builder, "assistant"))
        assert "Recorded while it was put right." in told
        assert "Recorded and removed" not in told

    def test_a_police_only_document_leaves_no_trace_in_the_matrix_of_the_cps(self, allocated):
        bear(allocated)
        before = bare(page_of(allocated, "prosecutor"))
        alone = make_document(allocated.case, "POLICE", only_side="POLICE")
        bear(
            allocated,
            bears="AGAINST",
            document=alone,
            text="The note of a source.",
            undermines=True,
        )
        assert bare(page_of(allocated, "prosecutor")) == before
        assert states(allocated, "prosecutor")[0][0] == "COVERED"
        assert states(allocated, "officer")[0][0] == "IN_ISSUE"
        assert "The note of a source." in page_text(page_of(allocated, "officer"))
        allocated.do(
            police_only.reveal_document, "officer", document=alone,
            because="It must be revealed to the CPS now.",
        )  # fmt: skip
        assert "The note of a source." in page_text(page_of(allocated, "prosecutor"))
        assert states(allocated, "prosecutor")[0][0] == "IN_ISSUE"

    def test_what_only_the_cps_sees_leaves_no_trace_in_the_matrix_of_the_police(self, allocated):
        bear(allocated)
        before = bare(page_of(allocated, "officer"))
        bear(allocated, "prosecutor", bears="AGAINST", text="Weak on identity.", is_kept=True)
        kept = miss(allocated, "prosecutor", is_kept=True)
        assert bare(page_of(allocated, "officer")) == before
        assert states(allocated, "officer")[0][0] == "COVERED"
        assert states(allocated, "prosecutor")[0][0] == "IN_ISSUE"
        allocated.do(
            entries.close_gap, "prosecutor", gap=kept, reason="It is not needed after all."
        )
        assert bare(page_of(allocated, "officer")) == before
        assert (
            client_for(allocated.cast.officer).get(page_url("close-gap", kept)).status_code == 404
        )

    def test_a_correction_that_was_not_sent_changes_nothing_for_the_cps(self):
        builder = CaseBuilder(cast()).submit()
        bear(builder)
        builder.send_back()
        before = bare(page_of(builder, "assistant"))
        wrong = alleged(builder)
        builder.do(
            allegations.correct_allegation, "officer", allegation=wrong, victim=wrong.victim,
            offence=Offence.objects.get(pk="SX03005"), from_on=wrong.from_on,
            reason="It was a finger and not the penis.",
        )  # fmt: skip
        assert bare(page_of(builder, "assistant")) == before
        told = page_text(page_of(builder, "officer"))
        assert "with a part of the body or anything else" in told
        assert "Recorded on points that no longer apply" in told


class TestRecording:
    def test_an_officer_records_through_the_pages(self, builder):
        browser, suspect = client_for(builder.cast.officer), builder.suspects[0]
        chosen = keys(builder)[2]
        address = f"{page_url('add-bearing', suspect)}?point={chosen}"
        assert f'value="{chosen}" checked' in browser.get(address).content.decode()
        page = submit_form(
            browser, address, points=[chosen], bears="FOR", material="EXPERT",
            text="The doctor: marks on both wrists.",
        )  # fmt: skip
        assert "The doctor: marks on both wrists." in page_text(page)
        page = submit_form(
            browser, page_url("add-gap", suspect), points=[chosen], material="STATEMENT",
            text="The friend whom she rang.", weight="DESIRABLE",
        )  # fmt: skip
        assert "Not asked for: The friend whom she rang." in page_text(page)
        gap, bearing = (m.objects.unscoped("test").get() for m in (Gap, Bearing))
        page = submit_form(browser, page_url("remove-bearing", bearing), reason=WHY)
        assert WHY in page_text(page)
        page = submit_form(
            browser, page_url("close-gap", gap), reason="She has now made a statement."
        )
        assert "She has now made a statement." in page_text(page)
        assert page.context["matrix"].unasked == []

    @pytest.mark.parametrize("name", ["add-bearing", "add-gap"])
    def test_whose_account_it_is_is_asked_and_shown(self, builder, name):
        browser, suspect = client_for(builder.cast.officer), builder.suspects[0]
        typed = {
            "points": [keys(builder)[2]], "material": "ACCOUNT", "text": "He says that she agreed.",
            "bears": "AGAINST", "weight": "ESSENTIAL",
        }  # fmt: skip
        address = page_url(name, suspect)
        page = page_text(browser.post(address, {"form_key": ""} | typed))
        assert "Select whose account it is" in page and "He says that she agreed." in page
        page = page_text(submit_form(browser, address, **typed, account_of="COSUSPECT"))
        assert "Account of another suspect" in page
        assert "Account of a suspect or a victim" not in page

    def test_other_material_is_nobody_s_account(self, builder):
        assert bear(builder, material="EXPERT", account_of="VICTIM").account_of == ""
        assert miss(builder, material="ACCOUNT", account_of="VICTIM").account_of == "VICTIM"

    def test_only_the_cps_is_asked_whether_it_keeps_it(self, allocated):
        for who, asked in (("officer", False), ("prosecutor", True)):
            page = client_for(getattr(allocated.cast, who)).get(
                page_url("add-gap", allocated.suspects[0])
            )
            assert ("Only the CPS sees this" in page_text(page)) is asked

    def test_a_point_of_another_suspect_or_case_is_refused(self, builder):
        other = CaseBuilder(cast())
        for key in (keys(builder, 1)[0], keys(other)[0], "no such"):
            with pytest.raises(Refused):
                bear(builder, points=[key])
            with pytest.raises(Refused):
                miss(builder, points=[key])

    def test_a_document_of_another_case_or_hidden_from_its_reader_is_refused(self, allocated):
        for document in (
            make_document(CaseBuilder(cast()).case, "POLICE"),
            make_document(allocated.case, "POLICE", only_side="POLICE"),
        ):
            with pytest.raises(Refused):
                bear(allocated, "prosecutor", document=document)

    def test_nothing_without_a_point_but_what_undermines_the_case(self, builder):
        with pytest.raises(Refused):
            bear(builder, points=[])
        made = bear(builder, points=[], undermines=True, disclosure="MG6C item 14")
        assert (made.point, made.allegation) == (None, None)
        told = page_text(page_of(builder, "officer"))
        assert "The case as a whole" in told and "MG6C item 14" in told

    def test_each_side_removes_its_own_and_the_prosecutor_closes_any_gap(self, allocated):
        theirs, ours = bear(allocated), bear(allocated, "prosecutor", text="The pathologist.")
        assert page_url("remove-bearing", ours) not in links_on_page(page_of(allocated, "officer"))
        with pytest.raises(Refused, match="Only the side"):
            allocated.do(entries.remove_bearing, "prosecutor", bearing=theirs, reason=WHY)
        gap = miss(allocated, "prosecutor")
        with pytest.raises(Refused, match="the prosecutor closes it"):
            allocated.do(entries.close_gap, "officer", gap=gap, reason=WHY)
        allocated.do(entries.close_gap, "prosecutor", gap=miss(allocated), reason=WHY)

    def test_the_proof_stays_as_it_was_once_a_decision_is_made(self, allocated):
        made = bear(allocated)
        allocated.do(
            decisions.authorise_charge, "prosecutor", suspect=allocated.suspect(),
            allegations=[alleged(allocated)],
            rationale="The evidence suffices on each of the points.",
        )  # fmt: skip
        allocated.suspects[0].__class__.objects.unscoped("test").filter(
            pk=allocated.suspects[0].pk
        ).update(state="CHARGED", holder_side="", is_open=False)
        for change in (
            lambda: bear(allocated), lambda: miss(allocated),
            lambda: allocated.do(entries.remove_bearing, "officer", bearing=made, reason=WHY),
        ):  # fmt: skip
            with pytest.raises(Refused):
                change()

    def test_what_is_recorded_is_never_edited_or_deleted(self, builder):
        for made in (bear(builder), miss(builder)):
            rows = type(made).objects.unscoped("test").filter(pk=made.pk)
            for change in (lambda: update_in_sql(rows, "text", "Other"), rows.delete):  # noqa: B023
                with pytest.raises(DatabaseError), transaction.atomic():
                    change()

    def test_a_document_is_named_by_its_title_and_led_to(self, builder):
        document = make_document(builder.case, "POLICE")
        bear(builder, document=document)
        page = page_of(builder, "officer")
        assert document.title in page_text(page) and page_url(
            "see-document", document
        ) in links_on_page(page)
        assert Document.objects.unscoped("test").filter(pk=document.pk).exists()


class TestAtADecision:
    """What undermines the case is seen again where somebody decides."""

    @pytest.mark.parametrize("page", ["authorise-charge", "propose-no-further-action"])
    def test_it_is_on_the_page_of_each_decision_as_its_reader_may_see_it(self, allocated, page):
        alone = make_document(allocated.case, "POLICE", only_side="POLICE")
        bear(allocated, undermines=True, text="The times differ.", disclosure="MG6C, item 3")
        bear(allocated, undermines=True, text="The note of a source.", document=alone)
        gone = bear(allocated, undermines=True, text="Entered for another case.")
        allocated.do(entries.remove_bearing, "officer", bearing=gone, reason=WHY)
        bear(allocated, text="For the case only.")
        allocated.have_reviewed(allocated.suspect())
        type(allocated.suspect()).objects.unscoped("test").update(is_consulted=True)
        told = page_text(
            client_for(allocated.cast.prosecutor).get(page_url(page, allocated.suspects[0]))
        )
        assert "What undermines the case or assists the defence" in told
        assert "The times differ." in told and "MG6C, item 3" in told
        for words in ("The note of a source.", "Entered for another case.", "For the case only."):
            assert words not in told
