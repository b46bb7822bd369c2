"""Rights as a table: who may open which address. An address that is missing fails the suite.

OPEN: everybody. SIGNED: whoever signed in. CITIZENS: whoever is a person in the register.
`own(…)`: the owner of the row, and these of the staff; a stranger learns nothing.
`staff(…)`: these roles and nobody else.
"""

from dataclasses import dataclass

ROLES = (
    "nobody",
    "stranger",
    "owner",
    "clerk",
    "treasurer",
    "head",
    "auditor",
    "editor",
    "administrator",
)


@dataclass(frozen=True)
class Rule:
    """Who is let in, and what kind of answer the rest get."""

    allowed: frozenset[str]
    kind: str


def own(*staff_roles: str) -> Rule:
    """Return the rule of a row that one citizen owns; some staff may see it too."""
    return Rule(frozenset({"owner", *staff_roles}), "own")


def staff(*roles: str) -> Rule:
    """Return the rule of a staff screen."""
    return Rule(frozenset(roles), "staff")


OPEN = Rule(frozenset(ROLES), "open")
SIGNED = Rule(frozenset(ROLES) - {"nobody"}, "signed")
CITIZENS = Rule(frozenset({"stranger", "owner"}), "own")
NOBODY = Rule(frozenset(), "own")
OFFICE = ("clerk", "treasurer", "head", "auditor")

# These lead on by design: to the page of a language, to the sign-in, to what comes next.
LEADS_ON = {
    "choose_language",
    "cms/login/",
    "second_factor:challenge",
    "payments:review",
    "payments:return",
    "tourist_fee:amount",
    "tourist_fee:files",
    "tourist_fee:check",
    "business_fees:invite",
    "budget:start",
}

MATRIX: dict[str, Rule] = {
    # operations and conventions
    "live": OPEN,
    "ready": OPEN,
    "metrics": NOBODY,
    "sitemap": OPEN,
    "robots": OPEN,
    "security_txt": OPEN,
    "stripe_webhook": OPEN,
    "demo_mail": OPEN,
    "choose_language": OPEN,
    # the site
    "town_css": OPEN,
    "picture": OPEN,
    "news:feed": OPEN,
    "agenda:calendar": OPEN,
    "agenda:event": OPEN,
    "search:results": OPEN,
    "home:feedback": OPEN,
    "home:feedback_thanks": OPEN,
    "content:pages:listing": OPEN,
    "content:pages:detail": OPEN,
    "content:pages:find": OPEN,
    "content:images:listing": OPEN,
    "content:images:detail": OPEN,
    "content:images:find": OPEN,
    "content:documents:listing": OPEN,
    "content:documents:detail": OPEN,
    "content:documents:find": OPEN,
    # signing in, and one's own account
    "cms/login/": OPEN,
    "second_factor:challenge": SIGNED,
    "second_factor:setup": SIGNED,
    "second_factor:authenticator": SIGNED,
    "second_factor:qr": SIGNED,
    "second_factor:passkey": SIGNED,
    "otp_webauthn:credential-registration-begin": SIGNED,
    "otp_webauthn:credential-registration-complete": SIGNED,
    "otp_webauthn:credential-authentication-complete": OPEN,
    "api_second_factor": SIGNED,
    "accounts:home": SIGNED,
    "accounts:profile": SIGNED,
    "accounts:language": SIGNED,
    "accounts:contact": SIGNED,
    "accounts:mandates": SIGNED,
    "accounts:mandate_give": CITIZENS,
    "accounts:mandate_revoke": own(),
    "accounts:security": SIGNED,
    "accounts:recovery_codes": Rule(frozenset({*OFFICE, "editor", "administrator"}), "staff"),
    "accounts:device_remove": own(),
    "accounts:session_end": own(),
    "accounts:sessions_end": SIGNED,
    "accounts:data": SIGNED,
    "accounts:confirm": SIGNED,
    # declaring
    "tourist_fee:home": OPEN,
    "tourist_fee:establishments": SIGNED,
    "tourist_fee:establishment": own("clerk"),
    "tourist_fee:declare": own("clerk"),
    "tourist_fee:receipts": own("clerk"),
    "tourist_fee:amount": own("clerk"),
    "tourist_fee:files": own("clerk"),
    "tourist_fee:remove_file": own("clerk"),
    "tourist_fee:check": own("clerk"),
    "tourist_fee:declaration": own(*OFFICE),
    "tourist_fee:sent": own(*OFFICE),
    "tourist_fee:declaration_pdf": own(*OFFICE),
    "tourist_fee:correct": own("clerk"),
    "tourist_fee:attachment": own(*OFFICE),
    "api_tf_establishments": SIGNED,
    "api_tf_periods": own("clerk"),
    "api_tf_draft": own("clerk"),
    "api_tf_files": own("clerk"),
    "api_tf_file": own("clerk"),
    "api_tf_declarations": SIGNED,
    "api_tf_declaration": own(*OFFICE),
    "api_tf_correct": own("clerk"),
    "api_tf_document": own(*OFFICE),
    # owing and paying
    "debts:list": SIGNED,
    "debts:statement": SIGNED,
    "debts:statement_pdf": CITIZENS,
    "debts:statement_csv": CITIZENS,
    "debts:detail": own(*OFFICE),
    "api_debts": SIGNED,
    "api_statement": CITIZENS,
    "api_debt": own(*OFFICE),
    "api_payment_code": OPEN,
    "api_payments": SIGNED,
    "api_payment": own(*OFFICE),
    "api_receipt": own(*OFFICE),
    "pay:by_rf": OPEN,
    "payments:review": OPEN,
    "payments:start": OPEN,
    "payments:return": own(*OFFICE),
    "payments:again": own(*OFFICE),
    "payments:give_up": own(*OFFICE),
    "payments:receipt": own(*OFFICE),
    "payments:receipt_pdf": own(*OFFICE),
    # offices: business fees
    "business_fees:overview": staff(*OFFICE),
    "business_fees:invite": staff("clerk"),
    "business_fees:finding": staff("clerk", "treasurer", "head"),
    "business_fees:register": staff(*OFFICE),
    "business_fees:new": staff("clerk"),
    "business_fees:import": staff("clerk"),
    "business_fees:establishment": staff(*OFFICE),
    "business_fees:change": staff("clerk", "head"),
    "business_fees:close": staff("clerk", "head"),
    "business_fees:declarations": staff(*OFFICE),
    "business_fees:declaration": staff(*OFFICE),
    "business_fees:aade": staff("clerk"),
    "business_fees:aade_run": staff("clerk"),
    "fee_categories:add": staff("clerk"),
    "fee_categories:edit": staff("clerk", "head"),
    "fee_receivers:add": staff("clerk"),
    "fee_receivers:edit": staff("clerk", "head"),
    # offices: revenue
    "revenue:charges": staff(*OFFICE),
    "revenue:charge": staff(*OFFICE),
    "revenue:cancel": staff("clerk"),
    "revenue:cash": staff("treasurer"),
    "revenue:aged": staff(*OFFICE),
    "revenue:payments": staff(*OFFICE),
    "revenue:payment": staff(*OFFICE),
    "revenue:reverse": staff("treasurer"),
    "revenue:receipts": staff(*OFFICE),
    "revenue:receipt": staff(*OFFICE),
    "revenue:credits": staff(*OFFICE),
    "revenue:refund": staff("treasurer"),
    "revenue:tariffs": staff(*OFFICE),
    "revenue:set_tariff": staff("clerk"),
    "revenue:kinds": staff(*OFFICE),
    "revenue:reconciliation": staff(*OFFICE, "administrator"),
    "card_payments:notices": staff("treasurer", "head", "auditor", "administrator"),
    "card_payments:notice": staff("treasurer", "head", "auditor", "administrator"),
    "card_payments:attempts": staff("treasurer", "head", "auditor", "administrator"),
    # offices: the books
    "budget:start": staff(*OFFICE),
    "budget:execution": staff(*OFFICE),
    "budget:lines": staff(*OFFICE),
    "budget:import": staff("head"),
    "budget:move": staff("head"),
    "budget:amendments": staff(*OFFICE),
    "budget:amendment": staff("head"),
    "ledger:chart": staff(*OFFICE),
    "ledger:card": staff(*OFFICE),
    "ledger:entries": staff(*OFFICE),
    "ledger:entry": staff(*OFFICE),
    "ledger:reverse": staff("treasurer"),
    "ledger:balance": staff(*OFFICE),
    "ledger:periods": staff(*OFFICE),
    "ledger:close": staff("head"),
    "ledger:close_for_good": staff("head"),
    "ledger:reopen": staff("head"),
    # persons, rights and the trail
    "parties:index": staff(*OFFICE),
    "parties:index_results": staff(*OFFICE),
    "parties:add": staff("clerk", "head"),
    "parties:edit": staff("clerk", "head"),
    "party-mandates:index": staff("clerk", "head", "auditor"),
    "party-mandates:index_results": staff("clerk", "head", "auditor"),
    "party-mandates:add": staff("clerk", "head"),
    "party-mandates:edit": staff("clerk", "head"),
    "role-assignments:index": staff("auditor", "administrator"),
    "role-assignments:index_results": staff("auditor", "administrator"),
    "role-assignments:add": staff("administrator"),
    "role-assignments:edit": staff("administrator"),
    "departments:index": staff("auditor", "administrator"),
    "departments:index_results": staff("auditor", "administrator"),
    "departments:add": staff("administrator"),
    "roles:index": staff("auditor", "administrator"),
    "roles:index_results": staff("auditor", "administrator"),
    "roles:inspect": staff("auditor", "administrator"),
    "wagtailusers_users:index": staff("auditor", "administrator"),
    "wagtailusers_users:index_results": staff("auditor", "administrator"),
    "wagtailusers_users:add": staff("administrator"),
    "wagtailusers_users:edit": staff("administrator"),
    "wagtailusers_users:devices": staff("administrator"),
    "audit:trail": staff("auditor", "administrator"),
    "audit:trail_results": staff("auditor", "administrator"),
}
