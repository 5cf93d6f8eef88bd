"""A form in a browser tab: its values and what it submits."""

from tests.support.cases.pages import hidden_fields, page_text


class Tab:
    """One page with a form; `to` is its URL."""

    def __init__(self, browser, to):
        self.browser, self.to = browser, to
        self.page = browser.get(to)
        self.hidden = hidden_fields(self.page)

    def __contains__(self, text):
        return text in page_text(self.page)

    def shows(self, question):
        """The initial value of a field."""
        return self.page.context["form"][question].value()

    def sends(self, **typed):
        return self.browser.post(self.to.partition("?")[0], self.hidden | typed)

    def types(self, **typed):
        """Submit what draft.js sends while a person types."""
        return self.sends(save_draft="typing", **typed)

    def saves(self, **typed):
        """Press the save button shown without script; returns the page it redirects to."""
        answer = self.sends(save_draft="1", **typed)
        assert answer.status_code == 302, page_text(answer)
        return Tab(self.browser, answer.url)

    def discards(self, **typed):
        """Press the discard button; returns the page it redirects to."""
        return Tab(self.browser, self.sends(discard_draft="1", **typed).url)
