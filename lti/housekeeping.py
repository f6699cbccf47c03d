"""What this app does from cron (`cms.housekeeping`)."""

from cms.models import DistrictSettings
from lti.services.keys import rotate_keys
from lti.services.launch import purge_expired


def purge_launches(*, dry_run: bool) -> dict[str, int]:
    """Launches past the district's retention, and what no kept launch needs."""
    return purge_expired(launch_days=DistrictSettings.load().launch_retention_days, dry_run=dry_run)


def rotate_tool_keys(*, dry_run: bool) -> dict[str, int]:
    """Publishes a new tool key where it is time, and retires those that are replaced."""
    made, retired = rotate_keys(dry_run=dry_run)
    return {"keys made": made, "keys retired": retired}
