"""Policies: how a text becomes a version with numbered clauses, what rests on a clause, and what the pages show.

What rests on clauses is another app's: it says so through `cms.policies.citations`.
"""
