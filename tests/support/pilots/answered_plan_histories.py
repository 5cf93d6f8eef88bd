"""Plans whose actions are all answered, in random histories."""

from datetime import timedelta

from cases.models import ActionItem, ActionPlan, Category, ItemEntry, Review


class AnsweredPlanHistories:
    """Adds such plans to tests.support.pilots.full_histories.FullHistories."""

    def answered_plan(self, case, suspect):
        """A later plan of which each action is answered, of some categories; some are cancelled."""
        at, by = case.opened_at + timedelta(days=self.replies.randrange(80)), self.places.writer
        review = self.also(Review, case=case, evidence="x", has_plan=True, by=by, at=at)
        plan = self.also(ActionPlan, case=case, review=review, number=3, set_by=by, set_at=at)
        chosen = self.replies.sample(Category.values, self.replies.randrange(4, 8))
        for n, category in enumerate(chosen, start=1):
            status = self.replies.choice(["ANSWERED", "ACCEPTED", "ACCEPTED", "CANCELLED"])
            item = self.also(
                ActionItem, case=case, plan=plan, number=n, category=category, text="x",
                line_of_inquiry="x", proportionality="x", weight="ESSENTIAL", purpose="INQUIRY",
                first_due_on=at.date(), due_on=at.date(), status=status,
                answer="DONE" if status != "CANCELLED" else "", clock=self.clock(case, at, 30),
            )  # fmt: skip
            self.named.append(ActionItem.suspects.through(actionitem=item, suspect=suspect))
            self.also(ItemEntry, case=case, item=item, kind="ANSWERED", side="POLICE", by=by,
                      at=at + timedelta(days=self.replies.randrange(1, 60)))  # fmt: skip
