"""English pages made the way an editor makes them: string by string, through wagtail-localize."""

from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)


class NotTranslated(ValueError):
    """A Greek text of the demonstration has no English."""


def translate(page: Page, english: dict[str, str]) -> Page:
    """Publish the English of a Greek page and leave the translation open to editors.

    :param english: what each Greek string is in English, both as HTML
    :raises NotTranslated: naming the strings without English
    """
    locale = Locale.objects.get(language_code="en")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.update_or_create(
        source=source, target_locale=locale, defaults={"enabled": True}
    )
    segments = list(StringSegment.objects.filter(source=source).select_related("string", "context"))
    missing = [row.string.data for row in segments if row.string.data not in english]
    if missing:
        raise NotTranslated(f"{page.title}: write English for {missing}")
    StringTranslation.objects.bulk_create(
        [
            StringTranslation(
                translation_of=row.string,
                locale=locale,
                context=row.context,
                data=english[row.string.data],
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            )
            for row in segments
        ],
        ignore_conflicts=True,
    )
    translation.translations_last_updated_at = timezone.now()
    translation.save()
    # Published here and not after the commit: by then pages below would have made its row outdated.
    source.create_or_update_translation(locale, publish=False)
    translated = page.get_translation(locale).specific
    translated.get_latest_revision().publish()
    return translated
