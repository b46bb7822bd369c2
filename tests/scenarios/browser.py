"""A browser without JavaScript: opens addresses, fills in forms, follows redirects on one site."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import requests

SECONDS = 30


@dataclass
class Form:
    """One form of a page with what it would send as it stands."""

    action: str
    method: str
    values: dict[str, str | list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """Add a value; a name that comes twice sends both."""
        held = self.values.get(name)
        if held is None:
            self.values[name] = value
        elif isinstance(held, list):
            held.append(value)
        else:
            self.values[name] = [held, value]


class _Reader(HTMLParser):
    """Collects the words, links and forms of the main part of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._link = ""
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(got.get("action", ""), got.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a":
            self._link = got.get("href", "")
        elif self._form is not None:
            self._read_field(tag, got)

    def _read_field(self, tag: str, got: dict[str, str]) -> None:
        assert self._form is not None
        name = got.get("name", "")
        if tag == "input" and name:
            if got.get("type") in {"checkbox", "radio"} and "checked" not in got:
                return
            if got.get("type") not in {"submit", "file"}:
                self._form.add(name, got.get("value", "on" if "checked" in got else ""))
        elif tag in {"textarea", "select"} and name:
            self._name = name
            self._form.values.setdefault(name, "")
        elif tag == "option" and "selected" in got and self._name:
            self._form.values[self._name] = got.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in {"textarea", "select"}:
            self._name = ""
        elif tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())
            if self._link:
                self.links.append((data.strip(), self._link))


@dataclass
class Seen:
    """What a browser shows: a page of ours, or the address outside that it was sent to."""

    url: str
    status: int
    html: str
    outside: str = ""
    body: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        reader = _Reader()
        main = self.html.partition("<main")[2].rpartition("</main>")[0]
        reader.feed(f"<main{main}</main>" if main else self.html)
        self.forms, self.links, self.text = reader.forms, reader.links, " ".join(reader.words)

    def form(self, names: Collection[str] = (), action: str | None = None) -> Form:
        """Return the last form that sends, best one that asks for these names.

        :param action: a part of where it sends to instead, or an empty text for this page
        """
        wanted = action
        if wanted is None:
            found = [form for form in self.forms if form.method == "post"]
        else:
            found = [f for f in self.forms if (wanted in f.action if wanted else not f.action)]
        assert found, f"no such form on {self.url}: {self.text[:600]}"
        asking = [form for form in found if set(names) <= set(form.values)]
        return (asking or found)[-1]

    def link(self, words: str) -> str:
        """Return where a link with these words leads."""
        found = [address for text, address in self.links if words in text]
        assert found, f"no link «{words}» on {self.url}: {self.text[:600]}"
        return found[0]


class Browser:
    """One browser with its cookies, standing before one site."""

    def __init__(self, site: str, language: str = "el") -> None:
        self.site = site
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language

    def open(self, address: str, **query: Any) -> Seen:
        """Open an address of the site, or come back to it from outside."""
        return self._follow(
            self.session.get(
                urljoin(self.site, address), params=query, allow_redirects=False, timeout=SECONDS
            )
        )

    def send(
        self, page: Seen, changes: Mapping[str, Any] | None = None, action: str | None = None
    ) -> Seen:
        """Fill in a form of a page and press its button; see `Seen.form` for which."""
        form = page.form(changes or (), action)
        values = {**form.values, **(changes or {})}
        address = urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return self.open(address, **values)
        answer = self.session.post(
            address,
            data=values,
            headers={"Referer": page.url},
            allow_redirects=False,
            timeout=SECONDS,
        )
        return self._follow(answer)

    def press(self, page: Seen, words: str) -> Seen:
        """Follow a link by its words."""
        return self.open(urljoin(page.url, page.link(words)))

    def _follow(self, answer: requests.Response) -> Seen:
        while answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if not target.startswith(self.site):
                return Seen(answer.url, answer.status_code, "", outside=target)
            answer = self.session.get(target, allow_redirects=False, timeout=SECONDS)
        html = answer.text if "html" in answer.headers.get("Content-Type", "") else ""
        return Seen(answer.url, answer.status_code, html, body=answer.content)
