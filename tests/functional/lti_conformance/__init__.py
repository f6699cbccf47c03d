"""The launch as a certifier sees it: by its routes, answers, log records and rows, never by its code.

Test names carry the ids of the cases (C1 … J28), so that the evidence for a certification can be exported.
"""
