"""The board of people who lead a unit, and the list behind a count."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage

LIST = reverse("see-board-list", args=["action-plan"])

PAGES = [
    SitePage("board", "supervisor", reverse("see-board")),
    SitePage("board-of-the-cps", "manager", reverse("see-board")),
    SitePage("board-list", "supervisor", LIST),
    SitePage("board-list-of-nobody", "supervisor", LIST + "?overdue=1"),
]
