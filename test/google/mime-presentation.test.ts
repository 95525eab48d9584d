/** How mails of the fixture folder look through the Gmail API. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { toMessageResource } from "../../dev/google/gmail/message-resource.ts";
import type { MessagePartResource } from "../../dev/google/gmail/message-resource.ts";
import type { Message } from "../../dev/google/gmail/message.ts";
import { noon } from "./google-fixture.ts";

const folder = new URL("../fixtures/mail/", import.meta.url);

function load(name: string): Message {
  const raw = readFileSync(new URL(`${name}.eml`, folder));
  return new Mailbox({ email: "rep@northwind.example" }).insert({ raw, internalDate: noon, labelIds: [] });
}

interface Shown {
  readonly payload: MessagePartResource;
  readonly snippet: string;
}

function show(name: string): Shown {
  return toMessageResource(load(name), "full") as unknown as Shown;
}

/** `partId mimeType filename` of every part, and what its body is. */
function outline(part: MessagePartResource): string[] {
  const { attachmentId, data, size } = part.body;
  const body = attachmentId !== undefined ? `file of ${size}` : data === undefined ? "" : "text";
  const line = [part.partId, part.mimeType, part.filename, body].filter((word) => word !== "").join(" ");
  return [line, ...(part.parts ?? []).flatMap(outline)];
}

function text(part: MessagePartResource | undefined): string {
  return Buffer.from(part?.body.data ?? "", "base64url").toString();
}

function header(part: MessagePartResource, name: string): string | undefined {
  return part.headers.find((field) => field.name === name)?.value;
}

describe("parts", () => {
  test("are numbered from the root down", () => {
    expect(outline(show("nested-multiparts").payload)).toEqual([
      "multipart/signed",
      "0 multipart/mixed",
      "0.0 multipart/related",
      "0.0.0 multipart/alternative",
      "0.0.0.0 text/plain text",
      "0.0.0.1 text/html text",
      "0.0.1 image/png plan.png file of 70",
      "0.1 application/pdf Angebot für Nora.pdf file of 13",
      "1 application/pgp-signature signature.asc file of 64",
    ]);
  });

  test("of a forwarded message are shown below it, and it is a file as well", () => {
    const { payload } = show("forwarded-as-attachment");
    expect(outline(payload)).toEqual([
      "multipart/mixed",
      "0 text/plain text",
      "1 message/rfc822 Stoerung in Halle 3.eml file of 649",
      "1.0 multipart/mixed",
      "1.0.0 text/plain text",
      "1.0.1 image/png foto.png file of 70",
    ]);
    const inner = payload.parts?.[1]?.parts?.[0];
    expect(inner === undefined ? "" : header(inner, "Subject")).toBe("Störung in Halle 3");
  });

  test("of a bounce are the words, the status and the lost mail", () => {
    expect(outline(show("bounce").payload)).toEqual([
      "multipart/report",
      "0 text/plain text",
      "1 message/delivery-status file of 256",
      "2 message/rfc822 file of 220",
      "2.0 text/plain text",
    ]);
  });

  test("of a digest are messages though they do not say so", () => {
    expect(outline(show("digest").payload).filter((line) => line.includes("message/rfc822"))).toHaveLength(2);
  });

  test("of an invitation hold the calendar inline and as a file", () => {
    expect(outline(show("calendar-invite").payload)).toEqual([
      "multipart/mixed",
      "0 multipart/alternative",
      "0.0 text/plain text",
      "0.1 text/html text",
      "0.2 text/calendar text",
      "1 application/ics invite.ics file of 498",
    ]);
  });

  test("cut off in the middle are what came of them", () => {
    expect(outline(show("truncated-multipart").payload)).toEqual([
      "multipart/mixed",
      "0 text/plain text",
      "1 application/pdf invoice.pdf file of 38",
    ]);
  });

  test("are found without a declared boundary", () => {
    expect(outline(show("boundary-not-declared").payload)).toEqual([
      "multipart/mixed",
      "0 text/plain text",
      "1 text/csv quarterly report.csv file of 8",
    ]);
  });

  test("can be one file and no text", () => {
    expect(outline(show("smime-encrypted").payload)).toEqual([
      "application/pkcs7-mime smime.p7m file of 200",
    ]);
  });

  test("without a name are files unless they are text", () => {
    expect(outline(show("inline-images").payload)).toEqual([
      "multipart/related",
      "0 text/html text",
      "1 image/png file of 70",
      "2 image/jpeg Küche.jpg file of 70",
    ]);
  });
});

describe("text", () => {
  test.each([
    [
      "windows-1252",
      "Bonjour Nora,\r\n\r\nle devis “Phase 2” s’élève à 12\u00a0000 € – merci de votre retour.\r\n\r\nAndré Lefèvre\r\n",
    ],
    [
      "iso-2022-jp",
      "お世話になっております。株式会社みなとの田中です。\r\n来週のお打ち合わせについてご連絡いたします。\r\n",
    ],
    ["unknown-charset", "Köhler says grüße in a charset nobody knows.\r\n"],
    ["eight-bit-headers", "Anbei der Prüfbericht.\r\n"],
  ])("of %s is UTF-8", (name, expected) => {
    expect(text(show(name).payload)).toBe(expected);
  });

  test("of every alternative is decoded by its own charset", () => {
    const [plain, html] = show("right-to-left").payload.parts ?? [];
    expect(text(plain)).toBe("مرحبا نورا، هل يمكننا الاجتماع يوم الأحد؟");
    expect(text(html)).toContain("مرحبا نورا، هل يمكننا الاجتماع يوم الأحد؟");
  });

  test("in broken quoted-printable keeps what cannot be decoded", () => {
    expect(text(show("bare-line-feeds").payload.parts?.[0])).toBe(
      "soft break, and = sign, and a broken =ZZ escape=",
    );
  });

  test("may be absent", () => {
    expect(show("empty-body").payload.body).toEqual({ size: 0 });
    expect(show("headers-only").payload).toMatchObject({ mimeType: "text/plain", body: { size: 0 } });
  });
});

describe("headers", () => {
  test("are decoded to Unicode", () => {
    const { payload } = show("iso-2022-jp");
    expect(header(payload, "From")).toBe("田中 健 <tanaka@minato.example>");
    expect(header(payload, "Subject")).toBe("打ち合わせの件");
  });

  test("with bare 8-bit bytes are read as UTF-8 where that works and as windows-1252 otherwise", () => {
    const { payload } = show("eight-bit-headers");
    expect(header(payload, "From")).toBe("Jürgen Groß <juergen@werkstatt.example>");
    expect(header(payload, "X-Note")).toBe("UTF-8 here: Öl ✓");
  });

  test("keep an address list readable when a decoded name holds a comma", () => {
    expect(header(show("group-addresses").payload, "Cc")).toMatch(/^"Müller, Eva" <eva@club\.example>, /);
  });

  test("are unfolded as Gmail does it: blanks stay, a single tab becomes a space", () => {
    const { payload } = show("nested-multiparts");
    expect(header(payload, "Received")).toContain("192.0.2.25])        by mx.google.com");
    expect(header(payload, "Content-Type")).toBe(
      'multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary=outer',
    );
  });

  test("that are none are passed over", () => {
    const { payload } = show("broken-headers");
    expect(header(payload, "Subject")).toBe("no blank, and\ta tab");
    expect(payload.headers.map(({ name }) => name)).not.toContain("");
    expect(text(payload)).toBe("The body still arrives.\r\n");
  });

  test("may be missing altogether", () => {
    expect(show("missing-basics").payload.headers.map(({ name }) => name)).toEqual([
      "X-Mailer",
      "To",
      "Content-Type",
    ]);
  });
});

describe("the snippet", () => {
  test("is escaped for HTML and keeps quoted history", () => {
    expect(show("reply-with-quote").snippet).toBe(
      "Perfect, thank you! Please go ahead. On Mon, Nov 2, 2026 at 2:05 PM Nora Reyes &lt;rep@northwind.example&gt; wrote: &gt; Hello Anna, &gt; 55 licences would be 13,200 EUR a year.",
    );
  });

  test("comes from the HTML when there is no text, without scripts and styles", () => {
    expect(show("inline-images").snippet).toBe("Our new look &amp; feel");
    expect(show("hostile-html").snippet).toBe("Hello click &lt;b&gt;");
  });

  test("is short", () => {
    expect(show("long-lines").snippet.length).toBeLessThanOrEqual(200);
  });
});

test.each(readdirSync(folder))("%s is shown in every format", (file) => {
  const message = load(file.replace(/\.eml$/, ""));
  for (const format of ["full", "metadata", "minimal", "raw"] as const) {
    expect(JSON.parse(JSON.stringify(toMessageResource(message, format)))).toMatchObject({ id: message.id });
  }
});
