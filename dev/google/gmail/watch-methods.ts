/** users.watch and users.stop of the Gmail API. */
import { z } from "zod";
import { invalidArgument } from "../google-errors.ts";
import { readJsonBody } from "../http/json-body.ts";
import type { ApiMethod } from "../http/method-table.ts";
import type { GmailWatches } from "../push/gmail-watches.ts";
import { gmailMethod } from "./gmail-method.ts";

export function watchMethods(watches: GmailWatches): ApiMethod[] {
  return [
    gmailMethod("users.watch", "POST", "/watch", ({ grant, mailbox, request }) => {
      const { topicName, labelIds, labelFilterBehavior, labelFilterAction } = readJsonBody(
        watchBody,
        request.body,
      );
      const unknown = labelIds.find((labelId) => mailbox.labels.find(labelId) === undefined);
      if (unknown !== undefined) throw invalidArgument(`Invalid label: ${unknown.slice(0, 100)}`);
      const behavior = (labelFilterBehavior ?? labelFilterAction ?? "include").toLowerCase();
      const expiration = watches.watch(grant.account, grant.clientId, {
        topicName,
        labelIds,
        labelFilterBehavior: behavior === "exclude" ? "exclude" : "include",
      });
      return { historyId: mailbox.historyId, expiration: String(expiration) };
    }),

    gmailMethod("users.stop", "POST", "/stop", ({ grant }) => {
      watches.stop(grant.account, grant.clientId);
      return undefined;
    }),
  ];
}

const filter = z.enum(["include", "exclude", "INCLUDE", "EXCLUDE"]).optional();
const watchBody = z.object({
  topicName: z.string().default(""),
  labelIds: z.array(z.string()).default([]),
  labelFilterBehavior: filter,
  /** The name of the parameter before. */
  labelFilterAction: filter,
});
