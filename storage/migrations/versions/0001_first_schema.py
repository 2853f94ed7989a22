"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("slack_team_id", sa.String(length=32), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_by", sa.String(length=32), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("key", name=op.f("uq_workspace_key")),
        sa.UniqueConstraint("slack_team_id", name=op.f("uq_workspace_slack_team_id")),
    )
    op.create_table(
        "channel",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("bot_is_member", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_channel_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name=op.f("pk_channel")),
    )
    op.create_table(
        "channel_member",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_channel_member_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", "user_id", name=op.f("pk_channel_member")),
    )
    op.create_table(
        "digest_subscription",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("schedule", sa.String(length=120), nullable=False),
        sa.Column("says_quiet", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("last_date", sa.Date(), nullable=True),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_digest_subscription_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name=op.f("pk_digest_subscription")),
    )
    op.create_table(
        "matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("client", sa.String(length=255), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "copyright_us",
                "copyright_us_link",
                "copyright_eu",
                "copyright_ca",
                "trademark",
                "counterfeit",
                "trade_secret",
                "hacked_confidential",
                "private_info",
                "gdpr_erasure",
                "defamation_uk",
                "defamation_other",
                "dsa_illegal_other",
                "ncii",
                "impersonation",
                "court_order",
                "terrorist_tco",
                "csam",
                "tos_other",
                "subpoena_512h",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="ground",
            ),
            nullable=False,
        ),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.Column("region", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_matter_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_matter_workspace_id_key")),
    )
    op.create_table(
        "member",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("real_name", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_deactivated", sa.Boolean(), nullable=False),
        sa.Column("is_foreign", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_member_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_member")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column(
            "platform",
            sa.Enum(
                "x",
                "bluesky",
                "mastodon",
                "reddit",
                "youtube",
                "instagram",
                "facebook",
                "tiktok",
                "github",
                "telegram",
                "discord",
                "web",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="platform",
            ),
            nullable=False,
        ),
        sa.Column("handle", sa.String(length=255), nullable=False),
        sa.Column("stable_id", sa.String(length=255), nullable=True),
        sa.Column("no_contact_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("represented_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("press_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_person_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint(
            "workspace_id", "platform", "handle", name=op.f("uq_person_workspace_id_platform_handle")
        ),
    )
    op.create_table(
        "rate_limit",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=120), nullable=False),
        sa.Column("arrival", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_rate_limit_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "lane", name=op.f("pk_rate_limit")),
    )
    op.create_table(
        "role_grant",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "reporter",
                "reviewer",
                "counsel",
                "signatory",
                "privacy",
                "executive",
                "admin",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="role",
            ),
            nullable=False,
        ),
        sa.Column("given_by", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_role_grant_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", "role", name=op.f("pk_role_grant")),
    )
    op.create_table(
        "seen_request",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_seen_request_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_seen_request")),
    )
    op.create_index(op.f("ix_seen_request_seen_at"), "seen_request", ["seen_at"], unique=False)
    op.create_table(
        "takedown_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column(
            "platform",
            sa.Enum(
                "x",
                "bluesky",
                "mastodon",
                "reddit",
                "youtube",
                "instagram",
                "facebook",
                "tiktok",
                "github",
                "telegram",
                "discord",
                "web",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="platform",
            ),
            nullable=False,
        ),
        sa.Column("account", sa.String(length=255), nullable=True),
        sa.Column("identity", sa.String(length=2100), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "warning_review",
                "warning_approved",
                "warned",
                "grace_over",
                "escalation_review",
                "escalation_approved",
                "escalated",
                "resolved",
                "withdrawn",
                "refused",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="casestatus",
            ),
            nullable=False,
        ),
        sa.Column(
            "status_before_review",
            sa.Enum(
                "open",
                "warning_review",
                "warning_approved",
                "warned",
                "grace_over",
                "escalation_review",
                "escalation_approved",
                "escalated",
                "resolved",
                "withdrawn",
                "refused",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="status_before_review",
            ),
            nullable=True,
        ),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("filed_by", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grace_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skip_reason", sa.Text(), nullable=True),
        sa.Column("skip_asked_by", sa.String(length=32), nullable=True),
        sa.Column("skip_approved_by", sa.String(length=32), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_reference", sa.String(length=255), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("was_forwarded", sa.Boolean(), nullable=True),
        sa.Column(
            "account_outcome",
            sa.Enum(
                "open",
                "user_removed_after_contact",
                "user_edited_after_contact",
                "gone_cause_unknown",
                "gone_before_contact",
                "user_refused",
                "user_disputed",
                "no_reply",
                "stopped_by_user",
                "platform_removed",
                "platform_disabled_geo",
                "platform_demoted",
                "labelled",
                "age_restricted",
                "interaction_restricted",
                "account_suspended",
                "account_terminated",
                "service_partial_suspension",
                "service_total_suspension",
                "platform_partial",
                "platform_refused_incomplete",
                "platform_refused_not_infringing",
                "platform_refused_fair_use",
                "platform_refused_newsworthy",
                "platform_refused_wrong_ground",
                "platform_refused_duplicate",
                "platform_refused_already_gone",
                "platform_refused_fraud_suspected",
                "platform_refused_no_jurisdiction",
                "platform_silent",
                "restored_counter",
                "restored_appeal",
                "restored_ods",
                "restored_retraction",
                "reappeared_same_account",
                "reappeared_other",
                "referred_out",
                "refused_intake",
                "withdrawn_by_claimant",
                "still_up",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="outcome",
            ),
            nullable=False,
        ),
        sa.Column("account_outcome_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_what", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_takedown_case_matter_id_matter")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_takedown_case_person_id_person")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_takedown_case_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown_case")),
        sa.UniqueConstraint("matter_id", "identity", name=op.f("uq_takedown_case_matter_id_identity")),
        sa.UniqueConstraint("matter_id", "number", name=op.f("uq_takedown_case_matter_id_number")),
    )
    op.create_index("ix_takedown_case_account", "takedown_case", ["workspace_id", "account"], unique=False)
    op.create_index("ix_takedown_case_created", "takedown_case", ["workspace_id", "created_at"], unique=False)
    op.create_index("ix_takedown_case_deadline", "takedown_case", ["workspace_id", "deadline_at"], unique=False)
    op.create_index(
        "ix_takedown_case_owner", "takedown_case", ["workspace_id", "owner_id", "status"], unique=False
    )
    op.create_index(op.f("ix_takedown_case_person_id"), "takedown_case", ["person_id"], unique=False)
    op.create_index("ix_takedown_case_queue", "takedown_case", ["workspace_id", "status", "id"], unique=False)
    op.create_index("ix_takedown_case_resolved", "takedown_case", ["workspace_id", "resolved_at"], unique=False)
    op.create_table(
        "card",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("permalink", sa.String(length=3000), nullable=True),
        sa.Column("told_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name=op.f("fk_card_case_id_takedown_case")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_card_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_card")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "matter_opened",
                "case_filed",
                "item_added",
                "owner_changed",
                "evidence_added",
                "evidence_stored",
                "evidence_refused",
                "notice_drafted",
                "notice_edited",
                "notice_voided",
                "approval_given",
                "approval_declined",
                "approvals_expired",
                "approvals_complete",
                "send_ordered",
                "notice_sent",
                "notice_not_sent",
                "notice_rehearsed",
                "delivery_unknown",
                "delivery_settled",
                "reply_recorded",
                "dispute_decided",
                "skip_asked",
                "skip_approved",
                "fair_use_considered",
                "grace_over",
                "answer_recorded",
                "outcome_recorded",
                "case_resolved",
                "case_reopened",
                "case_withdrawn",
                "case_refused",
                "role_given",
                "role_taken",
                "paused",
                "resumed",
                "digest_set",
                "digest_off",
                "imported",
                "referred",
                "attempt_refused",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="eventkind",
            ),
            nullable=False,
        ),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name=op.f("fk_event_case_id_takedown_case")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_event_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("workspace_id", "chain", "seq", name=op.f("uq_event_workspace_id_chain_seq")),
    )
    op.create_index("ix_event_at", "event", ["workspace_id", "at"], unique=False)
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "no_contact",
                "dispute",
                "represented",
                "press",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="holdkind",
            ),
            nullable=False,
        ),
        sa.Column("placed_by", sa.String(length=32), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(length=32), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name=op.f("fk_hold_case_id_takedown_case")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_hold_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index("ix_hold_case", "hold", ["workspace_id", "case_id"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=2100), nullable=False),
        sa.Column("url_key", sa.String(length=2100), nullable=False),
        sa.Column("platform_item_id", sa.String(length=255), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "copy",
                "screenshot",
                "link",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="itemkind",
            ),
            nullable=False,
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "copyright_us",
                "copyright_us_link",
                "copyright_eu",
                "copyright_ca",
                "trademark",
                "counterfeit",
                "trade_secret",
                "hacked_confidential",
                "private_info",
                "gdpr_erasure",
                "defamation_uk",
                "defamation_other",
                "dsa_illegal_other",
                "ncii",
                "impersonation",
                "court_order",
                "terrorist_tco",
                "csam",
                "tos_other",
                "subpoena_512h",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="ground",
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "open",
                "user_removed_after_contact",
                "user_edited_after_contact",
                "gone_cause_unknown",
                "gone_before_contact",
                "user_refused",
                "user_disputed",
                "no_reply",
                "stopped_by_user",
                "platform_removed",
                "platform_disabled_geo",
                "platform_demoted",
                "labelled",
                "age_restricted",
                "interaction_restricted",
                "account_suspended",
                "account_terminated",
                "service_partial_suspension",
                "service_total_suspension",
                "platform_partial",
                "platform_refused_incomplete",
                "platform_refused_not_infringing",
                "platform_refused_fair_use",
                "platform_refused_newsworthy",
                "platform_refused_wrong_ground",
                "platform_refused_duplicate",
                "platform_refused_already_gone",
                "platform_refused_fraud_suspected",
                "platform_refused_no_jurisdiction",
                "platform_silent",
                "restored_counter",
                "restored_appeal",
                "restored_ods",
                "restored_retraction",
                "reappeared_same_account",
                "reappeared_other",
                "referred_out",
                "refused_intake",
                "withdrawn_by_claimant",
                "still_up",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="outcome",
            ),
            nullable=False,
        ),
        sa.Column("outcome_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_by", sa.String(length=32), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name=op.f("fk_item_case_id_takedown_case")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_item_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("case_id", "url_key", name=op.f("uq_item_case_id_url_key")),
    )
    op.create_index("ix_item_external", "item", ["workspace_id", "external_id"], unique=False)
    op.create_index("ix_item_url", "item", ["workspace_id", "url_key"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "warning",
                "reminder",
                "platform_report",
                "legal_notice",
                "letter",
                "thanks",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="noticekind",
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=48), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "sending",
                "sent",
                "void",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="noticestatus",
            ),
            nullable=False,
        ),
        sa.Column(
            "route",
            sa.Enum(
                "direct",
                "email",
                "assisted",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="route",
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("sender_id", sa.String(length=32), nullable=False),
        sa.Column("signatory_id", sa.String(length=32), nullable=True),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("recipient_name", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("has_letter", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(length=2100), nullable=True),
        sa.Column("void_reason", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["takedown_case.id"], name=op.f("fk_notice_case_id_takedown_case")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_notice_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("case_id", "kind", "number", name=op.f("uq_notice_case_id_kind_number")),
    )
    op.create_index(op.f("ix_notice_case_id"), "notice", ["case_id"], unique=False)
    op.create_index("ix_notice_status", "notice", ["workspace_id", "status", "id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "slot",
            sa.Enum("a", "b", native_enum=False, create_constraint=True, length=48, name="approvalslot"),
            nullable=False,
        ),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "reporter",
                "reviewer",
                "counsel",
                "signatory",
                "privacy",
                "executive",
                "admin",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="role",
            ),
            nullable=False,
        ),
        sa.Column(
            "decision",
            sa.Enum(
                "approved", "declined", native_enum=False, create_constraint=True, length=48, name="decision"
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("void_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_approval_notice_id_notice")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_approval_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_notice_id"), "approval", ["notice_id"], unique=False)
    op.create_index(
        "uq_approval_slot",
        "approval",
        ["notice_id", "content_hash", "slot"],
        unique=True,
        sqlite_where=sa.text("decision = 'approved' AND void_at IS NULL"),
        postgresql_where=sa.text("decision = 'approved' AND void_at IS NULL"),
    )
    op.create_table(
        "effect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "send_direct",
                "send_email",
                "sent_by_hand",
                "card",
                "history",
                "tell",
                "tell_privately",
                "reply",
                "home",
                "digest",
                "fetch_evidence",
                "learn_member",
                "learn_channel",
                "grace_ends",
                "approvals_expire",
                "outcome_due",
                "import_file",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="effectkind",
            ),
            nullable=False,
        ),
        sa.Column("idem_key", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "ready",
                "leased",
                "sending",
                "sent",
                "failed",
                "unknown",
                "cancelled",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="effectstatus",
            ),
            nullable=False,
        ),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("lane", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("not_before", sa.Float(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=255), nullable=True),
        sa.Column("reference", sa.String(length=2100), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["takedown_case.id"], name=op.f("fk_effect_case_id_takedown_case")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_effect_notice_id_notice")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_effect_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint("workspace_id", "idem_key", name=op.f("uq_effect_workspace_id_idem_key")),
    )
    op.create_index("ix_effect_case", "effect", ["workspace_id", "case_id"], unique=False)
    op.create_index(
        "ix_effect_due",
        "effect",
        ["status", "due_at", "id", "workspace_id", "lane", "kind", "not_before"],
        unique=False,
    )
    op.create_index(op.f("ix_effect_notice_id"), "effect", ["notice_id"], unique=False)
    op.create_table(
        "event_content",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_content_event_id_event")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_event_content_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_content")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("slack_file_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "stored",
                "refused",
                native_enum=False,
                create_constraint=True,
                length=48,
                name="evidencestatus",
            ),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.String(length=64), nullable=True),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("captured_by", sa.String(length=32), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["takedown_case.id"], name=op.f("fk_evidence_case_id_takedown_case")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_evidence_item_id_item")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_evidence_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "workspace_id",
            "item_id",
            "slack_file_id",
            name=op.f("uq_evidence_workspace_id_item_id_slack_file_id"),
        ),
    )
    op.create_index("ix_evidence_case", "evidence", ["workspace_id", "case_id"], unique=False)
    op.create_table(
        "notice_item",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_notice_item_item_id_item")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_item_notice_id_notice")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_notice_item_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("notice_id", "item_id", name=op.f("pk_notice_item")),
    )
    op.create_table(
        "custody",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_custody_evidence_id_evidence")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_custody_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody")),
    )
    op.create_index(op.f("ix_custody_evidence_id"), "custody", ["evidence_id"], unique=False)
    _guard_events()


SQLITE_GUARDS = (
    "CREATE TRIGGER event_keeps_rows BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    "CREATE TRIGGER event_keeps_words BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
    "CREATE TRIGGER event_keeps_rows BEFORE DELETE OR UPDATE ON event "
    "FOR EACH ROW EXECUTE FUNCTION event_is_append_only()",
    "CREATE TRIGGER event_keeps_table BEFORE TRUNCATE ON event "
    "FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()",
)


def _guard_events() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_GUARDS if is_sqlite else POSTGRESQL_GUARDS:
        op.execute(statement)
