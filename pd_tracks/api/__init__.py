"""Educator tracks in the REST API: what anybody may read, and what is one's own. What a module shows goes through the gate, `pd_tracks.audience`."""
