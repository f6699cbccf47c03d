"""Benchmarks: `make bench`. They print a table and write nothing that is tracked."""
