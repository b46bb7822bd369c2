"""Categories of news in the staff's menu."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import NewsCategory


class NewsCategoryViewSet(SnippetViewSet):
    """Subjects by which news can be filtered."""

    model = NewsCategory
    icon = "tag"
    list_display = ["name_el", "name_en"]
    search_fields = ["name_el", "name_en"]


register_snippet(NewsCategoryViewSet)
