"""
What can be worked out of sums: the algebra under pilots.suppression.

Sums over some parts are known. Parts that are in just the same sums are one unknown, for nothing
tells them apart. What is left when all the rest of a sum is known is known too. What remains is
weighed by linear algebra, which is slow for many unknowns; the first two steps change nothing of
what is found, and leave it few.
"""

from collections import defaultdict

NOTHING = 1e-7  # a number that is zero but for rounding
DIRECTIONS = 8  # of which one alone would do


class Unknowns:
    """
    sums: which parts are in each, as the bits of a number.

    groups: {unknown: how many parts it has}. rows: [the unknowns of each sum].
    known: {unknown: the sums that tell it}, of those that follow from single sums.
    """

    def __init__(self, sums):
        found_in = defaultdict(list)
        for row, mask in enumerate(sums):
            for part in bits(mask):
                found_in[part].append(row)
        numbers = {}
        self.unknown_of = {
            part: numbers.setdefault(tuple(rows), len(numbers)) for part, rows in found_in.items()
        }
        self.groups = defaultdict(int)
        for unknown in self.unknown_of.values():
            self.groups[unknown] += 1
        self.rows = [set() for _ in sums]
        for rows, unknown in numbers.items():
            for row in rows:
                self.rows[row].add(unknown)
        self.known = {}
        self._know()

    def _know(self):
        """What single sums tell, one after the other: of each row what is not known yet."""
        self.left = [set(row) for row in self.rows]
        of = defaultdict(list)
        for row, unknowns in enumerate(self.left):
            for unknown in unknowns:
                of[unknown].append(row)
        waiting = [row for row, unknowns in enumerate(self.left) if len(unknowns) == 1]
        while waiting:
            row = waiting.pop()
            if len(self.left[row]) != 1:
                continue
            [unknown] = self.left[row]
            told_by = {row}.union(*(self.known[each] for each in self.rows[row] - {unknown}))
            self.known[unknown] = told_by if len(told_by) < len(self.rows[row]) + 2 else {row}
            for other in of[unknown]:
                self.left[other].discard(unknown)
                if len(self.left[other]) == 1:
                    waiting.append(other)

    def of(self, mask):
        """The unknowns that some parts are; None where no sum could ever come to just these."""
        counts = defaultdict(int)
        for part in bits(mask):
            if part not in self.unknown_of:
                return None
            counts[self.unknown_of[part]] += 1
        whole = all(n == self.groups[unknown] for unknown, n in counts.items())
        return set(counts) if whole else None

    def worked_out(self, wanted):
        """[the sums that most weigh in it] for each of these sets of unknowns that can be told."""
        told, rest = [], []
        for unknowns in wanted:
            left = unknowns - self.known.keys()
            if left:
                rest.append(left)
            else:
                told.append(set().union(*(self.known[each] for each in unknowns)))
        return told + (self._weighed(rest) if rest else [])

    def _weighed(self, wanted):
        """
        Of the sets that sums of all kinds come to, the sums that most weigh in each.

        G is what the sums have in common, so that a set can be told exactly when it is the same
        along every direction in which G does not change. A few such directions, drawn by lot, stand
        for all: no set that can be told differs along any of them, and one that cannot be told is
        the same along all only by an accident that has no chance, and would hide too much.
        """
        import numpy
        from scipy.linalg import lapack, solve_triangular

        rows = {}  # of sums that leave the same, one is enough
        for row, left in enumerate(self.left):
            rows.setdefault(frozenset(left), row)
        rows.pop(frozenset(), None)
        columns = {each: n for n, each in enumerate(sorted(set().union(*rows, *wanted)))}
        matrix, sought = (_matrix(sets, columns) for sets in (rows, wanted))
        factor, order, rank, _info = lapack.dpstrf((matrix.T @ matrix).toarray(), NOTHING, lower=1)
        order, known = order - 1, numpy.tril(factor[:rank, :rank])
        ways = numpy.random.default_rng(0).standard_normal((len(columns) - rank, DIRECTIONS))
        rest = solve_triangular(known, factor[rank:, :rank].T @ ways, lower=True, trans="T")
        free = numpy.empty((len(columns), DIRECTIONS))
        free[order] = numpy.concatenate([-rest, ways])
        told = sought[numpy.abs(sought @ free).max(axis=1, initial=0) < NOTHING]
        half = solve_triangular(known, told[:, order[:rank]].toarray().T, lower=True)
        sums = matrix[:, order[:rank]] @ solve_triangular(known, half, lower=True, trans="T")
        numbers = list(rows.values())
        return [
            {numbers[n] for n in numpy.flatnonzero(factors > factors.max() / 2)}
            for factors in numpy.abs(sums.T)
        ]


def bits(mask):
    """The numbers of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _matrix(sets, columns):
    """A row for each set and a column for each unknown: 1 where it is in it."""
    import numpy
    from scipy.sparse import csr_array

    inside = [columns[each] for unknowns in sets for each in sorted(unknowns)]
    ends = numpy.cumsum([0, *(len(unknowns) for unknowns in sets)])
    shape = (len(sets), len(columns))
    return csr_array((numpy.ones(len(inside)), inside, ends), shape=shape)
