"""Fifty-six faults, each breaking one promise, and the program that asks which test notices."""
