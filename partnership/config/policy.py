"""Who may reach which address: the one table, held against the whole URLconf by a test.

A role reaches an address when it gets the page rather than the log-in page, a refusal or "not found". Where an address is
about somebody's objects, they are the coordinator's: the other coordinator and the former one meet "not found". Which
*objects* one sees is decided by `visible_to`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = "public"
PARTICIPANT = "participant"
COORDINATOR = "coordinator"
#: Of another municipality than the objects that an address is about.
OTHER_COORDINATOR = "other_coordinator"
#: Whose time as the municipality's coordinator is over.
FORMER_COORDINATOR = "former_coordinator"
READER = "reader"
FINANCE = "finance"
#: Somebody of the secretariat who logged in by a code alone.
STAFF_WITHOUT_SECOND_FACTOR = "staff_without_second_factor"
SECRETARIAT = "secretariat"
ROLES = (
    PUBLIC,
    PARTICIPANT,
    COORDINATOR,
    OTHER_COORDINATOR,
    FORMER_COORDINATOR,
    READER,
    FINANCE,
    STAFF_WITHOUT_SECOND_FACTOR,
    SECRETARIAT,
)

EVERYBODY = frozenset(ROLES)
#: To choose how to log in, and to confirm it, takes no second factor yet.
OWN_LOGIN = EVERYBODY - {PUBLIC, PARTICIPANT}
LOGGED_IN = OWN_LOGIN - {STAFF_WITHOUT_SECOND_FACTOR}
STAFF = frozenset({READER, FINANCE, SECRETARIAT})
WITH_PAGE = EVERYBODY - {PUBLIC}
MONEY = frozenset({FINANCE, SECRETARIAT})
LEAD = frozenset({SECRETARIAT})
ORGANISERS = frozenset({COORDINATOR, SECRETARIAT})
#: Rows that services alone write: the admin site refuses everybody.
NOBODY: frozenset[str] = frozenset()

#: Name of the address, or a pattern of names -> who reaches it. The first match counts.
POLICY: dict[str, frozenset[str]] = {
    # public
    "home": EVERYBODY,
    "municipalities": EVERYBODY,
    "partners": EVERYBODY,
    "contact": EVERYBODY,
    "sitemap": EVERYBODY,
    "robots": EVERYBODY,
    "privacy": EVERYBODY,
    "cookies": EVERYBODY,
    "accessibility": EVERYBODY,
    "was": EVERYBODY,
    "healthz": EVERYBODY,
    "favicon": EVERYBODY,
    "body": EVERYBODY,
    # the network's own people; its host alone arranges it
    "visit": WITH_PAGE - {FORMER_COORDINATOR, STAFF_WITHOUT_SECOND_FACTOR},
    "visit_*": frozenset({COORDINATOR}),
    "events:list": EVERYBODY,
    "events:event": EVERYBODY,
    "events:calendar-file": EVERYBODY,
    # files that are shown to everybody; those for the body or the registered meet "not found" unless they belong to them
    "events:material-file": EVERYBODY,
    "events:minutes-file": EVERYBODY,
    # what is shown on them follows who looks
    "knowledge:*": EVERYBODY,
    "events:wheel": EVERYBODY,
    "events:month*": EVERYBODY,
    "events:subscribe": EVERYBODY,
    "events:calendar": EVERYBODY,
    "events:body-calendar": EVERYBODY,
    "practices:list": EVERYBODY,
    "practices:practice": EVERYBODY,
    "practices:file": EVERYBODY,
    "practices:ask": EVERYBODY,
    "practices:use": EVERYBODY,
    "practices:confirm": EVERYBODY,
    "account_login": EVERYBODY,
    "account_request_login_code": EVERYBODY,
    "account_confirm_login_code": EVERYBODY,
    "account_signup": EVERYBODY,
    "account_inactive": EVERYBODY,
    "account_logout": EVERYBODY,
    "mfa_authenticate": EVERYBODY,
    "mfa_login_webauthn": EVERYBODY,
    "account_reauthenticate": OWN_LOGIN,
    "mfa_*": OWN_LOGIN,
    "second_factor": OWN_LOGIN,
    "usersessions_list": OWN_LOGIN,
    "sign_on": EVERYBODY,
    "sign_on_answer": EVERYBODY,
    # through a personal link, or logged in
    "open_link": EVERYBODY,
    "link_request": EVERYBODY,
    "own_calendar": EVERYBODY,  # whoever knows the token
    "open_approval": EVERYBODY,
    "stop_letters": EVERYBODY,
    "personal:*": WITH_PAGE,
    "practices:own": WITH_PAGE,
    "practices:own-new": WITH_PAGE,
    # who wrote the practice, or coordinates for its municipality
    "practices:own-*": frozenset({COORDINATOR}),
    "practices:declare": frozenset({COORDINATOR}),
    "own_details": WITH_PAGE,
    "own_objection": WITH_PAGE,
    # logged in
    "workplace": LOGGED_IN,
    "stop_viewing": LOGGED_IN,
    "municipality_home": frozenset({COORDINATOR}) | STAFF,
    "municipality_status": frozenset({COORDINATOR}) | STAFF,
    "agreement_case_file": frozenset({COORDINATOR}) | STAFF,
    "event_case_file": LEAD | {READER},
    "local_organisation": frozenset({COORDINATOR}),
    "local_projects": WITH_PAGE - {FORMER_COORDINATOR},
    "weekly_digest": frozenset({COORDINATOR, OTHER_COORDINATOR}),
    "agreement": frozenset({COORDINATOR}) | STAFF,
    "agreement_paper": frozenset({COORDINATOR}) | STAFF,
    "criteria_all": STAFF,
    "criteria_report": STAFF,
    "own_criteria": frozenset(),
    "criteria": frozenset({COORDINATOR}) | STAFF,
    "criteria_pdf": frozenset({COORDINATOR}) | STAFF,
    "assessment": frozenset({COORDINATOR}) | STAFF,
    "assessment_answer": frozenset({COORDINATOR}),
    "assessment_colleagues": frozenset({COORDINATOR}),
    "assessment_reopen": LEAD,
    "coordinators": frozenset({COORDINATOR}) | STAFF,
    # only coordinators write on a municipality's pages: the secretariat works in the admin site
    "agreement_report": frozenset({COORDINATOR}),
    "coordinator_invite": frozenset({COORDINATOR}),
    "coordinator_end": frozenset({COORDINATOR}),
    "person": frozenset({COORDINATOR}),
    "returned_letters": frozenset({COORDINATOR}),
    "add_person": frozenset({COORDINATOR}),
    "paste_people": frozenset({COORDINATOR}),
    "seats": frozenset({COORDINATOR}) | STAFF,
    # the secretariat sees a municipality's seats, and changes them in the admin site
    "seat_*": frozenset({COORDINATOR}),
    "nomination_*": frozenset({COORDINATOR}),
    "approvals": OWN_LOGIN,
    "events:municipality-*": frozenset({COORDINATOR}) | STAFF,
    "events:answers": frozenset({COORDINATOR}) | STAFF,
    "events:substitute": frozenset({COORDINATOR}),
    "events:delegates": frozenset({COORDINATOR}),
    "events:colleagues": frozenset({COORDINATOR}),
    # those who carry an event out: the secretariat, and the coordinators of the municipality that hosts it
    **{f"events:{name}": ORGANISERS | {READER} for name in ("day", "participants", "participants-file", "proof")},
    **{f"events:{name}": ORGANISERS | {READER} for name in ("evaluation", "evaluation-file")},
    "events:attendance": frozenset({READER, SECRETARIAT}),
    "events:municipality-attendance": frozenset({COORDINATOR}) | STAFF,
    "check_in": ORGANISERS,
    # needs in numbers: hosts see names, and never needs
    **{f"events:{name}": LEAD for name in ("catering", "catering-file")},
    **{f"events:{name}": ORGANISERS for name in ("door", "door-marks", "door-worker")},
    **{
        f"events:{name}": ORGANISERS
        for name in ("materials", "material-withdraw", "minutes", "decision", "decision-add")
    },
    "billing:list": LOGGED_IN,
    "billing:forward": frozenset({COORDINATOR}),
    "billing:e-invoice-news": EVERYBODY,  # takes in what bears an access point's signature, and nothing else
    **{f"billing:profile-{step}": frozenset({COORDINATOR}) | MONEY for step in ("add", "change", "default", "end")},
    "billing:*": frozenset({COORDINATOR}) | STAFF,
    # the admin site
    "admin:login": EVERYBODY,
    "admin:logout": STAFF,
    "admin:index": STAFF,
    "admin:jsi18n": STAFF,
    "admin:autocomplete": STAFF,
    "admin:view_on_site": STAFF,
    "admin:app_list": STAFF,
    **{
        f"admin:{model}_{action}": NOBODY
        for action in ("add", "delete")
        for model in (
            "partnership_letter",
            "partnership_bounce",
            "partnership_localproject",
            "partnership_objection",
            "partnership_nomination",
            "partnership_logbookentry",
            "partnership_pulse",
            "partnership_seat",
            "partnership_assessment",
            "partnership_storeddocument",
            "tracks_practice",
            "tracks_enquiry",
            "events_invitation",
            "events_registration",
            "events_evaluation",
            "events_reminder",
            "tracks_networkplan",
            "billing_bankentry",
            "billing_bankfile",
            "billing_billingprofile",
            "billing_budget",
            "billing_expense",
            "billing_creditnote",
            "billing_invoice",
            "billing_invoicerun",
            "billing_invoiceseries",
            "billing_transmission",
            "billing_paymentreminder",
        )
    },
    "admin:tracks_summary_delete": NOBODY,
    "admin:billing_ledgeraccount_delete": NOBODY,
    "admin:billing_seller_delete": NOBODY,
    "admin:billing_bankaccount_delete": NOBODY,
    "admin:billing_vatrate_delete": NOBODY,
    "admin:": STAFF,  # the old addresses of objects, which lead to their pages
    "admin:municipalities_*_add": LEAD,
    "admin:municipalities_*_delete": LEAD,
    "admin:municipalities_*": STAFF,
    "admin:partnership_professiondecision_delete": NOBODY,
    "admin:partnership_person_import": LEAD,
    "admin:partnership_person_import_template": LEAD,
    "admin:people_merge": LEAD,
    "admin:letter_text*": LEAD,
    "admin:partnership_person_look": LEAD,
    "admin:partnership_seat_people_file": LEAD,
    "admin:partnership_secretariat_delete": NOBODY,
    "admin:partnership_*_step": LEAD,
    "admin:partnership_agreement_invite*": LEAD,
    "admin:partnership_*_add": LEAD,
    "admin:partnership_*_delete": LEAD,
    "admin:partnership_*": STAFF,
    "admin:tracks_*_step": LEAD,
    **{f"admin:tracks_networkplan_{step}": LEAD for step in ("propose", "pair", "publish", "take_back")},
    "admin:tracks_*_add": LEAD,
    "admin:tracks_*_delete": LEAD,
    "admin:tracks_*": LEAD | {READER},
    "admin:events_event_invite": LEAD,
    "admin:events_event_publish": LEAD,
    "admin:events_event_move": LEAD,
    "admin:events_event_cancel": LEAD,
    "admin:events_event_restore": LEAD,
    "admin:events_event_copy": LEAD,
    "admin:events_event_register": LEAD,
    "admin:events_event_replies": LEAD,
    "admin:events_event_remind": LEAD,
    "admin:events_*_add": LEAD,
    "admin:events_*_delete": LEAD,
    "admin:events_*": LEAD | {READER},
    "admin:billing_feeyear_issue": MONEY,
    "admin:billing_invoicerun_approve": MONEY,
    "admin:billing_invoice_credit": MONEY,
    "admin:billing_invoice_return": MONEY,
    "admin:billing_invoice_payments": MONEY,
    "admin:billing_bankfile_upload": MONEY,
    "admin:billing_bankfile_unmatched": MONEY,
    "admin:billing_*_match": MONEY,
    "admin:billing_paymentreminder_overdue": MONEY,
    "admin:billing_budget_set": MONEY,
    "admin:billing_expense_enter": MONEY,
    "admin:billing_expense_take_back": MONEY,
    "admin:billing_expense_receipt": MONEY,
    "admin:billing_transmission_step": MONEY,
    "admin:billing_*_add": MONEY,
    "admin:billing_*_delete": MONEY,
    "admin:billing_*": STAFF,
}


@dataclass(frozen=True)
class Route:
    """An address with its name, and who may reach it; `listed` tells whether the table knows it at all."""

    name: str
    path: str
    roles: tuple[str, ...]
    listed: bool


def roles_of(name: str) -> tuple[str, ...] | None:
    """Return who may reach the address of this name, in the order of ROLES; None when the table does not know it."""
    for pattern, roles in POLICY.items():
        if fnmatchcase(name, pattern):
            return tuple(role for role in ROLES if role in roles)
    return None


def all_routes() -> list[Route]:
    """Return every address of the URLconf."""
    found = []
    for name, path in _walk(get_resolver(), "/", ""):
        roles = roles_of(name)
        found.append(Route(name, path, roles or (), listed=roles is not None))
    return found


def _walk(resolver: URLResolver, path: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, here, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}", here
