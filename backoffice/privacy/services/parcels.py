"""A copy of everything the town holds about a person, as one ZIP with JSON and files."""

import json
import tempfile
import zipfile
from datetime import datetime, timedelta
from hashlib import sha256
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.privacy.models import Parcel, Request
from backoffice.privacy.queries import parcels_to_destroy
from backoffice.privacy.registries import EXPORTERS, Exporter
from backoffice.privacy.states import RequestState

from .requests import answer_request

KEPT_FOR = timedelta(days=14)


def make_parcel(*, request_id: int, at: datetime) -> Parcel:
    """Gather what every module holds, keep it as one private file, and answer the request.

    Made already, it changes nothing; killed before the end, the next try makes it anew.
    """
    asked = Request.objects.select_related("user", "party").get(pk=request_id)
    known = Parcel.objects.filter(request=asked).first()
    if known is not None:
        return known
    with tempfile.TemporaryFile() as body, override(asked.user.language):
        _fill(body, asked, at)
        size = body.tell()
        body.seek(0)
        digest = sha256()
        for block in iter(lambda: body.read(1 << 20), b""):
            digest.update(block)
        body.seek(0)
        path = storages["private"].save(f"parcels/{asked.code}.zip", File(body))
    return _kept(asked, path, digest.hexdigest(), size, at)


def _fill(body: IO[bytes], asked: Request, at: datetime) -> None:
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as parcel:
        contents = []
        for name in EXPORTERS.kinds():
            exporter = EXPORTERS.get(name)
            contents.append(_pack(parcel, exporter, asked))
        parcel.writestr("contents.json", _json({"made_at": at, "contents": contents}))


def _pack(parcel: zipfile.ZipFile, exporter: Exporter, asked: Request) -> dict[str, Any]:
    held = exporter.gather(asked.user, asked.party_id)
    parcel.writestr(f"{exporter.name}.json", _json(list(held.rows)))
    names = []
    for index, part in enumerate(held.files, start=1):
        name = f"{exporter.name}/{index:04d}-{get_valid_filename(part.name)[:120]}"
        parcel.writestr(name, part.read())
        names.append(name)
    return {
        "file": f"{exporter.name}.json",
        "title": str(exporter.title),
        "purpose": str(exporter.purpose),
        "left_out": str(exporter.left_out),
        "rows": len(held.rows),
        "files": names,
    }


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


@transaction.atomic
def _kept(asked: Request, path: str, digest: str, size: int, at: datetime) -> Parcel:
    Request.objects.select_for_update(no_key=True).get(pk=asked.pk)
    made, is_new = Parcel.objects.get_or_create(
        request=asked,
        defaults={
            "path": path,
            "sha256": digest,
            "size": size,
            "made_at": at,
            "expires_at": at + KEPT_FOR,
        },
    )
    if not is_new:
        # Somebody else made it meanwhile: that one is the copy.
        storages["private"].delete(path)
        return made
    if Request.objects.filter(pk=asked.pk, state=RequestState.RECEIVED).exists():
        with override(asked.user.language):
            words = _("Your copy is ready. You can fetch it for %(days)d days.") % {
                "days": KEPT_FOR.days
            }
        answer_request(request_id=asked.pk, answer=words, actor=None, at=at)
    record("privacy.parcel.made", made, actor=None, at=at, after={"sha256": digest, "size": size})
    return made


@transaction.atomic
def fetch_parcel(*, parcel: Parcel, at: datetime) -> IO[bytes]:
    """Open the copy for its owner and note it."""
    Parcel.objects.filter(pk=parcel.pk, fetched_at=None).update(fetched_at=at)
    record("privacy.parcel.fetched", parcel, actor=parcel.request.user, at=at)
    return storages["private"].open(parcel.path, "rb")


def destroy_old_parcels(*, at: datetime) -> int:
    """Destroy the copies whose days are over; that they were made stays known."""
    count = 0
    for parcel in parcels_to_destroy(at):
        storages["private"].delete(parcel.path)
        count += Parcel.objects.filter(pk=parcel.pk, destroyed_at=None).update(destroyed_at=at)
    return count
