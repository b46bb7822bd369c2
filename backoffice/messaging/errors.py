"""What may be refused of messages, in words that say how to mend it."""

from backoffice.kernel.errors import DomainError


class NothingWritten(DomainError):
    """A message has a text or a file."""

    code = "nothing_written"


class KeyUsedOtherwise(DomainError):
    """The form sent another message before."""

    code = "key_reused"


class ConversationClosed(DomainError):
    """Nobody writes any more where the matter has ended."""

    code = "conversation_closed"


class WordingRefused(DomainError):
    """A text names something that its template does not know, or leaves out what it must name."""

    code = "wording_refused"


class NumberRefused(DomainError):
    """A telephone number cannot receive messages, or was not confirmed."""

    code = "number_refused"
