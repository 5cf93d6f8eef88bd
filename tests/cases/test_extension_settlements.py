"""Two named people, one of each side, settle a due date on which the sides do not agree."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.models import Extension
from devtools.case_builder import CaseBuilder, cast, person
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.extensions import (
    answer_due_date_of,
    answer_extension_of,
    ask_to_extend,
    due_day,
    extension_of,
    propose_due_date_of,
    send_extension_up_of,
    step_kinds,
)
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
NOT_THEM = "Select people who can be named now, and who had no part in this question."


@module_fixture
def builder():
    """The prosecutor asked for a week, and the police did not agree."""
    builder = CaseBuilder(cast(), suspects=2).allocate()
    ask_to_extend(builder, "prosecutor")
    answer_extension_of(builder, "officer", "REFUSE")
    return builder


def refusal_text(stage, call, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.is_stage is stage
    return str(refusal.value)


def recipients_of(builder, notice):
    rows = Delivery.objects.filter(notice=notice, about=builder.case.pk)
    return set(rows.values_list("recipient__name", flat=True))


@pytest.mark.parametrize("who", ["officer", "prosecutor"])
def test_either_side_names_the_two_and_both_sides_find_it(builder, who):
    send_extension_up_of(builder, who)
    assert recipients_of(builder, "named_to_settle") == {"Ines Inspector", "Mona Manager"}
    assert sorted(builder.suspect().also_waits_for) == ["CPS", "POLICE"]


def test_what_one_proposes_takes_effect_when_the_other_agrees(builder):
    before = due_day(builder)
    send_extension_up_of(builder)
    propose_due_date_of(builder, days=3)
    assert due_day(builder) == before
    assert builder.suspect().also_waits_for == ["CPS"]
    assert refusal_text(False, answer_due_date_of, builder, "inspector").startswith("Only the")
    answer_due_date_of(builder)
    assert due_day(builder) == before + timedelta(days=3)
    assert (extension_of(builder).status, builder.suspect().also_waits_for) == ("SETTLED", [])
    assert step_kinds(builder)[-3:] == ["SENT_UP", "PROPOSED", "SETTLED"]
    told = recipients_of(builder, "date_change_answered")
    assert told == {"Olive Officer", "Pia Prosecutor"}


def test_they_may_agree_that_the_date_stays(builder):
    before = due_day(builder)
    send_extension_up_of(builder)
    propose_due_date_of(builder, "manager")
    answer_due_date_of(builder, "inspector")
    assert (due_day(builder), extension_of(builder).status) == (before, "SETTLED")


def test_the_other_may_say_why_not_and_propose(builder):
    send_extension_up_of(builder)
    propose_due_date_of(builder, days=3)
    answer_due_date_of(builder, is_agreed=False, text="Not so long.")
    assert extension_of(builder).status == "UP"
    propose_due_date_of(builder, "manager", days=1)
    answer_due_date_of(builder, "inspector")
    assert extension_of(builder).status == "SETTLED"


def test_one_of_the_two_is_replaced_at_the_same_step(builder):
    send_extension_up_of(builder)
    propose_due_date_of(builder, days=3)
    other = person(builder.cast.cps, "allocate_cases")
    send_extension_up_of(builder, manager=other)
    found = extension_of(builder)
    assert (found.step, found.status, found.outcome_by, found.outcome_on) == (1, "UP", None, None)
    assert refusal_text(False, propose_due_date_of, builder, "manager").startswith("Only the")


def test_where_a_further_step_is_configured_two_others_follow(builder, settings):
    settings.FURTHER_STEPS = {"South West": 1}
    send_extension_up_of(builder)
    propose_due_date_of(builder, days=3)
    answer_due_date_of(builder, is_agreed=False, text="No.")
    assert extension_of(builder).status == "UNSETTLED"
    assert refusal_text(True, send_extension_up_of, builder) == NOT_THEM
    two = {
        "inspector": person(builder.cast.police, "inspect_cases"),
        "manager": person(builder.cast.cps, "allocate_cases"),
    }
    send_extension_up_of(builder, **two)
    assert extension_of(builder).step == 2


def test_only_those_with_the_capacity_and_no_part_in_it_are_named(builder):
    for two in (
        {"inspector": builder.cast.supervisor},
        {"manager": builder.cast.prosecutor},
        {"inspector": CaseBuilder(cast()).cast.inspector},
    ):
        assert refusal_text(True, send_extension_up_of, builder, **two) == NOT_THEM


def test_one_human_being_with_two_accounts_is_one_of_the_two_at_most(builder):
    send_extension_up_of(builder)
    propose_due_date_of(builder, days=3)
    human, two = Human.objects.create(), (builder.cast.inspector, builder.cast.manager)
    User.objects.filter(pk__in=[each.pk for each in two]).update(human=human)
    assert refusal_text(False, answer_due_date_of, builder).startswith("You proposed this outcome")
    found = dict(zip(("inspector", "manager"), User.objects.filter(human=human), strict=True))
    assert refusal_text(True, send_extension_up_of, builder, **found) == NOT_THEM


def test_the_database_lets_no_person_agree_with_themselves(builder):
    send_extension_up_of(builder)
    propose_due_date_of(builder, days=3)
    rows = Extension.objects.unscoped("test").filter(pk=extension_of(builder).pk)
    with pytest.raises(IntegrityError, match="settled_by_two"), transaction.atomic():
        rows.update(agreed_by=builder.cast.inspector)


def test_a_request_that_was_not_answered_is_not_sent_up():
    builder = CaseBuilder(cast()).allocate()
    ask_to_extend(builder, "prosecutor")
    assert refusal_text(True, send_extension_up_of, builder) == (
        "The other side has still to answer what was asked for."
    )
