"""What curriculum leads look at to see where the progression is thin: coverage, gaps and health, and a summary on the admin's home.

Everything is counted by the database in a fixed number of statements (docs/guides/curriculum-lead.md).
"""
