"""Offline evaluation and benchmarks. They import `assistant`, never the reverse."""
