-- Both may be created by the owner of a database, no superuser is needed.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- CreateEnum
CREATE TYPE "role" AS ENUM ('rep', 'admin');

-- CreateEnum
CREATE TYPE "contact_kind" AS ENUM ('lead', 'client');

-- CreateEnum
CREATE TYPE "stage" AS ENUM ('new', 'contacted', 'qualified', 'proposal', 'negotiation', 'won', 'lost');

-- CreateEnum
CREATE TYPE "grant_status" AS ENUM ('none', 'connected', 'reconnect');

-- CreateEnum
CREATE TYPE "activity_type" AS ENUM ('EMAIL', 'MEETING', 'NOTE', 'CALL');

-- CreateEnum
CREATE TYPE "direction" AS ENUM ('inbound', 'outbound');

-- CreateEnum
CREATE TYPE "meeting_status" AS ENUM ('SCHEDULED', 'HELD', 'CANCELLED', 'NO_SHOW');

-- CreateEnum
CREATE TYPE "activity_source" AS ENUM ('sidebar', 'sync', 'send', 'web', 'api');

-- CreateEnum
CREATE TYPE "visibility" AS ENUM ('everything', 'subject', 'metadata', 'private');

-- CreateEnum
CREATE TYPE "participant_role" AS ENUM ('from', 'to', 'cc', 'bcc', 'reply_to', 'organizer', 'attendee', 'optional');

-- CreateEnum
CREATE TYPE "link_origin" AS ENUM ('automatic', 'manual');

-- CreateEnum
CREATE TYPE "ledger_decision" AS ENUM ('logged', 'skipped', 'waiting', 'quarantined');

-- CreateEnum
CREATE TYPE "turn" AS ENUM ('us', 'them');

-- CreateTable
CREATE TABLE "workspace" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "domain" TEXT,
    "personal_of" TEXT,
    "email_points" INTEGER NOT NULL DEFAULT 1,
    "meeting_points" INTEGER NOT NULL DEFAULT 3,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_user" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "issuer" TEXT,
    "subject" TEXT,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "role" NOT NULL DEFAULT 'rep',
    "locale" TEXT,
    "time_zone" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "google_account" (
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "aliases" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "status" "grant_status" NOT NULL DEFAULT 'none',
    "status_reason" TEXT,

    CONSTRAINT "google_account_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "contact" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" "contact_kind" NOT NULL DEFAULT 'lead',
    "name" TEXT NOT NULL,
    "company" TEXT,
    "title" TEXT,
    "phone" TEXT,
    "stage" "stage" NOT NULL DEFAULT 'new',
    "owner_id" UUID,
    "notes" TEXT,
    "engagement_score" INTEGER NOT NULL DEFAULT 0,
    "last_engagement_at" TIMESTAMPTZ(3),
    "momentum_sum" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "turn" "turn",
    "turn_since" TIMESTAMPTZ(3),
    "turn_activity_id" UUID,
    "sort_name" TEXT NOT NULL,
    "search_text" TEXT NOT NULL,
    "converted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "contact_address" (
    "workspace_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "contact_id" UUID NOT NULL,
    "original" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "contact_address_pkey" PRIMARY KEY ("workspace_id","address")
);

-- CreateTable
CREATE TABLE "activity" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "type" "activity_type" NOT NULL,
    "direction" "direction",
    "subject" TEXT NOT NULL DEFAULT '',
    "body_text" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "status" "meeting_status",
    "source" "activity_source" NOT NULL,
    "visibility" "visibility" NOT NULL DEFAULT 'everything',
    "merge_key" TEXT NOT NULL,
    "thread_key" TEXT,
    "counts" BOOLEAN NOT NULL DEFAULT true,
    "attachments" JSONB NOT NULL DEFAULT '[]',
    "note" TEXT,
    "logged_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "activity_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "activity_contact" (
    "workspace_id" UUID NOT NULL,
    "activity_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "role" "participant_role",
    "origin" "link_origin" NOT NULL DEFAULT 'automatic',
    "matched_address" TEXT,

    CONSTRAINT "activity_contact_pkey" PRIMARY KEY ("workspace_id","activity_id","contact_id")
);

-- CreateTable
CREATE TABLE "participant" (
    "workspace_id" UUID NOT NULL,
    "activity_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "role" "participant_role" NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "participant_pkey" PRIMARY KEY ("workspace_id","activity_id","address","role")
);

-- CreateTable
CREATE TABLE "meeting_details" (
    "workspace_id" UUID NOT NULL,
    "activity_id" UUID NOT NULL,
    "calendar_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "ical_uid" TEXT,
    "original_start" TIMESTAMPTZ(3),
    "location" TEXT,

    CONSTRAINT "meeting_details_pkey" PRIMARY KEY ("workspace_id","activity_id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "gmail_message_id" TEXT NOT NULL,
    "gmail_thread_id" TEXT NOT NULL,
    "decision" "ledger_decision" NOT NULL,
    "reason" TEXT NOT NULL,
    "matched_address" TEXT,
    "activity_id" UUID,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("workspace_id","user_id","gmail_message_id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "workspace_domain_key" ON "workspace"("domain");

-- CreateIndex
CREATE UNIQUE INDEX "workspace_personal_of_key" ON "workspace"("personal_of");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_issuer_subject_key" ON "app_user"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_workspace_id_email_key" ON "app_user"("workspace_id", "email");

-- CreateIndex
CREATE INDEX "google_account_workspace_id_aliases_idx" ON "google_account" USING GIN ("workspace_id" uuid_ops, "aliases" array_ops);

-- CreateIndex
CREATE INDEX "contact_workspace_id_sort_name_id_idx" ON "contact"("workspace_id", "sort_name", "id");

-- CreateIndex
CREATE INDEX "contact_workspace_id_owner_id_sort_name_id_idx" ON "contact"("workspace_id", "owner_id", "sort_name", "id");

-- CreateIndex
CREATE INDEX "contact_workspace_id_engagement_score_id_idx" ON "contact"("workspace_id", "engagement_score" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "contact_workspace_id_search_text_idx" ON "contact" USING GIN ("workspace_id" uuid_ops, "search_text" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "contact_address_workspace_id_contact_id_position_key" ON "contact_address"("workspace_id", "contact_id", "position");

-- CreateIndex
CREATE INDEX "activity_workspace_id_occurred_at_id_idx" ON "activity"("workspace_id", "occurred_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "activity_workspace_id_thread_key_occurred_at_id_idx" ON "activity"("workspace_id", "thread_key", "occurred_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "activity_workspace_id_merge_key_key" ON "activity"("workspace_id", "merge_key");

-- CreateIndex
CREATE INDEX "activity_contact_workspace_id_contact_id_occurred_at_activi_idx" ON "activity_contact"("workspace_id", "contact_id", "occurred_at" DESC, "activity_id" DESC);

-- CreateIndex
CREATE INDEX "participant_workspace_id_address_occurred_at_activity_id_idx" ON "participant"("workspace_id", "address", "occurred_at" DESC, "activity_id" DESC);

-- CreateIndex
CREATE INDEX "ledger_entry_workspace_id_activity_id_user_id_idx" ON "ledger_entry"("workspace_id", "activity_id", "user_id");

-- CreateIndex
CREATE INDEX "audit_event_workspace_id_at_idx" ON "audit_event"("workspace_id", "at" DESC);

-- AddForeignKey
ALTER TABLE "app_user" ADD CONSTRAINT "app_user_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "google_account" ADD CONSTRAINT "google_account_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_workspace_id_owner_id_fkey" FOREIGN KEY ("workspace_id", "owner_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_address" ADD CONSTRAINT "contact_address_workspace_id_contact_id_fkey" FOREIGN KEY ("workspace_id", "contact_id") REFERENCES "contact"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activity" ADD CONSTRAINT "activity_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activity" ADD CONSTRAINT "activity_workspace_id_logged_by_id_fkey" FOREIGN KEY ("workspace_id", "logged_by_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activity_contact" ADD CONSTRAINT "activity_contact_workspace_id_activity_id_fkey" FOREIGN KEY ("workspace_id", "activity_id") REFERENCES "activity"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activity_contact" ADD CONSTRAINT "activity_contact_workspace_id_contact_id_fkey" FOREIGN KEY ("workspace_id", "contact_id") REFERENCES "contact"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_workspace_id_activity_id_fkey" FOREIGN KEY ("workspace_id", "activity_id") REFERENCES "activity"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "meeting_details" ADD CONSTRAINT "meeting_details_workspace_id_activity_id_fkey" FOREIGN KEY ("workspace_id", "activity_id") REFERENCES "activity"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_workspace_id_activity_id_fkey" FOREIGN KEY ("workspace_id", "activity_id") REFERENCES "activity"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand from here: what Prisma's schema cannot say.

-- Addresses are compared as they are, so only the normalised form may get in.
alter table contact_address add constraint contact_address_normalised
  check (address = lower(address collate "C") and address ~ '^\S.*@\S+$');
alter table participant add constraint participant_address_normalised check (address = lower(address collate "C"));
alter table app_user add constraint app_user_email_normalised check (email = lower(email collate "C"));

-- Meetings, and nothing else, have a status; and an end, without which nobody could tell when they are over.
alter table activity add constraint activity_meeting
  check ((type = 'MEETING') = (status is not null) and (type <> 'MEETING' or ends_at is not null));
alter table activity add constraint activity_ends_after_start check (ends_at >= occurred_at);
alter table contact add constraint contact_turn
  check ((turn is null) = (turn_since is null) and (turn is null) = (turn_activity_id is null));

-- Meetings that still have to be settled once they are over: few at any time, whatever the number of activities.
create index activity_unsettled on activity (ends_at, workspace_id) where status = 'SCHEDULED';
-- Meetings somebody called held before they began: they become the last engagement when they do.
create index activity_held_early on activity (occurred_at, workspace_id) where status = 'HELD' and updated_at < occurred_at;
-- Mails are most of it and found on the timeline itself.
create index activity_but_mails on activity (workspace_id, type, occurred_at desc, id desc) where type <> 'EMAIL';

-- Contacts nobody ever dealt with come last, in both directions of paging.
create index contact_last_engagement
  on contact (workspace_id, coalesce(last_engagement_at, '-infinity'::timestamptz) desc, id desc);
create index contact_clients on contact (workspace_id, sort_name, id) where kind = 'client';
create index contact_waiting on contact (workspace_id, owner_id, turn_since) where turn = 'us';
create index contact_warm on contact (workspace_id, owner_id, momentum_sum desc) where momentum_sum > 0;

-- A quoted local part may hold an @; the domain stands after the last one.
create index contact_address_domain on contact_address (workspace_id, split_part(address, '@', -1));
