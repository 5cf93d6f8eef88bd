"""How long a case is kept: legal holds, reviews, and its destruction by two people."""
