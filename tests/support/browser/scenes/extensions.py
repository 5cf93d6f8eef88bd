"""Cases of the scene whose due dates are asked to be moved."""

from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases.extensions import (
    answer_extension_of,
    ask_to_extend,
    extension_of,
    propose_due_date_of,
    send_extension_up_of,
)


def build_extensions(build):
    """
    {name: a case} whose decision is asked to be later: asked for, agreed, refused, and with two
    named people, before one of them proposes an outcome and after. build: makes a case.
    """
    cases = {f"extension_{step}": build() for step in ("asked", "agreed", "no", "up", "proposed")}
    for builder in cases.values():
        ask_to_extend(builder, "prosecutor", days=40)
    answer_extension_of(cases["extension_agreed"], "officer", "AGREE", text=LONG)
    for name in ("extension_no", "extension_up", "extension_proposed"):
        answer_extension_of(cases[name], "officer", "REFUSE", text=LONG)
    for name in ("extension_up", "extension_proposed"):
        send_extension_up_of(cases[name])
    propose_due_date_of(cases["extension_proposed"], days=9)
    return cases


def extension_at(builder):
    """The extension of a case of the scene."""
    return extension_of(builder)
