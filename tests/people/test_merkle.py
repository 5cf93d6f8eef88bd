"""The tree of RFC 6962, beside its published vectors and beside a naive reading of the RFC."""

from hashlib import sha256
from runpy import run_path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.sealing import merkle
from rasso.settings.environment import ROOT
from tools.cosigner import is_consistent

# Proofs are checked by the programs of others, which import nothing of ours.
is_included = run_path(str(ROOT / "docs/examples/check_audit_proof.py"))["is_included"]
# The eight leaves and the roots of certificate-transparency's own tests (merkle_tree_test.cc), and
# the hash of the empty tree and of the empty leaf.
LEAVES = [
    bytes.fromhex(each)
    for each in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
INCLUSION = {  # (position, size): proof, from the same tests
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


# The oracle: RFC 6962, 2.1, as it is written, with slices of lists


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m, leaves, is_whole):
    if m == len(leaves):
        return [] if is_whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], is_whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


# Ours


def grown(leaves):
    tree = merkle.GrowingTree()
    nodes = {}
    for position, leaf in enumerate(leaves):
        nodes[0, position] = merkle.leaf_hash(leaf)
        nodes |= {(level, n): value for level, n, value in tree.append(nodes[0, position])}
    return tree, nodes


def proof(spans, nodes):
    return merkle.roots_of_spans(spans, lambda wanted: {node: nodes[node] for node in wanted})


def letters(size):
    return [b"leaf %d" % n for n in range(size)]


def test_the_published_roots():
    assert merkle.EMPTY_ROOT.hex() == merkle.GrowingTree().root().hex() == EMPTY
    for size, root in enumerate(ROOTS, 1):
        assert grown(LEAVES[:size])[0].root().hex() == root == mth(LEAVES[:size]).hex()


@pytest.mark.parametrize(("where", "published"), INCLUSION.items())
def test_the_published_proofs_of_inclusion(where, published):
    position, size = where
    tree, nodes = grown(LEAVES[:size])
    found = proof(merkle.inclusion_spans(position, size), nodes)
    assert [each.hex() for each in found] == published
    assert is_included(nodes[0, position], position, size, found, tree.root())


@pytest.mark.parametrize(("sizes", "published"), CONSISTENCY.items())
def test_the_published_proofs_of_consistency(sizes, published):
    old, new = sizes
    found = proof(merkle.consistency_spans(old, new), grown(LEAVES[:new])[1])
    assert [each.hex() for each in found] == published
    assert is_consistent(old, new, mth(LEAVES[:old]), mth(LEAVES[:new]), found)


@pytest.mark.parametrize("size", range(1, 35))
def test_every_proof_of_a_small_tree_is_the_oracles(size):
    leaves = letters(size)
    tree, nodes = grown(leaves)
    assert tree.root() == mth(leaves)
    for position in range(size):
        found = proof(merkle.inclusion_spans(position, size), nodes)
        assert found == path(position, leaves)
        assert is_included(nodes[0, position], position, size, found, mth(leaves))
    for old in range(1, size + 1):
        found = proof(merkle.consistency_spans(old, size), nodes)
        assert found == subproof(old, leaves, True)
        assert is_consistent(old, size, mth(leaves[:old]), mth(leaves), found)


@given(st.data())
def test_any_two_sizes_are_consistent_and_nothing_else_is(data):
    new = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, new - 1))
    leaves = letters(new)
    nodes, roots = grown(leaves)[1], (mth(leaves[:old]), mth(leaves))
    found = proof(merkle.consistency_spans(old, new), nodes)
    assert is_consistent(old, new, *roots, found)
    changed = data.draw(st.integers(0, old - 1))
    fork = mth([*leaves[:changed], b"other", *leaves[changed + 1 :]])
    assert not is_consistent(old, new, roots[0], fork, found)
    assert not is_consistent(old, new, fork, roots[1], found)
    assert not is_consistent(old, new + 1, *roots, [*found, roots[0]])
    assert not is_consistent(old, new, *roots, found[:-1])
    which, bit = data.draw(st.integers(0, len(found) - 1)), data.draw(st.integers(0, 255))
    bent = bytearray(found[which])
    bent[bit // 8] ^= 1 << bit % 8
    assert not is_consistent(old, new, *roots, [*found[:which], bytes(bent), *found[which + 1 :]])


@given(st.data())
def test_a_proof_of_inclusion_is_for_one_leaf_at_one_place(data):
    size = data.draw(st.integers(2, 200))
    position = data.draw(st.integers(0, size - 1))
    tree, nodes = grown(letters(size))
    found, leaf = proof(merkle.inclusion_spans(position, size), nodes), nodes[0, position]
    assert is_included(leaf, position, size, found, tree.root())
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != position))
    assert not is_included(nodes[0, other], position, size, found, tree.root())
    assert not is_included(leaf, other, size, found, tree.root())
    assert not is_included(leaf, position, size, found[:-1], tree.root())
    assert not is_included(leaf, size, size, found, tree.root())


def test_a_node_is_no_leaf():
    """Its hash leads to the root by a proof that is one hash short."""
    tree, nodes = grown(letters(8))
    short = proof(merkle.inclusion_spans(0, 8), nodes)[1:]
    assert not is_included(nodes[1, 0], 0, 8, short, tree.root())


def test_equal_sizes_need_equal_roots_and_an_empty_tree_is_before_all():
    one, other = mth([b"a"]), mth([b"b"])
    assert is_consistent(1, 1, one, one, []) and not is_consistent(1, 1, one, other, [])
    assert is_consistent(0, 1, merkle.EMPTY_ROOT, one, [])
    assert not is_consistent(2, 1, one, one, [])
