"""Permission tables, without a database."""

import pytest
from django.utils.translation import gettext_lazy, override

from people.access.permission_tables import Refused, Rules, SiteRules, refusal_reason
from people.access.scopes import Standing
from people.administration.permissions import SITE
from tests.support.people.cast import fake_row, scope


@refusal_reason("Only officers can do this.")
def is_officer(who, row):
    return "refer_cases" in who.capacities


@refusal_reason("It is not ready.", stage=True)
def is_ready(who, row):
    return row.ready


@refusal_reason(lambda who, row: f"It waits for {row.holder}.", stage=True)
def is_here(who, row):
    return row.holder == "you"


RULES = Rules({"see": [is_officer], "send": [is_ready, is_officer, is_here]})
OFFICER = Standing(1, "POLICE", frozenset({"refer_cases"}))
OTHER = Standing(2, "CPS", frozenset({"triage_cases"}))


def test_all_tests_must_pass():
    assert RULES.allowed_verbs(OFFICER, fake_row(ready=True, holder="you")) == {"see", "send"}
    assert RULES.allowed_verbs(OFFICER, fake_row(ready=False, holder="you")) == {"see"}
    assert RULES.allowed_verbs(OTHER, fake_row(ready=True, holder="you")) == set()


def test_the_test_of_the_person_comes_before_the_stage_whatever_the_order_in_the_table():
    assert RULES.refusal(OTHER, "send", fake_row(ready=False, holder="x")) == (
        "Only officers can do this.",
        False,
    )


def test_a_refusal_says_whether_it_is_the_stage():
    with pytest.raises(Refused, match="It is not ready") as refusal:
        RULES.check(OFFICER, "send", fake_row(ready=False, holder="you"))
    assert refusal.value.is_stage
    with pytest.raises(Refused, match="Only officers") as refusal:
        RULES.check(OTHER, "send", fake_row(ready=False, holder="you"))
    assert not refusal.value.is_stage


def test_a_form_is_let_in_at_any_stage_but_only_to_those_who_may():
    RULES.check(OFFICER, "send", fake_row(ready=False, holder="x"), stages=False)
    with pytest.raises(Refused):
        RULES.check(OTHER, "send", fake_row(ready=True, holder="you"), stages=False)


def test_a_reason_may_be_made_from_the_row():
    assert RULES.refusal(OFFICER, "send", fake_row(ready=True, holder="the CPS")) == (
        "It waits for the CPS.",
        True,
    )


def test_not_yet_is_what_only_the_stage_forbids():
    assert RULES.stage_refusals(OFFICER, fake_row(ready=False, holder="you")) == {
        "send": "It is not ready."
    }
    assert RULES.stage_refusals(OTHER, fake_row(ready=False, holder="you")) == {}
    assert RULES.stage_refusals(OFFICER, fake_row(ready=True, holder="you")) == {}


def test_a_verb_without_a_rule_is_open_to_no_person():
    with pytest.raises(ValueError, match="open to everybody"):
        Rules({"see": []})
    with pytest.raises(KeyError):
        RULES.check(OFFICER, "unheard_of", fake_row())


def test_a_reason_is_translated_when_it_is_read():
    refusal = Refused(gettext_lazy("Email address"))
    with override("cy"):
        assert str(refusal) == str(gettext_lazy("Email address"))


def test_pages_about_no_row_ask_the_scope():
    @refusal_reason("Only those who administer.")
    def administers(scope):
        return scope.holds("administer_accounts")

    rules = SiteRules({"administer": [administers]})
    administrator = scope(side="OVERSIGHT", u1=["administer_accounts"])

    rules.check(administrator, "administer")
    assert rules.allowed_verbs(administrator) == {"administer"}
    with pytest.raises(Refused, match="Only those who administer"):
        rules.check(scope(u1=["refer_cases"]), "administer")


# Written by hand: a changed rule must be changed here too.
ADMINISTRATOR = {
    "see_accounts",
    "add_agency",
    "change_agency",
    "set_areas",
    "merge_agency",
    "add_unit",
    "change_unit",
    "merge_unit",
    "move_unit",
    "set_route",
    "add_person",
    "change_person",
    "change_address",
    "deactivate_person",
    "reactivate_person",
    "reset_second_factor",
    "link_sign_in",
    "unlink_sign_ins",
    "sign_person_out",
    "send_set_up_link",
    "add_system",
    "renew_secret",
    "set_public_keys",
    "see_directories",
    "add_directory",
    "put_directory_person_aside",
    "join_accounts",
    "part_accounts",
    "see_namings",
    "end_naming",
    "give_capacity",
    "take_capacity_back",
}
# What concerns several agencies, or accounts of one person in several.
OF_THE_SERVICE = {
    "add_agency",
    "change_agency",
    "set_areas",
    "merge_agency",
    "move_unit",
    "set_route",
    "join_accounts",
    "part_accounts",
}


def test_the_table_of_the_administration_says_what_we_think_it_says():
    may = {
        "administer_accounts": ADMINISTRATOR,
        "administer_agency": ADMINISTRATOR - OF_THE_SERVICE,
        "read_audit_log": {"read_audit_log"},
        "refer_cases": set(),
        "supervise_cases": set(),
        "triage_cases": set(),
        "allocate_cases": set(),
        "prosecute_cases": set(),
        "see_figures": set(),
    }
    for capacity, verbs in may.items():
        assert SITE.allowed_verbs(scope(side="OVERSIGHT", u1=[capacity])) == verbs, capacity
