"""Every action fills a gap or says what else it is for; a plan is made from ticked gaps."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, action_plans
from cases.models import ActionItem, Gap, ProposedPlan
from cases.proof.actions import entries
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.cases.test_proof import bear, keys, miss, page_of
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    hidden_fields,
    links_on_page,
    page_text,
    page_url,
)
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
WHY = "Each is limited to one issue, and nothing less answers it."


@module_fixture
def builder():
    """A case whose suspect has been reviewed by the prosecutor; it has two gaps."""
    builder = CaseBuilder(cast()).allocate()
    builder.gap = miss(builder, "prosecutor", point=2, text="The whole thread of 8 March.")
    builder.help = miss(builder, "prosecutor", point=3, text="Ask him what he did to find out.",
                     weight="DESIRABLE", material="ACCOUNT", is_kept=True)  # fmt: skip
    return builder.review()


@module_fixture
def second():
    """A case with an answered plan of its first review, and a gap that stood at that review."""
    builder = CaseBuilder(cast()).allocate()
    builder.gap = miss(builder, "prosecutor", point=2, text="The whole thread of 8 March.")
    builder.plan()
    builder.do(
        action_plans.take_suspect_back, "prosecutor", suspect=builder.suspect(),
        reason="The rest is not needed now.",
    )  # fmt: skip
    builder.new = miss(builder, "prosecutor", point=3, text="Only thought of today.")
    return builder.review()


def set_plan(builder, *items):
    return builder.do(
        action_plans.set_action_plan, "prosecutor", review=builder.last_review,
        items=[builder.action(**item) for item in items],
    )  # fmt: skip


def page_address(builder, name="plan-from-gaps", *gaps):
    asked = "&".join(f"gap={gap.pk}" for gap in gaps)
    return f"{page_url(name, builder.last_review)}?{asked}"


def rows_of(gap):
    return list(ActionItem.objects.unscoped("test").filter(gaps=gap))


class TestEveryAction:
    def test_one_for_a_gap_is_linked_and_tells_the_police_of_it(self, builder):
        assert "Ask him what he did" not in page_text(page_of(builder, "officer"))
        set_plan(builder, {"purpose": "GAP", "gaps": [builder.gap.pk, builder.help.pk]})
        assert len(rows_of(builder.gap)) == len(rows_of(builder.help)) == 1
        told = page_text(page_of(builder, "officer"))
        assert "Asked for: Ask him what he did to find out." in told
        assert told.count("Who acts: the police, who answer action 1 of plan 1") == 2

    def test_one_that_says_neither_is_refused(self, builder):
        for item in (
            {"purpose": "GAP"}, {"purpose": "GAP", "gaps": []},
            {"purpose": "INQUIRY", "gaps": [builder.gap.pk]},
        ):  # fmt: skip
            with pytest.raises(Refused, match="Select the gap that each action fills"):
                set_plan(builder, item)
        with pytest.raises(ValueError, match="BECAUSE"):
            set_plan(builder, {"purpose": "BECAUSE"})
        facts = builder.action()
        facts.pop("purpose")
        with pytest.raises(TypeError, match="purpose"):
            builder.do(
                action_plans.set_action_plan,
                "prosecutor",
                review=builder.last_review,
                items=[facts],
            )

    def test_a_gap_about_a_suspect_whom_the_action_is_not_about_is_refused(self):
        builder = CaseBuilder(cast(), suspects=2).allocate()
        gap = miss(builder, "prosecutor", point=2, text="The whole thread of 8 March.")
        builder.review()
        with pytest.raises(Refused, match="is about another suspect"):
            set_plan(
                builder, {"purpose": "GAP", "gaps": [gap.pk], "suspects": builder.suspects[1:]}
            )

    def test_a_gap_that_is_closed_or_of_another_case_is_refused(self, builder):
        builder.do(
            entries.close_gap, "prosecutor", gap=builder.gap, reason="She has the thread now."
        )
        for gap in (builder.gap, miss(CaseBuilder(cast()))):
            with pytest.raises(Refused, match="has been closed, or is about another"):
                set_plan(builder, {"purpose": "GAP", "gaps": [gap.pk]})

    def test_the_page_of_a_plan_asks_and_offers_the_gaps(self, builder):
        page = client_for(builder.cast.prosecutor).get(
            page_url("set-action-plan", builder.last_review)
        )
        told = page_text(page)
        assert "What is it for?" in told and "The whole thread of 8 March." in told
        sent = {"form_key": "", **hidden_fields(page)} | {
            "items-0-text": "Get it.", "items-0-category": "STATEMENTS",
            "items-0-suspects": [builder.suspects[0].pk], "items-0-reach": "no",
            "items-0-line_of_inquiry": WHY, "items-0-proportionality": WHY,
            "items-0-weight": "ESSENTIAL", **date_parts("items-0-due_on", day_from_today(20)),
        }  # fmt: skip
        browser, address = (
            client_for(builder.cast.prosecutor),
            page_url("set-action-plan", builder.last_review),
        )
        assert "Select what it is for" in page_text(browser.post(address, sent))
        sent |= {"items-0-purpose": "GAP"}
        assert "Select the gap that it fills" in page_text(browser.post(address, sent))
        browser.post(address, sent | {"items-0-gaps": [builder.gap.pk]})
        assert [item.text for item in rows_of(builder.gap)] == ["Get it."]

    @pytest.mark.parametrize(
        ("does", "stands"),
        [
            ([], "Asked for"),
            (["answer"], "Asked for"),
            (["answer", "accept"], "Filled by an answer"),
            (["cannot", "accept"], "Cannot be provided"),
            (["cancel"], "Not asked for"),
        ],
    )
    def test_a_gap_stands_as_its_action_does(self, builder, does, stands):
        bear(builder, "prosecutor", point=2)
        set_plan(builder, {"purpose": "GAP", "gaps": [builder.gap.pk]})
        item = rows_of(builder.gap)[0]
        for each in does:
            act_on(builder, each, item)
        told = page_text(page_of(builder, "officer"))
        assert f"{stands}: The whole thread of 8 March." in told
        is_covered = stands == "Filled by an answer"
        assert ("1 point is covered" in told) is is_covered


def act_on(builder, what, item):
    item = ActionItem.objects.unscoped("test").get(pk=item.pk)
    if what in ("answer", "cannot"):
        answer = "DONE" if what == "answer" else "CANNOT"
        builder.do(
            action_items.answer_item, "officer", item=item, answer=answer, text="As asked for.",
            version=item.version,
        )  # fmt: skip
    elif what == "accept":
        builder.do(action_items.accept_answer, "prosecutor", item=item, version=item.version)
    else:
        builder.do(
            action_items.cancel_item, "prosecutor", item=item, text="It is not needed any more.",
            version=item.version,
        )  # fmt: skip


class TestThePageOfGaps:
    def test_a_plan_of_two_gaps_is_one_page(self, builder):
        browser = client_for(builder.cast.prosecutor)
        proof = page_of(builder, "prosecutor")
        assert f'value="{builder.gap.pk}"' in proof.content.decode()
        address = page_address(builder, "plan-from-gaps", builder.gap, builder.help)
        page = browser.get(address)
        assert "A plan of 2 gaps" in page_text(page) and "late ask" not in page_text(page)
        assert "Only the CPS sees this gap until you send it." in page_text(page)
        suspect = builder.suspects[0]
        assert page_text(page).count(f"suspect 1, {suspect.name}: Rape") == 2
        assert f"suspect 1: {suspect.name}" in page_text(page)
        whole = f"{page_url('see-proof', builder.case)}?suspect=1#at-gap-{builder.gap.pk}"
        assert whole in links_on_page(page) and f'id="at-gap-{builder.gap.pk}"' in (
            proof.content.decode()
        )
        sent = {
            "form_key": "",
            **hidden_fields(page),
            "proportionality": WHY,
            **date_parts("due_on", day_from_today(20)),
        }
        for n, (text, weight) in enumerate(
            (("The thread.", "ESSENTIAL"), ("What he did.", "DESIRABLE"))
        ):
            sent |= {
                f"items-{n}-text": text, f"items-{n}-category": "RECORDS",
                f"items-{n}-weight": weight, f"items-{n}-reach": "no",
            }  # fmt: skip
        page = browser.post(address, sent, follow=True)
        assert "Action plan sent to the police" in page.content.decode()
        [one], [two] = rows_of(builder.gap), rows_of(builder.help)
        assert (one.text, one.weight, one.purpose) == ("The thread.", "ESSENTIAL", "GAP")
        assert (two.text, two.weight) == ("What he did.", "DESIRABLE")
        assert one.plan == two.plan and one.proportionality == WHY
        assert one.line_of_inquiry.startswith("It fills a gap in the proof: ")
        assert "did not consent" in one.line_of_inquiry

    def test_gaps_that_say_the_same_become_one_action(self, builder):
        twice = miss(builder, "prosecutor", points=keys(builder)[:2], text="The taxi driver.")
        alike = [row for row in Gap.objects.unscoped("test") if row.text == twice.text]
        page = client_for(builder.cast.prosecutor).get(
            page_address(builder, "plan-from-gaps", *alike)
        )
        assert "A plan of 1 gap" in page_text(page) and "Action 2" not in page_text(page)
        assert hidden_fields(page)["items-TOTAL_FORMS"] == "1"

    def test_what_is_missing_is_said_and_nothing_is_sent(self, builder):
        browser, address = (
            client_for(builder.cast.prosecutor),
            page_address(builder, "plan-from-gaps", builder.gap),
        )
        sent = {"form_key": "", **hidden_fields(browser.get(address)), "items-0-text": "Get it."}
        told = page_text(browser.post(address, sent))
        for words in (
            "Enter why they are reasonable and proportionate", "Enter the date you need them by",
            "Select whether it asks for the victim’s private material",
        ):  # fmt: skip
            assert words in told
        assert rows_of(builder.gap) == []

    def test_a_gap_that_an_action_asks_for_is_not_offered_again(self):
        builder = CaseBuilder(cast()).allocate()
        asked = miss(builder, "prosecutor", point=2, text="The whole thread of 8 March.")
        miss(builder, "prosecutor", point=3, text="Only thought of today.")
        builder.plan({"purpose": "GAP", "gaps": [asked.pk], "weight": "DESIRABLE"}, {})
        builder.do(
            action_items.answer_item, "officer", item=builder.items[1], answer="DONE", text="Here."
        )
        builder.review()
        page = client_for(builder.cast.prosecutor).get(page_address(builder, "propose-from-gaps"))
        assert "Only thought of today." in page_text(page)
        assert "The whole thread" not in page_text(page)

    def test_a_gap_that_was_closed_meanwhile_is_not_asked_for(self, builder):
        browser, address = (
            client_for(builder.cast.prosecutor),
            page_address(builder, "plan-from-gaps", builder.gap),
        )
        sent = {
            "form_key": "", **hidden_fields(browser.get(address)), "proportionality": WHY,
            **date_parts("due_on", day_from_today(20)), "items-0-text": "Get it.",
            "items-0-reach": "no", "items-0-category": "RECORDS", "items-0-weight": "ESSENTIAL",
        }  # fmt: skip
        builder.do(
            entries.close_gap, "prosecutor", gap=builder.gap, reason="She has the thread now."
        )
        page = browser.post(address, sent)
        assert "asked for or closed" in page_text(page)
        assert rows_of(builder.gap) == []

    @pytest.mark.parametrize("who", ["officer", "manager", "other_prosecutor"])
    def test_others_have_no_such_page(self, builder, who):
        assert client_for(getattr(builder.cast, who)).get(page_address(builder)).status_code == 403
        assert page_url("plan-from-gaps", builder.last_review) not in links_on_page(
            page_of(builder, who)
        )


class TestASecondPlan:
    def test_it_is_proposed_and_says_which_asks_are_late(self, second):
        browser = client_for(second.cast.prosecutor)
        address = page_address(second, "propose-from-gaps", second.gap, second.new)
        page = browser.get(address)
        assert "1 of these gaps stood already at the first review" in page_text(page)
        sent = {
            "form_key": "", **hidden_fields(page), "proportionality": WHY, "why": WHY,
            **date_parts("due_on", day_from_today(20)),
        }  # fmt: skip
        for n in range(2):
            sent |= {
                f"items-{n}-text": "Get it.", f"items-{n}-category": "RECORDS",
                f"items-{n}-weight": "ESSENTIAL", f"items-{n}-reach": "no",
            }  # fmt: skip
        browser.post(address, sent)
        proposed = ProposedPlan.objects.unscoped("test").get()
        asked = [each["gaps"] for each in proposed.items]
        assert asked == [[str(second.gap.pk)], [str(second.new.pk)]]
        assert rows_of(second.gap) == []
        second.at += timedelta(days=1)
        second.approve(proposed)
        assert len(rows_of(second.gap)) == len(rows_of(second.new)) == 1

    def test_the_first_plan_has_no_such_page_and_the_second_no_other(self, second):
        browser = client_for(second.cast.prosecutor)
        assert browser.get(page_address(second)).status_code == 403
        follow_address = page_address(second, "propose-from-gaps")
        assert browser.get(follow_address).status_code == 200
        assert follow_address.split("?")[0] in page_of(second, "prosecutor").content.decode()
