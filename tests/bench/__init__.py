"""Benchmarks: ratios against plain code, in one run on one machine (``python -m tests.bench``)."""
