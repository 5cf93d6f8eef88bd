"""The forms of a page, read as a browser reads them. Nothing but Python itself is needed here."""

from html.parser import HTMLParser


class HtmlForms(HTMLParser):
    """
    found: the forms, each as {question: [answers]} of what a browser would send.

    offered: {question: [answers]} of all that can be chosen, whether or not it is.
    """

    def __init__(self, page):
        super().__init__()
        self.found, self.offered = [], {}
        self._asked, self._typed = "", None  # the question of a list, and the text of a long answer
        self.feed(page)

    def handle_starttag(self, tag, attributes):
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

    def _input(self, name, value, told):
        kind = told.get("type")
        if kind in ("radio", "checkbox"):
            self.offered.setdefault(name, []).append(value)
        if kind == "submit" or (kind in ("radio", "checkbox") and "checked" not in told):
            return
        self.found[-1].setdefault(name, []).append(value)

    def _option(self, value, *, is_chosen):
        """Where none is chosen, a browser shows and sends the first."""
        self.offered.setdefault(self._asked, []).append(value)
        if is_chosen or self._asked not in self.found[-1]:
            self.found[-1][self._asked] = [value]

    def handle_data(self, data):
        if self._typed is not None:
            self._typed.append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self._typed is not None:
            self.found[-1][self._asked] = ["".join(self._typed).removeprefix("\n")]
            self._typed = None
        if tag in ("textarea", "select"):
            self._asked = ""

    def asking(self, name):
        """The form in which a question is asked: a choice of which nothing is chosen is in none."""
        return next((form for form in self.found if name in form), None)
