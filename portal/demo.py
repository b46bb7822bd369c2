"""The demonstration town's public site: «Δήμος Μινώας Ακτής», invented, in Greek and English."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from wagtail.models import Page

from portal.agenda.models import AgendaPage, EventCategory, EventPage, Venue
from portal.bodies.models import BodyIndexPage, BodyPage, Member
from portal.cards.models import CataloguePage
from portal.demonstration import bodies, events, more_pages, news, pages, services, site
from portal.demonstration.text import PageText, Pair
from portal.demonstration.translating import translate
from portal.demonstration.writer import Writer
from portal.home.models import HomePage
from portal.home.quiet import indexes_after
from portal.home.services import lay_site
from portal.news.models import NewsCategory, NewsIndexPage, NewsPage
from portal.pages.models import (
    AccessibilityStatementPage,
    ContactPage,
    SectionPage,
    StandardPage,
)
from portal.search.services import index_services

ATHENS = ZoneInfo("Europe/Athens")
TERM = (date(2024, 1, 1), date(2028, 12, 31))
HOME: dict[str, Pair] = {
    "title": ("Αρχική", "Home"),
    "heading": ("Τι θέλετε να κάνετε;", "What would you like to do?"),
    "summary": (
        "Πληρωμές, δηλώσεις, νέα και εκδηλώσεις του Δήμου Μινώας Ακτής, σε ένα μέρος.",
        "Payments, declarations, news and events of the Municipality of Minoa Akti, in one place.",
    ),
    "alt": (
        "Το παλιό λιμάνι μέσα από τα τόξα της στοάς",
        "The old harbour seen through the arches of the portico",
    ),
}
TASKS: tuple[tuple[str, str, Pair, Pair], ...] = (
    (
        "euro",
        "debts:list",
        ("Πληρώστε οφειλές", "Pay what you owe"),
        ("Δείτε τι οφείλετε και γιατί.", "See what you owe and why."),
    ),
    (
        "card",
        "pay:by_rf",
        ("Πληρώστε με κωδικό RF", "Pay with an RF code"),
        ("Χωρίς σύνδεση, από το ειδοποιητήριο.", "Without signing in, from the notice."),
    ),
    (
        "bed",
        "tourist_fee:home",
        ("Δηλώστε τέλος διαμονής", "Declare the stay fee"),
        ("Για καταλύματα και εστίαση.", "For lodgings and catering."),
    ),
    (
        "document",
        "page:services",
        ("Κάντε αίτηση", "Apply for a service"),
        (
            "Πιστοποιητικά, άδειες και όλες οι υπηρεσίες.",
            "Certificates, permits and every other service.",
        ),
    ),
    (
        "people",
        "accounts:home",
        ("Ο λογαριασμός μου", "My account"),
        ("Τι σας περιμένει, πού βρίσκεται.", "What is waiting for you."),
    ),
    (
        "mail",
        "page:site/contact",
        ("Γράψτε μας", "Write to us"),
        ("Ερώτηση, παράπονο, πρόταση.", "A question, complaint, proposal."),
    ),
)


def load(*, at: datetime, scale: str = "small") -> dict[str, int]:
    """Load the public site of the demonstration town; a second time changes no page that stands.

    :param at: the instant around which news and events are dated
    :param scale: accepted for the sake of the command; the site is the same at every size
    :returns: how many pages of each kind there are, both languages together
    """
    with indexes_after(), transaction.atomic():
        Loader(at).run()
        index_services()
    return {
        model.__name__: model.objects.count()
        for model in (SectionPage, StandardPage, NewsPage, EventPage, BodyPage)
    }


class Loader:
    """Writes the Greek pages, then their English."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.today = at.astimezone(ATHENS).date()
        self.pictures = site.load_pictures()
        self.writer = Writer(self.pictures)
        self.written: list[Page] = []

    def run(self) -> None:
        """Write everything, in the order in which it depends on each other."""
        site.load_settings()
        home = self._home()
        tops = {
            text.slug: self._page(home, text)
            for text in (pages.TOWN, services.SERVICES, more_pages.LIVING, more_pages.VISITORS)
        }
        news_index = self._news(home)
        agenda = self._agenda(home)
        self._page(home, more_pages.SITE)
        self._bodies(tops["municipality"])
        self._tasks(home)
        for page in self.written:
            # Read anew: members and blocks got their ids when they were published.
            translate(type(page).objects.get(pk=page.pk), self.writer.english)
        press = [news_index, *news_index.get_translations(), agenda, *agenda.get_translations()]
        site.give_rights(home, press)
        site.load_alerts(
            self.at, NewsPage.objects.get(slug="water-supply-works", locale=home.locale)
        )

    def _home(self) -> HomePage:
        say = self.writer.say
        home = lay_site(
            title=say(HOME["title"]), heading=say(HOME["heading"]), summary=say(HOME["summary"])
        )
        if home.picture is None:
            self.writer.english[home.slug] = "en"
            home.picture, home.picture_alt = self.pictures["harbour"], say(HOME["alt"])
            home.save_revision().publish()
            self.written.append(home)
        return home

    def _tasks(self, home: HomePage) -> None:
        home.refresh_from_db()
        if home.tasks:
            return
        home.tasks = [
            (
                "task",
                {
                    "icon": icon,
                    "title": self.writer.say(title),
                    "text": self.writer.say(text),
                    "link": self._link(home, target),
                },
            )
            for icon, target, title, text in TASKS
        ]
        home.save_revision().publish()

    def _link(self, home: Page, target: str) -> dict[str, Any]:
        kind, _colon, address = target.partition(":")
        if kind != "page":
            return {"page": None, "door": target, "url": ""}
        page = Page.objects.get(url_path=f"{home.url_path}{address}/")
        return {"page": page, "door": "", "url": ""}

    def _put(self, parent: Page, model: Any, slug: str, **values: Any) -> Any:
        """Write one Greek page, unless it stands already: what editors changed since is theirs."""
        there = parent.get_children().filter(slug=slug).first()
        if there is not None:
            return there.specific
        page = model(slug=slug, locale=parent.locale, **values)
        parent.add_child(instance=page)
        page.save_revision().publish()
        self.written.append(page)
        return page

    def _page(self, parent: Page, text: PageText) -> Page:
        say = self.writer.say
        values: dict[str, Any] = {
            "title": say(text.title),
            "summary": say(text.summary),
            "show_in_menus": text.in_menu,
        }
        if text.kind == "accessibility":
            page = self._put(
                parent, AccessibilityStatementPage, text.slug, **values, **self._statement(text)
            )
        else:
            values["body"] = self.writer.body(text.blocks)
            model, more = self._model_of(text)
            page = self._put(parent, model, text.slug, **values, **more)
        for below in text.below:
            self._page(page, below)
        return page

    def _model_of(self, text: PageText) -> tuple[Any, dict[str, Any]]:
        if text.kind in ("section", "catalogue"):
            return (SectionPage if text.kind == "section" else CataloguePage), {}
        if text.kind == "contact":
            return ContactPage, {
                "promise": self.writer.say(text.extra["promise"]),
                "privacy": self.writer.rich(text.extra["privacy"]),
            }
        return StandardPage, {"checked_on": self.today - timedelta(days=20)}

    def _statement(self, text: PageText) -> dict[str, Any]:
        rich = {
            name: self.writer.rich(text.extra[name])
            for name in ("not_compliant", "out_of_scope", "alternatives", "feedback", "enforcement")
        }
        return rich | {
            "address": self.writer.say(text.extra["address"]),
            "compliance": AccessibilityStatementPage.Compliance.PARTIAL,
            "prepared_on": self.today - timedelta(days=40),
            "reviewed_on": self.today - timedelta(days=12),
        }

    def _news(self, home: Page) -> NewsIndexPage:
        say = self.writer.say
        index = self._put(
            home,
            NewsIndexPage,
            "news",
            title=say(("Νέα", "News")),
            summary=say(
                (
                    "Ανακοινώσεις, έργα και όσα αλλάζουν στην πόλη.",
                    "Announcements, works and what is changing in town.",
                )
            ),
            show_in_menus=True,
        )
        categories = {
            slug: NewsCategory.objects.update_or_create(
                slug=slug, defaults={"name_el": names[0], "name_en": names[1]}
            )[0]
            for slug, names in news.CATEGORIES.items()
        }
        for item in news.NEWS:
            self._put(
                index,
                NewsPage,
                item.slug,
                title=say(item.title),
                summary=say(item.summary),
                published_on=self.today - timedelta(days=item.days_ago),
                category=categories[item.category],
                picture=self.pictures[item.picture],
                picture_alt=say(item.alt),
                body=self.writer.body(item.blocks),
            )
        return index

    def _agenda(self, home: Page) -> AgendaPage:
        say = self.writer.say
        agenda = self._put(
            home,
            AgendaPage,
            "agenda",
            title=say(("Εκδηλώσεις", "Events")),
            summary=say(
                ("Τι γίνεται στην πόλη, από σήμερα και μετά.", "What is on in town, from today.")
            ),
            show_in_menus=True,
        )
        categories = {
            slug: EventCategory.objects.update_or_create(
                slug=slug, defaults={"name_el": names[0], "name_en": names[1]}
            )[0]
            for slug, names in events.CATEGORIES.items()
        }
        venues = {key: _venue(place) for key, place in events.PLACES.items()}
        for event in events.EVENTS:
            self._event(agenda, event, categories[event.category], venues[event.place])
        return agenda

    def _event(self, agenda: Page, event: Any, category: EventCategory, venue: Venue) -> None:
        say = self.writer.say
        day = self._day_of(event)
        begins = datetime.combine(day, time(*event.hour), tzinfo=ATHENS)
        ends = begins + (timedelta(minutes=event.length) if event.length else timedelta(days=4))
        left_out = [day + timedelta(days=distance) for distance in event.left_out]
        self._put(
            agenda,
            EventPage,
            event.slug,
            title=say(event.title),
            summary=say(event.summary),
            category=category,
            venue=venue,
            starts_at=begins,
            ends_at=ends,
            is_all_day=event.length == 0,
            recurrence=event.rule,
            exceptions="\n".join(f"{one:%d/%m/%Y}" for one in left_out),
            is_cancelled=event.is_cancelled,
            organiser=say(event.organiser),
            registration=event.registration,
            registration_info=say(event.how),
            picture=self.pictures[event.picture],
            picture_alt="",
        )

    def _day_of(self, event: Any) -> date:
        """Return the first day of an event, moved on to the weekday that its rule names."""
        day = self.today + timedelta(days=event.day)
        for weekday, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU")):
            if f"BYDAY={name}" in event.rule:
                return day + timedelta(days=(weekday - day.weekday()) % 7)
        return day

    def _bodies(self, parent: Page) -> None:
        say = self.writer.say
        index = self._put(
            parent,
            BodyIndexPage,
            "bodies",
            title=say(("Συλλογικά όργανα", "Elected bodies")),
            summary=say(
                (
                    "Ποιοι αποφασίζουν, πότε συνεδριάζουν και πώς τους ακούτε.",
                    "Who decides, when they meet, and how to listen.",
                )
            ),
        )
        for text in bodies.BODIES:
            self._body(index, text)

    def _body(self, index: Page, text: bodies.BodyText) -> None:
        say = self.writer.say
        sits = datetime.combine(
            self.today + timedelta(days=text.session_in), time(19), tzinfo=ATHENS
        )
        self._put(
            index,
            BodyPage,
            text.slug,
            members=self._members(index, text),
            title=say(text.title),
            summary=say(text.summary),
            kind=text.kind,
            legal_basis=say(text.basis),
            term_from=TERM[0],
            term_until=TERM[1],
            next_session_at=sits,
            next_session_place=say(text.place),
            stream_url="https://stream.minoa-akti.example/live" if text.stream else "",
            email="council@minoa-akti.example",
            phone="28990 00110",
            body=self.writer.body(text.blocks),
        )

    def _members(self, page: Page, text: bodies.BodyText) -> list[Member]:
        say = self.writer.say
        return [
            Member(
                locale=page.locale,
                name=say(seat.name),
                role=seat.role,
                party=say(seat.party),
                duty=say(seat.duty),
                valid_from=TERM[0],
                sort_order=number,
            )
            for number, seat in enumerate(text.seats)
        ]


def _venue(place: events.Place) -> Venue:
    return Venue.objects.update_or_create(
        name_el=place.name[0],
        defaults={
            "name_en": place.name[1],
            "address_el": place.address[0],
            "address_en": place.address[1],
            "access_el": place.access[0],
            "access_en": place.access[1],
            "capacity": place.seats,
            "latitude": place.where[0],
            "longitude": place.where[1],
        },
    )[0]
