/** Reads messages for GmailApp through Gmail's REST API, with the token of the event; its refusals in GmailApp's words. */
import type { DraftData, GmailMessageData } from "./bridge-protocol.ts";
import { parseGmailMessage } from "./gmail-message.ts";
import type { GoogleApiAnswer } from "./google-api.ts";
import { callGoogle, isRecord } from "./google-api.ts";
import type { HttpGateway } from "./http-gateway.ts";
import { ScriptException } from "./script-exception.ts";

export interface Gmail {
  readonly message: (accessToken: string, id: string) => GmailMessageData;
  readonly attachment: (accessToken: string, messageId: string, attachmentId: string) => Uint8Array;
  readonly raw: (accessToken: string, id: string) => string;
  readonly createDraft: (
    accessToken: string,
    draft: DraftData,
  ) => { id: string; messageId: string; threadId: string };
}

export function createGmail(gateway: HttpGateway, baseUrl: string): Gmail {
  const call = (
    accessToken: string,
    path: string,
    query: Record<string, string>,
    body?: unknown,
  ): GoogleApiAnswer =>
    callGoogle(gateway, {
      service: "Gmail",
      baseUrl,
      path: `/gmail/v1/users/me${path}`,
      query,
      accessToken,
      body,
    });
  const messagePath = (id: string): string => `/messages/${encodeURIComponent(id)}`;
  const attachment = (accessToken: string, messageId: string, attachmentId: string): Buffer => {
    const path = `${messagePath(messageId)}/attachments/${encodeURIComponent(attachmentId)}`;
    return Buffer.from(textField(jsonOf(call(accessToken, path, {}), attachmentId), "data"), "base64url");
  };
  return {
    message: (accessToken, id) =>
      parseGmailMessage(jsonOf(call(accessToken, messagePath(id), { format: "full" }), id), (attachmentId) =>
        attachment(accessToken, id, attachmentId),
      ),
    attachment,
    raw: (accessToken, id) => {
      const json = jsonOf(call(accessToken, messagePath(id), { format: "raw" }), id);
      return Buffer.from(textField(json, "raw"), "base64url").toString("latin1");
    },
    createDraft: (accessToken, draft) => {
      const message = { raw: Buffer.from(mimeOf(draft)).toString("base64url") };
      const json = jsonOf(call(accessToken, "/drafts", {}, { message }), draft.to);
      const created = isRecord(json) ? json["message"] : undefined;
      return {
        id: textField(json, "id"),
        messageId: textField(created, "id"),
        threadId: textField(created, "threadId"),
      };
    },
  };
}

function jsonOf(answer: GoogleApiAnswer, what: string): unknown {
  if (answer.ok) return answer.json;
  switch (answer.status) {
    case 401:
      throw new ScriptException("Access denied: : Invalid access token. Request: MailboxService.GetMessage.");
    case 403:
      throw new ScriptException(`Access denied: : ${answer.message}. Request: MailboxService.GetMessage.`);
    case 400:
    case 404:
      throw new ScriptException(`Invalid argument: ${what}`);
    default:
      throw new ScriptException(`Gmail operation not allowed: ${answer.message}`);
  }
}

function textField(json: unknown, name: string): string {
  const value = isRecord(json) ? json[name] : undefined;
  if (typeof value !== "string") throw new ScriptException(`Gmail answered without ${name}`);
  return value;
}

/** Text goes as base64, headers as encoded words: nothing a script passes can start a header of its own. */
function mimeOf({ to, cc, bcc, subject, body, htmlBody }: DraftData): string {
  const headers = Object.entries({ To: to, Cc: cc, Bcc: bcc }).flatMap(([name, value]) => {
    if (value === undefined || value === "") return [];
    if (/[\r\n]/.test(value)) throw new ScriptException(`Invalid email: ${value}`);
    return [`${name}: ${value}`];
  });
  return [
    ...headers,
    `Subject: =?UTF-8?B?${Buffer.from(subject).toString("base64")}?=`,
    "MIME-Version: 1.0",
    `Content-Type: text/${htmlBody === undefined ? "plain" : "html"}; charset=UTF-8`,
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.from(htmlBody ?? body)
      .toString("base64")
      .replace(/.{76}/g, "$&\r\n"),
  ].join("\r\n");
}
