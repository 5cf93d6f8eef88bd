"""What each verb of a walk stands on: who acts, and who wrote what they sign."""

from collections import Counter, defaultdict

from cases.models import Decision, Referral
from devtools.case_builder import scope
from people.access.scopes import Refused

NOTHING = "nothing to act on"


class Steps:
    """
    One person acts at a time: self.who.

    wrote: {what is signed: the people who wrote it}. own: {action: how often somebody tried to sign
    what they wrote}. The walk knows both by itself, and asks no code that decides on it.
    """

    def __init__(self, builder, chance, done):
        self.builder, self.chance, self.case = builder, chance, builder.case
        self.who = builder.cast.prosecutor
        self.named = "prosecutor"  # who has the case, as far as they know
        self.wrote = defaultdict(set)
        self.done, self.own = done, Counter()

    def act(self, action, **facts):
        by = scope(self.who, at=self.builder.at)
        return action(by=by, at=self.builder.at, **facts)

    def human(self):
        """Who acts, whichever of their accounts they use."""
        self.who.refresh_from_db()
        return ("human", self.who.human_id) if self.who.human_id else ("account", self.who.pk)

    def write_down(self, what):
        self.wrote[what].add(self.human())

    def sign(self, what, action, undoes=None, **facts):
        """
        Sign it, which nobody may who wrote it.

        undoes: what it sets aside; nobody who wrote that may sign it either.
        """
        who, name = self.human(), action.__name__
        is_own, undoes_own = who in self.wrote[what], who in self.wrote.get(undoes, ())
        self.own[name] += is_own
        self.own[f"{name} of their own decision"] += undoes_own and not is_own
        self.act(action, **facts)
        assert not (is_own or undoes_own), f"somebody signed their own: {name}"

    def one(self, rows):
        """The newest row, or what is as good as a refusal if there is none."""
        found = rows.last()
        if found is None:
            raise Refused(NOTHING, is_stage=True)
        return found

    def referral(self, suspect):
        rows = Referral.objects.unscoped("test").filter(suspects=suspect)
        return self.one(rows.order_by("written_at"))

    def wording(self, suspect):
        rows = Decision.objects.unscoped("test").filter(suspect=suspect)
        return self.one(rows.order_by("number"))

    def newest(self, model, suspect):
        """The newest reversal of a decision about a suspect, or stop of their charges."""
        rows = model.objects.unscoped("test").filter(decision__suspect=suspect)
        return self.one(rows.order_by("at", "number"))

    def place(self, suspect):
        """The suspect's place among those of the builder."""
        return [each.pk for each in self.builder.suspects].index(suspect.pk)
