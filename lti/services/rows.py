"""Writing only what changed."""


def keep_current(row, values: dict):
    """The row with these values; one UPDATE of the fields that differ, none where nothing does."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
    return row
