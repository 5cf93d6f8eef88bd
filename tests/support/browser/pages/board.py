"""The board of people who lead a unit, and the list behind a count."""

from django.urls import reverse

from tests.support.browser.page_check import Page

LIST = reverse("see-board-list", args=["action-plan"])

PAGES = [
    Page("board", "supervisor", reverse("see-board")),
    Page("board-of-the-cps", "manager", reverse("see-board")),
    Page("board-list", "supervisor", LIST),
    Page("board-list-of-nobody", "supervisor", LIST + "?overdue=1"),
]
