/** Sends the few mails of the product's own over SMTP. */
import type { Config } from "./config.ts";
import type { OutgoingNotice } from "./jobs/send-notices.ts";

const TIMEOUT_MS = 20_000;

/** Loaded when first needed: most processes never send anything. */
export function createSmtpSender({ url, from }: NonNullable<Config["smtp"]>) {
  return async ({ to, subject, text }: OutgoingNotice): Promise<void> => {
    const { createTransport } = await import("nodemailer");
    const transport = createTransport({
      url: url.reveal(),
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      // Nothing of a notice is a file or an address to be fetched.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      // RFC 3834: nobody's out-of-office answers this.
      await transport.sendMail({
        from,
        to: { name: to.name, address: to.address },
        subject,
        text,
        headers: { "Auto-Submitted": "auto-generated" },
      });
    } finally {
      transport.close();
    }
  };
}
