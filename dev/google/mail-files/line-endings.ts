/** Mail travels with CRLF; files on disk often lost the CR. */

export function toCrlf(bytes: Buffer): Buffer {
  const missing = countBareFeeds(bytes);
  if (missing === 0) return bytes;
  const out = Buffer.allocUnsafe(bytes.length + missing);
  let read = 0;
  let written = 0;
  for (let feed = bytes.indexOf(0x0a); feed >= 0; feed = bytes.indexOf(0x0a, feed + 1)) {
    if (bytes[feed - 1] === 0x0d) continue;
    written += bytes.copy(out, written, read, feed);
    out[written++] = 0x0d;
    read = feed;
  }
  bytes.copy(out, written, read);
  return out;
}

function countBareFeeds(bytes: Buffer): number {
  let count = 0;
  for (let feed = bytes.indexOf(0x0a); feed >= 0; feed = bytes.indexOf(0x0a, feed + 1)) {
    if (bytes[feed - 1] !== 0x0d) count += 1;
  }
  return count;
}
