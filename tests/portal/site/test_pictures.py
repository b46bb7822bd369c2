"""Pictures in the formats of a real town; the other tests leave the slow one out."""

from typing import Any

import filetype
from wagtail.images import get_image_model

from config.settings import base
from portal.home import pictures


def test_a_picture_is_cut_in_every_format_that_a_town_names(settings: Any) -> None:
    settings.PICTURE_FORMATS = base.PICTURE_FORMATS
    image = get_image_model().objects.order_by("pk").first()
    made = pictures.sizes_of(image, pictures.filters("small"))
    kinds = []
    for rendition in made.values():
        with rendition.file.open("rb") as file:
            kinds.append(filetype.guess_mime(file.read(64)))
    assert sorted(kinds) == ["image/avif", "image/webp"]
