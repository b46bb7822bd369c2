"""What stands in dated lists, news and events alike: a category, a picture, what lists fetch."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import PageQuerySet

from backoffice.kernel.languages import in_language

from .base import PublicPage


class Category(models.Model):
    """A subject by which a list can be filtered."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("name_el"), FieldPanel("name_en")]),
        FieldPanel("slug"),
    ]

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["name_el"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return in_language(self, "name")


class ListedPage(PublicPage):
    """A page that lists show with a small picture."""

    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Read aloud by screen readers. Leave empty only if the picture is ornament."),
    )

    picture_panel: ClassVar[MultiFieldPanel] = MultiFieldPanel(
        [FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")
    )

    class Meta:
        abstract = True


class ListedQuerySet(PageQuerySet):
    """Pages of one kind, ready for a list."""

    shown: ClassVar[tuple[str, ...]] = ("category", "picture")

    def for_list(self) -> Self:
        """Fetch what a list shows in a constant number of queries."""
        rows = self.live().public().select_related(*self.shown)
        return rows.prefetch_related("picture__renditions").defer_streamfields()
