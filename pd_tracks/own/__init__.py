"""What somebody sees of their own: how they stand to a track, what they wrote, whom they asked, their hours, and all of it together.

Everything here is for its owner's eyes. What others may see of it is decided in `pd_tracks.sharing`.
"""
