/** Writes a batch as Google's guide shows it, and reads its answer with the strictness of a parser of multipart/mixed. */

export interface PartAnswer {
  readonly contentId: string | undefined;
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly json: unknown;
}

export function writeBatch(
  calls: readonly { id?: string; request: string }[],
  boundary = "batch_foobarbaz",
): string {
  const parts = calls.map(({ id, request }) =>
    [
      `--${boundary}`,
      "Content-Type: application/http",
      ...(id === undefined ? [] : [`Content-ID: <${id}>`]),
      "",
      request,
      "",
      "",
    ].join("\r\n"),
  );
  return `${parts.join("")}--${boundary}--\r\n`;
}

export async function postBatch(
  url: string,
  token: string | undefined,
  body: string,
  contentType = "multipart/mixed; boundary=batch_foobarbaz",
): Promise<Response> {
  const headers = {
    "Content-Type": contentType,
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  return await fetch(url, { method: "POST", headers, body });
}

export async function readBatch(response: Response): Promise<PartAnswer[]> {
  const boundary = /^multipart\/mixed; boundary=(\S+)$/.exec(response.headers.get("Content-Type") ?? "")?.[1];
  if (boundary === undefined) throw new Error(`No batch: ${response.status} ${await response.text()}`);
  const text = await response.text();
  const pieces = `\r\n${text}`.split(`\r\n--${boundary}`);
  if (pieces.at(-1) !== "--\r\n") throw new Error("The batch has no end");
  return pieces.slice(1, -1).map((piece) => {
    const [outer = "", head = "", ...body] = piece.slice(2).split("\r\n\r\n");
    const [statusLine = "", ...fields] = head.split("\r\n");
    const headers = new Map(
      fields.map((field) => [
        field.slice(0, field.indexOf(":")).toLowerCase(),
        field.slice(field.indexOf(":") + 2),
      ]),
    );
    const content = body.join("\r\n\r\n");
    if (Buffer.byteLength(content) !== Number(headers.get("content-length")))
      throw new Error("Wrong Content-Length");
    return {
      contentId: /^Content-ID: (.+)$/im.exec(outer)?.[1],
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]),
      headers,
      json: content === "" ? undefined : (JSON.parse(content) as unknown),
    };
  });
}
