"""Doors for everybody: is this document ours and still valid, and how fast we answer."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.kernel.dates import athens_day

from . import queries
from .models import Issue
from .proofs import proof_of
from .steps import DraftState


class CodeForm(forms.Form):
    """The code that stands on a paper."""

    code = forms.CharField(
        label=_("Verification code"),
        help_text=_("As printed, with or without hyphens."),
        max_length=60,
    )

    def clean_code(self) -> str:
        """Return the letters and digits alone."""
        code = "".join(sign for sign in self.cleaned_data["code"].upper() if sign.isalnum())
        if not (code and code.isascii()):
            raise forms.ValidationError(_("Write the code as it is printed: letters and digits."))
        return code


@require_safe
@never_cache
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a paper, and lead to the page that says whether it is valid."""
    form = CodeForm(request.GET or None)
    if form.is_valid():
        return redirect("verify", form.cleaned_data["code"])
    status = 422 if form.errors else 200
    return render(request, "documents/circulation/ask_code.html", {"form": form}, status=status)


@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a document with a verification code is ours and valid; no person is named."""
    plain = code.replace("-", "").upper()
    issue = queries.issue_by_verification(plain)
    if issue is not None:
        answer = render(request, "documents/circulation/verify.html", _standing(issue))
    else:
        proof = proof_of(plain)
        if proof is None:
            raise Http404
        answer = render(request, "documents/circulation/proof.html", {"proof": proof})
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _standing(issue: Issue) -> dict[str, Any]:
    later = queries.later_repetition(issue)
    is_cancelled = issue.draft.state == DraftState.CANCELLED or issue.entry.is_cancelled
    return {
        "issue": issue,
        "later": later,
        "state": "cancelled" if is_cancelled else "replaced" if later else "valid",
    }


class FigureRow(serializers.Serializer[Any]):
    """The answers of one month in one service."""

    month = serializers.DateField()
    service = serializers.CharField()
    count = serializers.IntegerField()
    median_days = serializers.FloatField()
    slow_days = serializers.IntegerField()
    in_time = serializers.IntegerField()
    share_in_time = serializers.IntegerField()


class AnswerTimes(APIView):
    """How fast the town answers, by month and service."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    @extend_schema(responses=FigureRow(many=True))
    def get(self, request: Request) -> Response:
        """Return the figures of the last twelve months."""
        rows = queries.answer_times(on=athens_day(timezone.now()))
        return Response(FigureRow(rows, many=True).data)
