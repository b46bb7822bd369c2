"""Files on a bad line: slow, lost, refused, too large; tried again by keyboard; nothing is lost."""

import io
import re
import time
from collections.abc import Callable
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from .visitor import Visitor

SERVICE = "services/fault-report/apply/"
FILES = re.compile(r"/apply/[^/]+/files/$")
MIB = 1 << 20
#: Words that the page says, Greek and English.
WORDS = {
    "el": {
        "sending": "Στέλνεται: ",
        "lost": "χάθηκε η σύνδεση",
        "slow": "Η σύνδεση είναι αργή",
        "again": "Νέα προσπάθεια: ",
        "drop": "Να μη συμπεριληφθεί: ",
        "large": "Είναι μεγαλύτερο από 1 MB",
        "unfit": "Αυτός ο τύπος αρχείου δεν γίνεται δεκτός εδώ",
        "done": "αποεπιλέξτε το για να αφαιρεθεί",
        "wait": "Ένα αρχείο στέλνεται ακόμη",
        "failed": "δεν μπόρεσε να παραλάβει",
        "away": "Δεν είστε πια συνδεδεμένοι",
    },
    "en": {
        "sending": "Sending: ",
        "lost": "the connection was lost",
        "slow": "The connection is slow",
        "again": "Try again: ",
        "drop": "Leave it out: ",
        "large": "It is larger than 1 MB",
        "unfit": "This file is not a kind that is taken here",
        "done": "attached; untick to take it out",
        "wait": "A file is still on its way",
        "failed": "The municipality could not take the file",
        "away": "You are not signed in any more",
    },
}


def picture(colour: str = "navy") -> bytes:
    """Return a small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return out.getvalue()


class Line:
    """The line between the browser and the town, for files alone.

    :ivar way: `open`; `dead` breaks off at once; `held` keeps files until `release`; a number is
        the status that comes instead of an answer
    """

    def __init__(self, person: Visitor) -> None:
        self.way: str | int = "open"
        self.person, self.waiting, self.asked = person, list[Route](), 0
        person.page.route(FILES, self._carry)

    def _carry(self, route: Route) -> None:
        self.asked += 1
        # A browser tells of every broken request in its console; these are meant.
        self.person.refused.add(route.request.url)
        if self.way == "dead":
            route.abort("connectionreset")
        elif self.way == "held":
            self.waiting.append(route)
        elif isinstance(self.way, int):
            route.fulfill(status=self.way, body="<html></html>", content_type="text/html")
        else:
            route.continue_()

    def release(self) -> None:
        """Let through what was held."""
        self.way = "open"
        while self.waiting:
            self.waiting.pop().continue_()


class Applicant(Visitor):
    """Somebody who reports a fault without signing in."""

    patience = 20.0
    language = "el"

    def begins(self, language: str, *, patience: float = 20.0) -> "Line":
        """Begin a report, and come to the page that asks for photographs."""
        self.language = language
        # Nobody waits for real: the page takes how long it is patient from its form.
        self.page.add_init_script(
            "document.addEventListener('readystatechange', () => {"
            " const form = document.querySelector('form[data-upload]');"
            f" if (form) form.dataset.uploadPatience = '{patience}'; }})"
        )
        self.visits(f"/{language}/{SERVICE}")
        self.presses(self.main().locator("form button[type=submit]").last)
        self.draft = re.sub(r"page/.*", "", self.page.url).removeprefix(self.town.url)
        line = Line(self)
        self.visits(f"{self.draft}page/documents/")
        return line

    def says(self, word: str) -> str:
        """Return words of the page in the person's language."""
        return WORDS[self.language][word]

    def brings(self, name: str, content: bytes | None = None) -> None:
        """Choose a file."""
        body = picture() if content is None else content
        file = {"name": name, "mimeType": "image/jpeg", "buffer": body}
        self.page.locator("input[type=file]").set_input_files(file)

    def alert(self) -> Locator:
        """Return what is read out about a file at once."""
        return self.page.locator(".sf-files [role=alert]")

    def hears(self, words: str) -> None:
        """Expect words in the region that is read out in passing."""
        expect(self.page.locator("form > [role=status].ds-sr-only")).to_contain_text(words)

    def has(self, name: str) -> None:
        """Expect a file to be attached, on the page and in the draft."""
        box = self.page.get_by_role("checkbox", name=re.compile(f"{name} .*{self.says('done')}"))
        expect(box).to_be_checked()

    def finds(self, name: str) -> None:
        """Open the page anew and expect a file on it."""
        self.visits(f"{self.draft}page/documents/")
        expect(self.page.get_by_role("checkbox", name=re.compile(name))).to_be_checked()


def by_keyboard(page: Page, target: Locator) -> None:
    """Reach a button by Tab from the file's box, and press it."""
    page.locator("input[type=file]").focus()
    for _press in range(8):
        if target.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(target).to_be_focused()
    page.keyboard.press("Enter")


def test_a_lost_line_loses_nothing(arrive: Callable[..., Any]) -> None:
    person = arrive(Applicant, size="phone", folder="uploads-phone")
    line, page = person.begins("el"), person.page
    line.way = "dead"
    person.brings("lakkouva.jpg")
    expect(person.alert()).to_contain_text(person.says("lost"))
    expect(person.alert()).to_contain_text("lakkouva.jpg")
    person.keeps("lost")

    # Nobody goes on without it: it is tried once more, and the page stays.
    address = page.url
    person.presses(person.button("Συνέχεια"))
    expect(page.locator(".sf-refused")).to_be_focused()
    assert (page.url, line.asked) == (address, 2)

    # Whoever leaves is asked first.
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.evaluate("setTimeout(() => { location.href = '/el/'; })")
    assert asked.value.type == "beforeunload"
    expect(person.alert()).to_be_visible()
    assert page.url == address

    line.way = "open"
    by_keyboard(page, page.get_by_role("button", name=person.says("again") + "lakkouva.jpg"))
    person.has("lakkouva.jpg")
    person.hears("lakkouva.jpg")
    assert page.evaluate("document.activeElement !== document.body")
    person.keeps("arrived")
    # The ticked file stands over the box to add more, which stays as wide as the page.
    chooser = page.locator("input[type=file]").bounding_box()
    assert chooser is not None
    assert chooser["width"] > 300
    person.finds("lakkouva.jpg")

    # Brought again, as after an answer that was lost, it is there once.
    person.brings("lakkouva.jpg")
    person.hears("lakkouva.jpg (")
    expect(page.get_by_role("checkbox", name=re.compile("lakkouva"))).to_have_count(1)

    line.way = "dead"
    person.brings("deyteri.jpg", picture("red"))
    expect(person.alert()).to_contain_text("deyteri.jpg")
    by_keyboard(page, page.get_by_role("button", name=person.says("drop") + "deyteri.jpg"))
    expect(page.locator("input[type=file]")).to_be_focused()
    expect(person.alert()).to_have_count(0)


def test_a_slow_line_is_said_and_waited_for(arrive: Callable[..., Any]) -> None:
    person = arrive(Applicant, folder="uploads-desktop")
    line, page = person.begins("en", patience=1.5), person.page
    line.way = "held"
    person.brings("pothole.jpg")
    expect(page.get_by_role("progressbar", name=person.says("sending"))).to_be_visible()
    person.hears(person.says("sending") + "pothole.jpg")
    expect(page.get_by_role("progressbar", name=person.says("slow"))).to_be_visible()
    person.hears(person.says("slow"))
    expect(person.alert()).to_contain_text(person.says("lost"))
    person.keeps("gave-up")
    # Pressed meanwhile, the button waits for the file and goes on by itself.
    person.presses(person.button("Continue"))
    expect(page.get_by_text(person.says("wait"))).to_be_visible()
    line.release()
    expect(page).not_to_have_url(re.compile("page/documents/"))
    person.finds("pothole.jpg")


def test_what_cannot_be_taken_says_why(arrive: Callable[..., Any]) -> None:
    person = arrive(Applicant, folder="uploads-refused")
    line, page = person.begins("el"), person.page
    # A large one takes long to come to the browser: the limit of the page is made smaller.
    box = page.locator("input[type=file]")
    expect(box).to_have_attribute("data-max-mb", "10")
    box.evaluate("box => { box.dataset.maxMb = '1'; }")
    person.brings("megali.jpg", b"\xff\xd8\xff" + b"\0" * MIB)
    expect(person.alert()).to_contain_text("megali.jpg: " + person.says("large"))
    assert line.asked == 0
    person.brings("keimeno.jpg", b"<html><script>alert(1)</script>")
    expect(person.alert()).to_have_count(1)
    expect(person.alert()).to_contain_text("keimeno.jpg")
    expect(person.alert()).to_contain_text(person.says("unfit"))
    person.keeps("refused")
    for status, word in ((403, "away"), (400, "failed")):
        line.way = status
        person.brings(f"{status}.jpg")
        expect(person.alert().last).to_contain_text(person.says(word))
        page.get_by_role("button", name=f"{person.says('drop')}{status}.jpg").click()

    # What is typed is kept while the page stands, and when it is left without a word.
    person.visits(f"{person.draft}page/what/")
    words = page.locator("textarea").first
    with page.expect_response(lambda answer: answer.request.method == "POST") as kept:
        words.fill("Μια μεγάλη λακκούβα")
    assert kept.value.ok
    words.fill("Μια μεγάλη και βαθιά λακκούβα")
    person.visits("/el/services/")
    until = time.monotonic() + 20
    while time.monotonic() < until:
        person.visits(f"{person.draft}page/what/")
        if page.locator("textarea").first.input_value().startswith("Μια μεγάλη και"):
            break
    expect(page.locator("textarea").first).to_have_value("Μια μεγάλη και βαθιά λακκούβα")
