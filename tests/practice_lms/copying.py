"""Copying a course, as an LMS does at the turn of the year."""

from dataclasses import replace

from practice_lms.courses import Course
from practice_lms.services import create_line_item
from practice_lms.signing import course_line_items
from practice_lms.state import STATE


def copy_course(course: Course) -> Course:
    """The same activities and people under new ids, which know the old ones. Columns come along, grades do not."""
    number = STATE.number()
    activities = [
        replace(each, id=f"{each.id}-copy-{number}", history=(each.resource_link_id, *each.history)) for each in course.activities
    ]
    copied = Course(
        id=f"{course.id}-Copy-{number}",
        slug=f"{course.slug}-copy-{number}",
        title=f"{course.title} (copy {number})",
        label=course.label,
        roles=dict(course.roles),
        activities=activities,
        history=(course.id, *course.history),
    )
    STATE.courses[copied.id] = copied
    new_ids = {old.resource_link_id: new.resource_link_id for old, new in zip(course.activities, activities, strict=True)}
    for _key, item in course_line_items(course.id):
        if item.get("resourceLinkId") in new_ids:
            create_line_item(copied.id, {**item, "resourceLinkId": new_ids[item["resourceLinkId"]]})
    return copied
