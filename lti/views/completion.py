"""/s/<token>/course/finish/: a student says that they have finished, or that they have not after all."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from cms.launchable import find_launchable
from cms.progress import Progress, progress_recorded
from cms.viewer import Audience
from lti.models import Launch


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Records it and goes back to the lesson. Pressing twice, or reloading, changes nothing; a visit kept for nobody records nothing."""
    launch: Launch = request.launch
    link = launch.resource_link
    # The launch's own audience: a teacher whose browser could not show itself sees the student page, and is no student.
    is_student = Audience(launch.audience) is Audience.STUDENT
    if link is None or not link.opens or not link.returns_completion or not is_student:
        raise Http404
    if launch.user and launch.context:
        progress = Progress(
            person_key=str(launch.user.key),
            context_key=str(launch.context.key),
            launch_key=str(link.opens),
            done=request.POST.get("done") != "0",
        )
        with transaction.atomic():
            progress_recorded.send(Launch, progress=progress)
    found = find_launchable(link.opens, request.POST.get("language", ""))
    url = found.page.get_url(request) if found else None
    if not url:
        raise Http404
    return HttpResponseRedirect(f"{url}#finished", status=303)
