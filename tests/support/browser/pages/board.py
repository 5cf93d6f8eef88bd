"""What is stuck, the list behind a count, and several cases given out at once."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, click_and_wait, send_page

LIST = reverse("see-board-list", args=["action-plan"])
SEVERAL = reverse("allocate-several")


def choose_and_look(page):
    """Choose the first prosecutor of each case that waits, and ask what it would do."""
    for choice in page.locator("main select").all():
        choice.select_option(index=1)
    send_page(page)


def look_and_choose_again(page):
    """Look at what it would do, then go back to the choice."""
    choose_and_look(page)
    click_and_wait(page.get_by_role("button", name="Change what you chose"))


PAGES = [
    SitePage("board", "supervisor", reverse("see-board")),
    SitePage("board-of-the-cps", "manager", reverse("see-board")),
    SitePage("board-list", "supervisor", LIST),
    SitePage("several", "manager", SEVERAL),
    SitePage("several-nobody", "manager", SEVERAL, send_page),
    SitePage("several-preview", "manager", SEVERAL, choose_and_look),
    SitePage("several-again", "manager", SEVERAL, look_and_choose_again),
    SitePage("board-list-of-nobody", "supervisor", LIST + "?overdue=1"),
]
