from django.apps import AppConfig


class PdTracksConfig(AppConfig):
    name = "pd_tracks"
    verbose_name = "Educator tracks"
