"""A small town in which citizens apply and clerks answer; everybody in it is synthetic."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from backoffice.documents import services as documents
from backoffice.identity import services as identity
from backoffice.kernel.dates import athens_day
from backoffice.procedures import services as procedures
from backoffice.procedures import shipped
from eservices.applications import offers
from eservices.applications import services as applications
from eservices.applications.models import Application, RankedList
from eservices.applications.services import lists
from eservices.catalogue import queries as catalogue
from eservices.catalogue.models import Window
from eservices.catalogue.services import load_services
from tests.eservices.payments.till import make_party
from tests.eservices.payments.till import open_town as open_books
from tests.factories.signin import make_citizen, make_staff, sign_in, sign_in_staff

from .filling import fill, paper

UNITS = (
    "civil-status",
    "registry",
    "green",
    "traffic",
    "development",
    "legal",
    "works",
)
AFM, SECOND = "100000090", "123456783"


def open_town(folder: Path, at: datetime) -> "Town":
    """Open the books and the register, put services and drawings in force, and call staff in."""
    open_books()
    identity.load_departments(at=at)
    documents.load_defaults()
    documents.load_circulation()
    shipped.load(at=at)
    load_services(at=at, folder=folder)
    return Town({"mayor": make_staff("mayor", "mayor@example.org")})


@dataclass
class Town:
    """Who works in it, and who applies."""

    staff: dict[str, Any]
    browsers: dict[str, Client] = field(default_factory=dict)

    def employee(self, role: str, unit: str, name: str = "") -> "Clerk":
        """Return somebody of a role in a unit, before the screens."""
        key = f"{name or role}-{unit}"
        user = self.staff.get(key)
        if user is None or not type(user).objects.filter(pk=user.pk).exists():
            user = make_staff(role, f"{key}@example.org", unit or None)
        client = Client()
        sign_in_staff(client, user)
        return Clerk(self, user, client)

    def head(self, unit: str) -> "Clerk":
        """Return a head who may sign letters by order of the mayor."""
        clerk = self.employee("head", unit)
        documents.enter_delegation(
            decision_number=f"1/2026 {unit}",
            giver_id=self.staff["mayor"].pk,
            to_user_id=clerk.user.pk,
            scopes=["correspondence", "permits", "certificates"],
            amount_limit=None,
            valid_from=athens_day(timezone.now()),
            actor=self.staff["mayor"],
            at=timezone.now(),
        )
        return clerk

    def citizen(self, afm: str = AFM, email: str = "citizen@example.org") -> "Citizen":
        """Return somebody known through TAXISnet."""
        user = make_citizen(afm, email)
        party = make_party(1 if afm == AFM else 2, afm=afm)
        client = Client()
        sign_in(client, user)
        return Citizen(user, party, client)

    def window(self, code: str) -> None:
        """Let a service of a window take applications now."""
        service = catalogue.service(code)
        now = timezone.now()
        Window.objects.create(
            service=service,
            opens_at=now - timedelta(days=20),
            closes_at=now + timedelta(days=1),
            decision="1/2026",
        )

    def ranked(self, code: str, by: Any, places: int) -> Any:
        """Draw up the list of a window that has just closed."""
        service = catalogue.service(code)
        now = timezone.now()
        return lists.draw_up_list(
            service=code,
            titles={"el": "Πίνακας 2026", "en": "List 2026"},
            department_id=service.department_id,
            opens_at=now - timedelta(days=20),
            closes_at=now,
            places=places,
            rules=lists.shipped_rules(service),
            decision="1/2026",
            actor=by,
            at=now,
        )

    def objections_end(self, found: Any) -> None:
        """Let the last day of objections pass."""
        yesterday = athens_day(timezone.now()) - timedelta(days=1)
        RankedList.objects.filter(pk=found.pk).update(objections_until=yesterday)

    def days_later(self, case: Any, days: int) -> None:
        """Let time pass for a case: its timers that are due by then fire."""
        procedures.fire_timers(at=timezone.now() + timedelta(days=days))


@dataclass
class Citizen:
    """Somebody who applies."""

    user: Any
    party: Any
    client: Client

    def applies(
        self,
        service: str,
        answers: Mapping[str, Any] | None = None,
        files: Sequence[str] = (),
        choice: str = "self",
        signed_by: "Citizen | None" = None,
    ) -> "Story":
        """Fill in a form with the answers of the story and send it.

        :param choice: for whom: oneself, or a child
        :param signed_by: a second person who signs it too
        """
        now = timezone.now()
        draft = applications.open_draft(service=service, user=self.user, at=now, choice=choice)
        form = offers.offer_of(service).form
        said, wanted = fill(form, {**draft.answers, **(answers or {})}, athens_day(now))
        applications.save_draft(draft_id=draft.pk, answers=said, at=now)
        for key in {*wanted, *files}:
            file = paper(key, form.fields[key].accept)
            applications.add_upload(
                draft_id=draft.pk, field=key, upload=file, actor=self.user, at=now
            )
        if signed_by is not None:
            self._is_signed(draft, signed_by, now)
        made = applications.submit(
            draft_code=draft.code, key=draft.code, user=self.user, language="el", at=timezone.now()
        )
        story = Story(made.code)
        story.settle()
        return story

    def _is_signed(self, draft: Any, other: "Citizen", now: datetime) -> None:
        held = applications.invite_cosigner(
            draft_id=draft.pk,
            name="Συνθετική Σύζυγος",
            email=other.user.email,
            afm=other.party.afm,
            language="el",
            actor=self.user,
            at=now,
        )
        draft.refresh_from_db()
        applications.sign(signature_id=held.pk, digest=draft.digest, actor=other.user, at=now)

    def declares_child(self, years: int) -> Any:
        """Declare that a child of an age is in one's custody."""
        today = athens_day(timezone.now())
        return applications.declare_custody(
            surname="ΣΥΝΘΕΤΙΚΟΥ",
            first_name="ΠΑΙΔΙ",
            birth_on=today.replace(year=today.year - years),
            afm="123456783",
            amka="",
            by_court=False,
            actor=self.user,
            at=timezone.now(),
        )

    def answers(self, story: "Story") -> None:
        """Send what the office asked for."""
        application = story.now
        ask = application.asks.get(answered_at=None, closed_at=None)
        texts = {}
        for item in ask.items:
            if item["kind"] == "file":
                applications.add_later_upload(
                    application_id=application.pk,
                    field=f"ask:{ask.code}:{item['key']}",
                    upload=paper(item["key"]),
                    actor=self.user,
                    at=timezone.now(),
                )
            else:
                texts[item["key"]] = "Συνθετική απάντηση"
        applications.answer_request(
            ask_id=ask.pk,
            texts=texts,
            text="",
            key=f"answer-{ask.code}",
            actor=self.user,
            at=timezone.now(),
        )
        story.settle()


@dataclass
class Story:
    """One application and where it stands."""

    code: str

    @property
    def now(self) -> Application:
        """The application as it is now."""
        return Application.objects.select_related("entry__clock", "case", "charge", "reply").get(
            code=self.code
        )

    @property
    def state(self) -> str:
        """Its state."""
        return str(self.now.state)

    @property
    def steps(self) -> list[str]:
        """The open steps of people in its case."""
        case = self.now.case
        found = [*case.tasks.filter(state__in=("ready", "claimed"))]
        for called in case.called.all():
            found += called.tasks.filter(state__in=("ready", "claimed"))
        return sorted(task.element for task in found)

    def settle(self, days: int = 0) -> None:
        """Do what the queue does in a moment, after some days."""
        case_id = self.now.case_id
        if case_id is not None:
            at = timezone.now() + timedelta(days=days)
            procedures.run_waiting_steps(case_id=case_id, at=at)


@dataclass
class Clerk:
    """Somebody at the desk."""

    town: Town
    user: Any
    client: Client

    def page(self, story: Story, way: str = "") -> str:
        """Open the page of an application, or one below it."""
        answer = self.client.get(f"/cms/applications/{story.code}/{way}")
        assert answer.status_code == 200, (way, answer.status_code)
        return str(answer.content.decode())

    def sends(self, story: Story, way: str, **said: Any) -> str:
        """Send a form below an application's page and return what is shown then."""
        answer = self.client.post(f"/cms/applications/{story.code}/{way}", said, follow=True)
        assert answer.status_code in (200, 422), (way, answer.status_code)
        text = str(answer.content.decode())
        assert answer.status_code == 200, re.sub(r"<[^>]+>|\s+", " ", text)[:3000]
        return text

    def does(self, story: Story, element: str, **answers: Any) -> str:
        """Complete a step of the case from the application's page."""
        links = re.findall(rf"/cms/applications/{story.code}/steps/(\d+)/", self.page(story))
        case = story.now.case
        tasks = [*case.tasks.filter(element=element, state__in=("ready", "claimed"))]
        for called in case.called.all():
            tasks += called.tasks.filter(element=element, state__in=("ready", "claimed"))
        assert tasks, (element, story.steps)
        assert str(tasks[-1].pk) in links, (element, links, story.steps)
        return self.sends(story, f"steps/{tasks[-1].pk}/", **answers)

    def states(self, kind: str, **facts: Any) -> str:
        """State the facts of the certificate that an application waits for; return its page."""
        page = self.client.get("/cms/certificates/stated/").content.decode()
        (address,) = re.findall(rf'href="(/cms/certificates/state/{kind}/\?for=\w+)"', page)
        said = {f"fact_{name}": value for name, value in facts.items()} | {"key": "state"}
        answer = self.client.post(address, said)
        text = re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())
        assert answer.status_code == 302, text[:3000]
        return str(answer.url)

    def issues(self, statement: str) -> None:
        """Issue the certificate of stated facts as the second person."""
        assert self.client.post(statement).status_code == 302
