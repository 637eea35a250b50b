"""Benchmarks: each a module to run, printing ratios within one run."""
