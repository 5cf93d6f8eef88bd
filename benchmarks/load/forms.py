"""Parse the forms of a page as a browser does. Uses the standard library only."""

from collections.abc import Mapping
from html.parser import HTMLParser


class HtmlForms(HTMLParser):
    """
    The forms of a page.

    found: for each form {name: [values]} that a browser would send. offered: {name: [values]} of
    all options, chosen or not.
    """

    found: list[dict[str, list[str]]]
    offered: dict[str, list[str]]
    _typed: list[str] | None

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found, self.offered = [], {}
        # Name of the current select or textarea, and its text so far.
        self._asked, self._typed = "", None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "form":
            self.found.append({})
        elif tag == "input" and name and self.found:
            self._input(name, value, told)
        elif tag == "textarea" and self.found:
            self._asked, self._typed = name, []
        elif tag == "select" and self.found:
            self._asked = name
        elif tag == "option" and self._asked:
            self._option(value, is_chosen="selected" in told)

    def _input(self, name: str, value: str, told: Mapping[str, str | None]) -> None:
        kind = told.get("type")
        if kind in ("radio", "checkbox"):
            self.offered.setdefault(name, []).append(value)
        if kind == "submit" or (kind in ("radio", "checkbox") and "checked" not in told):
            return
        self.found[-1].setdefault(name, []).append(value)

    def _option(self, value: str, *, is_chosen: bool) -> None:
        """Add an option. A browser sends the first if none is selected."""
        self.offered.setdefault(self._asked, []).append(value)
        if is_chosen or self._asked not in self.found[-1]:
            self.found[-1][self._asked] = [value]

    def handle_data(self, data: str) -> None:
        if self._typed is not None:
            self._typed.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._typed is not None:
            self.found[-1][self._asked] = ["".join(self._typed).removeprefix("\n")]
            self._typed = None
        if tag in ("textarea", "select"):
            self._asked = ""

    def asking(self, name: str) -> dict[str, list[str]] | None:
        """
        The form that has a field of this name, or None. Choices with nothing chosen do not count.
        """
        return next((form for form in self.found if name in form), None)
