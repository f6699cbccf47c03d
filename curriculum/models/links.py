"""Where a published lesson leads inside our own site, so that the database can say which of its links are broken today."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.models import Document, Image


class LessonLinkQuerySet(models.QuerySet):
    """Reads are named."""

    def broken(self):
        """Those that lead to no live page, and by no redirect to one, and those to files and pictures that are gone."""
        is_page = Q(url_path__in=Page.objects.live().order_by().values("url_path"))
        is_led_on = Q(path__in=Redirect.objects.filter(Q(redirect_page__live=True) | ~Q(redirect_link="")).values("old_path"))
        is_document = Q(document__in=Document.objects.order_by().values("pk"))
        is_picture = Q(image__in=Image.objects.order_by().values("pk"))
        return self.exclude(is_page | is_led_on | is_document | is_picture)


class LessonLink(models.Model):
    """One link of the newest version of a lesson into our own site, or one file or picture of it.

    Copies, written by `curriculum.links` alone: they may be thrown away and made again at any time (`manage.py rebuild_catalog`).
    A link that can lead nowhere has neither a page's path nor a number.
    """

    lesson = models.ForeignKey("curriculum.LessonPage", on_delete=models.CASCADE, related_name="site_links")
    words = models.CharField(_("words"), max_length=500)
    """What the report calls it: the address as written, or the title of the file."""
    url_path = models.TextField(_("path of the page"), blank=True)
    path = models.TextField(_("path in the address"), blank=True)
    """As redirects keep it."""
    document = models.PositiveIntegerField(_("document"), null=True)
    image = models.PositiveIntegerField(_("picture"), null=True)

    objects = LessonLinkQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link of a lesson")
        verbose_name_plural = _("links of lessons")

    def __str__(self):
        return f"{self.words} (lesson {self.lesson_id})"
