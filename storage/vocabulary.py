"""The words of the desk: every status, kind and role that is stored or exported."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do in a workspace; one person may hold several."""

    REPORTER = "reporter"
    REVIEWER = "reviewer"
    COUNSEL = "counsel"
    SIGNATORY = "signatory"
    PRIVACY = "privacy"
    EXECUTIVE = "executive"
    ADMIN = "admin"


class Platform(StrEnum):
    """Where an account lives; `web` is every website without accounts we know."""

    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    REDDIT = "reddit"
    YOUTUBE = "youtube"
    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"
    TIKTOK = "tiktok"
    GITHUB = "github"
    TELEGRAM = "telegram"
    DISCORD = "discord"
    WEB = "web"


class ItemKind(StrEnum):
    """In which form an item shows the material."""

    COPY = "copy"
    SCREENSHOT = "screenshot"
    LINK = "link"


class Ground(StrEnum):
    """Why an item should not be up."""

    COPYRIGHT_US = "copyright_us"
    COPYRIGHT_US_LINK = "copyright_us_link"
    COPYRIGHT_EU = "copyright_eu"
    COPYRIGHT_CA = "copyright_ca"
    TRADEMARK = "trademark"
    COUNTERFEIT = "counterfeit"
    TRADE_SECRET = "trade_secret"  # noqa: S105 - a ground of complaint, not a credential
    HACKED_CONFIDENTIAL = "hacked_confidential"
    PRIVATE_INFO = "private_info"
    GDPR_ERASURE = "gdpr_erasure"
    DEFAMATION_UK = "defamation_uk"
    DEFAMATION_OTHER = "defamation_other"
    DSA_ILLEGAL_OTHER = "dsa_illegal_other"
    NCII = "ncii"
    IMPERSONATION = "impersonation"
    COURT_ORDER = "court_order"
    TERRORIST_TCO = "terrorist_tco"
    CSAM = "csam"
    TOS_OTHER = "tos_other"
    SUBPOENA_512H = "subpoena_512h"


class CaseStatus(StrEnum):
    """Where a case stands; the exported words."""

    OPEN = "open"
    WARNING_REVIEW = "warning_review"
    WARNING_APPROVED = "warning_approved"
    WARNED = "warned"
    GRACE_OVER = "grace_over"
    ESCALATION_REVIEW = "escalation_review"
    ESCALATION_APPROVED = "escalation_approved"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


ENDED = (CaseStatus.RESOLVED, CaseStatus.WITHDRAWN, CaseStatus.REFUSED)
"""A case that is over: it goes on only when it is reopened."""

WAITING = (
    CaseStatus.WARNING_REVIEW,
    CaseStatus.WARNING_APPROVED,
    CaseStatus.ESCALATION_REVIEW,
    CaseStatus.ESCALATION_APPROVED,
)
"""A text of the case waits for somebody: to approve it, or to send it."""


class DeadlineKind(StrEnum):
    """What is due next in a case."""

    GRACE_ENDS = "grace_ends"
    NEXT_STEP = "next_step"
    PLATFORM_ANSWER = "platform_answer"


class CustodyAct(StrEnum):
    """What was done with an evidence file."""

    HANDED_OVER = "handed_over"
    STORED = "stored"
    REFUSED = "refused"


class RestrictionKind(StrEnum):
    """Why a case may not go on for now; a flag beside its status."""

    NO_CONTACT = "no_contact"
    DISPUTE = "dispute"
    REPRESENTED = "represented"
    PRESS = "press"


class ReplyKind(StrEnum):
    """What the contacted person answered."""

    AGREED = "agreed"
    REMOVED = "removed"
    COVERED = "covered"
    REFUSED = "refused"
    DISPUTES = "disputes"
    HAS_LAWYER = "has_lawyer"
    IS_PRESS = "is_press"
    NO_CONTACT = "no_contact"


class NoticeKind(StrEnum):
    """What an outward text is."""

    WARNING = "warning"
    REMINDER = "reminder"
    PLATFORM_REPORT = "platform_report"
    LEGAL_NOTICE = "legal_notice"
    LETTER = "letter"
    THANKS = "thanks"

    @property
    def is_to_person(self) -> bool:
        """Whether it goes to the contacted person; the others go to a platform, a publication or a lawyer."""
        return self in {NoticeKind.WARNING, NoticeKind.REMINDER, NoticeKind.THANKS}

    @property
    def asks_person(self) -> bool:
        """Whether it asks the contacted person for something, and gives them time for it."""
        return self in {NoticeKind.WARNING, NoticeKind.REMINDER}


class NoticeStatus(StrEnum):
    """How far an outward text has come."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    VOID = "void"


class Route(StrEnum):
    """How a notice leaves: by the ledger over a platform's API or e-mail, or by a named human."""

    DIRECT = "direct"
    EMAIL = "email"
    ASSISTED = "assisted"


class ApprovalSlot(StrEnum):
    """Which of the approvals behind a notice: `a` by a reviewer, `b` by counsel or signatory."""

    A = "a"
    B = "b"


class Decision(StrEnum):
    """What an approver decided."""

    APPROVED = "approved"
    DECLINED = "declined"


class Outcome(StrEnum):
    """What became of an item or account, and how we know."""

    OPEN = "open"
    USER_REMOVED_AFTER_CONTACT = "user_removed_after_contact"
    USER_EDITED_AFTER_CONTACT = "user_edited_after_contact"
    GONE_CAUSE_UNKNOWN = "gone_cause_unknown"
    GONE_BEFORE_CONTACT = "gone_before_contact"
    USER_REFUSED = "user_refused"
    USER_DISPUTED = "user_disputed"
    NO_REPLY = "no_reply"
    STOPPED_BY_USER = "stopped_by_user"
    PLATFORM_REMOVED = "platform_removed"
    PLATFORM_DISABLED_GEO = "platform_disabled_geo"
    PLATFORM_DEMOTED = "platform_demoted"
    LABELLED = "labelled"
    AGE_RESTRICTED = "age_restricted"
    INTERACTION_RESTRICTED = "interaction_restricted"
    ACCOUNT_SUSPENDED = "account_suspended"
    ACCOUNT_TERMINATED = "account_terminated"
    SERVICE_PARTIAL_SUSPENSION = "service_partial_suspension"
    SERVICE_TOTAL_SUSPENSION = "service_total_suspension"
    PLATFORM_PARTIAL = "platform_partial"
    REFUSED_INCOMPLETE = "platform_refused_incomplete"
    REFUSED_NOT_INFRINGING = "platform_refused_not_infringing"
    REFUSED_FAIR_USE = "platform_refused_fair_use"
    REFUSED_NEWSWORTHY = "platform_refused_newsworthy"
    REFUSED_WRONG_GROUND = "platform_refused_wrong_ground"
    REFUSED_DUPLICATE = "platform_refused_duplicate"
    REFUSED_ALREADY_GONE = "platform_refused_already_gone"
    REFUSED_FRAUD_SUSPECTED = "platform_refused_fraud_suspected"
    REFUSED_NO_JURISDICTION = "platform_refused_no_jurisdiction"
    PLATFORM_SILENT = "platform_silent"
    RESTORED_COUNTER = "restored_counter"
    RESTORED_APPEAL = "restored_appeal"
    RESTORED_ODS = "restored_ods"
    RESTORED_RETRACTION = "restored_retraction"
    REAPPEARED_SAME_ACCOUNT = "reappeared_same_account"
    REAPPEARED_OTHER = "reappeared_other"
    REFERRED_OUT = "referred_out"
    REFUSED_INTAKE = "refused_intake"
    WITHDRAWN_BY_CLAIMANT = "withdrawn_by_claimant"
    STILL_UP = "still_up"


class EvidenceStatus(StrEnum):
    """Whether the bytes of an evidence file are stored yet."""

    PENDING = "pending"
    STORED = "stored"
    REFUSED = "refused"


class EffectKind(StrEnum):
    """One kind of outward act, each with its own performer."""

    SEND_DIRECT = "send_direct"
    SEND_EMAIL = "send_email"
    SENT_BY_HAND = "sent_by_hand"
    CARD = "card"
    HISTORY = "history"
    DIRECT_MESSAGE = "tell"
    EPHEMERAL = "tell_privately"
    REPLY = "reply"
    HOME = "home"
    DIGEST = "digest"
    FETCH_EVIDENCE = "fetch_evidence"
    LEARN_MEMBER = "learn_member"
    LEARN_CHANNEL = "learn_channel"
    GRACE_ENDS = "grace_ends"
    APPROVALS_EXPIRE = "approvals_expire"
    OUTCOME_DUE = "outcome_due"
    IMPORT_FILE = "import_file"


class EffectStatus(StrEnum):
    """How far an outward act has come."""

    READY = "ready"
    LEASED = "leased"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class EventKind(StrEnum):
    """What happened, for the audit record."""

    MATTER_OPENED = "matter_opened"
    CASE_FILED = "case_filed"
    ITEM_ADDED = "item_added"
    OWNER_CHANGED = "owner_changed"
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_STORED = "evidence_stored"
    EVIDENCE_REFUSED = "evidence_refused"
    NOTICE_DRAFTED = "notice_drafted"
    NOTICE_EDITED = "notice_edited"
    NOTICE_VOIDED = "notice_voided"
    APPROVAL_GIVEN = "approval_given"
    APPROVAL_DECLINED = "approval_declined"
    APPROVALS_EXPIRED = "approvals_expired"
    APPROVALS_COMPLETE = "approvals_complete"
    SEND_ORDERED = "send_ordered"
    NOTICE_SENT = "notice_sent"
    NOTICE_NOT_SENT = "notice_not_sent"
    NOTICE_REHEARSED = "notice_rehearsed"
    DELIVERY_UNKNOWN = "delivery_unknown"
    DELIVERY_RECONCILED = "delivery_settled"
    REPLY_RECORDED = "reply_recorded"
    DISPUTE_DECIDED = "dispute_decided"
    WAIVER_REQUESTED = "skip_asked"
    WAIVER_GRANTED = "skip_approved"
    FAIR_USE_CONSIDERED = "fair_use_considered"
    GRACE_OVER = "grace_over"
    ANSWER_RECORDED = "answer_recorded"
    OUTCOME_RECORDED = "outcome_recorded"
    CASE_RESOLVED = "case_resolved"
    CASE_REOPENED = "case_reopened"
    CASE_WITHDRAWN = "case_withdrawn"
    CASE_REFUSED = "case_refused"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    PAUSED = "paused"
    RESUMED = "resumed"
    DIGEST_SET = "digest_set"
    DIGEST_OFF = "digest_off"
    IMPORTED = "imported"
    REFERRED = "referred"
    ATTEMPT_REFUSED = "attempt_refused"
