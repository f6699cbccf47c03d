"""What coaches, facilitators and leaders see. Whatever is about somebody comes through `pd_tracks.sharing`; counts are those that were published."""
