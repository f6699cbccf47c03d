"""E-mail about one's own learning, and for coaches: who is due, what it says, and the link that switches it off.

What was chosen and what was sent is written by `pd_tracks.services.notices` alone. No e-mail names anybody, a track, a school, or anything
that somebody wrote.
"""
