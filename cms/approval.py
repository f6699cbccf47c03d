"""What the workflow's last yes does. Imports nothing of Wagtail, whose models ask for this module while they load."""


def publish_approved(workflow_state, user=None) -> None:
    """Publish what was approved. To be asked for approval is the permission to publish this one draft; the rules of publishing hold."""
    workflow_state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=True)
