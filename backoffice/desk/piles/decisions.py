"""What awaits a decision or a second person in revenue, arrangements and enforcement."""

from django.utils.translation import gettext_lazy as _

from backoffice.arrangements import queries as arrangements
from backoffice.desk.worklist import Source
from backoffice.enforcement import queries as enforcement
from backoffice.enforcement.states import Way
from backoffice.revenue import queries as revenue

from .people import SECOND
from .shapes import allowed, in_words, name_of, number_of, page

ACT = {
    "item_key": "code",
    "item_title": "reason",
    "item_subject": number_of(),
    "item_person": name_of("party"),
    "item_department": "department_id",
    "item_opened": "proposed_at",
}
LIST = {
    "item_key": "code",
    "item_title": "title",
    "item_subject": "period",
    "item_opened": "drafted_at",
}
ARRANGEMENT = {
    "item_key": "code",
    "item_title": "terms__scheme__name_el",
    "item_subject": number_of(),
    "item_person": name_of("debtor"),
    "item_opened": "applied_at",
}
MEASURE = {
    "item_key": "code",
    "item_title": "target",
    "item_subject": number_of(),
    "item_person": name_of("debtor"),
    "item_opened": "proposed_at",
}
BATCH = {
    "item_key": "code",
    "item_title": "title",
    "item_department": "department_id",
    "item_opened": "made_at",
}
SOURCES = (
    Source(
        "revenue.act",
        _("Acts that await a second person"),
        allowed("revenue.approve_act", lambda user, on: revenue.acts.waiting_for_decision(user)),
        ACT,
        page("revenue:act"),
        why=SECOND,
    ),
    Source(
        "revenue.asked",
        _("Acts that citizens asked for"),
        allowed("revenue.propose_act", lambda user, on: revenue.waiting.acts_asked_for()),
        ACT,
        page("revenue:act"),
        why=_("You may take it up and propose it."),
    ),
    Source(
        "revenue.carry_out",
        _("Approved acts to carry out"),
        allowed("revenue.carry_out_act", lambda user, on: revenue.waiting.acts_to_carry_out()),
        ACT,
        page("revenue:act"),
        why=_("You carry out what was approved."),
    ),
    Source(
        "revenue.objection",
        _("Objections"),
        allowed("revenue.decide_objection", lambda user, on: revenue.acts.open_objections()),
        {
            "item_key": "code",
            "item_title": "reasons",
            "item_person": name_of("party"),
            "item_opened": "lodged_at",
        },
        page("revenue:objection"),
        why=_("You decide on objections."),
    ),
    Source(
        "revenue.check",
        _("Lists to check"),
        allowed("revenue.check_list", lambda user, on: revenue.waiting.lists_to_check()),
        LIST,
        page("revenue:list"),
        why=_("You check lists of charges."),
    ),
    Source(
        "revenue.certify",
        _("Lists to certify"),
        allowed("revenue.certify_list", lambda user, on: revenue.waiting.lists_to_certify(user)),
        LIST,
        page("revenue:list"),
        why=SECOND,
    ),
    Source(
        "arrangements.prepare",
        _("Arrangements without the organ's decision"),
        allowed("arrangements.prepare_decision", lambda user, on: arrangements.to_prepare()),
        ARRANGEMENT,
        page("arrangements:arrangement"),
        why=_("You enter the decisions of the organs."),
    ),
    Source(
        "arrangements.approve",
        _("Arrangements to confirm"),
        allowed("arrangements.approve_arrangement", lambda user, on: arrangements.to_approve(user)),
        ARRANGEMENT,
        page("arrangements:arrangement"),
        why=SECOND,
    ),
    Source(
        "enforcement.rehearse",
        _("Batches of notices to rehearse"),
        allowed(
            "enforcement.make_batch", lambda user, on: enforcement.waiting.batches_to_rehearse()
        ),
        BATCH,
        page("enforcement:batch"),
        why=_("You prepare notices."),
    ),
    Source(
        "enforcement.issue",
        _("Batches of notices to issue"),
        allowed("enforcement.issue_batch", lambda user, on: enforcement.waiting.batches_to_issue()),
        BATCH,
        page("enforcement:batch"),
        why=_("You issue notices."),
    ),
    Source(
        "enforcement.delivery",
        _("Notices sent without an answer"),
        allowed(
            "enforcement.serve_notice", lambda user, on: enforcement.waiting.deliveries_to_clear()
        ),
        {
            "item_key": "notice__code",
            "item_title": in_words("way", lambda: Way.choices),
            "item_subject": number_of("notice__"),
            "item_person": name_of("notice__debtor"),
            "item_opened": "ordered_at",
        },
        page("enforcement:notice"),
        why=_("You serve notices."),
    ),
    Source(
        "enforcement.decide",
        _("Compulsory measures to decide on"),
        allowed(
            "enforcement.decide_measure",
            lambda user, on: enforcement.waiting.measures_to_decide(user),
        ),
        MEASURE,
        page("enforcement:measure"),
        why=SECOND,
    ),
    Source(
        "enforcement.take",
        _("Compulsory measures to carry out"),
        allowed(
            "enforcement.take_measure", lambda user, on: enforcement.waiting.measures_to_take()
        ),
        MEASURE,
        page("enforcement:measure"),
        why=_("You carry out what was approved."),
    ),
)
