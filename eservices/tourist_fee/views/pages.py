"""Pages to read: start, establishments, periods, declarations and their documents."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backoffice.business_fees import access
from backoffice.business_fees.access import signed_in
from eservices.tourist_fee import documents, journey, services
from theme import pdf


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say who declares, by when, what it costs and what is needed."""
    return render(request, "tourist_fee/home.html")


@never_cache
@login_required
@require_safe
def establishments(request: HttpRequest) -> HttpResponse:
    """Show the establishments the user may declare for."""
    cards = journey.cards_for(signed_in(request.user), timezone.now())
    return render(request, "tourist_fee/establishments.html", {"cards": cards})


@never_cache
@login_required
@require_safe
def establishment(request: HttpRequest, code: str) -> HttpResponse:
    """Show an establishment's periods: what waits, what was declared."""
    page = journey.periods_page_for(signed_in(request.user), code, timezone.now())
    return render(request, "tourist_fee/establishment.html", {"page": page})


@never_cache
@login_required
@require_safe
def declaration(request: HttpRequest, code: str) -> HttpResponse:
    """Show one declaration with its lines, files, versions and what is owed."""
    page = journey.declaration_page_for(signed_in(request.user), code, timezone.now())
    return render(request, "tourist_fee/declaration.html", {"view": page.view, "page": page})


@never_cache
@login_required
@require_safe
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm that a declaration arrived, and say what happens next and when."""
    page = journey.declaration_page_for(signed_in(request.user), code, timezone.now())
    return render(request, "tourist_fee/sent.html", {"view": page.view, "page": page})


@never_cache
@login_required
@require_safe
def declaration_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out a declaration as a document to keep."""
    page = journey.declaration_page_for(signed_in(request.user), code, timezone.now())
    view = page.view
    body = pdf.render("declaration", documents.declaration(page, get_language() or "el"))
    response = HttpResponse(body, content_type="application/pdf")
    name = f"declaration-{view.declaration.year}-{view.declaration.number:06d}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@login_required
@require_POST
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a correction of a declaration."""
    held = access.correctable_declaration_for(signed_in(request.user), code)
    draft = services.open_correction(
        user=signed_in(request.user), declaration=held, at=timezone.now()
    )
    return redirect("tourist_fee:receipts", held.expected.establishment.code, draft.period)


@never_cache
@login_required
@require_safe
def attachment(request: HttpRequest, code: str) -> FileResponse:
    """Hand out an attached file to be saved, never to be shown by the browser."""
    held = access.attachment_for(signed_in(request.user), code)
    response = FileResponse(
        held.file.open("rb"),
        as_attachment=True,
        filename=held.original_name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
