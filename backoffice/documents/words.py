"""The closed word lists of the register; the law and the town's practice name them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(TextChoices):
    """Whether a document came in, goes out, moves inside or was begun by the town itself."""

    INCOMING = "incoming", _("incoming")
    OUTGOING = "outgoing", _("outgoing")
    INTERNAL = "internal", pgettext_lazy("document", "internal")
    OWN = "own", _("own initiative")


class Channel(TextChoices):
    """The way by which a document came or left."""

    COUNTER = "counter", _("at the counter")
    PORTAL = "portal", _("portal")
    EMAIL = "email", _("e-mail")
    KEP = "kep", _("ΚΕΠ")
    KSHDE = "kshde", _("ΚΣΗΔΕ")
    POST = "post", _("by post")
    FAX = "fax", _("fax")
    EEPIDOSI = "eepidosi", _("eEpidosi")
    INSIDE = "inside", _("inside the municipality")


class Confidentiality(TextChoices):
    """How far a document may be seen; secret and top secret never enter the system."""

    PUBLIC = "public", pgettext_lazy("confidentiality", "public")
    LIMITED = "limited", _("limited use")
    RESTRICTED = "restricted", pgettext_lazy("confidentiality", "restricted")
    CONFIDENTIAL = "confidential", _("confidential")


class Role(TextChoices):
    """Why a recipient is named on a document."""

    ACTION = "action", _("for action")
    NOTIFICATION = "notification", _("notification")
    INSIDE = "inside", _("internal distribution")


class Relation(TextChoices):
    """What a document is to an earlier one."""

    ANSWERS = "answers", _("answer to")
    CONTINUES = "continues", _("continuation of")
    FORWARDED = "forwarded", _("forwarded from")
    REPEATS = "repeats", _("correct repetition of")


INVERSE = {
    Relation.ANSWERS: _("answered by"),
    Relation.CONTINUES: _("continued by"),
    Relation.FORWARDED: _("forwarded as"),
    Relation.REPEATS: _("repeated correctly by"),
}

#: A level that everybody who reads the whole register may open, whatever the unit.
OPEN_LEVELS = (Confidentiality.PUBLIC, Confidentiality.LIMITED)
#: State secrets; they are refused by name so that the refusal can say why.
SECRET_LEVELS = ("secret", "top_secret")
