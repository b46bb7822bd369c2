"""One visitor of each role, and one row of each kind for them to ask for."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from backoffice.appointments import queries as appointment_queries
from backoffice.appointments import services as appointments
from backoffice.arrangements import queries as arranged_queries
from backoffice.arrangements import services as arrangements
from backoffice.business_fees import queries as fees_queries
from backoffice.business_fees import services as fees
from backoffice.documents import services as documents
from backoffice.enforcement import services as enforcement
from backoffice.forms import services as forms
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.messaging import services as messaging
from backoffice.party.queries import party_by_afm
from backoffice.privacy import services as privacy
from backoffice.procedures import services as procedures
from backoffice.procedures import shipped
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.treasury import services as treasury
from config.demo import money
from config.demo.budget import vote_budget
from config.demo.people import people
from eservices.applications import services as applications
from eservices.catalogue import queries as catalogue
from eservices.catalogue.services import load_services
from tests.eservices.applications import counter
from tests.factories import signin, timetable

# Three services are enough to ask for one.
SERVICES = Path(__file__).resolve().parents[1] / "eservices" / "catalogue" / "services"
STAFF_ROLES = {
    "clerk": ("revenue_officer", None),
    "treasurer": ("treasurer", None),
    "cashier": ("cashier", None),
    "head": ("head", "financial"),
    "registry": ("registry", "registry"),
    "auditor": ("auditor", None),
    "editor": ("editor", None),
    "administrator": ("administrator", None),
}


class House:
    """A small town: an owner with a declaration, a charge, a payment and a receipt."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.owner, self.stranger, *_rest = people(4)
        money.open_books(self.now)
        vote_budget(self.now)
        money.register_people([self.owner, self.stranger], self.now)
        self.clients = {"nobody": Client()}
        self.users: dict[str, Any] = {}
        self._sign_in_citizens()
        self._sign_in_staff()
        self.names = self._rows()

    def _sign_in_citizens(self) -> None:
        for role, person in (("owner", self.owner), ("stranger", self.stranger)):
            user = signin.make_citizen(person.afm, f"{role}@example.org")
            self.users[role] = user
            self.clients[role] = Client()
            signin.sign_in(self.clients[role], user)

    def _sign_in_staff(self) -> None:
        for role, (code, department) in STAFF_ROLES.items():
            user = signin.make_staff(code, f"{role}@example.org", department)
            self.users[role] = user
            self.clients[role] = Client()
            signin.sign_in_staff(self.clients[role], user)

    def _rows(self) -> dict[str, Any]:
        """Return the parameters of addresses by route parameter and namespace."""
        clerk, owner = self.users["clerk"], self.users["owner"]
        party = party_by_afm(self.owner.afm)
        assert party is not None
        business = fees.BusinessFacts(afm=self.owner.afm, kind="natural")
        fees.import_establishments(
            rows=[money.establishment_row(business, 0, money.HOTELS[0])], actor=clerk, at=self.now
        )
        (establishment,) = fees_queries.search_establishments("")
        today = athens_day(self.now)
        views = fees_queries.expected_periods(establishment, on=today)
        first, second = sorted((v.period for v in views), key=lambda p: p.first)[:2]
        slots = fees_queries.slots_for(establishment, first)
        declaration = fees.declare(
            establishment_id=establishment.pk,
            period=first,
            bases={slot.name: Decimal("48000.00") for slot in slots},
            actor=owner,
            at=self.now,
            key="matrix",
        )
        source = Source("business_fees.declaration", str(declaration.pk))
        (charge,) = revenue_queries.charges_of_source([source])
        payment = revenue.start_payment(
            payer=owner, items=[(charge.id, None)], method="card", key="matrix", at=self.now
        )
        receipt = revenue.record_payment(
            revenue.PaymentReport(payment.code, payment.amount, "pi_matrix", self.now, "card"),
            at=self.now,
        )
        desk = treasury.set_up_desk(
            code="t1", name_el="Ταμείο", name_en="Desk", actor=None, at=self.now
        )
        held = treasury.enter_sum(
            bank_reference="matrix",
            amount=Decimal("10.00"),
            paid_on=athens_day(self.now),
            actor=self.users["clerk"],
            at=self.now,
        )
        session = treasury.open_session(
            desk_id=desk.pk, pieces={}, key="matrix", actor=self.users["cashier"], at=self.now
        )
        arrangements.load_defaults(actor=None, at=self.now)
        arrangements.set_base_rate(
            rate=Decimal("0.05"), valid_from=today, basis="συνθετικό", actor=None, at=self.now
        )
        arranged = self._arrange(party.pk, today)
        made = self._decisions(party.pk, charge.id, payment.code)
        listed = revenue.draft_list(
            kind="cleaning_fee",
            period="2026",
            title="Τέλη",
            feeder="revenue.file",
            tariffs_on=today,
            due_on=self.later(40).date(),
            actor=clerk,
            at=self.now,
        )
        facts = f"afm,reference,amount,label\n{self.owner.afm},A1,12.50,Fee".encode()
        revenue.enter_facts(list_id=listed.pk, content=facts, actor=clerk, at=self.now)
        run = revenue.order_run(list_id=listed.pk, actor=clerk, at=self.now)
        revenue.rehearse_run(run_id=run.pk, at=self.now)
        units = {unit.code: unit.pk for _depth, unit in departments_as_tree(today)}
        document = documents.register_entry(
            book="general",
            direction="incoming",
            subject="Αίτηση",
            channel="counter",
            sender=documents.Correspondent("Δοκιμάκης"),
            department_id=units["revenue"],
            actor=self.users["registry"],
            at=self.now,
        )
        paper = documents.register_entry(
            book="general",
            direction="incoming",
            subject="Αίτηση του κυρίου",
            channel="portal",
            sender=documents.Correspondent(party.full_name, party_id=party.pk),
            department_id=units["revenue"],
            actor=self.users["registry"],
            at=self.now,
        )
        shipped.load(at=self.now)
        drawing = next(one for one in shipped.drawings() if one.key == "council-decision")
        procedures.save_draft(key=drawing.key, xml=f"{drawing.xml}\n", actor=clerk, at=self.now)
        case = procedures.start_case(
            process="council-decision",
            subject=Source("matrix", "1"),
            facts={},
            actor=clerk,
            at=self.now,
        )
        batch = self._notified(units["revenue"])
        self._forms("council-decision")
        load_services(at=self.now, folder=SERVICES)
        door = self._messages_and_times(party, units["financial"])
        return {
            **door,
            "service": catalogue.services()[0].code,
            "batch": batch.code,
            "notice": batch.notices.get().code,
            "case": case.code,
            "key": "council-decision",
            "place": "0.0",
            "sort": "text",
            "spoken": "el",
            "document": document.code,
            "paper": paper.code,
            "establishment": establishment.code,
            "period": str(second),
            "declaration": declaration.code,
            "charge": charge.code,
            "list": listed.code,
            "position": 1,
            "payment": payment.code,
            "arrangement": arranged.code,
            "receipt": receipt.code,
            "desk": desk.code,
            "bank_sum": held.code,
            "debtor": party.code,
            "session": session.code,
            **made,
            **self._applied(),
            "year": today.year,
            "journal": "REV",
            "number": 1,
        }

    def _messages_and_times(self, party: Any, unit: int) -> dict[str, Any]:
        """Tell the owner something, begin a conversation, book a time, and ask about data."""
        owner, head = self.users["owner"], self.users["head"]
        told = messaging.notify(
            template="messaging.written",
            context={"matter": "δοκιμή"},
            link="/el/account/",
            key="matrix",
            user=owner,
            at=self.now,
        )
        talk = messaging.open_conversation(
            subject=Source("matrix", "1"),
            title="Δοκιμή",
            party_id=party.pk,
            department_id=unit,
            citizen_link="/el/account/",
            office_link="/cms/",
            at=self.now,
        )
        messaging.write_message(
            conversation_id=talk.pk,
            body="Καλημέρα",
            key="matrix",
            to_office=True,
            author=owner,
            at=self.now,
        )
        counter = timetable.counter_of(unit, head, self.now)
        topic, place = counter.topics.get(), counter.place
        slots = appointment_queries.free_slots(
            topic,
            place,
            first=athens_day(self.now),
            last=self.later(30).date(),
            now=self.now,
        )
        booking = appointments.book(
            topic=topic,
            place=place,
            start=slots[-1].start,
            guest=appointments.Guest(party.full_name, party_id=party.pk, user=owner),
            key="matrix",
            actor=owner,
            at=self.now,
        )
        asked = privacy.ask(user=owner, kind="correction", text="Λάθος", key="matrix", at=self.now)
        return {
            "told": told.code,
            "talk": talk.code,
            "topic": topic.code,
            "site": place.code,
            "counter": counter.pk,
            "booking": booking.code,
            "asked": asked.code,
            "template": "messaging.written",
            "language": "el",
            "purpose": "none",
            "name": "looks",
        }

    def _forms(self, key: str) -> None:
        """Put a form and a shared part of one key in force, each with a draft."""
        fields = [{"key": "why", "type": "text", "label": {"el": "Λόγος"}}]
        page = {"key": "one", "title": {"el": "Σελίδα"}, "fields": fields}
        shipped_forms = [
            forms.Shipped("form", key, "Φόρμα", "Form", {"pages": [page]}),
            forms.Shipped("part", key, "Μέρος", "Part", {"fields": fields}),
        ]
        forms.load_shipped(shipped_forms, at=self.now)
        forms.save_draft(key=key, document={"pages": [page]}, actor=None, at=self.now)
        forms.save_part(key=key, document={"fields": fields}, actor=None, at=self.now)

    def _units(self) -> list[Any]:
        """Return the units of the chart."""
        return [unit for _depth, unit in departments_as_tree(athens_day(self.now))]

    def _applied(self) -> dict[str, Any]:
        """Return the owner's draft and application of a service."""
        owner, code = self.users["owner"], "matrix-service"
        counter.load_forms()
        unit = next(u for u in self._units() if u.code == "revenue")
        counter.make_service(code, "Υπηρεσία", form_key=counter.FREE, auth_level=2, department=unit)
        answers = {"full_name": "Δοκιμάκη", "text": "Ερώτημα"}
        codes = []
        for _each in range(2):
            draft = applications.open_draft(service=code, user=owner, at=self.now)
            applications.save_draft(draft_id=draft.pk, answers=answers, at=self.now)
            codes.append(draft.code)
            if len(codes) == 1:
                made = counter.send(draft, owner)
        return {"service": code, "draft": codes[1], "application": made.code}

    def _notified(self, unit: int) -> Any:
        """Return an issued batch with a notice to the owner about a debt of its own."""
        party = party_by_afm(self.owner.afm)
        assert party is not None
        today = athens_day(self.now)
        revenue.raise_charge(
            kind="fine",
            facts={"lines": [{"label_el": "Οφειλή", "label_en": "Debt", "amount": "60.00"}]},
            debtor_id=party.pk,
            source=Source("matrix", "notified"),
            on=today - timedelta(days=9),
            due_on=today - timedelta(days=2),
            actor=None,
            at=self.now,
        )
        clerk = self.users["clerk"]
        batch = enforcement.choose_debtors(
            kind="overdue",
            title="matrix",
            criteria=enforcement.Criteria(charge_kind="fine"),
            department_id=unit,
            actor=clerk,
            at=self.now,
        )
        enforcement.issue_batch(batch_id=batch.pk, actor=clerk, at=self.now)
        for part in batch.parts.all():
            enforcement.set_part(part_id=part.pk, at=self.now)
            enforcement.keep_papers(part_id=part.pk, at=self.now)
        enforcement.order_papers(batch_id=batch.pk, actor=clerk, at=self.now)
        return batch

    def _arrange(self, party_id: int, today: Any) -> Any:
        """Put a debt of the owner in an arrangement."""
        fine = revenue.raise_charge(
            kind="fine",
            facts={"lines": [{"label_el": "Οφειλή", "label_en": "Debt", "amount": "600.00"}]},
            debtor_id=party_id,
            source=Source("matrix", "arranged"),
            on=today,
            due_on=today,
            actor=None,
            at=self.now,
        )
        return arrangements.apply(
            wish=arranged_queries.Wish(party_id, (fine.pk,), 6),
            key="matrix",
            actor=None,
            at=self.now,
        )

    def _waiver(self, party: int) -> str:
        """Let the owner ask for a waiver of the surcharge of a late debt."""
        today = athens_day(self.now)
        lines = [{"label_el": "Πρόστιμο", "label_en": "Fine", "amount": "500.00"}]
        late = revenue.raise_charge(
            kind="fine",
            facts={"lines": lines},
            debtor_id=party,
            source=Source("test.late", "waiver"),
            on=today,
            due_on=today - timedelta(days=70),
            actor=None,
            at=self.now,
        )
        act = revenue.ask_waiver(
            charge_id=late.pk,
            cause="not_served",
            reason="Δεν έλαβα ειδοποίηση",
            actor=self.users["owner"],
            at=self.now,
        )
        return act.code

    def _decisions(self, party: int, charge: int, payment: str) -> dict[str, Any]:
        """Return an act that waits, an order to the bank and an objection, about the owner."""
        clerk, head, treasurer = (self.users[role] for role in ("clerk", "head", "treasurer"))
        revenue.record_payment(
            revenue.PaymentReport(payment, Decimal("20.00"), "pi_again", self.now, "card"),
            at=self.now,
        )
        (credit,) = revenue_queries.credits_of([party])
        facts = {"kind": "refund", "cause": "not_owed", "reason": "Διπλή πληρωμή", "at": self.now}
        account = {"iban": "GR1601101250000000012300695", "payee": "Δοκιμαστικός"}
        acts = [
            revenue.propose_act(
                items=[revenue.Item(credit_id=credit["id"], amount=Decimal("5.00"))],
                actor=clerk,
                **facts,
                **account,
            )
            for _again in range(2)
        ]
        today = athens_day(self.now)
        revenue.approve_act(
            act_id=acts[0].pk, decision_number="1", decision_on=today, actor=head, at=self.now
        )
        revenue.carry_out_act(act_id=acts[0].pk, actor=treasurer, at=self.now)
        order = revenue.make_order(act_ids=[acts[0].pk], pay_on=today, actor=treasurer, at=self.now)
        objection = revenue.object_to_charge(
            charge_id=charge, reasons="Λάθος", key="matrix", actor=self.users["owner"], at=self.now
        )
        return {
            "act": acts[1].code,
            "refund": acts[0].code,
            "waiver": self._waiver(party),
            "order": order.code,
            "objection": objection.code,
            "credit": credit["id"],
            "position": 1,
            "kind": "write_off",
        }

    def later(self, days: int) -> Any:
        """Return an instant some days from now."""
        return self.now + timedelta(days=days)
