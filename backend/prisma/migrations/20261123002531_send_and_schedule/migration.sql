-- CreateEnum
CREATE TYPE "delivery" AS ENUM ('sending', 'unknown');

-- CreateEnum
CREATE TYPE "email_status" AS ENUM ('QUEUED', 'SENDING', 'SENT', 'FAILED', 'UNKNOWN', 'CANCELLED');

-- CreateEnum
CREATE TYPE "booking_status" AS ENUM ('pending', 'booked', 'refused');

-- AlterTable
ALTER TABLE "activity" ADD COLUMN     "delivery" "delivery";

-- AlterTable
ALTER TABLE "app_user" ADD COLUMN     "work_days" INTEGER[] DEFAULT ARRAY[1, 2, 3, 4, 5]::INTEGER[],
ADD COLUMN     "work_from" INTEGER NOT NULL DEFAULT 540,
ADD COLUMN     "work_to" INTEGER NOT NULL DEFAULT 1020;

-- AlterTable
ALTER TABLE "mail_sync" ADD COLUMN     "pushed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "sends_per_day" INTEGER NOT NULL DEFAULT 300;

-- CreateTable
CREATE TABLE "outbound_email" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" "email_status" NOT NULL DEFAULT 'QUEUED',
    "version" INTEGER NOT NULL DEFAULT 0,
    "message_id" TEXT NOT NULL,
    "date" TIMESTAMPTZ(3) NOT NULL,
    "from_address" TEXT NOT NULL,
    "to" JSONB NOT NULL,
    "cc" JSONB NOT NULL DEFAULT '[]',
    "bcc" JSONB NOT NULL DEFAULT '[]',
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT,
    "reply_to_gmail_id" TEXT,
    "gmail_thread_id" TEXT,
    "contact_ids" UUID[],
    "template_id" UUID,
    "send_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "tried_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_message" TEXT,
    "gmail_message_id" TEXT,
    "activity_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbound_email_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "booking" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "calendar_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "source" "activity_source" NOT NULL,
    "status" "booking_status" NOT NULL DEFAULT 'pending',
    "contact_ids" UUID[],
    "activity_id" UUID,
    "due_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "booking_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "template" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sort_name" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "updated_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "template_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "task" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "assignee_id" UUID NOT NULL,
    "created_by_id" UUID,
    "contact_id" UUID,
    "activity_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "outbound_email_workspace_id_user_id_created_at_id_idx" ON "outbound_email"("workspace_id", "user_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "outbound_email_workspace_id_user_id_status_idx" ON "outbound_email"("workspace_id", "user_id", "status");

-- CreateIndex
CREATE INDEX "outbound_email_workspace_id_user_id_date_idx" ON "outbound_email"("workspace_id", "user_id", "date");

-- CreateIndex
CREATE INDEX "outbound_email_workspace_id_activity_id_idx" ON "outbound_email"("workspace_id", "activity_id");

-- CreateIndex
CREATE INDEX "outbound_email_due_at_idx" ON "outbound_email"("due_at");

-- CreateIndex
CREATE INDEX "outbound_email_lease_until_idx" ON "outbound_email"("lease_until");

-- CreateIndex
CREATE UNIQUE INDEX "outbound_email_workspace_id_user_id_idempotency_key_key" ON "outbound_email"("workspace_id", "user_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "booking_workspace_id_activity_id_idx" ON "booking"("workspace_id", "activity_id");

-- CreateIndex
CREATE INDEX "booking_due_at_idx" ON "booking"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "booking_workspace_id_user_id_idempotency_key_key" ON "booking"("workspace_id", "user_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "template_workspace_id_sort_name_key" ON "template"("workspace_id", "sort_name");

-- CreateIndex
CREATE INDEX "task_workspace_id_assignee_id_done_at_due_at_id_idx" ON "task"("workspace_id", "assignee_id", "done_at", "due_at", "id");

-- CreateIndex
CREATE INDEX "task_workspace_id_contact_id_done_at_due_at_id_idx" ON "task"("workspace_id", "contact_id", "done_at", "due_at", "id");

-- CreateIndex
CREATE INDEX "task_workspace_id_activity_id_idx" ON "task"("workspace_id", "activity_id");

-- AddForeignKey
ALTER TABLE "outbound_email" ADD CONSTRAINT "outbound_email_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking" ADD CONSTRAINT "booking_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "template" ADD CONSTRAINT "template_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "template" ADD CONSTRAINT "template_workspace_id_updated_by_id_fkey" FOREIGN KEY ("workspace_id", "updated_by_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_workspace_id_assignee_id_fkey" FOREIGN KEY ("workspace_id", "assignee_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_workspace_id_created_by_id_fkey" FOREIGN KEY ("workspace_id", "created_by_id") REFERENCES "app_user"("workspace_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_workspace_id_contact_id_fkey" FOREIGN KEY ("workspace_id", "contact_id") REFERENCES "contact"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
