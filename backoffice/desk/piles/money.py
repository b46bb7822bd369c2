"""Money on its way: cash desks, bank orders, payments without an end; the fees of businesses."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.business_fees import queries as business
from backoffice.desk.worklist import Source
from backoffice.revenue import queries as revenue
from backoffice.treasury import queries as treasury

from .people import SECOND
from .shapes import allowed, closing_time, colleague, joined, name_of, number_of, page, shelf

CANCELLATION = {
    "item_key": "code",
    "item_title": "reason",
    "item_subject": number_of("receipt__"),
    "item_person": name_of("receipt__payment__party"),
    "item_opened": "asked_at",
}
PERIOD = {
    "item_title": "establishment__trade_name",
    "item_subject": "period",
    "item_person": name_of("establishment__party"),
    "item_opened": closing_time("last_on"),
}
SOURCES = (
    Source(
        "treasury.session",
        _("Cash desks that await approval"),
        allowed(
            "treasury.approve_session", lambda user, on: treasury.waiting.sessions_to_approve(user)
        ),
        {
            "item_key": "code",
            "item_title": "desk__name_el",
            "item_subject": number_of(),
            "item_person": colleague("cashier"),
            "item_opened": "opened_at",
        },
        page("treasury:session"),
        why=SECOND,
    ),
    Source(
        "treasury.cancellation",
        _("Receipts to be taken back"),
        allowed(
            "treasury.approve_session",
            lambda user, on: treasury.waiting.cancellations_to_decide(user),
        ),
        CANCELLATION,
        page("treasury:decide"),
        why=SECOND,
    ),
    Source(
        "treasury.hand_back",
        _("Money to hand back"),
        allowed("treasury.use_desk", lambda user, on: treasury.waiting.money_to_hand_back()),
        CANCELLATION,
        page("treasury:hand_back"),
        why=_("You keep a cash desk."),
    ),
    Source(
        "treasury.match",
        _("Bank sums that await a second person"),
        allowed("treasury.approve_sum", lambda user, on: treasury.matches_to_decide(user)),
        {
            "item_key": "sum__code",
            "item_title": "note",
            "item_subject": "sum__bank_reference",
            "item_person": name_of("party"),
            "item_opened": "proposed_at",
        },
        page("treasury:bank_sum"),
        why=SECOND,
    ),
    Source(
        "treasury.sum",
        _("Bank sums nobody matched yet"),
        allowed("treasury.match_sum", lambda user, on: treasury.bank_sums(state="waiting")),
        {
            "item_key": "code",
            "item_title": "text",
            "item_subject": "bank_reference",
            "item_person": "payer",
            "item_opened": "entered_at",
        },
        page("treasury:bank_sum"),
        why=_("You say whose a bank sum is."),
    ),
    Source(
        "revenue.refund",
        _("Refunds for a bank order"),
        allowed("revenue.refund_credit", lambda user, on: revenue.acts.refunds_to_pay()),
        {
            "item_key": "code",
            "item_title": "reason",
            "item_subject": number_of(),
            "item_person": name_of("party"),
            "item_opened": "proposed_at",
        },
        shelf("revenue:new_order"),
        why=_("You send refunds to the bank."),
    ),
    Source(
        "revenue.transfer",
        _("Transfers that the bank has not confirmed"),
        allowed("revenue.refund_credit", lambda user, on: revenue.waiting.transfers_ordered()),
        {
            "item_key": "order__code",
            "item_title": "payee",
            "item_subject": number_of("order__"),
            "item_person": name_of("act__party"),
            "item_due": closing_time("order__pay_on"),
            "item_opened": "order__made_at",
        },
        page("revenue:order"),
        why=_("You say what the bank paid and what came back."),
    ),
    Source(
        "revenue.payment",
        _("Payments without an end"),
        allowed(
            "revenue.reverse_payment",
            lambda user, on: revenue.waiting.payments_without_end(timezone.now()),
        ),
        {
            "item_key": "code",
            "item_title": "method__name_el",
            "item_subject": "code",
            "item_person": name_of("party"),
            "item_opened": "started_at",
        },
        page("revenue:payment"),
        why=_("You look after payments."),
    ),
    Source(
        "business_fees.finding",
        _("Findings to certify"),
        allowed(
            "business_fees.certify_finding",
            lambda user, on: business.waiting.findings_to_certify(user),
        ),
        {
            "item_key": "code",
            "item_title": "expected__establishment__trade_name",
            "item_subject": joined("number", "expected__period", between=" · "),
            "item_person": name_of("expected__establishment__party"),
            "item_opened": "declared_at",
        },
        page("business_fees:declaration"),
        why=SECOND,
    ),
    Source(
        "business_fees.missing",
        _("Declarations overdue"),
        allowed("business_fees.invite_missing", lambda user, on: business.waiting.to_invite(on)),
        PERIOD | {"item_key": "establishment__code", "item_due": closing_time("due_on")},
        page("business_fees:establishment"),
        why=_("You invite businesses to declare."),
    ),
    Source(
        "business_fees.unanswered",
        _("Invitations without an answer"),
        allowed("business_fees.assess_missing", lambda user, on: business.waiting.to_assess(on)),
        PERIOD | {"item_key": "pk", "item_due": closing_time("answer_by")},
        page("business_fees:finding"),
        why=_("You propose findings."),
    ),
)
