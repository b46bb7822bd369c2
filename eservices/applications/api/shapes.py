"""What programs send and get."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from backoffice.kernel.api import ProblemSerializer

Plain = serializers.Serializer[Any]
NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours.")
REFUSED = OpenApiResponse(ProblemSerializer, "A rule stands in the way; `detail` says how to mend.")
PDF = {(200, "application/pdf"): OpenApiTypes.BINARY, 404: NOT_FOUND}
KEY_HELP = "Made by you; the same key again gives the same result."


def in_path(name: str, what: str) -> OpenApiParameter:
    """Return the description of a part of an address."""
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.PATH, description=what)


DRAFT = in_path("draft", "Code of the draft.")
CODE = in_path("code", "Code of the application.")


class BeginSerializer(Plain):
    """An application to begin, or to go on with."""

    service = serializers.SlugField(max_length=80, help_text="Code of the service.")
    applicant = serializers.CharField(
        max_length=40,
        default="self",
        help_text="For whom: `self`, `party:CODE` or `child:CODE`, as the start lists them.",
    )


class AnonymousBeginSerializer(Plain):
    """An application to begin without signing in."""

    service = serializers.SlugField(max_length=80, help_text="Code of a service of level 0.")


class ApplicantSerializer(Plain):
    """Somebody for whom one may apply."""

    choice = serializers.CharField(help_text="What to send as `applicant`.")
    name = serializers.CharField()
    capacity = serializers.CharField(help_text="self, mandate or custody.")


class FeeSerializer(Plain):
    """What sending costs."""

    kind = serializers.CharField()
    amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, allow_null=True, help_text="Euros; null while unknown."
    )
    is_payable = serializers.BooleanField(help_text="Whether the town charges it with the sending.")


class StartSerializer(Plain):
    """What is needed, and whether you may begin."""

    service = serializers.CharField(source="offer.code")
    title = serializers.CharField()
    is_open = serializers.BooleanField()
    opens_at = serializers.DateTimeField(source="opening.opens_at", allow_null=True)
    closes_at = serializers.DateTimeField(source="opening.closes_at", allow_null=True)
    level = serializers.IntegerField(help_text="Identity the service asks for, 0 to 3.")
    your_level = serializers.IntegerField(source="has")
    may_begin = serializers.BooleanField()
    applicants = ApplicantSerializer(source="people", many=True)
    fee = FeeSerializer()
    drafts = serializers.SerializerMethodField(help_text="Codes of what you began.")

    def get_drafts(self, start: Any) -> list[str]:
        """Return the codes of what was begun."""
        return [draft.code for draft in start.drafts]


class AnswersSerializer(Plain):
    """Answers by question; questions left out stay as they are."""

    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))


class SignatureSerializer(Plain):
    """A person who is asked to sign."""

    code = serializers.CharField()
    name = serializers.CharField()
    email = serializers.EmailField()
    state = serializers.CharField(help_text="invited, signed, refused, expired or taken_back.")
    expires_at = serializers.DateTimeField()


class ApplicationDraftSerializer(Plain):
    """A draft, what is wrong with it, and how far it came."""

    code = serializers.CharField(source="draft.code")
    service = serializers.CharField(source="draft.service")
    form_version = serializers.IntegerField(source="draft.form_version")
    saved_at = serializers.DateTimeField(source="draft.saved_at")
    is_frozen = serializers.SerializerMethodField(help_text="Closed while others sign.")
    answers = serializers.DictField(child=serializers.JSONField(), source="values")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.CharField(), source="checked.errors"
    )
    missing_recommended = serializers.ListField(
        child=serializers.CharField(), source="checked.missing_recommended"
    )
    pages = serializers.SerializerMethodField(help_text="The pages asked, with whether done.")
    changes = serializers.SerializerMethodField(help_text="What the form asks otherwise now.")
    fee = FeeSerializer()
    signatures = SignatureSerializer(many=True)
    digest = serializers.CharField(source="draft.digest", help_text="SHA-256 of what is signed.")

    def get_is_frozen(self, journey: Any) -> bool:
        """Tell whether others are signing."""
        return journey.draft.frozen_at is not None

    def get_pages(self, journey: Any) -> dict[str, bool]:
        """Return whether each page is done."""
        return {page.key: journey.is_done(page) for page in journey.pages}

    def get_changes(self, journey: Any) -> list[dict[str, str]]:
        """Return what changed in the form."""
        return [{"what": what, "label": label} for what, label in journey.changes]


class UploadRequestSerializer(Plain):
    """A file for a question."""

    field = serializers.CharField(
        max_length=160, help_text="Key of the question; in a row of a group `group.0.key`."
    )
    file = serializers.FileField()


class ApplicationFileSerializer(Plain):
    """A kept file."""

    id = serializers.CharField(source="code")
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    pages = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField()
    content_type = serializers.CharField()
    is_redrawn = serializers.BooleanField(help_text="A picture without hidden data.")


class InviteSerializer(Plain):
    """A person to be asked to sign."""

    name = serializers.CharField(max_length=160)
    email = serializers.EmailField()
    afm = serializers.RegexField(r"^\d{9}$", required=False, allow_blank=True, default="")


class InvitationSerializer(Plain):
    """What one is asked to sign."""

    code = serializers.CharField()
    state = serializers.CharField()
    expires_at = serializers.DateTimeField()
    digest = serializers.CharField(help_text="SHA-256 of the content; send it back to sign.")
    content = serializers.SerializerMethodField()

    def get_content(self, held: Any) -> dict[str, Any]:
        """Return the content as it is signed."""
        source = held.application or held.draft
        return (source.snapshot if source else None) or {}


class SignSerializer(Plain):
    """The hash of what was read."""

    digest = serializers.RegexField(r"^[0-9a-f]{64}$")


class ReasonSerializer(Plain):
    """A reason."""

    reason = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")


class TextSerializer(Plain):
    """Words, with a key that lets them be sent once."""

    text = serializers.CharField(max_length=8000, required=False, allow_blank=True, default="")
    key = serializers.CharField(max_length=60, help_text=KEY_HELP)


class AnswerRequestSerializer(TextSerializer):
    """The written answers to what the office asked for; files were added before."""

    items = serializers.DictField(
        child=serializers.CharField(max_length=8000, allow_blank=True), required=False, default=dict
    )


class AskedItemsSerializer(Plain):
    """What the office waits for."""

    code = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField(allow_null=True)
    items = serializers.ListField(child=serializers.DictField())


class ObjectionStateSerializer(Plain):
    """An objection."""

    code = serializers.CharField()
    state = serializers.CharField()
    text = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()


class ApplicationEventSerializer(Plain):
    """One thing that happened."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    state = serializers.CharField(source="new")
    text = serializers.CharField(allow_blank=True)


class ApplicationMoneySerializer(Plain):
    """The fee, and what is left of it."""

    charge = serializers.CharField(source="code", help_text="Pay it under /api/v1/payments/.")
    number = serializers.CharField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    left = serializers.DecimalField(max_digits=14, decimal_places=2)
    due_on = serializers.DateField()
    payment_code = serializers.CharField(source="rf_code")


class ApplicationRowSerializer(Plain):
    """One application in a list."""

    code = serializers.CharField()
    title = serializers.CharField()
    number = serializers.CharField()
    person = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    state = serializers.CharField(help_text="In the language of the answer.")
    needs_me = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True)


class SentFileSerializer(Plain):
    """A file that you sent."""

    id = serializers.CharField(source="code", help_text="Fetch it under /applications/files/.")
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    pages = serializers.IntegerField(allow_null=True)


class ApplicationPaperSerializer(Plain):
    """A sealed document that the office sent."""

    number = serializers.CharField(source="label")
    title = serializers.CharField(allow_blank=True)
    verification = serializers.CharField(help_text="Fetch and check it with this code.")
    issued_at = serializers.DateTimeField()
    is_cancelled = serializers.BooleanField()
    is_replaced = serializers.BooleanField()


class ApplicationBookingSerializer(Plain):
    """An appointment about the application."""

    code = serializers.CharField(help_text="See /api/v1/appointments/.")
    topic = serializers.CharField(source="topic.code")
    place = serializers.CharField(source="counter.place.code")
    starts_at = serializers.DateTimeField()
    state = serializers.CharField()


class ApplicationMessageFileSerializer(Plain):
    """A file of a message about the application."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    size = serializers.IntegerField(source="file.size", help_text="Bytes.")


class ApplicationMessageSerializer(Plain):
    """What one side wrote about the application."""

    code = serializers.CharField()
    to_office = serializers.BooleanField(help_text="Written by the citizen; else by the office.")
    body = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    files = ApplicationMessageFileSerializer(source="files.all", many=True)


class ApplicationMessagesSerializer(Plain):
    """Everything that you and the office wrote about the application."""

    may_write = serializers.BooleanField()
    messages = ApplicationMessageSerializer(many=True)


class WriteToOfficeSerializer(Plain):
    """A message to the office about the application."""

    body = serializers.CharField(max_length=10_000, allow_blank=True, required=False, default="")
    key = serializers.CharField(max_length=60, help_text=KEY_HELP)
    files = serializers.ListField(
        child=serializers.FileField(),
        required=False,
        default=list,
        max_length=10,
        help_text="As multipart.",
    )


class ApplicationSerializer(Plain):
    """One application with everything that happened."""

    code = serializers.CharField(source="application.code")
    service = serializers.CharField(source="application.service")
    number = serializers.CharField(source="application.entry.label")
    state = serializers.CharField(source="application.state")
    state_text = serializers.CharField(source="state")
    submitted_at = serializers.DateTimeField(source="application.submitted_at")
    content = serializers.DictField(source="application.snapshot")
    digest = serializers.CharField(source="application.digest")
    erased_at = serializers.DateTimeField(
        source="application.erased_at",
        allow_null=True,
        help_text="When what you sent was erased, after its time; then `content` is empty.",
    )
    erasure = serializers.CharField(
        source="erasure.code", default="", help_text="Code of the decision; empty if none."
    )
    reason = serializers.CharField(source="application.reason", allow_blank=True)
    remedies = serializers.CharField(source="application.remedies", allow_blank=True)
    next = serializers.ListField(child=serializers.CharField())
    events = ApplicationEventSerializer(many=True)
    asked = AskedItemsSerializer(source="ask", allow_null=True)
    objections = ObjectionStateSerializer(many=True)
    money = ApplicationMoneySerializer(allow_null=True)
    files = SentFileSerializer(many=True)
    papers = ApplicationPaperSerializer(source="contact.papers", many=True)
    appointments = ApplicationBookingSerializer(source="contact.bookings", many=True)
    book_about = serializers.CharField(
        source="contact.book_about",
        allow_blank=True,
        help_text="Send it as `about` when booking, and the appointment belongs to it.",
    )
    may_withdraw = serializers.BooleanField()
    may_correct = serializers.BooleanField()
    may_object = serializers.BooleanField()


class CustodySerializer(Plain):
    """A child in your custody."""

    code = serializers.CharField(read_only=True)
    surname = serializers.CharField(max_length=120)
    first_name = serializers.CharField(max_length=120)
    birth_on = serializers.DateField()
    afm = serializers.RegexField(r"^\d{9}$", required=False, allow_blank=True, default="")
    amka = serializers.RegexField(r"^\d{11}$", required=False, allow_blank=True, default="")
    by_court = serializers.BooleanField(default=False)


class ApplicationsQuerySerializer(Plain):
    """Which applications."""

    q = serializers.CharField(required=False, max_length=120)
    state = serializers.ChoiceField(required=False, choices=["mine", "open", "over"])
    person = serializers.CharField(required=False, max_length=24)
