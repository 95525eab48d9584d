/** Utilities: encodings, digests, dates, sleep. */
import { Blob, signed, stringOrBytes, toBytes } from "./blob.ts";
import { call } from "./bridge.ts";
import { anything, date, integer, optional, string } from "./checks.ts";
import type { Check } from "./checks.ts";
import type { EnumValue } from "./define.ts";
import { defineEnum, defineGlobal, defineService, on } from "./define.ts";
import { exception } from "./exception.ts";
import { formatString } from "./format-string.ts";

const Charset = defineEnum("Utilities.Charset", ["US_ASCII", "UTF_8"]);
const DigestAlgorithm = defineEnum("Utilities.DigestAlgorithm", [
  "MD2",
  "MD5",
  "SHA_1",
  "SHA_256",
  "SHA_384",
  "SHA_512",
]);
const MacAlgorithm = defineEnum("Utilities.MacAlgorithm", [
  "HMAC_MD5",
  "HMAC_SHA_1",
  "HMAC_SHA_256",
  "HMAC_SHA_384",
  "HMAC_SHA_512",
]);

const charset: Check<EnumValue | undefined> = optional(Charset.value);
/** Google stops a script that sleeps longer. */
const longestSleepMs = 300_000;

export function installUtilities(): void {
  const service = defineService(
    "Utilities.Utilities",
    {
      base64Encode: on([stringOrBytes, charset], (_state, data, set) => encode64(data, set, false)),
      base64EncodeWebSafe: on([stringOrBytes, charset], (_state, data, set) => encode64(data, set, true)),
      base64Decode: on([string, charset], (_state, text) => signed(call("base64.decode", text, false))),
      base64DecodeWebSafe: on([string, charset], (_state, text) => signed(call("base64.decode", text, true))),
      computeDigest: on([DigestAlgorithm.value, stringOrBytes, charset], (_state, algorithm, data, set) =>
        signed(call("digest", String(algorithm), toBytes(data, charsetName(set)))),
      ),
      computeHmacSignature: on(
        [MacAlgorithm.value, stringOrBytes, stringOrBytes, charset],
        (_state, algorithm, data, key, set) => hmac(String(algorithm), data, key, set),
      ),
      computeHmacSha256Signature: on([stringOrBytes, stringOrBytes, charset], (_state, data, key, set) =>
        hmac("HMAC_SHA_256", data, key, set),
      ),
      formatDate: on([date, string, string], (_state, moment, timeZone, format) =>
        call("date.format", moment.getTime(), timeZone, format),
      ),
      formatString: on(
        [string, ...Array.from({ length: 20 }, () => optional(anything))],
        (_state, template, ...args) => formatString(template, args),
      ),
      getUuid: on([], () => call("uuid")),
      newBlob: on([stringOrBytes, optional(string), optional(string)], (_state, data, contentType, name) => {
        const bytes = toBytes(data);
        return Blob.create({
          bytes: () => bytes,
          contentType: contentType ?? (typeof data === "string" ? "text/plain" : null),
          name: name ?? null,
        });
      }),
      sleep: on([integer], (_state, ms) => {
        if (ms < 0 || ms > longestSleepMs)
          throw exception(`Invalid argument: milliseconds must be at most ${longestSleepMs}`);
        call("sleep", ms);
      }),
    },
    { Charset: Charset.values, DigestAlgorithm: DigestAlgorithm.values, MacAlgorithm: MacAlgorithm.values },
  );
  defineGlobal("Utilities", service, "Utilities.Utilities");
}

function encode64(data: string | number[], set: EnumValue | undefined, webSafe: boolean): string {
  return call("base64.encode", toBytes(data, charsetName(set)), webSafe);
}

function hmac(
  algorithm: string,
  data: string | number[],
  key: string | number[],
  set: EnumValue | undefined,
): number[] {
  return signed(call("hmac", algorithm, toBytes(data, charsetName(set)), toBytes(key, charsetName(set))));
}

/** Without a charset Google takes strings as UTF-8 in V8. */
function charsetName(set: EnumValue | undefined): string {
  return set === undefined ? "UTF-8" : String(set).replace("_", "-");
}
