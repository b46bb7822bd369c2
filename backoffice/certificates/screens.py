"""Staff screens of certificates: given at the counter, looked up, revoked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from backoffice.party.queries import party_by_afm

from . import access, queries, services
from .errors import UnknownHolder
from .forms import (
    CertificatesForm,
    FigureForm,
    GiveForm,
    JudgeForm,
    ReasonForm,
    ReplaceForm,
    TermsForm,
)

COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Kind"),
    gettext_lazy("For whom"),
    gettext_lazy("AFM"),
    gettext_lazy("Issued on"),
    gettext_lazy("Valid until"),
    gettext_lazy("Revoked at"),
)


def kind_name(code: str) -> str:
    """Return what a kind is called."""
    return str(queries.kind_of(code).name)


class CertificatesScreen(FilteredScreen):
    """The register of certificates, and those that are no longer true."""

    right = access.SEE
    page_title = gettext_lazy("Certificates")
    template_name = "certificates/list.html"
    form_class = CertificatesForm
    filename = "certificates"

    def table(self) -> Table:
        """Return the chosen certificates as rows of a file."""
        found = queries.certificates(**self.form.chosen)
        return COLUMNS, (
            (
                str(row),
                kind_name(row.kind),
                row.party.full_name,
                row.party.afm or "",
                row.on,
                row.valid_until,
                row.revoked_at,
            )
            for row in found.iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of certificates and those to look at."""
        page = self.page_of(queries.certificates(**self.form.chosen))
        return super().get_context_data(
            page=page,
            rows=[(row, kind_name(row.kind), queries.state_of(row)) for row in page],
            untrue=queries.no_longer_true(today())[:20],
            may_give=self.user.has_perm(access.GIVE),
            may_set=self.user.has_perm("certificates.add_terms"),
            **kwargs,
        )


class FormScreen(ActScreen):
    """A form about certificates, with the way back to their register."""

    def back(self) -> str:
        """Lead back to the register."""
        return reverse("certificates:list")


class GiveScreen(FormScreen):
    """Give a certificate at the counter."""

    right = access.GIVE
    page_title = gettext_lazy("Give a certificate")
    form_class = GiveForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Ask for it, and show the certificate or what stands against it."""
        party = party_by_afm(facts["afm"].strip())
        if party is None:
            raise UnknownHolder(
                _("Nobody in the register has this AFM. Enter the person there first.")
            )
        made = services.obtain(
            kind=facts["kind"],
            party_id=party.pk,
            key=f"counter:{facts['key']}",
            purpose=facts["purpose"],
            **who,
        )
        return reverse("certificates:application", args=[made.code])


class ApplicationScreen(StaffScreen):
    """One application: its certificate, or what stands against it."""

    right = access.SEE
    template_name = "certificates/application.html"

    def look(self) -> Look | None:
        """Say whose certificate it shows."""
        return Look("certificate", [self.made.party_id], kind_name(self.made.kind))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the application, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.made = access.application_for(request.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return what was asked for."""
        return kind_name(self.made.kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the certificate and what may be done."""
        certificate = queries.certificate_of(self.made)
        ways = _ways(self.user, certificate) if certificate is not None else {}
        return super().get_context_data(
            made=self.made,
            certificate=certificate,
            state=queries.state_of(certificate) if certificate else "",
            may_give=self.user.has_perm(access.GIVE),
            later=queries.successor_of(certificate) if certificate else None,
            **ways,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look again, after somebody paid."""
        if not self.user.has_perm(access.GIVE):
            raise Http404
        services.go_on(application_id=self.made.pk, actor=self.user, at=timezone.now())
        return redirect("certificates:application", self.made.code)


def _ways(user: Any, certificate: Any) -> dict[str, Any]:
    """Return what may be done with a certificate: revoked, or replaced on which screen."""
    kind = queries.kind_of(certificate.kind)
    may_revoke = certificate.revoked_at is None and user.has_perm(access.REVOKE)
    if queries.successor_of(certificate) is not None:
        return {"may_revoke": False, "replace_url": "", "may_judge": False}
    if kind.is_of_registers and user.has_perm(access.REVOKE):
        url = reverse("certificates:replace", args=[certificate.code])
    elif kind.is_attested and access.may_state(user, kind):
        address = reverse("certificates:state", args=[kind.code])
        url = f"{address}?{urlencode({'replaces': certificate.code})}"
    else:
        url = ""
    may_judge = may_revoke and certificate.doubted_at is not None
    return {"may_revoke": may_revoke, "replace_url": url, "may_judge": may_judge}


class OneCertificate(StaffScreen):
    """What the screens of one certificate share."""

    right = access.SEE

    def look(self) -> Look | None:
        """Say whose certificate it shows."""
        kind = kind_name(self.certificate.kind)
        return Look("certificate", [self.certificate.party_id], kind)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the certificate, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.certificate = access.certificate_for(request.user, kwargs["code"])


class FileScreen(OneCertificate):
    """The sealed file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hand it out."""
        return file_response(self.certificate)


def file_response(certificate: Any) -> HttpResponse:
    """Return the sealed file for keeping.

    :raises Http404: while its seal waits for an authority
    """
    sealed = queries.file_of(certificate)
    if sealed is None:
        raise Http404
    response = HttpResponse(sealed.content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{sealed.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


class RevokeScreen(OneCertificate, FormScreen):
    """Revoke a certificate."""

    right = access.REVOKE
    page_title = gettext_lazy("Revoke certificate")
    form_class = ReasonForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Revoke it."""
        services.revoke_certificate(certificate_id=self.certificate.pk, **facts, **who)
        messages.success(self.request, _("It is revoked. Whoever checks it is told so."))
        return reverse("certificates:application", args=[self.certificate.application.code])


class JudgeScreen(OneCertificate, FormScreen):
    """Judge a certificate whose ground fell away: it stands, or it is revoked."""

    right = access.REVOKE
    page_title = gettext_lazy("Judge certificate")
    template_name = "certificates/judge.html"
    form_class = JudgeForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the certificate; one that nobody examines has nothing to judge."""
        super().setup(request, *args, **kwargs)
        if self.certificate.doubted_at is None:
            raise Http404

    def get_page_title(self) -> str:
        """Name the certificate."""
        return f"{self.page_title} {self.certificate}"

    def back(self) -> str:
        """Lead back to the certificate."""
        return reverse("certificates:application", args=[self.certificate.application.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what is judged, and why."""
        kind = kind_name(self.certificate.kind)
        return super().get_context_data(certificate=self.certificate, kind=kind, **kwargs)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Uphold or revoke it, and show it."""
        judged = {"certificate_id": self.certificate.pk, "reason": facts["reason"], **who}
        if facts["verdict"] == "stands":
            services.uphold_certificate(**judged)
        else:
            services.revoke_certificate(**judged)
        messages.success(self.request, _("It is judged. Whoever checks it reads so."))
        return reverse("certificates:application", args=[self.certificate.application.code])


class ReplaceScreen(OneCertificate, FormScreen):
    """Replace a certificate by one of what the registers say now."""

    right = access.REVOKE
    page_title = gettext_lazy("Replace certificate")
    form_class = ReplaceForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the certificate; one whose facts are stated is replaced by stating them anew."""
        super().setup(request, *args, **kwargs)
        if not queries.kind_of(self.certificate.kind).is_of_registers:
            raise Http404

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Replace it, and show the new one."""
        made = services.replace_certificate(
            certificate_id=self.certificate.pk,
            reason=facts["reason"],
            key=f"replace:{facts['key']}",
            **who,
        )
        messages.success(self.request, _("It is replaced. Whoever checks the old one is told so."))
        return reverse("certificates:application", args=[made.code])


class FigureScreen(FormScreen):
    """Set a figure of a kind from a day on."""

    right = "certificates.add_terms"
    page_title = gettext_lazy("Figures of certificates")
    template_name = "certificates/figures.html"
    form_class = FigureForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the figures that apply today beside the form."""
        return super().get_context_data(rows=queries.figures(today()), **kwargs)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Set it."""
        kind, _point, key = facts.pop("figure").partition(".")
        services.set_figure(kind=kind, key=key, **facts, **who)
        messages.success(self.request, _("The figure is set."))
        return reverse("certificates:figures")


class TermsScreen(FormScreen):
    """Set for how many days a kind may be used."""

    right = "certificates.add_terms"
    page_title = gettext_lazy("Terms of a certificate")
    form_class = TermsForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Set them."""
        services.set_terms(**facts, **who)
        messages.success(self.request, _("The terms are set."))
        return reverse("certificates:list")
