"""Certificates that came of an application whose decision no longer stands; part of verbs."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.certificates import queries as certificate_queries
from backoffice.certificates import services as certificates
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from eservices.applications.models import Application
from eservices.applications.states import ObjectionState

from .moving import SOURCE


def put_in_doubt(application: Application, *, actor: User | None, at: datetime) -> None:
    """Let every certificate that came of an application be judged, and let none come any more.

    It is not revoked by itself: it may certify what the registers say, whatever became of the
    application, and recalling an act is a decision of its own (docs/decisions/084).
    """
    subjects = list(_subjects(application))
    sources = [Source(SOURCE, subject) for subject in subjects]
    for source in sources:
        certificates.await_no_longer(source=source, at=at)
    cases = list(_cases(application))
    found = certificate_queries.issued_for(
        sources=[*sources, *(Source("procedures.case", code) for code in cases)],
        keys=[f"applications:{subject}" for subject in subjects],
        cases=cases,
    )
    # Official words are Greek.
    with override("el"):
        number = application.entry.label if application.entry else application.code
        why = _("Application %(number)s: its approval does not stand any more") % {"number": number}
    for certificate_id in list(found.values_list("pk", flat=True).distinct()):
        certificates.doubt_certificate(certificate_id=certificate_id, why=why, actor=actor, at=at)


def _subjects(application: Application) -> Iterator[str]:
    """Yield what its cases were about: the application, each time that it was examined."""
    yield application.code
    for again in range(application.objections.filter(state=ObjectionState.UPHELD).count()):
        yield f"{application.code}.{again + 1}"


def _cases(application: Application) -> Iterator[str]:
    if application.case is not None:
        yield application.case.code
    earlier = application.objections.filter(earlier_case__isnull=False)
    yield from earlier.values_list("earlier_case__code", flat=True)
