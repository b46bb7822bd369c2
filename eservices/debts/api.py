"""What is owed, for programs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from backoffice.kernel.dates import athens_day
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries

from . import access
from .forms import RfForm

MONEY = {"max_digits": 14, "decimal_places": 2}


class DebtSerializer(serializers.Serializer[Any]):
    """One debt today; amounts in euros."""

    code = serializers.CharField()
    number = serializers.CharField()
    label = serializers.CharField()
    period = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField()
    principal = serializers.DecimalField(source="principal_open", **MONEY)
    surcharge = serializers.DecimalField(**MONEY)
    total = serializers.DecimalField(**MONEY)
    rf_code = serializers.CharField()


class ExplainedDebtSerializer(DebtSerializer):
    """One debt with the tree that explains it."""

    explanation = serializers.SerializerMethodField()

    def get_explanation(self, debt: revenue_queries.Debt) -> dict[str, Any]:
        """Return the tree as plain values."""
        return debt.explanation.to_json()


class AmountSerializer(serializers.Serializer[Any]):
    """What whoever holds a payment code may know."""

    rf_code = serializers.CharField()
    total = serializers.DecimalField(**MONEY)


class MovementSerializer(serializers.Serializer[Any]):
    """One movement of the statement; amounts in euros."""

    on = serializers.DateField()
    label = serializers.CharField()
    debit = serializers.DecimalField(**MONEY)
    credit = serializers.DecimalField(**MONEY)
    balance = serializers.DecimalField(**MONEY)


class DebtsView(APIView):
    """Everything owed."""

    @extend_schema(responses=DebtSerializer(many=True), operation_id="debts_list")
    def get(self, request: Request) -> Response:
        """Return the open debts of everyone you may pay for, oldest due date first."""
        debtors = access.visible_debtors(request.user)
        debts = revenue_queries.debts_of(set(debtors), athens_day(timezone.now()))
        return Response(DebtSerializer(debts, many=True).data)


class DebtView(APIView):
    """One debt."""

    @extend_schema(responses=ExplainedDebtSerializer, operation_id="debts_read")
    def get(self, request: Request, code: str) -> Response:
        """Return a debt and why it is that amount."""
        charge = revenue_access.charge_for(request.user, code)
        debt = revenue_queries.debt_of(charge, athens_day(timezone.now()))
        return Response(ExplainedDebtSerializer(debt).data)


class StatementView(APIView):
    """Every movement."""

    @extend_schema(responses=MovementSerializer(many=True), operation_id="debts_statement")
    def get(self, request: Request) -> Response:
        """Return every charge and payment until today with the running balance."""
        debtors = access.visible_debtors(request.user)
        statement = revenue_queries.statement(set(debtors), athens_day(timezone.now()))
        return Response(MovementSerializer(statement.movements, many=True).data)


class PaymentCodeView(APIView):
    """A debt by its RF code, without signing in."""

    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "anon"

    @extend_schema(responses=AmountSerializer, operation_id="debts_by_code")
    def get(self, request: Request, rf: str) -> Response:
        """Return the amount owed on a payment code, and nothing about the debtor."""
        form = RfForm({"rf": rf})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        debt = revenue_queries.debt_by_rf(form.cleaned_data["rf"], athens_day(timezone.now()))
        if debt is None:
            return Response({"detail": "No open debt has this code."}, status=404)
        return Response(AmountSerializer(debt).data)
