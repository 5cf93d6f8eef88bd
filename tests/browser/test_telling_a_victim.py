"""All pages agree about when a victim was told, and show the safety panel before every contact."""

from datetime import timedelta
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import Road
from people.text.dates import format_day
from pilots.actions import opinions
from tests.browser.test_journeys_with_victims import CALL, REACHED, to
from tests.support.browser.page_check import keep, press, send
from tests.support.browser.working_day import (
    AT_A_DESK,
    ON_A_PHONE,
    Day,
    answer,
    click,
    sent,
    text_of,
)
from tests.support.cases.decisions import no_further_action
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


def noon(days_ago, hour=12):
    """A full hour on a day in London."""
    day = NOW - timedelta(days=days_ago)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def people_of_a_pilot_area():
    """The cast, people who contact victims, and the people of a scrutiny panel."""
    there = panels.scene(decisions=0)
    people = there.cast
    support_service.with_people(people)
    there.at = timezone.now()
    names = [one.name for one in vars(people).values() if hasattr(one, "email")]
    return SimpleNamespace(**vars(people), member=there.outside, panel=there, names=names)


SCENE = people_of_a_pilot_area


def workday(window, site, road):
    """The CPS has desktops, and the police contact officer a phone without script."""
    return Day(window, site, road.urn, lambda who: ON_A_PHONE if who == "contact" else AT_A_DESK)


# When the victim was told

DECIDED, FIRST_TOLD, TOLD_AS_THEY_SAY = 12, 11, 3  # days ago


def test_one_day_of_telling_stands_everywhere_and_nobody_is_sent_to_tell_twice(
    window, site, scene, faultless
):
    road = decided_against(scene)
    day = workday(window, site, road)
    page = day.comes_in("liaison", reverse("see-victims"), reverse("see-owed-duties"))
    assert road.urn in text_of(page) and "overdue" in text_of(page)
    asks_for_a_review(day, road)
    day.reads("liaison", "see-duties", road.victim, "Told after the due day")
    assert "0 of 1" in figure_of(day, road)
    an_earlier_call_is_written_down(day, road)
    page = everybody_reads(day, road, format_day(noon(FIRST_TOLD).date()))
    assert [words for words in both_days() if words not in text_of(page)] == []
    faultless(page)
    keep(page, "told-twice-review")
    what_stands(road)
    the_pack_says_so(day, scene, road)
    page = day.comes_in("liaison", reverse("see-victims"), reverse("see-owed-duties"))
    assert road.urn not in text_of(page)


def decided_against(scene):
    """No further action some days ago; no telling of the victim is recorded."""
    road = Road(scene, at=noon(DECIDED + 2)).allocate()
    road.at = noon(DECIDED)
    no_further_action(road, road.suspects[0])
    recompute_all_duties(at=road.at)
    return road


def asks_for_a_review(day, road):
    """
    Record a review request with the day on which the victim was told, which is recorded as a
    contact.
    """
    for name in ("see-duties", "see-review-requests"):
        page = day.follow("liaison", name, road.victim)
    page = day.does(
        "liaison", "ask-for-review", road.victim, decision="1:CPS_NO_CHARGE",
        told_on=noon(TOLD_AS_THEY_SAY).date(), told_by="PHONE", asked_on=TODAY,
        asked_not_to_proceed="no",
    )  # fmt: skip
    assert "Two records differ" not in text_of(page)


def an_earlier_call_is_written_down(day, road):
    """The police officer records an earlier call only now."""
    victim = road.victim
    ways = to(("see-victim", victim), ("see-contacts", victim))
    day.comes_in("contact", reverse("see-victims"), *ways)
    told = REACHED | {"contacted_at": noon(FIRST_TOLD), "conveyed": "NFA"}
    page = day.does("contact", "record-contact", victim, **told)
    keep(page, "told-twice-contacts-phone")


def everybody_reads(day, road, said):
    """The contacts, the duty, the figure and the request show the same day."""
    victim = road.victim
    page = day.follow("liaison", "see-contacts", victim)
    assert said in row_of(page, "A decision to take no further action")
    day.reads("liaison", "see-duties", victim, "Nothing is owed to this victim.", "Told in time")
    page = day.reads("liaison", "see-duty", owed(road), said)
    click(page, reverse("see-duties", args=[victim.pk]))
    assert "1 of 1" in figure_of(day, road)
    page = day.reads("liaison", "see-review-requests", victim, f"Told on {said}")
    assert said in row_of(page, "The victim was told")
    assert "Ordinarily until" in text_of(page)
    assert "Ordinarily asked for by" not in text_of(page)  # only one last day to ask is shown
    return page


def figure_of(day, road):
    """The CPS unit's figure of victims told in time, as its manager sees it."""
    if "manager" in day.pages:
        day.as_("manager").reload()
    else:
        names = ("see-victims", "see-owed-duties", "see-duty-figures")
        day.comes_in("manager", *map(reverse, names))
    unit = f"{road.cast.cps.agency.name}: {road.cast.cps.name}"
    table = day.as_("manager").get_by_role("table", name=unit)
    return table.locator("tr").filter(has_text="Told in time").inner_text()


def row_of(page, question):
    """One row of a summary list."""
    return page.locator("dl > div").filter(has_text=question).inner_text()


def owed(road):
    """The CPS's duty to tell the victim of the decision."""
    rows = Duty.objects.unscoped("test").filter(case=road.case, owed_by="CPS")
    return rows.select_related("told__contact").get()


def both_days():
    said, contact = (format_day(noon(ago).date()) for ago in (TOLD_AS_THEY_SAY, FIRST_TOLD))
    return (
        f"this request says that the victim was told on {said}, a contact says {contact}",
        "The contact counts.", "the victim is not told again because of it",
    )  # fmt: skip


def what_stands(road):
    """Two tellings, one duty that the first one met, and the unchanged request."""
    duty = owed(road)
    assert (duty.kept_at, duty.is_open) == (noon(FIRST_TOLD), False)
    assert duty.told.contact.by == road.cast.contact
    reached = Told.objects.unscoped("test").filter(case=road.case).values_list("reached_at")
    days = sorted(timezone.localtime(at).date() for (at,) in reached)
    assert days == [noon(FIRST_TOLD).date(), noon(TOLD_AS_THEY_SAY).date()]
    [right] = RightToReview.objects.unscoped("test").filter(case=road.case)
    assert right.told_on == noon(TOLD_AS_THEY_SAY).date()


def the_pack_says_so(day, scene, road):
    """A panel draws the decision after the request is withdrawn, and the pack has the same day."""
    [right] = RightToReview.objects.unscoped("test").filter(case=road.case)
    day.does("liaison", "withdraw-review-request", right, on=TODAY)
    there, begun_on = scene.panel, TODAY - timedelta(days=30)
    frame = {"decided_by": "CPS", "from_on": begun_on, "until_on": TODAY, "waited_days": 0}
    panel = panels.drawn(there, panels.begun(there, **frame, quorum=1), size=1)
    panels.named(there, panel, "outside")
    panels.do(there, opinions.open_panel, "convener", panel=panels.now(panel), opinions_by=TODAY)
    [case] = panels.cases(panel)
    ways = [reverse("see-panels"), *to(("see-panel", panel), ("see-pack", case))]
    page = day.comes_in("member", *ways)
    row = row_of(page, "From the decision until a victim was told")
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


def test_what_is_safe_is_read_before_every_contact_and_nobody_goes_past_it_in_silence(
    window, site, scene, faultless
):
    road = known(scene)
    day = workday(window, site, road)
    day.comes_in("contact", reverse("see-victims"), *to(("see-victim", road.victim)))
    day.does("contact", "record-wishes", road.victim, **WISHES)
    stands_wherever_they_are_reached(day, road, faultless)
    outside_the_hours(day, road)
    through_the_isva_alone(day, road)
    left_alone(day, road, faultless)


def known(scene):
    """A victim with phone number and address, whose named contact is a liaison officer."""
    road = Road(scene, at=timezone.now() - timedelta(days=3)).allocate()
    record = support_service.record_of(road)
    facts = {"name": "Zara Quist-Example", "phone": PHONE_NUMBER, "address": "1 Nowhere Street"}
    road.do(record_identity, "officer", record=record, version=0, **facts)
    road.do(name_victim_contact, "manager", record=record, person=scene.liaison)
    return road


def panel_of(page):
    """The text of the page's safety panel, which is visible and there only once."""
    panel = page.get_by_role("region", name="Reaching this victim safely")
    assert panel.count() == 1 and panel.is_visible()
    return panel.inner_text()


def stands_wherever_they_are_reached(day, road, faultless):
    """
    The panel is beside the number, and on each page from which a call, letter or offer starts.
    """
    victim = road.victim
    day.comes_in("liaison", reverse("see-victims"), *to(("see-victim", victim)))
    pages = (
        "see-contacts", "record-contact", "see-contacts", "see-letters", "see-meetings",
        "offer-meeting", "see-meetings", "see-victim", "reveal-identity",
    )  # fmt: skip
    for name in pages:
        page = day.follow("liaison", name, victim)
        if name != "see-victim":
            assert [words for words in SAID if words not in panel_of(page)] == [], name
    send(page)
    assert PHONE_NUMBER in text_of(page)
    assert [words for words in SAID if words not in panel_of(page)] == []
    faultless(page)
    keep(page, "safe-number")
    press(page.get_by_role("button", name="Record this contact"))
    keep(page, "safe-record")


def refused(page, why):
    """Send the form; it comes back with this error."""
    send(page)
    assert why in page.locator(".govuk-error-summary").inner_text()
    return page


def contacts(road):
    """(outcome, barriers, reason) of the contacts with the victim, newest first."""
    rows = Contact.objects.unscoped("test").filter(record=road.victim.pk).order_by("-at")
    return list(rows.values_list("outcome", "barriers", "reason"))


def goes_past(day, road, at, barrier, sentence):
    """A call despite a barrier is refused without a reason, and recorded with one."""
    page, before = day.as_("liaison"), contacts(road)
    answer(page, TRIED | {"contacted_at": at})
    refused(page, f"{sentence} Enter why you made contact all the same.")
    keep(page, f"safe-{barrier}")
    assert contacts(road) == before
    answer(page, {"reason": WHY})
    text = text_of(sent(page))
    assert f"Contact made despite this: {sentence}" in text and f"Reason: {WHY}" in text
    assert contacts(road) == [("NO_ANSWER", [barrier], WHY), *before]


def outside_the_hours(day, road):
    sentence = "This is outside the days and hours at which the victim can be reached safely."
    goes_past(day, road, noon(1), "OUTSIDE_HOURS", sentence)


def through_the_isva_alone(day, road):
    """Within the safe hours, but the victim is to be reached through the ISVA only."""
    day.does("contact", "record-wishes", road.victim, channel="THROUGH_ISVA")
    page = day.as_("liaison")
    page.reload()
    assert "Only through the ISVA." in panel_of(page)
    page = day.follow("liaison", "record-contact", road.victim)
    left_out = "left out: the victim is to be reached only through the ISVA"
    assert left_out in text_of(page)
    sentence = "The victim is to be reached only through the ISVA."
    goes_past(day, road, noon(1, hour=19), "ONLY_BY_ISVA", sentence)


def left_alone(day, road, faultless):
    """
    The victim opted out: the first option is not to contact them, and no next step is offered.
    """
    page, victim = day.as_("liaison"), road.victim
    day.does("contact", "record-wishes", victim, wants_contact="NO")
    page.reload()
    assert "The victim does not want to be contacted." in panel_of(page)
    assert green_ways(page) == ["Decide not to contact"]
    page.locator("main summary", has_text="What to try next").click()
    assert "Next" not in page.locator("main details ol").inner_text()
    keep(page, "safe-opted-out")
    page = day.follow("liaison", "record-contact", victim)
    assert green_ways(page) == ["Decide not to contact"]
    faultless(page)
    keep(page, "safe-opted-out-record")
    click(page, reverse("decide-not-to-contact", args=[victim.pk]))
    answer(page, {"reason": "The victim said so to their ISVA."})
    assert "The victim said so to their ISVA." in text_of(sent(page))
    assert contacts(road)[0][:2] == ("NOT_CONTACTED", ["OPTED_OUT"])


def green_ways(page):
    """The texts of a page's green buttons."""
    ways = page.locator("main a.govuk-button:not([class*=govuk-button--])")
    return [each.inner_text() for each in ways.all() if each.is_visible()]
