"""Where somebody stands on the way from the first page to sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from backoffice.forms import answers as form_answers
from backoffice.forms import prefill
from backoffice.forms.fields import Page
from backoffice.forms.summary import Section, sections
from backoffice.kernel.dates import athens_day

from . import offers, people, rules
from .models import CoSignature, Draft
from .models.applications import Channel
from .states import SignatureState

#: With more pages than these somebody may want to sit down twice: a list of tasks helps.
SHORT = 3


@dataclass(frozen=True)
class Task:
    """One page of the form in the list of tasks."""

    page: Page
    title: str
    state: str
    is_next: bool


@dataclass(frozen=True)
class Journey:
    """One draft with everything that its pages show."""

    draft: Draft
    offer: offers.Offer
    language: str
    at: datetime
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """The service's name."""
        return self.offer.titles.get(self.language) or self.offer.titles["el"]

    @property
    def on(self) -> date:
        """The legal day."""
        return athens_day(self.at)

    @cached_property
    def values(self) -> dict[str, Any]:
        """What was typed so far for the questions that the form asks."""
        return offers.known(self.offer.form, self.draft)

    @cached_property
    def checked(self) -> form_answers.Checked:
        """What is right and wrong with all answers so far."""
        return form_answers.check(self.offer.form, self.values, today=self.on)

    @cached_property
    def offered(self) -> Mapping[str, prefill.Offered]:
        """What the town holds already."""
        # At the counter the writer is a clerk, whose own answers are nobody else's.
        writer = self.draft.user if self.draft.channel == Channel.PORTAL else None
        return offers.offered(self.offer, self.draft.party_id, writer, self.at)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages that are asked, given the answers so far."""
        return tuple(
            page
            for page in self.offer.form.pages
            if page.key in self.checked.pages
            and any(one.key in self.checked.asked for one in page.fields)
        )

    @cached_property
    def wrong(self) -> set[str]:
        """The pages on which something is missing or wrong."""
        page_of = self.offer.form.page_of
        return {
            page_of[key].key
            for path in self.checked.errors
            if (key := path.split(".")[0]) in page_of
        }

    def is_done(self, page: Page) -> bool:
        """Tell whether a page was answered and nothing is wrong with it."""
        return page.key in self.draft.pages_seen and page.key not in self.wrong

    @property
    def tasks(self) -> list[Task]:
        """The pages as a list of tasks."""
        upcoming = self.next_page
        return [
            Task(
                page,
                page.title.of(self.language),
                "done" if self.is_done(page) else "open",
                upcoming is not None and upcoming.key == page.key,
            )
            for page in self.pages
        ]

    @property
    def next_page(self) -> Page | None:
        """The first page that is not done yet."""
        return next((page for page in self.pages if not self.is_done(page)), None)

    @property
    def is_complete(self) -> bool:
        """Whether every page is done."""
        return self.next_page is None

    @property
    def is_long(self) -> bool:
        """Whether the form is work for several sittings."""
        return len(self.pages) > SHORT

    @property
    def done_count(self) -> int:
        """How many pages are done."""
        return sum(1 for page in self.pages if self.is_done(page))

    def number_of(self, page: Page) -> int:
        """Return the place of a page among those asked, from one."""
        return [one.key for one in self.pages].index(page.key) + 1 if page in self.pages else 1

    def before(self, page: Page) -> Page | None:
        """Return the page before one."""
        place = self.number_of(page)
        return self.pages[place - 2] if place > 1 else None

    def after(self, page: Page) -> Page | None:
        """Return the page after one."""
        place = self.number_of(page)
        return self.pages[place] if place < len(self.pages) else None

    @property
    def sections(self) -> list[Section]:
        """Every answer in words, page by page."""
        return sections(self.offer.form, self.checked.values, self.language)

    @cached_property
    def fee(self) -> Any:
        """What sending costs today."""
        return offers.fee_of(self.offer.service, self.checked.values, self.at)

    @property
    def fee_rows(self) -> list[tuple[str, Any]]:
        """The rows that make up the fee, with their euros."""
        return [
            (row.label.get(self.language) or row.label.get("el", ""), row.amount)
            for row in self.fee.lines
        ]

    @property
    def fee_basis(self) -> str:
        """The law or decision that sets the fee."""
        basis = self.fee.legal_basis
        return str(basis.get(self.language) or basis.get("el", ""))

    @cached_property
    def signatures(self) -> list[CoSignature]:
        """Everybody who is asked to sign."""
        rows = self.draft.signatures.exclude(state=SignatureState.TAKEN_BACK)
        return list(rows)

    @property
    def waits_for(self) -> list[CoSignature]:
        """Those who did not sign yet."""
        return [one for one in self.signatures if one.state != SignatureState.SIGNED]

    @property
    def missing(self) -> list[str]:
        """The labels of what the office would need and was left out."""
        form = self.offer.form
        found = []
        for path in self.checked.missing_recommended:
            field = form.fields.get(path.split(".")[0])
            if field is not None:
                found.append(field.label.of(self.language))
        return found

    @property
    def files(self) -> list[Any]:
        """The files of the draft that an answer names."""
        named = set(rules.file_ids(self.draft.answers))
        return [one for one in self.draft.uploads.all() if one.code in named]


def journey_of(draft: Draft, language: str, at: datetime) -> Journey:
    """Return how far a draft came; says what the form asks otherwise if it changed meanwhile."""
    current = offers.offer_of(draft.service)
    if current.version_id == draft.form_version:
        return Journey(draft, current, language, at)
    held = offers.offer_with(draft.service, draft.form_version)
    if draft.frozen_at is not None:
        return Journey(draft, held, language, at)
    changes = rules.differences(
        offers.asked_by(held.form, language), offers.asked_by(current.form, language)
    )
    return Journey(draft, held, language, at, tuple(changes) or (("changed", ""),))


@dataclass(frozen=True)
class Start:
    """What the first page says: what is needed, for whom one may apply, what was begun."""

    offer: offers.Offer
    title: str
    opening: Any
    fee: Any
    level: int
    has: int
    people: tuple[people.Applicant, ...]
    drafts: tuple[Draft, ...]
    documents: tuple[dict[str, Any], ...]

    @property
    def is_open(self) -> bool:
        """Whether applications are taken now."""
        return bool(self.opening.is_open)

    @property
    def may_begin(self) -> bool:
        """Whether this visitor may begin."""
        if not self.is_open or self.has < self.level:
            return False
        return bool(self.people) or self.level < people.TAXISNET

    @property
    def needs_sign_in(self) -> bool:
        """Whether the visitor must sign in first."""
        return self.level > people.ANONYMOUS and self.has == people.ANONYMOUS

    @property
    def needs_taxisnet(self) -> bool:
        """Whether somebody signed in must confirm who they are."""
        return self.level >= people.TAXISNET and 0 < self.has < self.level
