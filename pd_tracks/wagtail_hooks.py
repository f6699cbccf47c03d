"""Wires educator tracks into Wagtail: registration only."""

from wagtail import hooks

from pd_tracks.api.scopes import scopes_of_the_tracks
from pd_tracks.groups import grants_of_the_tracks
from pd_tracks.picker import Modules
from pd_tracks.services.notices import purge_notices
from pd_tracks.services.retention import close_texts_anew, purge_learning
from pd_tracks.units import modules_for_a_unit

hooks.register("picker_sources", Modules, order=10)
hooks.register("unit_parts", modules_for_a_unit)
hooks.register("api_scopes", scopes_of_the_tracks)
hooks.register("group_grants", grants_of_the_tracks)
hooks.register("purge_expired", purge_learning, order=10)
hooks.register("purge_expired", purge_notices, order=11)
hooks.register("rotate_keys", close_texts_anew, order=10)
