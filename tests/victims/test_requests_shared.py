"""The victim's service sees what others were asked about the victim, by consent alone."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import own_victim_requests
from cases.models import VictimRequest
from devtools.case_builder import CaseBuilder, cast
from people.text.dates import format_day
from tests.support.cases import intrusive_actions as r
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.support_service import (
    add_service,
    fresh_support,
    give_consent,
    refer_and_accept,
)
from victims.actions.consents import withdraw_consent
from victims.models import Consent, Shown
from victims.queries import consent_sharing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@module_fixture
def builder():
    """A case whose victim is supported, with one request to a school about the victim."""
    builder = add_service(CaseBuilder(cast(), at=days_ago(9)).allocate())
    builder.support = refer_and_accept(builder)
    builder.plan({"reach": r.WHY | {"reach": "HOLDER", "victim": builder.victim}})
    builder.request = builder.items[0].victim_request
    return builder


def shown(builder):
    found = consent_sharing.facts_shown_to_service(fresh_support(builder.support), at=builder.at)
    return [(fact.text, fact.value) for fact in found.get("REQUESTS", [])]


def page(builder):
    return page_text(client_for(builder.cast.isva).get(page_url("see-support", builder.support)))


def test_what_the_police_asked_themselves_is_seen_once_the_cps_knows_of_it(builder):
    give_consent(builder, builder.support, ["REQUESTS"])
    own = builder.do(
        own_victim_requests.begin_victim_request, "officer", victim=builder.victim,
        reach="COUNSELLING", rebuttal="It was the first account.",
        **r.WHY | {"holder": "A counsellor.", "again_because": "Another holder."},
    )  # fmt: skip
    rows = VictimRequest.objects.unscoped("test").filter(pk=own.pk)
    r.record_notice(builder, own)
    rows.update(only_side="POLICE")
    assert shown(builder) == []
    rows.update(only_side="")
    builder.do(
        own_victim_requests.drop_victim_request, "officer", victim_request=rows.get(),
        because="She has told us herself.",
    )  # fmt: skip
    [(text, value)] = shown(builder)
    assert text.endswith("A counsellor.") and "The police stopped asking on" in value


def test_without_consent_nothing_of_it_is_seen(builder):
    r.mark_request_made(builder, builder.request)
    assert shown(builder) == []
    assert "The school." not in page(builder)


def test_by_consent_they_see_of_whom_and_when_but_no_word_of_why(builder):
    give_consent(builder, builder.support, ["REQUESTS"])
    r.record_reply(builder, r.mark_request_made(builder, builder.request))
    [(text, value)] = shown(builder)
    assert text == "Material that others hold about the victim: The school."
    for told in ("told in writing on", "Asked for on", "Answered on"):
        assert told in value
    seen = page(builder)
    assert "The school." in seen
    for hidden in (r.WHY["necessity"], *r.DECIDED.values(), *r.TOLD.values()):
        assert hidden not in seen
    fact = Shown.objects.unscoped("test").get(category="REQUESTS")
    assert (fact.code, fact.to) == ("HOLDER", builder.cast.isva)


def test_what_the_victim_has_not_been_told_leaves_no_trace(builder):
    give_consent(builder, builder.support, ["REQUESTS"])
    r.record_authority(builder, builder.request)
    assert shown(builder) == []
    r.record_step(builder, "record_notice", builder.request, exception="Ground and reason.")
    builder.request.refresh_from_db()
    r.record_step(builder, "mark_requested", builder.request, requested_on=r.current_day(builder))
    assert shown(builder) == [] and "The school." not in page(builder)


@pytest.mark.parametrize(
    "more",
    [
        {"what": "", "left_out": "WHAT", "exception": "Ground and reason."},
        {"recipient": "PARENT", "recipient_name": "Pat Parent", "recipient_because": "A child."},
    ],
)
def test_what_was_left_out_or_told_to_somebody_else_leaves_none_either(builder, more):
    give_consent(builder, builder.support, ["REQUESTS"])
    r.record_notice(builder, builder.request, **more)
    r.record_authority(builder, builder.request)
    r.record_step(builder, "mark_requested", builder.request, requested_on=r.current_day(builder))
    assert shown(builder) == [] and "The school." not in page(builder)


@pytest.mark.parametrize(("part", "of_the_whole"), [("what", True), ("why", False)])
def test_one_told_in_part_and_then_whole_is_there_once_with_the_day_of_what_was_told(
    builder, part, of_the_whole
):
    give_consent(builder, builder.support, ["REQUESTS"])
    again_on, days = r.current_day(builder) + 3 * DAY, [r.current_day(builder)]
    left_out = {part: "", "left_out": part.upper()}
    r.record_notice(
        builder, builder.request, exception="Ground and reason.", again_on=again_on, **left_out
    )
    builder.at += 2 * DAY
    days.append(r.current_day(builder))
    builder.request.refresh_from_db()
    r.record_notice(builder, builder.request)
    [(_text, value)] = shown(builder)
    assert f"told in writing on {format_day(days[of_the_whole])}" in value


def test_another_victim_s_request_is_not_theirs(builder):
    give_consent(builder, builder.support, ["REQUESTS"])
    r.mark_request_made(builder, builder.request)
    other = CaseBuilder(builder.cast, at=builder.at).allocate()
    other.plan({"reach": r.WHY | {"reach": "HOLDER", "victim": other.victim}})
    r.record_notice(other, other.items[0].victim_request)
    assert len(shown(builder)) == 1


def test_a_withdrawn_consent_ends_it_at_once(builder):
    give_consent(builder, builder.support, ["REQUESTS"])
    r.mark_request_made(builder, builder.request)
    assert len(shown(builder)) == 1
    [consent] = Consent.objects.unscoped("test").filter(
        support=builder.support, category="REQUESTS"
    )
    facts = {"support": fresh_support(builder.support), "consents": [str(consent.pk)]}
    builder.do(withdraw_consent, "isva", how="PHONE", **facts)
    assert shown(builder) == [] and "The school." not in page(builder)
