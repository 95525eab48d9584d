/** Which scopes open which Gmail method, as the API's discovery document lists them, and what a call of it costs. */
import type { AccessGrant } from "../access.ts";
import { GoogleError } from "../google-error.ts";

export type GmailMethod = keyof typeof methods;

/** Throws Google's 403 when the token was granted none of the method's scopes. */
export function requireGmailScope(grant: AccessGrant, method: GmailMethod): void {
  const { accepts, rpc } = methods[method];
  if (accepts.some((scope) => grant.scopes.has(scope))) return;
  throw new GoogleError(403, "insufficientPermissions", "Request had insufficient authentication scopes.", {
    status: "PERMISSION_DENIED",
    entryMessage: "Insufficient Permission",
    headers: {
      "WWW-Authenticate": `Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="${accepts.join(" ")}"`,
    },
    details: {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
      domain: "googleapis.com",
      metadata: { service: "gmail.googleapis.com", method: `caribou.api.proto.MailboxService.${rpc}` },
    },
  });
}

export function unitsOf(method: GmailMethod): number {
  return methods[method].units;
}

/** True when headers are all this token may see. */
export function seesMetadataOnly(grant: AccessGrant): boolean {
  return !readsContent.some((scope) => grant.scopes.has(scope));
}

const prefix = "https://www.googleapis.com/auth/";
const all = "https://mail.google.com/";
const modify = `${prefix}gmail.modify`;
const readonly = `${prefix}gmail.readonly`;
const metadata = `${prefix}gmail.metadata`;
const compose = `${prefix}gmail.compose`;
const labels = `${prefix}gmail.labels`;
const settings = `${prefix}gmail.settings.basic`;
const send = `${prefix}gmail.send`;
const composeAction = `${prefix}gmail.addons.current.action.compose`;
const messageAction = `${prefix}gmail.addons.current.message.action`;
const messageReadonly = `${prefix}gmail.addons.current.message.readonly`;
const messageMetadata = `${prefix}gmail.addons.current.message.metadata`;

const readsContent = [all, modify, readonly, messageAction, messageReadonly];

/** Units of projects made after 1 May 2026: https://developers.google.com/workspace/gmail/api/reference/quota */
const methods = {
  "users.getProfile": {
    rpc: "GetProfile",
    units: 1,
    accepts: [all, compose, metadata, modify, readonly],
  },
  "users.watch": { rpc: "Watch", units: 100, accepts: [all, metadata, modify, readonly] },
  "users.stop": { rpc: "Stop", units: 50, accepts: [all, metadata, modify, readonly] },
  "messages.list": { rpc: "ListMessages", units: 5, accepts: [all, metadata, modify, readonly] },
  "messages.get": {
    rpc: "GetMessage",
    units: 20,
    accepts: [all, messageAction, messageMetadata, messageReadonly, metadata, modify, readonly],
  },
  "messages.attachments.get": {
    rpc: "GetAttachment",
    units: 20,
    accepts: [all, messageAction, messageReadonly, modify, readonly],
  },
  "messages.send": { rpc: "SendMessage", units: 100, accepts: [all, composeAction, compose, modify, send] },
  "drafts.create": { rpc: "CreateDraft", units: 10, accepts: [all, composeAction, compose, modify] },
  "drafts.update": { rpc: "UpdateDraft", units: 15, accepts: [all, composeAction, compose, modify] },
  "drafts.get": { rpc: "GetDraft", units: 20, accepts: [all, compose, modify, readonly] },
  "drafts.list": { rpc: "ListDrafts", units: 5, accepts: [all, compose, modify, readonly] },
  "drafts.delete": { rpc: "DeleteDraft", units: 10, accepts: [all, composeAction, compose, modify] },
  "drafts.send": { rpc: "SendDraft", units: 100, accepts: [all, composeAction, compose, modify] },
  "history.list": { rpc: "ListHistory", units: 2, accepts: [all, metadata, modify, readonly] },
  "threads.list": { rpc: "ListThreads", units: 10, accepts: [all, metadata, modify, readonly] },
  "threads.get": {
    rpc: "GetThread",
    units: 40,
    accepts: [all, messageAction, messageMetadata, messageReadonly, metadata, modify, readonly],
  },
  "labels.list": { rpc: "ListLabels", units: 1, accepts: [all, labels, metadata, modify, readonly] },
  "labels.get": { rpc: "GetLabel", units: 1, accepts: [all, labels, metadata, modify, readonly] },
  "settings.sendAs.list": { rpc: "ListSendAs", units: 1, accepts: [all, modify, readonly, settings] },
  "settings.sendAs.get": { rpc: "GetSendAs", units: 1, accepts: [all, modify, readonly, settings] },
} as const satisfies Record<string, { rpc: string; units: number; accepts: readonly string[] }>;
