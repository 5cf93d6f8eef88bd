"""Hashes of nodes of the stored tree."""

from collections.abc import Iterable, Mapping

from django.db import connection

from people.models import SealedEntry
from people.sealing.merkle import GrowingTree, Node, full_nodes, node_hash

# Every fourth level is stored, a fifteenth of a row per leaf; those between are hashed again from
# at most eight nodes.
STORED_LEVELS = 4
NODES_SQL = """
SELECT level, index, hash FROM people_treenode
JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, index) USING (level, index)
"""


def is_stored(level: int) -> bool:
    """Whether nodes of a level are rows of TreeNode. Leaves are rows of SealedEntry."""
    return level > 0 and level % STORED_LEVELS == 0


def read_nodes(nodes: set[Node]) -> Mapping[Node, bytes]:
    """The hashes of nodes. Raises KeyError if one is not there. Two queries."""
    below = {node: list(_stored_below(node)) for node in nodes}
    stored = _read_stored({each for each_below in below.values() for each in each_below})
    return {node: _join([stored[each] for each in below[node]]) for node in nodes}


def stored_tree(size: int) -> GrowingTree:
    """The tree of the first `size` leaves, to append to."""
    peaks = full_nodes((0, size))
    found = read_nodes(set(peaks))
    return GrowingTree(size, [found[node] for node in peaks])


def _stored_below(node: Node) -> Iterable[Node]:
    """The nodes of the next stored level from which a node is hashed: itself if it is stored."""
    level, index = node
    step = level % STORED_LEVELS
    return ((level - step, (index << step) + n) for n in range(1 << step))


def _read_stored(nodes: set[Node]) -> dict[Node, bytes]:
    leaves = [index for level, index in nodes if level == 0]
    rows = SealedEntry.objects.filter(position__in=leaves).values_list("position", "leaf")
    found = {(0, position): bytes(leaf) for position, leaf in rows}
    higher = [node for node in nodes if node[0]]
    with connection.cursor() as cursor:
        cursor.execute(NODES_SQL, [[node[0] for node in higher], [node[1] for node in higher]])
        found |= {(level, index): bytes(value) for level, index, value in cursor.fetchall()}
    return found


def _join(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(*hashes[n : n + 2]) for n in range(0, len(hashes), 2)]
    return hashes[0]
