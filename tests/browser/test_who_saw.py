"""
Journey 10 in a real browser: an auditor asks who saw a victim's record and by what right, and takes
the answer away for the person it is about; a program that is not ours checks it.
"""

import subprocess
import sys
from datetime import date

from django.urls import reverse

from devtools.case_builder import CaseBuilder, person
from people.sealing.keys import verifier_keys
from rasso.settings.environment import ROOT
from tests.browser.test_journeys_with_victims import people_with_victims
from tests.support.browser.page_check import click_and_wait
from tests.support.browser.scenes.victims import record_of
from tests.support.browser.working_day import fill_fields, follow_link, visible_text
from tests.support.people.cast import make_unit
from tests.support.sealed_log import seal_all

SCRIPT = ROOT / "docs" / "examples" / "check_log_extract.py"
TODAY = date.today()
WHY = "The victim asked on 26 November who has read about them, reference DP 118."


def people_who_are_looked_at():
    """The cast with those who work with victims, and an auditor who may take files away."""
    scene = people_with_victims()
    scene.auditor = person(
        make_unit("OVERSIGHT"), "read_audit_log", "take_exports", name="Aud Auditor"
    )
    return scene


SCENE = people_who_are_looked_at


def test_an_auditor_says_who_saw_a_victims_record_and_the_victim_can_check_it(
    scene, day, settings, tmp_path
):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"
    builder = CaseBuilder(scene, at=scene.begun_at).allocate()
    record = record_of(builder)
    day = day(builder)
    for _ in range(2):
        page = day.open_case("officer")
        follow_link(page, reverse("see-case-victims", args=[day.case.pk]))
        follow_link(page, reverse("see-victim", args=[record.pk]))
    seal_all()
    page = is_answered(day)
    text = is_taken_away(page)
    assert "Olive" not in text and "Person 1 (" in text and WHY in text
    is_checked(text, tmp_path)


def is_answered(day):
    """The auditor comes in at the log, asks, and reads a sentence for each person."""
    page = day.comes_in("auditor", reverse("read-audit-log"), reverse("see-log-answer"))
    asked = {"about": "RECORD", "urn": day.urn, "victim": "1", "from_on": TODAY, "until_on": TODAY}
    fill_fields(page, asked)
    click_and_wait(page.get_by_role("button", name="Ask", exact=True).first)
    told = visible_text(page)
    assert "1 person opened or changed it, 2 times. Everyone who opened it had a right to." in told
    assert "Olive Officer" in told and "Right: Officer in the case, named on" in told
    page.locator("main details summary").first.click()
    assert not page.locator("main a[href^='/cases/'], main a[href^='/victims/']").count()
    return page


def is_taken_away(page):
    """The text of the extract for the person it is about."""
    click_and_wait(page.get_by_role("link", name="Take this answer away, signed"))
    fill_fields(page, {"for_whom": "SUBJECT", "naming": "NO", "why": WHY})
    with page.expect_download() as made:
        page.get_by_role("button", name="Make a signed extract").click()
    return made.value.path().read_text()


def is_checked(text, folder):
    """The published program finds it as it was signed, and notices a change."""
    path, key = folder / "extract.txt", verifier_keys()[0].text
    for content, ended in ((text, 0), (text.replace("2 times", "3 times"), 1)):
        path.write_text(content)
        done = subprocess.run([sys.executable, SCRIPT, path, key], capture_output=True, text=True)
        assert done.returncode == ended, done.stdout + done.stderr
