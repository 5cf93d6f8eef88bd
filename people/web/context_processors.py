"""Context of every page: the signed-in person's name and menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Scope, scope_of
from people.identity.capacities import (
    HEARING_OF_ACCESS,
    LEADING,
    LEARNING_CAPACITIES,
    NAMING_RESTS_ON,
    READING,
    READING_FIGURES,
    SUPPORT_CAPACITIES,
    VICTIM_CONTACT_CAPACITIES,
    WAITED_FOR,
)
from people.web.second_factor_state import has_second_factor
from people.web.waiting_tasks import WAY_BACK

# (capacities that show the link, name of its URL, label). Only a choice of what to offer: the guard
# of each page decides.
MENU_PLACES = (
    (VICTIM_CONTACT_CAPACITIES, "see-calls", _("Victims to contact")),
    (WAITED_FOR, "see-waiting", _("Waiting for you")),
    (LEADING, "see-board", _("What is stuck")),
    (READING, "worklist", _("Worklist")),
    (VICTIM_CONTACT_CAPACITIES | {"refer_cases"} | LEADING, "see-victims", _("Victims")),
    (frozenset({"support_victims"}), "see-my-day", _("My day")),
    (frozenset(SUPPORT_CAPACITIES), "see-supported", _("People you support")),
    (NAMING_RESTS_ON | {"convene_panels"}, "see-notices", _("Notices")),
    (LEADING, "see-file-quality-report", _("File quality")),
    (frozenset({"supervise_cases", "allocate_cases"}), "see-rule-scores", _("Referral checks")),
    (frozenset({"allocate_cases"}), "see-prosecutors", _("Prosecutors")),
    (LEADING, "see-plan-quality", _("Action plans")),
    (frozenset({"allocate_cases"}), "see-wordings", _("Standard wordings")),
    (frozenset({"allocate_cases"}), "see-points", _("Points to prove")),
    (frozenset({"manage_pilot_area"}), "see-pilot-area", _("Your pilot")),
    (READING_FIGURES, "see-figures", _("Figures")),
    (READING | LEARNING_CAPACITIES.keys(), "see-learning", _("Learning")),
    (frozenset({"convene_panels", "sit_on_panels"}), "see-panels", _("Panels")),
    (frozenset({"administer_accounts", "administer_agency"}), "people", _("Administration")),
    (frozenset({"administer_accounts", "administer_agency"}), "see-waiting", _("Waiting for you")),
    (
        frozenset({"manage_pilot_area", "convene_panels", "administer_accounts"}),
        "see-pilots",
        _("Pilots"),
    ),
    (frozenset({"read_audit_log"}), "see-log-answer", _("Ask the log")),
    (frozenset({"read_audit_log"}), "read-audit-log", _("Reading log")),
    (
        HEARING_OF_ACCESS | {"administer_agency"},
        "see-notices",
        _("Notices"),
    ),  # last, for people without cases
)


def person_and_menu(request: HttpRequest) -> dict[str, Any]:
    """
    from_waiting: the page was reached from the list of what waits, to which it leads back.
    person: the name to show. nav: [(URL, label, is current page)] of the menu, which is empty for
    a person who has to set up a second factor first.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "person": "", "from_waiting": False}
    scope = getattr(request, "scope", None) or scope_of(user, at=timezone.now())
    nav = menu_links(scope, request.path) if has_second_factor(request.session) else []
    return {"nav": nav, "person": scope.name, "from_waiting": is_from_waiting(request)}


def is_from_waiting(request: HttpRequest) -> bool:
    """Whether the page was reached from the list of what waits for the person."""
    name, value = WAY_BACK
    return request.GET.get(name) == value


def menu_links(scope: Scope, here: str) -> list[tuple[str, Promise, bool]]:
    """The person's menu, [(URL, label, is current page)], each URL once, at its first place."""
    offered: dict[str, Promise] = {}
    for capacities, name, text in MENU_PLACES:
        if capacities & scope.all_capacities:
            offered.setdefault(reverse(name), text)
    current = max((to for to in offered if is_current_place(to, here)), key=len, default=None)
    return [(to, text, to == current) for to, text in offered.items()]


def is_current_place(address: str, here: str) -> bool:
    """Whether the page `here` is at or below a menu URL. All worklists are below the first."""
    beneath = "/worklists/" if address == "/" else address
    return here == address or here.startswith(beneath)
