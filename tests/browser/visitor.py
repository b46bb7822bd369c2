"""A person at a browser: signs in, declares, pays, by mouse or by keyboard alone."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from config.local.signins import totp

from .looking import faults_of

if TYPE_CHECKING:
    from .conftest import Town

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
#: Hosts that a person meets on the way: the town, and the sandboxes on this machine.
HOSTS = {"localhost", "127.0.0.1"}
MOST_TABS = 150
MAIL_SECONDS = 120.0
CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)


class Visitor:
    """One person in one window.

    :param size: `phone` or `desktop`
    :param scheme: `light` or `dark`
    :param folder: where the pictures go, below `var/screenshots/`
    """

    def __init__(
        self,
        browser: Browser,
        town: "Town",
        *,
        size: str = "desktop",
        scheme: str = "light",
        has_script: bool = True,
        folder: str = "",
        role: str = "",
    ) -> None:
        self.town, self.size, self.has_script = town, size, has_script
        self.role = role
        self.context = browser.new_context(
            viewport=SIZES[size],
            color_scheme=scheme,
            java_script_enabled=has_script,
            locale="el-GR",
            timezone_id="Europe/Athens",
            reduced_motion="reduce",
            storage_state=town.sessions.get(role),
        )
        self.context.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.refused: set[str] = set()
        self.context.on("console", self._hears)
        self.context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        self.context.on("request", self._asks)
        self.context.on("response", self._gets)
        self.page: Page = self.context.new_page()
        self.folder = SCREENSHOTS / (folder or f"{size}-{scheme}")
        self.shots = 0
        if role:
            self._comes_as(role)

    def _hears(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        if message.location.get("url") not in self.refused:
            self.complaints.append(f"console on {self.page.url}: {message.text}")

    def _asks(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.hostname not in HOSTS:
            self.complaints.append(f"{self.page.url} asks {request.url}")

    def _gets(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} from {response.url}")

    def _comes_as(self, role: str) -> None:
        if role not in self.town.sessions:
            self.signs_in(role)
            self.town.sessions[role] = self.context.storage_state()

    def close(self) -> None:
        """Close the window."""
        self.context.close()

    def visits(self, path: str, *, status: int = 200) -> None:
        """Open an address of the town, and get the answer that is expected."""
        url = self.town.url + path
        if status >= 400:
            self.refused.add(url)
        answer = self.page.goto(url)
        assert answer is not None
        assert answer.status == status, (path, answer.status)

    def keeps(self, name: str) -> Path:
        """Save a picture of the page under a running number, and look at the page critically."""
        # Half a page has half its landmarks and fields.
        self.page.wait_for_load_state()
        self.shots += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.shots:02d}-{name}.png"
        self.page.screenshot(path=path, full_page=True)
        if self.has_script:
            self.complaints += faults_of(self.page, f"{self.folder.name}/{path.stem}")
        return path

    def presses(self, target: Locator) -> None:
        """Use a link or button, and wait for the whole page that it leads to."""
        target.click()
        self.page.wait_for_load_state()

    def types(self, target: Locator, text: str) -> None:
        """Fill a field."""
        target.fill(text)

    def chooses(self, target: Locator) -> None:
        """Choose a radio button or tick a box."""
        target.check()

    def main(self) -> Locator:
        """Return the page's own content."""
        return self.page.locator("main")

    def button(self, name: str) -> Locator:
        """Return the button of the page's own content with a name."""
        return self.main().get_by_role("button", name=re.compile(name))

    def link(self, name: str) -> Locator:
        """Return the first link of the page's own content with a name."""
        return self.main().get_by_role("link", name=re.compile(name)).first

    def signs_in(self, role: str) -> None:
        """Sign in with e-mail and password, and the code where one is compulsory."""
        known = self.town.sign_ins[role]
        self.visits("/el/account/login/")
        self.types(self.page.locator("input[name=login]"), known["email"])
        self.types(self.page.locator("input[name=password]"), known["password"])
        self.presses(self.page.locator("form:has(input[name=password]) button[type=submit]"))
        if known["totp_secret"]:
            code = totp(known["totp_secret"], at=time.time())
            self.types(self.page.locator("input[name=code]"), code)
            self.presses(self.page.locator("form:has(input[name=code]) button[type=submit]").first)
        expect(self.page.locator("input[name=password], input[name=code]")).to_have_count(0)

    def comes_from_taxisnet(self, afm: str) -> None:
        """Sign in with TAXISnet for the first time, and prove an e-mail address by a code."""
        address = f"{afm}@example.org"
        self.visits("/el/account/login/")
        self.keeps("sign-in")
        self.presses(self.link("TAXISnet"))
        self.chooses(self.page.locator(f"input[name=userid][value='U{afm}']"))
        self.keeps("taxisnet")
        self.presses(self.page.locator("button[name=action][value=sign-in]"))
        self.keeps("e-mail")
        self.types(self.page.locator("main input[type=email]"), address)
        self.presses(self.button("Συνέχεια"))
        self.keeps("code")
        self.types(self.page.locator("main input[name=code]"), self._code_sent_to(address))
        self.presses(self.button("Συνέχεια"))
        expect(self.page).to_have_url(re.compile(r"/el/account/$"))
        self.keeps("account")

    def _code_sent_to(self, address: str) -> str:
        """Read the code in the demonstration's letterbox."""
        until = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < until:
            page = self.context.request.get(f"{self.town.url}/demo/mail/").text()
            found = CODE.search(re.sub(r"<[^>]+>", "\n", page.partition(address)[2]))
            if found:
                return found.group(1)
            time.sleep(0.2)
        raise AssertionError(f"no code came to {address}")

    def declares(self, establishment: str, receipts: str) -> None:
        """Declare the oldest period that waits for an establishment, and come to the end."""
        self.visits("/el/services/tourist-fee/")
        self.keeps("service")
        self.presses(self.link("Έναρξη"))
        self.keeps("establishments")
        self.presses(self.link(establishment))
        self.keeps("periods")
        self.presses(self.main().locator("ul.lo-tasks a").first)
        self.keeps("begin")
        self._goes_on()
        self.chooses(self.main().locator("input[type=radio]").first)
        self.keeps("receipts")
        self._goes_on()
        self._fills_in(receipts)
        self.keeps("files")
        self._goes_on()
        self.keeps("check")
        self._goes_on()
        expect(self.main()).to_contain_text("παραλήφθηκε")
        self.keeps("sent")

    def _goes_on(self) -> None:
        self.presses(self.main().locator("form button[type=submit]").last)

    def _fills_in(self, receipts: str) -> None:
        """Leave the first amount empty once, read what is wrong, then type it."""
        self._goes_on()
        expect(self.page).to_have_title(re.compile("^Πρόβλημα: "))
        self.keeps("amount-missing")
        while "/amounts/" in self.page.url:
            self.types(self.main().locator("input[type=text]").first, receipts)
            self.keeps("amount")
            self._goes_on()

    def goes_to_the_card_page(self) -> None:
        """Check the amount and leave for the card page."""
        self.keeps("review")
        self.presses(self.button("με κάρτα"))
        expect(self.page.locator("#number")).to_be_visible()
        self.keeps("card-page")

    def pays_with(self, number: str) -> None:
        """Fill in the card and pay."""
        card = {"number": number, "expiry": "12/30", "cvc": "123", "name": "TEST"}
        for field, text in card.items():
            self.types(self.page.locator(f"#{field}"), text)
        self.presses(self.page.locator("button[name=action][value=pay]"))

    def saves(self, name: str) -> bytes:
        """Save what a link leads to."""
        address = self.link(name).evaluate("link => link.href")
        answer = self.context.request.get(str(address))
        assert answer.ok, address
        return answer.body()

    def text_of(self, label: str) -> str:
        """Return what stands beside a label in a summary list."""
        row = self.main().locator("dl > div", has_text=label).first
        return row.locator("dd").first.inner_text().strip()


class Typist(Visitor):
    """A person who uses the keyboard alone, and must see where they are."""

    def _reach(self, wanted: str, target: Locator) -> None:
        handle = target.element_handle()
        for _ in range(MOST_TABS):
            if handle.evaluate(wanted):
                self._sees_the_focus()
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key never reaches {target}")

    def _sees_the_focus(self) -> None:
        style = self.page.evaluate(
            "(s => [s.outlineStyle, s.outlineWidth, s.boxShadow])"
            "(getComputedStyle(document.activeElement))"
        )
        if (style[0] == "none" or style[1] == "0px") and style[2] == "none":
            place = self.page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
            self.complaints.append(f"{self.page.url}: no focus to be seen on {place}")

    def presses(self, target: Locator) -> None:
        """Reach a link or button by Tab and press Enter."""
        self._reach("node => node === document.activeElement", target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def types(self, target: Locator, text: str) -> None:
        """Reach a field by Tab and type over what it holds."""
        self._reach("node => node === document.activeElement", target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def chooses(self, target: Locator) -> None:
        """Reach a group by Tab and choose with the arrows and the space bar."""
        self._reach(
            "node => node === document.activeElement"
            " || (node.type === 'radio' && node.name === document.activeElement.name)",
            target,
        )
        for _ in range(MOST_TABS):
            if target.evaluate("node => node === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not target.is_checked():
            self.page.keyboard.press("Space")
        expect(target).to_be_checked()
