"""Real servers and builders that several tests share; imported as `from support.x import …`, never `tests.support`.

(pytest puts tests/ on the path for its conftest.py, and mypy finds the package by this file. Two names for one file are
an error there.)
"""
