/** Tells reps by mail what needs them: that their Google account has to be connected again. */
import type { Logger } from "pino";
import type { DueNotice, NoticeStore } from "../sync/schedule-ports.ts";
import type { WorkSource } from "./worker.ts";

export interface OutgoingNotice {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

export interface NoticeOptions {
  readonly notices: NoticeStore;
  readonly send: (notice: OutgoingNotice) => Promise<void>;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
}

export function noticeSending({ notices, send, publicUrl, log, now }: NoticeOptions): WorkSource {
  return {
    name: "notice",
    async take() {
      const notice = await notices.takeNotice(now());
      if (notice === undefined) return undefined;
      return async () => {
        const { workspaceId, id } = notice;
        try {
          await send(toMail(notice, publicUrl));
          await notices.noticeSent(notice, now());
        } catch (error) {
          log.warn(
            { error, workspaceId, notice: id, attempts: notice.attempts },
            "a notice could not be sent",
          );
        }
      };
    },
  };
}

/** Two languages, as on the cards. A kind we do not know any more is still worth a look at the page. */
function toMail({ to, name, locale }: DueNotice, publicUrl: string): OutgoingNotice {
  const page = `${publicUrl}/settings/integrations`;
  const recipient = { name, address: to };
  if (locale?.toLowerCase().startsWith("de") === true) {
    return {
      to: recipient,
      subject: "Bitte verbinden Sie Ihr Google-Konto neu",
      text: `Hallo ${name},

Rapport hat keinen Zugriff mehr auf Ihr Google-Konto. Neue Mails und Termine erscheinen deshalb nicht mehr in der
Zeitleiste Ihrer Kontakte. Was schon dort steht, bleibt.

Neu verbinden: ${page}

Sobald das Konto verbunden ist, wird alles nachgeholt.
`,
    };
  }
  return {
    to: recipient,
    subject: "Please connect your Google account again",
    text: `Hello ${name},

Rapport can no longer reach your Google account. New mails and meetings no longer appear on the timelines of your
contacts. What is there already stays.

Connect again: ${page}

Once the account is connected, everything missed is caught up.
`,
  };
}
