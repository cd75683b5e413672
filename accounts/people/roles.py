"""What each role may do: one table, with a sentence for each role.

A permission is `app.verb_thing`. A pattern may end in `*`. Roles reach as far as their assignment's
programme and area (`accounts/people/scopes.py`); nobody is above the table.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from django.utils.translation import gettext_lazy as _

from accounts.people.choices import Role

# What every member of staff may look at: places, trades, programmes and published figures name nobody.
_COMMON = frozenset(
    {
        "artisans.view_region", "artisans.view_province", "artisans.view_cercle", "artisans.view_commune",
        "artisans.view_branch", "artisans.view_trade", "artisans.view_productfamily", "artisans.view_hscode",
        "artisans.view_country", "artisans.view_referencelist", "programs.view_program",
        "programs.view_programversion", "programs.view_fiscalyear", "programs.view_call", "programs.view_formversion",
        "programs.view_ruleset", "programs.view_rubric", "markets.view_tradeseries", "markets.view_tradepoint",
        "markets.view_destination", "markets.view_barometeredition", "markets.view_marketsignal",
        "accounts.view_job", "accounts.view_savedview", "accounts.add_savedview", "accounts.change_savedview",
        "accounts.delete_savedview",
    }
)  # fmt: skip

_REGISTER_READ = frozenset(
    {
        "artisans.view_party", "artisans.view_identifier", "artisans.view_artisanprofile", "artisans.view_organisation",
        "artisans.view_exporterprofile", "artisans.view_exporterturnover", "artisans.view_aggregatorprofile",
        "artisans.view_centreprofile", "artisans.view_consent", "artisans.view_mandate", "artisans.view_network",
        "artisans.view_networkmember", "artisans.view_order", "artisans.view_ordershare", "artisans.view_document",
        "artisans.view_changerequest", "artisans.view_datarequest",
        "artisans.view_commitment", "artisans.view_networkinvitation", "artisans.view_memberfollowup",
        "artisans.view_centreequipment", "artisans.view_centreday", "artisans.view_exportermarket",
        "artisans.view_partypaper",
    }
)  # fmt: skip

_REGISTER_WRITE = frozenset(
    permission.replace(".view_", verb) for permission in _REGISTER_READ for verb in (".add_", ".change_")
) - {
    "artisans.add_document",
    "artisans.change_document",
    "artisans.change_consent",
    "artisans.change_changerequest",
    "artisans.change_datarequest",
}

_FILES_READ = frozenset(
    {
        "programs.view_application", "programs.view_enrolment", "programs.view_agreement", "programs.view_supportitem",
        "programs.view_grant", "programs.view_tranche", "programs.view_cohort", "programs.view_session",
        "programs.view_damageassessment", "programs.view_disasterevent", "programs.view_priorityscore",
        "accounts.view_message",
    }
)  # fmt: skip

_MONEY_READ = frozenset(
    {
        "programs.view_budgetline", "programs.view_ledgerentry", "programs.view_grant", "programs.view_tranche",
        "programs.view_paymentbatch", "programs.view_paymentline", "programs.view_bankreturn",
        "programs.view_paymentpolicy",
    }
)  # fmt: skip

_BOARD_READ = frozenset(
    {
        "reports.view_boardmeeting", "reports.view_resolution", "reports.view_actionline", "reports.view_risk",
        "reports.view_report", "reports.view_indicator", "reports.view_target", "reports.view_measurement",
        "reports.view_reportingperiod",
    }
)  # fmt: skip


@dataclass(frozen=True)
class RoleEntry:
    sentence: str
    permissions: frozenset[str]


ROLES: dict[Role, RoleEntry] = {
    Role.OFFICER: RoleEntry(
        _("Enters beneficiaries, screens applications, enrols, records support and asks for payment."),
        _COMMON | _REGISTER_READ | _REGISTER_WRITE | _FILES_READ | _BOARD_READ
        | {
            "artisans.decide_changerequest", "artisans.answer_datarequest", "artisans.take_party",
            "artisans.view_duplicatecase", "artisans.decide_duplicatecase", "artisans.merge_party",
            "artisans.show_identifier", "artisans.export_party", "artisans.add_bankaccount", "artisans.view_bankaccount",
            "artisans.add_importbatch", "artisans.view_importbatch",
            "artisans.verify_bankaccount", "artisans.use_counter", "programs.view_fieldsubmission",
            "programs.take_up_fieldsubmission", "programs.screen_application", "programs.assist_application",
            "programs.open_review", "programs.enrol_application", "programs.change_enrolment", "programs.record_support",
            "programs.check_evidence", "programs.claim_tranche", "programs.block_tranche", "programs.assess_damage", "programs.vouch_account",
            "programs.draft_call", "programs.give_access",
            "accounts.send_message", "reports.request_report", "reports.write_report", "reports.view_sitevisit",
            "reports.plan_sitevisit", "reports.record_sitevisit", "markets.add_signaldelivery",
            "markets.add_exportresult", "markets.change_exportresult", "markets.view_exportresult",
            "programs.view_budgetline", "programs.view_complaint", "programs.enter_complaint", "programs.answer_complaint",
        },
    ),
    Role.CLERK: RoleEntry(
        _("Enters people and their applications at the counter of a chamber, with them and in front of them; changes no record alone."),
        _COMMON | _REGISTER_READ
        | {
            "artisans.add_party", "artisans.add_identifier", "artisans.add_artisanprofile", "artisans.add_consent",
            "artisans.use_counter", "artisans.add_changerequest", "programs.assist_application", "programs.enter_complaint",
        },
    ),
    Role.HEAD: RoleEntry(
        _("Leads a programme: countersigns refusals, approves tranches, ends enrolments, freezes reports."),
        _COMMON | _REGISTER_READ | _FILES_READ | _MONEY_READ | _BOARD_READ
        | {
            "artisans.decide_changerequest", "artisans.answer_datarequest", "artisans.approve_erasure", "artisans.take_party",
            "artisans.view_duplicatecase", "artisans.decide_duplicatecase", "artisans.merge_party",
            "artisans.show_identifier", "artisans.view_bankaccount", "artisans.verify_bankaccount", "artisans.export_party",
            "programs.enrol_device", "programs.view_device", "programs.view_fieldsubmission", "programs.take_up_fieldsubmission",
            "programs.countersign_application", "programs.assign_application", "programs.approve_tranche",
            "programs.vouch_account", "programs.countersign_account", "programs.cosign_batch", "programs.open_review",
            "programs.view_complaint", "programs.enter_complaint", "programs.answer_complaint", "programs.assign_complaint",
            "programs.exit_enrolment", "programs.draft_call", "programs.change_call", "programs.give_access",
            "programs.add_formversion", "programs.add_ruleset", "programs.add_rubric", "programs.countersign_damage", "programs.view_reviewround",
            "programs.view_committeesession", "programs.view_decision", "reports.request_report", "reports.freeze_report",
            "reports.approve_measurement", "reports.set_target", "reports.close_period", "reports.view_sitevisit",
            "reports.plan_sitevisit", "reports.validate_sitevisit", "reports.add_actionline", "reports.change_actionline", "reports.add_risk", "reports.change_risk",
            "markets.publish_barometer", "markets.add_marketsignal", "markets.change_marketsignal",
            "markets.view_exportresult",
        },
    ),
    Role.REVIEWER: RoleEntry(
        _("Scores the applications assigned to them, after declaring any conflict of interest."),
        _COMMON | {"programs.review_application"},
    ),
    Role.SECRETARY: RoleEntry(
        _("Convenes committees and the board, records decisions and minutes, publishes decisions."),
        _COMMON | _FILES_READ | _BOARD_READ
        | {
            "artisans.view_party", "programs.view_reviewround", "programs.view_committeesession",
            "programs.add_committeesession", "programs.change_committeesession", "programs.view_decision",
            "programs.hold_session", "programs.publish_decision", "programs.view_budgetline", "programs.manage_appeal",
            "programs.view_complaint", "programs.enter_complaint", "programs.answer_complaint", "programs.assign_complaint",
            "reports.add_boardmeeting", "reports.change_boardmeeting", "reports.add_resolution",
            "reports.view_boardmember", "reports.add_boardmember", "reports.change_boardmember",
            "reports.change_resolution", "reports.present_report", "reports.request_report",
        },
    ),
    Role.PREPARER: RoleEntry(
        _("Prepares payment batches and imports the bank's answers."),
        _COMMON | _MONEY_READ | {"programs.prepare_batch", "artisans.view_party", "artisans.view_bankaccount"},
    ),
    Role.APPROVER: RoleEntry(
        _("Approves payment batches and confirms the bank's answers."),
        _COMMON | _MONEY_READ | {"programs.approve_batch", "programs.cosign_batch", "programs.confirm_bankreturn", "artisans.view_party"},
    ),
    Role.AUTHORISER: RoleEntry(
        _("Authorises payment batches and records the budget the board adopted."),
        _COMMON | _MONEY_READ | _BOARD_READ
        | {
            "programs.authorise_batch", "programs.cosign_batch", "programs.allocate_budget", "programs.import_budget",
            "programs.add_paymentpolicy", "programs.publish_paymentpolicy",
        },
    ),
    Role.RELEASER: RoleEntry(
        _("Releases payment batches to the bank."),
        _COMMON | _MONEY_READ | {"programs.release_batch"},
    ),
    Role.MONITORING: RoleEntry(
        _("Follows indicators, export figures and confirmed results."),
        _COMMON | _FILES_READ | _BOARD_READ
        | {
            "artisans.view_party", "markets.import_trade", "markets.add_barometeredition", "markets.change_barometeredition",
            "markets.view_exportresult", "markets.confirm_exportresult", "markets.add_marketsignal",
            "markets.change_marketsignal", "markets.add_signaldelivery", "reports.request_report",
            "reports.write_report", "reports.add_measurement", "reports.begin_closing", "reports.view_sitevisit",
            "reports.plan_sitevisit", "reports.record_sitevisit",
        },
    ),
    Role.BOARD: RoleEntry(
        _("Reads frozen reports and the follow-up of resolutions."),
        frozenset(
            {"reports.read_frozen", "reports.view_boardmeeting", "reports.view_resolution", "markets.view_barometeredition"}
        ),
    ),
    Role.AUDITOR: RoleEntry(
        _("Reads everything, writes nothing."),
        frozenset({"*.view_*", "accounts.verify_audit", "reports.read_frozen"}),
    ),
    Role.PRIVACY: RoleEntry(
        _("Answers people about their data, approves erasures, sees who saw what and what is kept how long."),
        _COMMON
        | {
            "artisans.view_party", "artisans.view_consent", "artisans.view_changerequest", "artisans.view_datarequest",
            "artisans.add_datarequest", "artisans.answer_datarequest", "artisans.approve_erasure", "artisans.take_party",
            "artisans.view_retention", "accounts.view_access",
        },
    ),
    Role.ADMINISTRATOR: RoleEntry(
        _("Configures programmes, forms, people and letters; decides nothing and pays nothing."),
        _COMMON
        | {
            "accounts.*_user", "accounts.*_roleassignment", "accounts.*_invitation", "accounts.*_absence",
            "accounts.*_apitoken", "accounts.change_establishment", "accounts.view_establishment",
            "accounts.*_messagetemplate", "accounts.view_event", "accounts.view_eventseal", "accounts.verify_audit",
            "accounts.view_alljobs", "programs.*_program", "programs.*_programversion", "programs.*_fiscalyear",
            "programs.enrol_device", "programs.view_device", "programs.*_call", "programs.*_formversion", "programs.*_ruleset", "programs.*_rubric",
            "programs.view_budgetline", "programs.view_paymentpolicy", "programs.add_paymentpolicy", "markets.view_tradepoint",
        },
    ),
}  # fmt: skip

# Pairs one person may hold, but never use on the same payment batch or the same file.
INCOMPATIBLE = frozenset(
    {
        frozenset({Role.PREPARER, Role.APPROVER}),
        frozenset({Role.PREPARER, Role.AUTHORISER}),
        frozenset({Role.PREPARER, Role.RELEASER}),
        frozenset({Role.APPROVER, Role.AUTHORISER}),
        frozenset({Role.APPROVER, Role.RELEASER}),
        frozenset({Role.AUTHORISER, Role.RELEASER}),
        frozenset({Role.OFFICER, Role.HEAD}),
    }
)


@cache
def roles_with(permission: str) -> frozenset[Role]:
    """The roles whose table row grants the permission."""
    return frozenset(
        role for role, entry in ROLES.items() if any(fnmatchcase(permission, pattern) for pattern in entry.permissions)
    )
