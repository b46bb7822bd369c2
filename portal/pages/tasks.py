"""What happens after a message was kept."""

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate.contrib.django import app

from .models import ContactMessage


@app.task(name="pages.mail_message", retry=5)
def mail_message(message_id: int) -> None:
    """Mail one message to the town; answering goes to whoever wrote."""
    from portal.home.queries import town_email

    to = town_email()
    message = ContactMessage.objects.filter(pk=message_id).first()
    if message is None or not to:
        return
    EmailMessage(
        subject=f"[{message.code}] {message.get_topic_display()}",
        body=f"{message.text}\n\n{message.name}\n{message.email}\n{message.phone}".rstrip(),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        reply_to=[message.email],
        headers={"X-Loggia-Message": message.code},
    ).send()
