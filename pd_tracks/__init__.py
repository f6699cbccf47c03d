"""Opt-in educator coaching tracks. Facts about educators live here and nowhere else; see docs/adr for the order of work.

Empty until the educator-tracks release: the app exists so that its import contracts hold from the first day.
"""
