-- CreateEnum
CREATE TYPE "contact_creation" AS ENUM ('off', 'written_to', 'all');

-- CreateEnum
CREATE TYPE "backfill" AS ENUM ('all', 'headers', 'none');

-- CreateEnum
CREATE TYPE "rule_effect" AS ENUM ('never', 'always');

-- AlterTable
ALTER TABLE "contact" ADD COLUMN     "backfill" "backfill" NOT NULL DEFAULT 'all';

-- AlterTable
ALTER TABLE "google_account" ADD COLUMN     "access_token" TEXT,
ADD COLUMN     "access_token_expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "calendar_enabled" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "calendar_share_level" "visibility" NOT NULL DEFAULT 'everything',
ADD COLUMN     "calendars_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "calendars_lease_until" TIMESTAMPTZ(3),
ADD COLUMN     "connected_at" TIMESTAMPTZ(3),
ADD COLUMN     "refresh_lease_id" UUID,
ADD COLUMN     "refresh_lease_until" TIMESTAMPTZ(3),
ADD COLUMN     "refresh_token" TEXT;

-- AlterTable
ALTER TABLE "ledger_entry" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "listing" INTEGER,
ADD COLUMN     "received_at" TIMESTAMPTZ(3),
ADD COLUMN     "undone_key" TEXT;

-- AlterTable
ALTER TABLE "meeting_details" ADD COLUMN     "all_day" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "conference_url" TEXT,
ADD COLUMN     "etag" TEXT,
ADD COLUMN     "time_zone" TEXT;

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "contact_creation" "contact_creation" NOT NULL DEFAULT 'off';

-- CreateTable
CREATE TABLE "session" (
    "workspace_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("workspace_id","token_hash")
);

-- CreateTable
CREATE TABLE "mail_sync" (
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "share_level" "visibility" NOT NULL DEFAULT 'everything',
    "cursor" JSONB,
    "version" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "throttled_until" TIMESTAMPTZ(3),
    "last_synced_at" TIMESTAMPTZ(3),
    "last_checked_at" TIMESTAMPTZ(3),
    "last_check_found" INTEGER,
    "check_found" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_message" TEXT,
    "watch_expires_at" TIMESTAMPTZ(3),
    "watch_due_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_sync_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "mail_search" (
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mail_search_pkey" PRIMARY KEY ("workspace_id","user_id","address")
);

-- CreateTable
CREATE TABLE "calendar_sync" (
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "calendar_id" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "primary" BOOLEAN NOT NULL DEFAULT false,
    "time_zone" TEXT,
    "access_role" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "cursor" JSONB,
    "version" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "throttled_until" TIMESTAMPTZ(3),
    "last_synced_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_message" TEXT,
    "expanded_through" TIMESTAMPTZ(3),
    "relist_at" TIMESTAMPTZ(3),
    "channel_id" TEXT,
    "channel_resource_id" TEXT,
    "channel_token_hash" TEXT,
    "channel_expires_at" TIMESTAMPTZ(3),
    "watch_due_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_sync_pkey" PRIMARY KEY ("workspace_id","user_id","calendar_id")
);

-- CreateTable
CREATE TABLE "rule" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID,
    "effect" "rule_effect" NOT NULL,
    "pattern" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rule_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "notice" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "event_ledger_entry" (
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "calendar_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "decision" "ledger_decision" NOT NULL,
    "reason" TEXT NOT NULL,
    "matched_address" TEXT,
    "activity_id" UUID,
    "recurring_event_id" TEXT,
    "is_series" BOOLEAN NOT NULL DEFAULT false,
    "starts_at" TIMESTAMPTZ(3),
    "cancelled" BOOLEAN NOT NULL DEFAULT false,
    "is_private" BOOLEAN NOT NULL DEFAULT false,
    "etag" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "listing" INTEGER,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_ledger_entry_pkey" PRIMARY KEY ("workspace_id","user_id","calendar_id","event_id")
);

-- CreateIndex
CREATE INDEX "session_workspace_id_user_id_idx" ON "session"("workspace_id", "user_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "mail_sync_due_at_idx" ON "mail_sync"("due_at");

-- CreateIndex
CREATE INDEX "mail_sync_lease_until_idx" ON "mail_sync"("lease_until");

-- CreateIndex
CREATE INDEX "mail_sync_watch_due_at_idx" ON "mail_sync"("watch_due_at");

-- CreateIndex
CREATE INDEX "calendar_sync_due_at_idx" ON "calendar_sync"("due_at");

-- CreateIndex
CREATE INDEX "calendar_sync_lease_until_idx" ON "calendar_sync"("lease_until");

-- CreateIndex
CREATE INDEX "calendar_sync_watch_due_at_idx" ON "calendar_sync"("watch_due_at");

-- CreateIndex
CREATE INDEX "calendar_sync_channel_id_idx" ON "calendar_sync"("channel_id");

-- CreateIndex
CREATE INDEX "rule_workspace_id_pattern_idx" ON "rule"("workspace_id", "pattern");

-- CreateIndex
CREATE INDEX "notice_workspace_id_user_id_kind_idx" ON "notice"("workspace_id", "user_id", "kind");

-- CreateIndex
CREATE INDEX "notice_due_at_idx" ON "notice"("due_at");

-- CreateIndex
CREATE INDEX "event_ledger_entry_workspace_id_activity_id_user_id_idx" ON "event_ledger_entry"("workspace_id", "activity_id", "user_id");

-- CreateIndex
CREATE INDEX "event_ledger_entry_workspace_id_recurring_event_id_user_id__idx" ON "event_ledger_entry"("workspace_id", "recurring_event_id", "user_id", "calendar_id");

-- CreateIndex
CREATE INDEX "meeting_details_workspace_id_event_id_idx" ON "meeting_details"("workspace_id", "event_id");

-- CreateIndex
CREATE INDEX "google_account_email_idx" ON "google_account"("email");

-- CreateIndex
CREATE INDEX "google_account_calendars_due_at_idx" ON "google_account"("calendars_due_at");

-- CreateIndex
CREATE INDEX "ledger_entry_workspace_id_gmail_thread_id_user_id_idx" ON "ledger_entry"("workspace_id", "gmail_thread_id", "user_id");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_sync" ADD CONSTRAINT "mail_sync_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_search" ADD CONSTRAINT "mail_search_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_sync" ADD CONSTRAINT "calendar_sync_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule" ADD CONSTRAINT "rule_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule" ADD CONSTRAINT "rule_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_ledger_entry" ADD CONSTRAINT "event_ledger_entry_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_ledger_entry" ADD CONSTRAINT "event_ledger_entry_workspace_id_activity_id_fkey" FOREIGN KEY ("workspace_id", "activity_id") REFERENCES "activity"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say.

-- What a mailbox has still to read, newest first; few beside what it has read.
create index ledger_entry_waiting on ledger_entry (workspace_id, user_id, gmail_message_id desc)
  where decision = 'waiting';
create index event_ledger_entry_waiting on event_ledger_entry (workspace_id, user_id, calendar_id, event_id)
  where decision = 'waiting';
-- A first sync has a whole mailbox waiting and then nothing: a plan that counts on the one reads all of it in vain.
alter table ledger_entry alter column decision set statistics 0;
-- What the team undid: few.
create index ledger_entry_undone on ledger_entry (workspace_id, undone_key) where undone_key is not null;
-- Skipped is what has no activity; waiting for a second look may have one.
alter table ledger_entry add constraint ledger_entry_activity check (
  case decision when 'logged' then activity_id is not null and received_at is not null
    when 'waiting' then true else activity_id is null end);
-- The same rule is there once.
create unique index rule_once
  on rule (workspace_id, coalesce(user_id, '00000000-0000-0000-0000-000000000000'), pattern);
