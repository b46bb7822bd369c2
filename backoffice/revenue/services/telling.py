"""After the money: tell whoever raised the charge, and send the payer the receipt."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.kernel.registry import UnknownKind
from backoffice.revenue import settled
from backoffice.revenue.models import Charge, Payment, Receipt
from backoffice.revenue.states import ChargeState


def tell_sources(*, receipt_id: int, at: datetime) -> int:
    """Tell the source of every charge that a receipt settled; again tells only those left out.

    :return: how many were told
    """
    charges = Charge.objects.filter(
        allocations__receipt=receipt_id, state=ChargeState.SETTLED, told_at=None
    )
    ids = list(charges.distinct().order_by("pk").values_list("pk", flat=True))
    return sum(_tell(charge_id, at) for charge_id in ids)


def resume_certificates(*, receipt_id: int, at: datetime) -> int:
    """Go on with the certificates that unpaid debts stood against; again issues nothing twice.

    :return: how many were issued
    """
    # Certificates need the documents, which are not there yet while applications are loaded.
    from backoffice.certificates import services as certificates

    debtors = Charge.objects.filter(allocations__receipt=receipt_id)
    return certificates.resume(party_ids=set(debtors.values_list("debtor_id", flat=True)), at=at)


@transaction.atomic
def _tell(charge_id: int, at: datetime) -> int:
    charge = Charge.objects.select_for_update(no_key=True).get(pk=charge_id)
    if charge.told_at is not None or charge.state != ChargeState.SETTLED:
        return 0
    try:
        handler = settled.get(charge.source_kind)
    except UnknownKind:
        handler = None
    if handler is not None:
        handler(charge.source_id, charge.code, at)
    charge.told_at = at
    charge.save(update_fields=["told_at"])
    return 1


def untold_receipts(*, before: datetime) -> list[int]:
    """Return the receipts older than an instant whose charges were not told about."""
    return list(
        Receipt.objects.filter(
            issued_at__lt=before,
            allocations__charge__state=ChargeState.SETTLED,
            allocations__charge__told_at=None,
        )
        .distinct()
        .order_by("pk")
        .values_list("pk", flat=True)
    )


@transaction.atomic
def send_receipt(*, receipt_id: int, at: datetime) -> bool:
    """Send the payer the receipt in the payer's language, once; without an address it is not sent.

    :return: whether a letter went out now
    """
    receipt = Receipt.objects.get(pk=receipt_id)
    payment = (
        Payment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("payer")
        .get(pk=receipt.payment_id)
    )
    payer = payment.payer
    address = payment.email or (payer.email if payer else "")
    if not address or payment.mailed_at is not None:
        return False
    language = payer.language if payer else payment.language
    with translation.override(language):
        subject = _("Receipt %(number)s") % {"number": receipt}
        body = render_to_string(
            f"revenue/mail/receipt_{language}.txt",
            {"receipt": receipt, "town": settings.WAGTAIL_SITE_NAME, "url": _address(receipt)},
        )
    payment.mailed_at = at
    payment.save(update_fields=["mailed_at"])
    record("revenue.receipt.mailed", receipt, actor=None, at=at)
    # Last, so that nothing written here can fail once the letter is out.
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
    return True


def _address(receipt: Receipt) -> str:
    return settings.SITE_URL + reverse("payments:receipt", args=[receipt.code])
