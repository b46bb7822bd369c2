"""What is owed, for programs."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.kernel.api import ProblemSerializer
from backoffice.kernel.dates import athens_day
from backoffice.kernel.explanation import Node
from backoffice.kernel.languages import language
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries
from eservices.payments.payment_codes import TooManyGuesses, open_debt, visitor_of
from theme.formatting import formula

from . import access, queries
from .forms import RfForm

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours to see.")


class DebtSerializer(serializers.Serializer[Any]):
    """One debt today; amounts in euros."""

    code = serializers.CharField(help_text="Public code of the charge.")
    number = serializers.CharField(help_text="Number of the charge.")
    label = serializers.SerializerMethodField(help_text="What it is for.")  # type: ignore[assignment]
    debtor = serializers.CharField(help_text="Who owes it.")
    due_on = serializers.DateField(help_text="Last day to pay without surcharge.")
    is_overdue = serializers.BooleanField(help_text="Whether that day has passed.")
    principal = serializers.DecimalField(
        source="principal_open", **MONEY, help_text="What is left of the debt itself."
    )
    surcharge = serializers.DecimalField(**MONEY, help_text="Surcharge up to today.")
    expenses = serializers.DecimalField(**MONEY, help_text="Collection expenses not paid yet.")
    holds = serializers.ListField(
        child=serializers.CharField(), help_text="arranged, suspended, disputed: what stands on it."
    )
    total = serializers.DecimalField(**MONEY, help_text="Owed today.")
    early_off = serializers.DecimalField(
        **MONEY, help_text="What `total` is less, if all of it is paid by `early_until`."
    )
    early_until = serializers.DateField(
        allow_null=True, help_text="Last day to pay less; null where the law knows no such day."
    )
    rf_code = serializers.CharField(help_text="RF payment code (ISO 11649).")

    @cached_property
    def spoken(self) -> str:
        """The language of the answer, looked up once and not for each of thousands of debts."""
        return language()

    def get_label(self, debt: revenue_queries.Debt) -> str:
        """Return what the debt is for, in the language of the answer."""
        return queries.label_of(debt, self.spoken)

    def to_representation(self, instance: revenue_queries.Debt) -> dict[str, Any]:
        """Return the fields above; thousands of debts field by field would cost most of a page."""
        return {
            "code": instance.code,
            "number": instance.number,
            "label": self.get_label(instance),
            "debtor": instance.debtor,
            "due_on": instance.due_on.isoformat(),
            "is_overdue": instance.is_overdue,
            "principal": f"{instance.principal_open:.2f}",
            "surcharge": f"{instance.surcharge:.2f}",
            "expenses": f"{instance.expenses:.2f}",
            "holds": [str(hold) for hold in instance.holds],
            "total": f"{instance.total:.2f}",
            "early_off": f"{instance.early_off:.2f}",
            "early_until": instance.early_until.isoformat() if instance.early_until else None,
            "rf_code": instance.rf_code,
        }


class NodeSerializer(serializers.Serializer[Any]):
    """One step of a calculation."""

    label = serializers.SerializerMethodField(help_text="What the step is.")  # type: ignore[assignment]
    amount = serializers.DecimalField(**MONEY, allow_null=True, help_text="Euros.")
    formula = serializers.SerializerMethodField(help_text="How it was calculated.")
    base = serializers.DecimalField(
        max_digits=18, decimal_places=4, allow_null=True, help_text="What the rate was applied to."
    )
    rate = serializers.DecimalField(
        max_digits=14, decimal_places=7, allow_null=True, help_text="The rate, as a fraction."
    )
    basis = serializers.CharField(allow_blank=True, help_text="The law.")
    decision = serializers.CharField(allow_blank=True, help_text="The council's decision.")
    children = serializers.SerializerMethodField(help_text="The steps it consists of.")

    def get_label(self, node: Node) -> str:
        """Return what the step is, in the language of the answer."""
        return node.label_en if language() == "en" else node.label_el

    def get_formula(self, node: Node) -> str:
        """Return how it was calculated, in the language of the answer."""
        return formula(node.formula, node.base, node.rate, language())

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Node"}})
    def get_children(self, node: Node) -> list[dict[str, Any]]:
        """Return the steps below."""
        return [dict(NodeSerializer(child).data) for child in node.children]


class ExplainedDebtSerializer(DebtSerializer):
    """One debt with the tree that explains it."""

    explanation = NodeSerializer()

    def to_representation(self, instance: revenue_queries.Debt) -> dict[str, Any]:
        """Return the debt and its tree."""
        tree = dict(NodeSerializer(instance.explanation).data)
        return {**super().to_representation(instance), "explanation": tree}


class AmountSerializer(serializers.Serializer[Any]):
    """What whoever holds a payment code may know."""

    rf_code = serializers.CharField(help_text="The code.")
    payee = serializers.CharField(help_text="Who is paid.")
    total = serializers.DecimalField(**MONEY, help_text="Euros owed today.")


class MovementSerializer(serializers.Serializer[Any]):
    """One movement of the statement; amounts in euros."""

    on = serializers.DateField(help_text="The day of the books.")
    kind = serializers.CharField(help_text="charge, payment, reversal, surcharge, reduction…")
    label = serializers.SerializerMethodField(help_text="What moved.")  # type: ignore[assignment]
    debit = serializers.DecimalField(**MONEY, help_text="What was owed more.")
    credit = serializers.DecimalField(**MONEY, help_text="What was paid or taken off.")
    balance = serializers.DecimalField(**MONEY, help_text="What was owed after it.")
    recorded_at = serializers.DateTimeField(help_text="When the town's books knew it.")
    entry = serializers.CharField(help_text="Number of the journal entry.")

    def get_label(self, row: revenue_queries.CardRow) -> str:
        """Return what moved, in the language of the answer."""
        return queries.movement_label(row, language())


class StatementSerializer(serializers.Serializer[Any]):
    """A debtor's account as it stood on a day."""

    debtor = serializers.CharField(source="name", help_text="Whose account.")
    on = serializers.DateField(help_text="As of the end of this day.")
    balance = serializers.DecimalField(**MONEY, help_text="Euros; below zero is a credit.")
    movements = MovementSerializer(source="rows", many=True)


class StatementQuerySerializer(serializers.Serializer[Any]):
    """Which statement."""

    on = serializers.DateField(required=False, help_text="The day; today if left out.")
    known_on = serializers.DateField(
        required=False, help_text="Leave out what was entered after this day."
    )
    debtor = serializers.CharField(
        required=False, max_length=24, help_text="Code of the debtor; you if left out."
    )


class DebtsView(APIView):
    """Everything owed."""

    @extend_schema(responses=DebtSerializer(many=True), operation_id="debts_list")
    def get(self, request: Request) -> Response:
        """Return the open debts of everyone you may pay for, oldest due date first."""
        visible = revenue_access.visible_party_ids(request.user)
        debts = revenue_queries.debts_of(visible, athens_day(timezone.now()))
        return Response(DebtSerializer(debts, many=True).data)


class SumSerializer(serializers.Serializer[Any]):
    """A sum to pay without choosing debts."""

    sum = serializers.DecimalField(**MONEY, min_value=Decimal("1.00"), help_text="Euros.")
    debtor = serializers.CharField(
        required=False, max_length=24, help_text="Code of the debtor; you if left out."
    )


class SumPartSerializer(serializers.Serializer[Any]):
    """One charge to pay with `POST /payments/`."""

    charge = serializers.CharField(source="debt.code", help_text="Code of the charge.")
    amount = serializers.DecimalField(**MONEY, help_text="Euros.")


class SpreadSerializer(serializers.Serializer[Any]):
    """Where a sum goes, in the order of crediting."""

    items = SumPartSerializer(source="parts", many=True)
    total = serializers.DecimalField(**MONEY, help_text="What the debts take, in euros.")
    left = serializers.DecimalField(**MONEY, help_text="What no debt takes, in euros.")


class SumView(APIView):
    """A sum without a named debt."""

    @extend_schema(
        request=SumSerializer,
        responses={200: SpreadSerializer, 404: NOT_FOUND},
        operation_id="debts_sum",
    )
    def post(self, request: Request) -> Response:
        """Return which debts a sum goes to; nothing is written or paid."""
        asked = SumSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        visible = access.debtors_for(request.user)
        debtors = access.chosen_of(visible, asked.validated_data.get("debtor", ""))
        today = athens_day(timezone.now())
        spread = queries.sum_of(debtors, asked.validated_data["sum"], today)
        if spread is None:
            return Response({"detail": _("We do not know yet who you are.")}, status=404)
        return Response(SpreadSerializer(spread).data)


class DebtView(APIView):
    """One debt."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of the charge."
            )
        ],
        responses={200: ExplainedDebtSerializer, 404: NOT_FOUND},
        operation_id="debts_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return a debt and why it is that amount."""
        charge = revenue_access.charge_for(request.user, code)
        debt = revenue_queries.debt_of(charge.pk, athens_day(timezone.now()))
        return Response(ExplainedDebtSerializer(debt).data)


class StatementView(APIView):
    """Every movement."""

    @extend_schema(
        parameters=[StatementQuerySerializer],
        responses={200: StatementSerializer, 404: NOT_FOUND},
        operation_id="debts_statement",
    )
    def get(self, request: Request) -> Response:
        """Return every charge and payment of a debtor until a day, with the running balance."""
        asked = StatementQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        today = athens_day(timezone.now())
        day = min(asked.validated_data.get("on", today), today)
        debtors = access.chosen_of(
            access.debtors_for(request.user), asked.validated_data.get("debtor", "")
        )
        statement = queries.statement_of(debtors, day, asked.validated_data.get("known_on"))
        if statement is None:
            return Response({"detail": _("We do not know yet who you are.")}, status=404)
        return Response(StatementSerializer(statement).data)


class PaymentCodeView(APIView):
    """A debt by its RF code, without signing in."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        auth=[],
        parameters=[
            OpenApiParameter(
                "rf", OpenApiTypes.STR, OpenApiParameter.PATH, description="The RF payment code."
            )
        ],
        responses={
            200: AmountSerializer,
            400: OpenApiResponse(ProblemSerializer, "Not a valid RF code."),
            404: OpenApiResponse(ProblemSerializer, "No debt has this code."),
            429: OpenApiResponse(ProblemSerializer, "Too many unknown codes from one place."),
        },
        operation_id="payment_codes_read",
    )
    def get(self, request: Request, rf: str) -> Response:
        """Return payee and amount owed on a payment code, and nothing about the debtor."""
        form = RfForm({"rf": rf})
        if not form.is_valid():
            return Response({"detail": form.errors["rf"][0]}, status=400)
        today = athens_day(timezone.now())
        try:
            debt = open_debt(form.cleaned_data["rf"], today, visitor_of(request))
        except TooManyGuesses as error:
            return Response({"detail": str(error)}, status=429)
        if debt is None:
            detail = _("We know no debt with this code. Compare it with the notice.")
            return Response({"detail": detail}, status=404)
        return Response(AmountSerializer(debt).data)
