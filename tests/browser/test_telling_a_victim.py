"""All pages agree about when a victim was told, and show the safety panel before every contact."""

from datetime import timedelta
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import CaseBuilder
from people.text.dates import format_day
from pilots.actions import opinions
from tests.browser.test_journeys_with_victims import CALL, REACHED, urls_of
from tests.support.browser.page_check import click_and_wait, send_page, take_screenshot
from tests.support.browser.working_day import (
    AT_A_DESK,
    ON_A_PHONE,
    Day,
    fill_fields,
    follow_link,
    send_without_error,
    visible_text,
)
from tests.support.cases.decisions import no_further_action
from tests.support.cases.sealed_rows import opened_values
from tests.support.pilots import panels
from tests.support.victims import support_service
from victims.actions.duties import recompute_all_duties
from victims.actions.identities import record_identity
from victims.actions.records import name_victim_contact
from victims.models import Contact, Duty, RightToReview, Told

NOW = timezone.localtime()  # one moment for the module, even if midnight passes
TODAY, YESTERDAY = NOW.date(), NOW.date() - timedelta(days=1)
PHONE_NUMBER = "07700 900123"
WHY = "The victim asked to be rung back."


def hour_of_day(days_ago, hour=12):
    """A full hour on a day in London."""
    day = NOW - timedelta(days=days_ago)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def people_of_a_pilot_area():
    """The cast, people who contact victims, and the people of a scrutiny panel."""
    there = panels.build_panel_scene(decisions=0)
    people = there.cast
    support_service.add_service_people(people)
    there.at = timezone.now()
    names = [one.name for one in vars(people).values() if hasattr(one, "email")]
    return SimpleNamespace(**vars(people), member=there.outside, panel=there, names=names)


SCENE = people_of_a_pilot_area


def workday(window, site, builder):
    """The CPS has desktops, and the police contact officer a phone without script."""
    return Day(window, site, builder.urn, lambda who: ON_A_PHONE if who == "contact" else AT_A_DESK)


# When the victim was told

DECIDED, FIRST_TOLD, TOLD_AS_THEY_SAY = 12, 11, 3  # days ago


def test_one_day_of_telling_is_the_same_everywhere_and_no_second_telling_is_asked_for(
    window, site, scene, check_page
):
    builder = build_case_without_charge(scene)
    day = workday(window, site, builder)
    page = day.comes_in("liaison", reverse("see-victims"), reverse("see-owed-duties"))
    assert builder.urn in visible_text(page) and "overdue" in visible_text(page)
    record_review_request(day, builder)
    day.reads("liaison", "see-duties", builder.victim, "Told after the due day")
    assert "0 of 1" in told_in_time_figure(day, builder)
    record_earlier_call(day, builder)
    page = check_same_day_everywhere(day, builder, format_day(hour_of_day(FIRST_TOLD).date()))
    assert [words for words in texts_of_both_days() if words not in visible_text(page)] == []
    check_page(page)
    take_screenshot(page, "told-twice-review")
    check_recorded_facts(builder)
    check_pack(day, scene, builder)
    page = day.comes_in("liaison", reverse("see-victims"), reverse("see-owed-duties"))
    assert builder.urn not in visible_text(page)


def build_case_without_charge(scene):
    """No further action some days ago; no telling of the victim is recorded."""
    builder = CaseBuilder(scene, at=hour_of_day(DECIDED + 2)).allocate()
    builder.at = hour_of_day(DECIDED)
    no_further_action(builder, builder.suspects[0])
    recompute_all_duties(at=builder.at)
    return builder


def record_review_request(day, builder):
    """
    Record a review request with the day on which the victim was told, which is recorded as a
    contact.
    """
    for name in ("see-duties", "see-review-requests"):
        page = day.follow("liaison", name, builder.victim)
    page = day.does(
        "liaison", "ask-for-review", builder.victim, decision="1:CPS_NO_CHARGE",
        told_on=hour_of_day(TOLD_AS_THEY_SAY).date(), told_by="PHONE", asked_on=TODAY,
        asked_not_to_proceed="no",
    )  # fmt: skip
    assert "Two records differ" not in visible_text(page)


def record_earlier_call(day, builder):
    """The police officer records an earlier call only now."""
    victim = builder.victim
    ways = urls_of(("see-victim", victim), ("see-contacts", victim))
    day.comes_in("contact", reverse("see-victims"), *ways)
    told = REACHED | {"contacted_at": hour_of_day(FIRST_TOLD), "conveyed": "NFA"}
    page = day.does("contact", "record-contact", victim, **told)
    take_screenshot(page, "told-twice-contacts-phone")


def check_same_day_everywhere(day, builder, said):
    """The contacts, the duty, the figure and the request show the same day."""
    victim = builder.victim
    page = day.follow("liaison", "see-contacts", victim)
    assert said in summary_row(page, "A decision to take no further action")
    day.reads("liaison", "see-duties", victim, "Nothing is owed to this victim.", "Told in time")
    page = day.reads("liaison", "see-duty", duty_to_tell(builder), said)
    follow_link(page, reverse("see-duties", args=[victim.pk]))
    assert "1 of 1" in told_in_time_figure(day, builder)
    page = day.reads("liaison", "see-review-requests", victim, f"Told on {said}")
    assert said in summary_row(page, "The victim was told")
    assert "Ordinarily until" in visible_text(page)
    assert "Ordinarily asked for by" not in visible_text(page)  # only one last day to ask is shown
    return page


def told_in_time_figure(day, builder):
    """The CPS unit's figure of victims told in time, as its manager sees it."""
    if "manager" in day.pages:
        day.as_("manager").reload()
    else:
        names = ("see-victims", "see-owed-duties", "see-duty-figures")
        day.comes_in("manager", *map(reverse, names))
    unit = f"{builder.cast.cps.agency.name}: {builder.cast.cps.name}"
    table = day.as_("manager").get_by_role("table", name=unit)
    return table.locator("tr").filter(has_text="Told in time").inner_text()


def summary_row(page, question):
    """One row of a summary list."""
    return page.locator("dl > div").filter(has_text=question).inner_text()


def duty_to_tell(builder):
    """The CPS's duty to tell the victim of the decision."""
    rows = Duty.objects.unscoped("test").filter(case=builder.case, owed_by="CPS")
    return rows.select_related("told__contact").get()


def texts_of_both_days():
    said, contact = (format_day(hour_of_day(ago).date()) for ago in (TOLD_AS_THEY_SAY, FIRST_TOLD))
    return (
        f"this request says that the victim was told on {said}, a contact says {contact}",
        "The contact counts.", "the victim is not told again because of it",
    )  # fmt: skip


def check_recorded_facts(builder):
    """Two tellings, one duty that the first one met, and the unchanged request."""
    duty = duty_to_tell(builder)
    assert (duty.kept_at, duty.is_open) == (hour_of_day(FIRST_TOLD), False)
    assert duty.told.contact.by == builder.cast.contact
    reached = Told.objects.unscoped("test").filter(case=builder.case).values_list("reached_at")
    days = sorted(timezone.localtime(at).date() for (at,) in reached)
    assert days == [hour_of_day(FIRST_TOLD).date(), hour_of_day(TOLD_AS_THEY_SAY).date()]
    [right] = RightToReview.objects.unscoped("test").filter(case=builder.case)
    assert right.told_on == hour_of_day(TOLD_AS_THEY_SAY).date()


def check_pack(day, scene, builder):
    """A panel draws the decision after the request is withdrawn, and the pack has the same day."""
    [right] = RightToReview.objects.unscoped("test").filter(case=builder.case)
    day.does("liaison", "withdraw-review-request", right, on=TODAY)
    there, begun_on = scene.panel, TODAY - timedelta(days=30)
    frame = {"decided_by": "CPS", "from_on": begun_on, "until_on": TODAY, "waited_days": 0}
    panel = panels.draw_panel_cases(there, panels.add_scene_panel(there, **frame, quorum=1), size=1)
    panels.name_members(there, panel, "outside")
    panels.run_action(
        there, opinions.open_panel, "convener", panel=panels.fresh_panel(panel), opinions_by=TODAY
    )
    [case] = panels.panel_cases(panel)
    ways = [reverse("see-panels"), *urls_of(("see-panel", panel), ("see-pack", case))]
    page = day.comes_in("member", *ways)
    row = summary_row(page, "From the decision until a victim was told")
    assert f"{DECIDED - FIRST_TOLD} day" in row


# Safety

WISHES = {
    "wants_contact": "YES", "channel": "PHONE", "safe_hours-1-days": str(YESTERDAY.isoweekday()),
    "safe_hours-1-from": "18:00", "safe_hours-1-until": "20:00", "voicemail_is_safe": "NO",
    "text_is_safe": "NO", "email_is_safe": "NOT_ASKED", "letter_is_safe": "YES",
    "care": "Hang up if a man answers.", "needs_interpreter": "NO", "letters_in": "ENGLISH",
}  # fmt: skip
SAID = (
    f"Call only: {YESTERDAY:%A}, 6pm to 8pm.", "when you opened this page, a call was not safe.",
    "Do not leave a voicemail.", "Do not text.", "Do not email: no one has asked.",
    "Post is safe.", "Hang up if a man answers.",
)  # fmt: skip
TRIED = CALL | {"outcome": "NO_ANSWER"}


def test_the_safety_panel_is_read_before_every_contact_and_a_barrier_needs_a_reason(
    window, site, scene, check_page
):
    builder = build_case_with_contact_details(scene)
    day = workday(window, site, builder)
    day.comes_in("contact", reverse("see-victims"), *urls_of(("see-victim", builder.victim)))
    day.does("contact", "record-wishes", builder.victim, **WISHES)
    check_panel_on_pages(day, builder, check_page)
    call_outside_hours(day, builder)
    reach_through_isva_only(day, builder)
    opt_out_of_contact(day, builder, check_page)


def build_case_with_contact_details(scene):
    """A victim with phone number and address, whose named contact is a liaison officer."""
    builder = CaseBuilder(scene, at=timezone.now() - timedelta(days=3)).allocate()
    record = support_service.record_of(builder)
    facts = {"name": "Zara Quist-Example", "phone": PHONE_NUMBER, "address": "1 Nowhere Street"}
    builder.do(record_identity, "officer", record=record, version=0, **facts)
    builder.do(name_victim_contact, "manager", record=record, person=scene.liaison)
    return builder


def safety_panel_text(page):
    """The text of the page's safety panel, which is visible and there only once."""
    panel = page.get_by_role("region", name="Reaching this victim safely")
    assert panel.count() == 1 and panel.is_visible()
    return panel.inner_text()


def check_panel_on_pages(day, builder, check_page):
    """
    The panel is beside the number, and on each page from which a call, letter or offer starts.
    """
    victim = builder.victim
    day.comes_in("liaison", reverse("see-victims"), *urls_of(("see-victim", victim)))
    pages = (
        "see-contacts", "record-contact", "see-contacts", "see-letters", "see-meetings",
        "offer-meeting", "see-meetings", "see-victim", "reveal-identity",
    )  # fmt: skip
    for name in pages:
        page = day.follow("liaison", name, victim)
        if name != "see-victim":
            assert [words for words in SAID if words not in safety_panel_text(page)] == [], name
    send_page(page)
    assert PHONE_NUMBER in visible_text(page)
    assert [words for words in SAID if words not in safety_panel_text(page)] == []
    check_page(page)
    take_screenshot(page, "safe-number")
    click_and_wait(page.get_by_role("button", name="Record this contact"))
    take_screenshot(page, "safe-record")


def send_and_see_error(page, why):
    """Send the form; it comes back with this error."""
    send_page(page)
    assert why in page.locator(".govuk-error-summary").inner_text()
    return page


def contact_rows_of(builder):
    """(outcome, barriers, reason) of the contacts with the victim, newest first."""
    rows = Contact.objects.unscoped("test").filter(record=builder.victim.pk).order_by("-at")
    return opened_values(rows, "outcome", "barriers", "reason")


def record_call_despite_barrier(day, builder, at, barrier, sentence):
    """A call despite a barrier is refused without a reason, and recorded with one."""
    page, before = day.as_("liaison"), contact_rows_of(builder)
    fill_fields(page, TRIED | {"contacted_at": at})
    send_and_see_error(page, f"{sentence} Enter why you made contact all the same.")
    take_screenshot(page, f"safe-{barrier}")
    assert contact_rows_of(builder) == before
    fill_fields(page, {"reason": WHY})
    text = visible_text(send_without_error(page))
    assert f"Contact made despite this: {sentence}" in text and f"Reason: {WHY}" in text
    assert contact_rows_of(builder) == [("NO_ANSWER", [barrier], WHY), *before]


def call_outside_hours(day, builder):
    sentence = "This is outside the days and hours at which the victim can be reached safely."
    record_call_despite_barrier(day, builder, hour_of_day(1), "OUTSIDE_HOURS", sentence)


def reach_through_isva_only(day, builder):
    """Within the safe hours, but the victim is to be reached through the ISVA only."""
    day.does(
        "contact", "record-wishes", builder.victim, channel="THROUGH_ISVA",
        changed_because="The victim asked for it on the phone.",
    )  # fmt: skip
    page = day.as_("liaison")
    page.reload()
    assert "Only through the ISVA." in safety_panel_text(page)
    page = day.follow("liaison", "record-contact", builder.victim)
    page.locator("main summary", has_text="What to try next").click()
    left_out = "left out: the victim is to be reached only through the ISVA"
    assert left_out in visible_text(page)
    sentence = "The victim is to be reached only through the ISVA."
    record_call_despite_barrier(day, builder, hour_of_day(1, hour=19), "ONLY_BY_ISVA", sentence)


def opt_out_of_contact(day, builder, check_page):
    """
    The victim opted out: the first option is not to contact them, and no next step is offered.
    """
    page, victim = day.as_("liaison"), builder.victim
    day.does("contact", "record-wishes", victim, wants_contact="NO")
    page.reload()
    assert "The victim does not want to be contacted." in safety_panel_text(page)
    assert main_button_texts(page) == ["Decide not to contact"]
    page.locator("main summary", has_text="What to try next").click()
    assert "Next" not in page.locator("main details ol").inner_text()
    take_screenshot(page, "safe-opted-out")
    page = day.follow("liaison", "record-contact", victim)
    assert main_button_texts(page) == ["Decide not to contact"]
    check_page(page)
    take_screenshot(page, "safe-opted-out-record")
    follow_link(page, reverse("decide-not-to-contact", args=[victim.pk]))
    fill_fields(page, {"reason": "The victim said so to their ISVA."})
    assert "The victim said so to their ISVA." in visible_text(send_without_error(page))
    assert contact_rows_of(builder)[0][:2] == ("NOT_CONTACTED", ["OPTED_OUT"])


def main_button_texts(page):
    """The texts of a page's green buttons."""
    ways = page.locator("main a.govuk-button:not([class*=govuk-button--])")
    return [each.inner_text() for each in ways.all() if each.is_visible()]
