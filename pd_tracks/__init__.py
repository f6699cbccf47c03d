"""Opt-in educator tracks. Facts about educators live here and nowhere else.

Content, as in `curriculum`: `blocks`, `versions` (what is compiled), `audience` (the gate of modules), `rules`, `picker`, `starter`.
People: `models/people` and its neighbours, written by `services` alone; `own` for one's own eyes, `sharing` (the gate of people's
records) and `coach_lists` for a coach's; `certificates` and `badges`; `who_sees`, the one source of who sees what.
"""
