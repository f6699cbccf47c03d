"""Vetted AI tools around lessons: what holds today, the public list, and what editors are offered and told."""
