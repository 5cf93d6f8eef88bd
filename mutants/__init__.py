"""
Fifty-six faults, each of which breaks one promise, and the program that runs the tests on them.
"""
