"""Resource links: what each opens, which version it stays on, and how a copy of a course keeps both."""

from django.db.models import Q

from cms.launchable import is_published_version, link_targets
from lti.models import Context, Deployment, ResourceLink
from lti.protocol.claims import LaunchMessage
from lti.services.rows import keep_current


def context_of(message: LaunchMessage, deployment: Deployment, known: Context | None = None) -> Context | None:
    """The context that the message names, with the title it has today. `known`: the one that its link was in last."""
    context = known
    if (context.id_on_platform if context else "") != message.context_id:
        found = (
            Context.objects.get_or_create(deployment=deployment, id_on_platform=message.context_id) if message.context_id else (None, False)
        )
        context = found[0]
    if context is None:
        return None
    values = {"title": message.context_title, "label": message.context_label}
    if message.resource_link_id:  # a deep linking request need not name the services that a lesson's launch does
        services = message.services
        values |= {
            "line_items_url": services.line_items_url,
            "score_scopes": " ".join(services.score_scopes),
            "memberships_url": services.memberships_url,
        }
    return keep_current(context, values)


def link_and_context(message: LaunchMessage, deployment: Deployment) -> tuple[ResourceLink | None, Context | None]:
    """Both as the message has them today: one query when nothing changed. No link where something is to be placed."""
    if not message.resource_link_id:
        return None, context_of(message, deployment)
    found = ResourceLink.objects.select_related("context").filter(deployment=deployment, id_on_platform=message.resource_link_id)
    link = found.first()
    context = context_of(message, deployment, link.context if link else None)
    if deployment.notices_url != message.services.notices_url:
        keep_current(deployment, {"notices_url": message.services.notices_url, "notices_asked_at": None})
    values = {
        "context_id": context.pk if context else None,
        "title": message.resource_link_title,
        "line_item_url": message.services.line_item_url,
    }
    placed = {"launch_key": message.launch_key, "placed_version": message.version, "placed_completion": message.asks_for_completion}
    if link is None:
        decided = _decided_at_first(message, deployment, context)
        link, _created = ResourceLink.objects.get_or_create(
            deployment=deployment, id_on_platform=message.resource_link_id, defaults=values | placed | decided
        )
    elif any(getattr(link, name) != value for name, value in placed.items()):
        # The platform's own link was changed: what was decided here was about another lesson.
        values |= placed | _as_placed(message)
    return keep_current(link, values), context


def reviewed_link(message: LaunchMessage, deployment: Deployment) -> ResourceLink | None:
    """The link that a review is about, by itself or by its column (Submission Review 1.0, section 3). What a review says about the link
    changes nothing here: it is not the platform's word about what the link opens."""
    links = ResourceLink.objects.select_related("context").filter(deployment=deployment)
    if message.context_id:
        links = links.filter(context__id_on_platform=message.context_id)
    if message.resource_link_id:
        return links.filter(id_on_platform=message.resource_link_id).first()
    column = message.services.line_item_url
    return links.filter(Q(line_item_url=column) | Q(found_line_item_url=column)).order_by("pk").first() if column else None


def _decided_at_first(message: LaunchMessage, deployment: Deployment, context: Context | None) -> dict:
    """What a new link starts with: its original's decisions where it is a copy of one, else what it was placed with."""
    original = _original(message, deployment, context)
    if original is None:
        return _as_placed(message)
    return {
        "copied_from": original,
        "chosen_key": original.chosen_key,
        "pinned_version": original.pinned_version,
        "pin_source": ResourceLink.PinSource.COPIED,
        "returns_completion": original.returns_completion,
    }


def _as_placed(message: LaunchMessage) -> dict:
    """The version only if it was ever published: a number typed by hand may not wait for a lesson that nobody approved."""
    is_real = message.version and message.launch_key and is_published_version(message.launch_key, message.version)
    return {
        "chosen_key": None,
        "kept_past": None,
        "pinned_version": message.version if is_real else None,
        "pin_source": ResourceLink.PinSource.PLACED,
        "returns_completion": message.asks_for_completion,
    }


def _original(message: LaunchMessage, deployment: Deployment, context: Context | None) -> ResourceLink | None:
    """The link that this one is a copy of: the most recent in its own history; else, of the nearest earlier context that had links placed
    in the same way, the one they agree with. None where they disagree: a guess could change what a class reads."""
    links, contexts = message.link_history, message.context_history or (tuple(context.origin_ids) if context else ())
    if not links and not contexts:
        return None
    found = ResourceLink.objects.originals_of(deployment=deployment, link_ids=links, context_ids=contexts, launch_key=message.launch_key)
    originals = [link for link in found if link.launch_key == message.launch_key]
    for link_id in links:
        for link in originals:
            if link.id_on_platform == link_id:
                return link
    placed = (message.version, message.asks_for_completion)
    alike = [link for link in originals if link.context and (link.placed_version, link.placed_completion) == placed]
    for context_id in contexts:
        there = [link for link in alike if link.context.id_on_platform == context_id]
        if there:
            decisions = {(link.chosen_key, link.pinned_version, link.returns_completion) for link in there}
            return there[0] if len(decisions) == 1 else None
    return None


class NotPublished(Exception):
    """A link may stay only on a version that was published."""


def follow_newest(link: ResourceLink) -> None:
    """From now on this link shows whatever is newest."""
    keep_current(link, {"pinned_version": None, "kept_past": None, "pin_source": ResourceLink.PinSource.TEACHER})


def stay_on(link: ResourceLink, number: int) -> None:
    """From now on this link shows this version. Raises NotPublished."""
    if not link.opens or not is_published_version(link.opens, number):
        raise NotPublished
    keep_current(link, {"pinned_version": number, "kept_past": None, "pin_source": ResourceLink.PinSource.TEACHER})


def keep_in_spite_of(link: ResourceLink, number: int) -> None:
    """Asks no more about versions up to this one. Raises NotPublished."""
    if not link.opens or not is_published_version(link.opens, number):
        raise NotPublished
    keep_current(link, {"kept_past": number})


def open_instead(link: ResourceLink) -> bool:
    """Opens the live replacement of what was withdrawn, at its newest version; False where there is none."""
    target = link_targets([link.opens]).get(link.opens) if link.opens else None
    if target is None or target.replacement_key is None:
        return False
    keep_current(link, {"chosen_key": target.replacement_key, "pinned_version": None, "kept_past": None})
    return True


def open_as_placed(link: ResourceLink) -> None:
    """Opens again what the platform's own link names."""
    keep_current(link, {"chosen_key": None, "pinned_version": None, "kept_past": None})
