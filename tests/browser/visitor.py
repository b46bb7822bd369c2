"""A person at a browser: signs in, declares, pays, by mouse or by keyboard alone."""

import re
from pathlib import Path

from django_otp.oath import TOTP
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from .conftest import SCREENSHOTS, Town

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
MOST_TABS = 120


class Visitor:
    """One person in one window.

    :param size: `phone` or `desktop`
    :param scheme: `light` or `dark`
    """

    def __init__(
        self,
        browser: Browser,
        town: Town,
        *,
        size: str = "desktop",
        scheme: str = "light",
        has_script: bool = True,
        folder: str = "",
    ) -> None:
        self.town, self.size = town, size
        self.context: BrowserContext = browser.new_context(
            viewport=SIZES[size],
            color_scheme=scheme,
            java_script_enabled=has_script,
            locale="el-GR",
            timezone_id="Europe/Athens",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.violations: list[str] = []
        self.page.on("console", self._listen)
        self.folder = SCREENSHOTS / (folder or f"{size}-{scheme}")
        self.shots = 0

    def _listen(self, message: object) -> None:
        text = getattr(message, "text", "")
        if "Content Security Policy" in text:
            self.violations.append(text)

    def close(self) -> None:
        """Close the window."""
        self.context.close()

    def visits(self, path: str) -> None:
        """Open an address of the town."""
        self.page.goto(self.town.url + path)

    def keeps(self, name: str) -> Path:
        """Save a picture of the page under a running number."""
        self.shots += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.shots:02d}-{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def presses(self, target: Locator) -> None:
        """Use a link or button."""
        target.click()

    def types(self, target: Locator, text: str) -> None:
        """Fill a field."""
        target.fill(text)

    def chooses(self, target: Locator) -> None:
        """Choose a radio button or tick a box."""
        target.check()

    def button(self, name: str) -> Locator:
        """Return the button of the page's own content with a name."""
        return self.page.locator("main").get_by_role("button", name=re.compile(name))

    def signs_in(self, role: str) -> None:
        """Sign in with e-mail and password, and the code where one is compulsory."""
        known = self.town.sign_ins[role]
        self.visits("/el/account/login/")
        self.types(self.page.locator("input[name=login]"), known["email"])
        self.types(self.page.locator("input[name=password]"), known["password"])
        self.presses(self.page.locator("form:has(input[name=password]) button[type=submit]"))
        if known["totp_secret"]:
            self.types(self.page.locator("input[name=code]"), code_of(known["totp_secret"]))
            self.presses(self.page.locator("form:has(input[name=code]) button[type=submit]").first)
        expect(self.page.locator("input[name=password]")).to_have_count(0)

    def declares(self, establishment: str, receipts: str) -> str:
        """Declare the newest period of an establishment and return the fee on the button."""
        self.visits("/el/services/tourist-fee/establishments/")
        self.keeps("establishments")
        self.presses(self.page.get_by_role("link", name=re.compile(establishment)).first)
        self.keeps("periods")
        self.presses(self.page.locator("main ul.lo-tasks a").first)
        self.keeps("begin")
        self.presses(self.page.locator("main form button[type=submit]").first)
        self.chooses(self.page.locator("main input[type=radio]").first)
        self.keeps("receipts")
        self.presses(self.page.locator("main form button[type=submit]").first)
        self.types(self.page.locator("main form input[type=text]").first, receipts)
        self.keeps("amount")
        self.presses(self.page.locator("main form button[type=submit]").first)
        self.keeps("files")
        self.presses(self.page.locator("main form button[type=submit]").last)
        self.keeps("check")
        send = self.button("Δήλωση τέλους|Δηλώνω|Υποβολή")
        label = send.inner_text()
        self.presses(send)
        self.keeps("sent")
        return label

    def goes_to_the_card_page(self) -> None:
        """Leave for the card page from the debts."""
        self.keeps("review")
        self.presses(self.page.locator("main form[action$='/payments/start/'] button[type=submit]"))
        expect(self.page.locator("#number")).to_be_visible()
        self.keeps("card-page")

    def pays_with(self, number: str) -> None:
        """Fill in the card and pay."""
        for field, text in (
            ("number", number),
            ("expiry", "12/30"),
            ("cvc", "123"),
            ("name", "TEST"),
        ):
            self.types(self.page.locator(f"#{field}"), text)
        self.presses(self.page.locator("button[name=action][value=pay]"))


class Typist(Visitor):
    """A person who uses the keyboard alone."""

    def _reach(self, target: Locator) -> None:
        handle = target.element_handle()
        for _ in range(MOST_TABS):
            if handle.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key never reaches {target}")

    def presses(self, target: Locator) -> None:
        """Reach a link or button by Tab and press Enter."""
        self._reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def types(self, target: Locator, text: str) -> None:
        """Reach a field by Tab and type over what it holds."""
        self._reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def chooses(self, target: Locator) -> None:
        """Reach a group by Tab and choose with the space bar."""
        self._reach(target)
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()


def code_of(secret: str) -> str:
    """Return the code that an authenticator shows now."""
    import base64

    return f"{TOTP(base64.b32decode(secret)).token():06d}"
