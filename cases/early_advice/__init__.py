"""Requests for early advice, from writing to the advice or its refusal."""
