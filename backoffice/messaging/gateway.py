"""The town's SMS gateway, from the settings."""

from django.conf import settings

from integrations.sms.client import SmsClient
from integrations.sms.messages import SmsUnavailable


def is_set() -> bool:
    """Tell whether the town sends SMS at all."""
    return bool(settings.SMS_BASE_URL)


def gateway() -> SmsClient:
    """Return the client.

    :raises SmsUnavailable: if the town has none
    """
    if not is_set():
        raise SmsUnavailable("no SMS gateway is set (SMS_BASE_URL)")
    return SmsClient(
        settings.SMS_BASE_URL, settings.SMS_TOKEN, settings.SMS_SENDER, settings.SMS_TIMEOUT
    )
