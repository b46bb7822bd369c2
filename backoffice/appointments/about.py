"""Which matter a booking is about, as an address carries it: signed against names of others.

The page of a matter, which knows that its reader may see it, makes the word; a booking takes it.
"""

from django.core import signing

from backoffice.kernel.actors import Source

SALT = "appointments.about"
#: Somebody looks for a free time now, not next week.
LIVES = 7 * 24 * 3600


def word_for(subject: Source) -> str:
    """Return the word by which a booking is told which matter it is about."""
    return signing.dumps([subject.kind, subject.id], salt=SALT)


def subject_of(word: str) -> Source | None:
    """Return the matter that a word names; nothing for one that we did not make lately."""
    try:
        kind, key = signing.loads(word, salt=SALT, max_age=LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Source(kind, key)
