"""Certificates that somebody claimed: where they and their badges are (`issuing`), their page (`page`), and their paper (`paper`).

What a badge is, how it is signed and checked knows nothing of this site: that is `pd_tracks.badges`.
"""
