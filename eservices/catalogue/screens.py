"""Staff screens of the catalogue: the machine part of services; their words are pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.audit.queries import history_of
from backoffice.audit.words import label_of
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today

from . import access, queries, services
from .models import Service
from .staff_forms import (
    CheckedForm,
    ContactForm,
    DocumentSet,
    FeeForm,
    NewServiceForm,
    ServiceForm,
    ServicesForm,
    WindowForm,
    as_initial,
    documents_of,
    row_line,
)

COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Code"),
    gettext_lazy("Title"),
    gettext_lazy("Department"),
    gettext_lazy("Fee"),
    gettext_lazy("Amount"),
    gettext_lazy("Time limit, days"),
    gettext_lazy("Availability"),
    gettext_lazy("Signing in"),
    gettext_lazy("Form"),
    gettext_lazy("Procedure"),
    gettext_lazy("Last checked on"),
)
HISTORY = 30
FEE_FACTS = (
    "kind",
    "amount",
    "formula",
    "text_el",
    "text_en",
    "refund_withdrawn",
    "refund_rejected",
)


def due_codes() -> set[str]:
    """Return the codes of the services that should be checked again."""
    return {one.code for one, _due in queries.due_for_review(today())}


class ServicesScreen(FilteredScreen):
    """Every service of the town, and those due for a check."""

    right = access.SEE
    page_title = gettext_lazy("Services")
    template_name = "catalogue/list.html"
    form_class = ServicesForm
    filename = "services"
    header_icon = "list-ul"

    def rows(self) -> list[tuple[Service, Any, bool]]:
        """Return the chosen services with the fee in force, and whether a check is due."""
        chosen, due, on = self.form.chosen, due_codes(), today()
        wanted = queries.matching(chosen["text"]).prefetch_related("fees", "windows")
        return [
            (one, queries.fee_row(one, on), one.code in due)
            for one in wanted
            if not chosen["due"] or one.code in due
        ]

    def table(self) -> Table:
        """Return the chosen services as rows of a file."""
        return COLUMNS, (
            (
                one.number,
                one.code,
                one.title(),
                str(one.department or ""),
                str(fee.get_kind_display()) if fee else "",
                fee.amount if fee else None,
                one.deadline_days,
                str(one.get_availability_display()),
                str(one.get_auth_level_display()),
                one.form_key,
                one.process_key,
                one.checked_on,
            )
            for one, fee, _is_due in self.rows()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the services."""
        return super().get_context_data(
            rows=self.rows(),
            may_add=self.user.has_perm(access.ADD),
            may_set_contacts=self.user.has_perm(access.CONTACTS),
            **kwargs,
        )


class FormScreen(ActScreen):
    """A form about the services, with the way back to their list."""

    def back(self) -> str:
        """Return where to go instead."""
        return reverse("catalogue:list")


class NewServiceScreen(FormScreen):
    """Enter a service of the town's own."""

    right = access.ADD
    page_title = gettext_lazy("New service")
    form_class = NewServiceForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it."""
        facts = dict(facts)
        code, topics = facts.pop("code"), facts.pop("topics")
        services.register_service(code=code, facts=facts, topics=topics, **who)
        messages.success(
            self.request, _("It is entered. Write its card below the catalogue of the site.")
        )
        return reverse("catalogue:service", args=[code])


class OneService(StaffScreen):
    """What the screens of one service share."""

    right = access.SEE

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the service, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.service = access.service_for(self.user, kwargs["code"])

    def get_page_subtitle(self) -> str:
        """Name the service."""
        return self.service.title()

    def back(self) -> str:
        """Return the screen of the service."""
        return reverse("catalogue:service", args=[self.service.code])


class ServiceScreen(OneService):
    """One service: facts, fees, windows, documents, where its parts are edited, history."""

    template_name = "catalogue/service.html"
    header_icon = "list-ul"

    def get_page_title(self) -> str:
        """Return the title of the service."""
        return self.service.title()

    def get_page_subtitle(self) -> str:
        """Return the code, which stands in addresses."""
        return self.service.code

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything about it."""
        one = self.service
        rights = {
            "may_change": access.CHANGE,
            "may_set_fee": access.SET_FEE,
            "may_announce": access.ANNOUNCE,
        }
        return super().get_context_data(
            service=one,
            fees=one.fees.all(),
            today=today(),
            windows=one.windows.all(),
            opening=queries.opening_of(one, timezone.now()),
            office=queries.office_of(one),
            topics=one.topics.all(),
            cards=[queries.address_of(one, code) for code in ("el", "en")],
            form_url=link("service_forms:page", one.form_key),
            process_url=link("procedures:definition", one.process_key),
            history=[(entry, label_of(entry.action)) for entry in history_of(one)[:HISTORY]],
            is_due=one.code in due_codes(),
            **{name: self.user.has_perm(right) for name, right in rights.items()},
            **kwargs,
        )


def link(name: str, key: str) -> str:
    """Return the address of a form or drawing, or nothing where there is none."""
    if not key:
        return ""
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""


class ChangeScreen(OneService, FormScreen):
    """Change the facts of a service."""

    right = access.CHANGE
    page_title = gettext_lazy("Change service")
    form_class = ServiceForm

    def initial(self) -> dict[str, Any]:
        """Show what is known."""
        known = {name: getattr(self.service, name, None) for name in ServiceForm.base_fields}
        return known | {"topics": [topic.slug for topic in self.service.topics.all()]}

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Change it."""
        facts = dict(facts)
        topics = facts.pop("topics")
        services.change_service(service_id=self.service.pk, facts=facts, topics=topics, **who)
        messages.success(self.request, _("The service is changed."))
        return self.back()


class FeeScreen(OneService, FormScreen):
    """Set what a service costs from a day on."""

    right = access.SET_FEE
    page_title = gettext_lazy("Set the fee")
    form_class = FeeForm

    def initial(self) -> dict[str, Any]:
        """Show the fee in force, to be changed."""
        fee = queries.fee_row(self.service, today())
        if fee is None:
            return {}
        known = {name: getattr(fee, name) for name in FEE_FACTS}
        basis = {"legal_basis_el": fee.legal_basis_el, "legal_basis_en": fee.legal_basis_en}
        return known | basis | {"rows_text": "\n".join(map(row_line, fee.rows))}

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Set it."""
        services.set_fee(service_id=self.service.pk, facts=self.sent.facts, **who)
        messages.success(self.request, _("The fee is set. Earlier ones stay as they were."))
        return self.back()


class DropFeeScreen(OneService):
    """Take back a fee that does not apply yet."""

    right = access.SET_FEE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        """Take it back, or say why it stays."""
        fee = next((row for row in self.service.fees.all() if row.pk == pk), None)
        since = fee.valid_from if fee else athens_day(timezone.now())
        try:
            services.drop_announced_fee(
                service_id=self.service.pk, valid_from=since, actor=self.user, at=timezone.now()
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The announced fee is taken back."))
        return redirect(self.back())


class WindowScreen(OneService, FormScreen):
    """Announce when a service takes applications."""

    right = access.ANNOUNCE
    page_title = gettext_lazy("Announce a window")
    form_class = WindowForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Announce it."""
        services.announce_window(service_id=self.service.pk, **facts, **who)
        messages.success(self.request, _("The window is announced on the card."))
        return self.back()


class CheckedScreen(OneService, FormScreen):
    """Note that a service was checked."""

    right = access.CHANGE
    page_title = gettext_lazy("Mark as checked today")
    form_class = CheckedForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Note it."""
        services.mark_checked(service_id=self.service.pk, **facts, **who)
        messages.success(self.request, _("The card now says that it was checked today."))
        return self.back()


class DocumentsScreen(OneService):
    """Say which documents a service asks for."""

    right = access.CHANGE
    page_title = gettext_lazy("Documents asked for")
    template_name = "catalogue/documents.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show them."""
        known = [
            {**as_initial(one), "ORDER": place}
            for place, one in enumerate(self.service.documents, start=1)
        ]
        return self.shown(DocumentSet(initial=known, prefix="d"))

    def shown(self, formset: Any, status: int = 200) -> HttpResponse:
        """Show the documents."""
        context = self.get_context_data(formset=formset, back=self.back())
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep them, or show what was wrong."""
        formset = DocumentSet(request.POST, prefix="d")
        if not formset.is_valid():
            return self.shown(formset, status=422)
        services.change_service(
            service_id=self.service.pk,
            facts={"documents": documents_of(formset)},
            actor=self.user,
            at=timezone.now(),
        )
        messages.success(request, _("The documents are changed."))
        return redirect(self.back())


class ContactsScreen(StaffScreen):
    """How citizens reach each department."""

    right = access.CONTACTS
    page_title = gettext_lazy("Contacts of offices")
    template_name = "catalogue/contacts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the contacts."""
        return super().get_context_data(contacts=queries.contacts(), **kwargs)


class ContactScreen(FormScreen):
    """Set the contact of a department."""

    right = access.CONTACTS
    page_title = gettext_lazy("Contact of an office")
    form_class = ContactForm

    def back(self) -> str:
        """Return the list of contacts."""
        return reverse("catalogue:contacts")

    def initial(self) -> dict[str, Any]:
        """Show what is known of the department in the address."""
        wanted = self.request.GET.get("department", "")
        known = queries.offices().get(int(wanted)) if wanted.isdigit() else None
        if known is None:
            return {"department_id": wanted}
        return {name: getattr(known, name) for name in ContactForm.base_fields}

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Set it."""
        facts = dict(facts)
        services.set_contact(department_id=facts.pop("department_id"), facts=facts, **who)
        messages.success(self.request, _("The contact is set."))
        return self.back()
