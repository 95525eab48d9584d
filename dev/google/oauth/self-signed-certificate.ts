/** A minimal X.509 certificate around a key, since Google's PEM endpoint gives certificates and Node cannot make one. */
import { createHash, createPublicKey, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** RFC 5280, version 1 fields only; valid from 2020 to 2049, as nobody here looks at the dates. */
export function selfSignedCertificate(privateKey: KeyObject, commonName: string): string {
  const publicKeyInfo = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const serial = createHash("sha256").update(publicKeyInfo).digest().subarray(0, 8);
  serial[0] = 0x01;
  const name = sequence(
    set(sequence(der(0x06, Buffer.from("550403", "hex")), der(0x0c, Buffer.from(commonName)))),
  );
  const validity = sequence(utcTime("200101000000Z"), utcTime("491231235959Z"));
  const body = sequence(der(0x02, serial), sha256WithRsa, name, validity, name, publicKeyInfo);
  const signature = sign("RSA-SHA256", body, privateKey);
  const certificate = sequence(body, sha256WithRsa, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const sha256WithRsa = sequence(
  der(0x06, Buffer.from("2a864886f70d01010b", "hex")),
  der(0x05, Buffer.alloc(0)),
);

function sequence(...values: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(values));
}

function set(...values: Buffer[]): Buffer {
  return der(0x31, Buffer.concat(values));
}

function utcTime(text: string): Buffer {
  return der(0x17, Buffer.from(text));
}

function der(tag: number, content: Buffer): Buffer {
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}
