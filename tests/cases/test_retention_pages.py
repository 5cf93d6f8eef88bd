"""Two leaders destroy a closed case by links alone, and others find nothing of it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from cases.models import DestroyedCase
from cases.retention.actions import retention as actions
from tests.cases.test_retention import TEN, WHY, builder, case_of, hold, keys, propose
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.victims.support_service import add_service, refer_victim

__all__ = ["builder", "keys"]
pytestmark = pytest.mark.django_db
LEADERS = ("supervisor", "inspector", "manager")


@pytest.fixture(autouse=True)
def rules(settings):
    """A rule that has passed: the pages are opened today."""
    settings.RETENTION_RULES = [TEN | {"years": 0}]


def page(builder, who, address):
    return client_for(getattr(builder.cast, who)).get(address)


def to_review():
    return reverse("see-cases-to-review")


def own(builder):
    return page_url("see-retention", builder.case)


@pytest.mark.parametrize("who", LEADERS)
def test_a_leader_finds_it_from_the_board(builder, who):
    assert to_review() in links_on_page(page(builder, who, reverse("see-board")))
    listed = page(builder, who, to_review())
    assert own(builder) in links_on_page(listed)
    assert TEN["name"] in page_text(listed)
    assert "Propose to destroy the case" in page_text(page(builder, who, own(builder)))


@pytest.mark.parametrize("who", ["officer", "prosecutor", "assistant"])
def test_others_see_what_keeps_a_case_and_change_nothing(builder, who):
    assert page(builder, who, to_review()).status_code == 403
    assert page(builder, who, reverse("see-destroyed-cases")).status_code == 403
    shown = page(builder, who, own(builder))
    assert "Nothing that you can see keeps this case any more." in page_text(shown)
    forms = ("propose-destruction", "place-legal-hold", "review-retention")
    assert not {page_url(each, builder.case) for each in forms} & set(links_on_page(shown))


def test_a_leader_is_told_before_they_write_that_a_service_supports_a_victim(builder):
    add_service(builder)
    refer_victim(builder)
    told = "Something about this case is still going on"
    shown = page(builder, "manager", own(builder))
    assert told in page_text(shown)
    assert page_url("propose-destruction", builder.case) not in links_on_page(shown)
    assert told not in page_text(page(builder, "prosecutor", own(builder)))


def test_two_leaders_destroy_it(builder):
    police, cps = (client_for(getattr(builder.cast, who)) for who in ("supervisor", "manager"))
    form = page_url("propose-destruction", builder.case)
    assert form in links_on_page(police.get(own(builder)))
    blank = police.post(form, {"form_key": ""})
    assert "Select the rule under which it is destroyed" in page_text(blank)
    sent = submit_form(police, form, rule="TEN", reason=WHY)
    assert "Sent for approval" in page_text(sent)
    assert form not in links_on_page(sent)
    [proposed] = builder.case.destructions.unscoped("test")
    approve = page_url("approve-destruction", proposed)
    assert approve not in links_on_page(police.get(own(builder)))
    assert own(builder) in links_on_page(cps.get(reverse("see-notices")))
    assert approve in links_on_page(cps.get(own(builder)))
    assert "This cannot be undone." in page_text(cps.get(approve))
    text = page_text(submit_form(cps, approve))
    assert "The case is being destroyed." in text
    for said in (
        builder.urn,
        TEN["name"],
        "Sue Supervisor",
        "Documents and victims’ details cannot be",
    ):
        assert said in text
    unit = reverse("see-unit-access", args=[builder.cast.police.reference])
    assert unit in links_on_page(police.get(reverse("see-notices")))
    certificates = reverse("see-destroyed-cases")
    assert certificates in links_on_page(police.get(unit))
    assert builder.urn in page_text(police.get(certificates))


def test_a_hold_that_came_meanwhile_is_said_on_the_page_and_nothing_is_destroyed(builder):
    proposed = propose(builder)
    hold(builder)
    address = page_url("approve-destruction", proposed)
    answer = client_for(builder.cast.manager).post(address, {"form_key": ""})
    assert answer.status_code == 409
    assert "A legal hold keeps this case." in page_text(answer)


def test_pages_take_as_many_queries_whatever_there_is(builder, django_assert_max_num_queries):
    client = client_for(builder.cast.supervisor)
    client.get(own(builder))
    counts = []
    for _round in range(2):
        for _hold in range(3):
            hold(builder)
        with django_assert_max_num_queries(40) as asked:
            client.get(own(builder))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert case_of(builder).legal_holds.unscoped("test").count() == 6


def test_nothing_is_offered_on_a_case_that_is_being_destroyed(builder):
    mine, theirs = propose(builder), propose(builder, "manager")
    builder.do(actions.approve_destruction, "manager", destruction=mine)
    for who in LEADERS:
        shown = page(builder, who, own(builder))
        assert "Its destruction has been approved." in page_text(shown)
        for settled in ("approve", "refuse", "withdraw"):
            address = page_url(f"{settled}-destruction", theirs)
            assert address not in links_on_page(shown)
        assert page_url("place-legal-hold", builder.case) not in links_on_page(shown)


def certificates_page(builder, removed_at):
    """The certificates, of one case whose rows were removed at a moment; None if not yet."""
    mine = propose(builder)
    builder.do(actions.approve_destruction, "manager", destruction=mine)
    if removed_at:
        rows = DestroyedCase.objects.filter(pk=builder.case.pk)
        rows.update(removed_at=removed_at, files=0, removed={})
    return page_text(page(builder, "supervisor", reverse("see-destroyed-cases")))


class TestUntilWhen:
    def test_a_certificate_names_the_day_after_which_no_backup_has_it(self, builder, settings):
        settings.BACKUPS_KEPT_DAYS = 35
        text = certificates_page(builder, removed_at=datetime(2040, 1, 1, 12, tzinfo=UTC))
        assert "Until 5 February 2040" in text
        assert "has not recorded" not in text

    def test_it_says_that_the_day_is_not_known(self, builder, settings):
        settings.BACKUPS_KEPT_DAYS = None
        text = certificates_page(builder, removed_at=datetime(2040, 1, 1, 12, tzinfo=UTC))
        assert "your IT service has not recorded how long it keeps backups" in text

    def test_it_counts_no_days_before_the_rest_is_removed(self, builder, settings):
        settings.BACKUPS_KEPT_DAYS = 35
        text = certificates_page(builder, removed_at=None)
        assert "Not known yet until when: the rest has to be removed first" in text

    def test_it_names_the_day_after_which_no_copy_of_keys_has_them(self, builder, settings):
        settings.KEY_BACKUPS_KEPT_DAYS = 7
        certificates_page(builder, removed_at=None)
        shown = page_text(page(builder, "supervisor", reverse("see-destroyed-cases")))
        assert "Not known yet until when: the keys have to be destroyed first" in shown
        rows = DestroyedCase.objects.filter(pk=builder.case.pk)
        rows.update(keys_destroyed_at=datetime(2040, 1, 1, 12, tzinfo=UTC))
        shown = page_text(page(builder, "supervisor", reverse("see-destroyed-cases")))
        assert "Keys in copies Until 8 January 2040" in shown
        settings.KEY_BACKUPS_KEPT_DAYS = None
        shown = page_text(page(builder, "supervisor", reverse("see-destroyed-cases")))
        assert "how long it keeps copies of the folders of keys" in shown

    def test_it_says_what_remains_and_that_sealed_text_does_not_open(self, builder):
        text = certificates_page(builder, removed_at=None)
        for said in ("entries of the log", "figures that were published", "sealed text cannot be"):
            assert said in text
        assert "other text can" not in text
