"""The sealed audit log: its entries as leaves of a Merkle tree whose heads are signed (ADR 73)."""
