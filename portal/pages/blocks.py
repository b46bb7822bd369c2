"""What an editor may put into the body of a page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from portal.home.blocks import LinkBlock

TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]
TONES = [("info", _("Information")), ("warning", _("Warning")), ("success", _("Good to know"))]


class PictureBlock(blocks.StructBlock):
    """A picture with its description for those who do not see it."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What the picture shows"),
        required=False,
        max_length=200,
        help_text=_("Read aloud by screen readers. Leave empty only if the picture is ornament."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "pages/blocks/picture.html"


class RowBlock(blocks.StructBlock):
    """One row of a table."""

    cells = blocks.ListBlock(blocks.CharBlock(required=False), label=_("Cells"))


class TableBlock(blocks.StructBlock):
    """A table whose first column names the rows."""

    caption = blocks.CharBlock(label=_("Title of the table"), max_length=160)
    columns = blocks.ListBlock(blocks.CharBlock(), label=_("Columns"), min_num=2)
    rows = blocks.ListBlock(RowBlock(), label=_("Rows"), min_num=1)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "pages/blocks/table.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        """Pair every cell with its column, so that a phone can show the label beside it."""
        context = super().get_context(value, parent_context=parent_context)
        columns = list(value["columns"])
        context["rows"] = [
            list(zip(columns, [*row["cells"], *[""] * len(columns)], strict=False))
            for row in value["rows"]
        ]
        return context


class DetailsBlock(blocks.StructBlock):
    """A question that opens to its answer."""

    summary = blocks.CharBlock(label=_("Question or title"), max_length=160)
    text = blocks.RichTextBlock(features=SHORT_TEXT, label=_("Text"))


class CalloutBlock(blocks.StructBlock):
    """Something that must not be overlooked."""

    tone = blocks.ChoiceBlock(choices=TONES, default="info", label=_("Kind"), search_index=False)
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    text = blocks.RichTextBlock(features=SHORT_TEXT, label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Highlighted note")
        template = "pages/blocks/callout.html"


class DocumentBlock(blocks.StructBlock):
    """A file and whether everybody can read it."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    is_accessible = blocks.BooleanBlock(
        label=_("Checked for accessibility"), required=False, default=False
    )


class DocumentsBlock(blocks.StructBlock):
    """A list of files."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    documents = blocks.ListBlock(DocumentBlock(), label=_("Documents"))

    class Meta:
        icon = "doc-full"
        label = _("Documents")
        template = "pages/blocks/documents.html"


class ContactBlock(blocks.StructBlock):
    """Who answers: an office with its ways to be reached."""

    name = blocks.CharBlock(label=_("Office or person"), max_length=120)
    place = blocks.CharBlock(label=_("Where"), required=False, max_length=160)
    phone = blocks.CharBlock(label=_("Telephone"), required=False, max_length=30)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    hours = blocks.CharBlock(label=_("Hours"), required=False, max_length=160)

    class Meta:
        icon = "group"
        label = _("Contact")
        template = "pages/blocks/contact.html"


class VideoBlock(blocks.StructBlock):
    """A link to a video: nothing is loaded from elsewhere before a visitor asks for it."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    url = blocks.URLBlock(label=_("Address of the video"))
    length = blocks.CharBlock(
        label=_("Length"), required=False, max_length=20, help_text=_("For example 12:30.")
    )
    has_captions = blocks.BooleanBlock(label=_("Has captions"), required=False)

    class Meta:
        icon = "media"
        label = _("Video elsewhere")
        template = "pages/blocks/video.html"


class FactBlock(blocks.StructBlock):
    """One answer to one question."""

    label = blocks.CharBlock(label=_("Label"), max_length=60)
    value = blocks.RichTextBlock(features=["bold", "link"], label=_("Value"))


class StartBlock(blocks.StructBlock):
    """The one button with which a service begins."""

    text = blocks.CharBlock(label=_("What the button does"), max_length=60)
    link = LinkBlock()
    note = blocks.CharBlock(
        label=_("What is needed"),
        required=False,
        max_length=160,
        help_text=_("Say whether signing in is needed."),
    )

    class Meta:
        icon = "arrow-right"
        label = _("Start button")
        template = "pages/blocks/start.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    text = blocks.RichTextBlock(
        features=TEXT, label=_("Text"), icon="pilcrow", template="pages/blocks/text.html"
    )
    start = StartBlock()
    facts = blocks.ListBlock(
        FactBlock(),
        label=_("Facts at a glance"),
        icon="list-ul",
        template="pages/blocks/facts.html",
    )
    callout = CalloutBlock()
    picture = PictureBlock()
    table = TableBlock()
    details = blocks.ListBlock(
        DetailsBlock(),
        label=_("Questions that open"),
        icon="list-ol",
        template="pages/blocks/details.html",
    )
    documents = DocumentsBlock()
    contact = ContactBlock()
    video = VideoBlock()
