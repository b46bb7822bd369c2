"""What happens after a picture was uploaded."""

from procrastinate.contrib.django import app
from wagtail.images import get_image_model

from .pictures import all_filters, sizes_of


@app.task(name="home.make_sizes", retry=3)
def make_sizes(image_id: int) -> None:
    """Make every size of a picture, so that no visitor waits for it; made ones are kept."""
    image = get_image_model().objects.filter(pk=image_id).first()
    if image is not None:
        sizes_of(image, all_filters())
