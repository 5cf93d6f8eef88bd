"""Expected access of a support service: which victims its people see, and what of the case.

It imports nothing from the project, so that it is an independent model.
"""

from dataclasses import dataclass, field


@dataclass
class Support:
    """One victim, one service."""

    case: str
    service: str
    status: str = "asked"
    isva: str = ""


@dataclass
class World:
    """People by name; days are counted from 0."""

    manages: dict  # person -> service
    works_in: dict  # person -> service
    day: int = 0
    supports: dict = field(default_factory=dict)
    agreed: list = field(default_factory=list)  # [support, category, last day or None, over]
    in_conflict: set = field(default_factory=set)  # (person, case)
    restricted: set = field(default_factory=set)
    left: set = field(default_factory=set)  # people without any grant

    def people(self):
        return {*self.manages, *self.works_in}

    def sees(self, person, name):
        support = self.supports[name]
        if person in self.left or (person, support.case) in self.in_conflict:
            return False
        if support.isva == person:
            return True
        is_manager = self.manages.get(person) == support.service
        return is_manager and support.case not in self.restricted

    def may_be_given(self, person, name):
        """Whether an ISVA can be chosen to support the victim."""
        return (
            person not in self.left and (person, self.supports[name].case) not in self.in_conflict
        )

    def shown(self, person, name):
        """The categories of the case shown to a person about a victim they support."""
        if not self.sees(person, name) or self.supports[name].status != "supported":
            return set()
        return {
            category
            for support, category, last, over in self.agreed
            if support == name and not over and (last is None or self.day <= last)
        }

    # Events

    def accept(self, name, isva):
        self.supports[name].status, self.supports[name].isva = "supported", isva

    assign = accept

    def end(self, name):
        self.supports[name].status, self.supports[name].isva = "ended", ""

    def agree(self, name, category, days):
        last = None if days is None else self.day + days
        self.agreed.append([name, category, last, False])

    def withdraw(self, name, category):
        for each in self.agreed:
            if each[:2] == [name, category]:
                each[3] = True

    def leave(self, person):
        self.left.add(person)
        for support in self.supports.values():
            if support.isva == person:
                support.isva = ""
