"""A page of a form answered within the browser's own routes: no server, no database."""

import mimetypes
from typing import Any

from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.template import engines
from django.utils import translation
from playwright.sync_api import Page, Route

from backoffice.forms import schema
from backoffice.forms.pages import PageForm, page_form
from tests.theme.frame import frame

from .samples import TODAY

ADDRESS = "http://forms.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
TEMPLATE = """{% extends "base.html" %}{% block title %}{{ form.title }}{% endblock %}
{% block head %}{{ form.media }}{% endblock %}
{% block main %}<h1 class="ds-heading" data-size="lg">{{ form.title }}</h1>
<form method="post" novalidate>{{ form }}<p class="lo-actions">
<button class="ds-button" type="submit">Continue</button></p></form>{% endblock %}"""


class Counter:
    """Hands out a page of a form and takes it back, as a view would."""

    def __init__(self, document: Any, language: str = "el", **more: Any) -> None:
        self.form = schema.read(document)
        self.language = language
        self.more = more
        self.asked: list[str] = []
        self.sent: list[PageForm] = []
        self.complaints: list[str] = []

    def html(self, data: Any = None) -> str:
        with translation.override(self.language):
            form = page_form(self.form, self.form.pages[0], data=data, today=TODAY, **self.more)
            if data is not None:
                form.is_valid()
                self.sent.append(form)
            template = engines["django"].from_string(TEMPLATE)
            return template.render({**frame(), "form": form})

    def answer(self, route: Route) -> None:
        request = route.request
        self.asked.append(request.url)
        if "/static/" not in request.url:
            data = QueryDict(request.post_data) if request.method == "POST" else None
            headers = {"content-security-policy": POLICY}
            route.fulfill(
                body=self.html(data), content_type="text/html; charset=utf-8", headers=headers
            )
            return
        found = finders.find(request.url.split("/static/", 1)[1])
        kind = mimetypes.guess_type(str(found))[0] or "application/octet-stream"
        if found:
            route.fulfill(path=found, content_type=kind)
        else:
            route.fulfill(status=404, body="")

    def open(self, page: Page) -> None:
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route("**/*", self.answer)
        page.goto(f"{ADDRESS}/el/")
        page.wait_for_load_state("networkidle")
