/** Blobs: bytes with a type and a name. Bytes are signed, as everywhere in Apps Script. */
import { call } from "./bridge.ts";
import { bytes, check, either, optional, string } from "./checks.ts";
import type { Method } from "./define.ts";
import { chain, defineType, on } from "./define.ts";

export interface BlobState {
  /** Unsigned bytes, or a way to get them. */
  bytes: () => readonly number[];
  contentType: string | null;
  name: string | null;
}

export const blobMethods: Readonly<Record<string, Method<BlobState>>> = {
  copyBlob: on([], (state: BlobState) => Blob.create({ ...state })),
  getBytes: on([], (state: BlobState) => signed(state.bytes())),
  getContentType: on([], (state: BlobState) => state.contentType),
  getDataAsString: on([optional(string)], (state: BlobState, charset = "UTF-8") =>
    call("text.decode", state.bytes(), charset),
  ),
  getName: on([], (state: BlobState) => state.name),
  isGoogleType: on([], () => false),
  setBytes: chain([bytes], (state: BlobState, data: number[]) => {
    const copied = unsigned(data);
    state.bytes = () => copied;
  }),
  setContentType: chain(
    [check((value): value is string | null => value === null || typeof value === "string")],
    (state: BlobState, contentType: string | null) => {
      state.contentType = contentType;
    },
  ),
  setDataFromString: chain(
    [string, optional(string)],
    (state: BlobState, text: string, charset = "UTF-8") => {
      const encoded = call("text.encode", text, charset);
      state.bytes = () => encoded;
    },
  ),
  setName: chain([string], (state: BlobState, name: string) => {
    state.name = name;
  }),
};

export const Blob = defineType<BlobState>("Base.Blob", blobMethods);

/** @param charset of a string; bytes are taken as they are */
export function toBytes(data: string | readonly number[], charset = "UTF-8"): number[] {
  return typeof data === "string" ? call("text.encode", data, charset) : unsigned(data);
}

export const stringOrBytes = either(string, bytes);

export function signed(data: readonly number[]): number[] {
  return data.map((byte) => (byte << 24) >> 24);
}

function unsigned(data: readonly number[]): number[] {
  return data.map((byte) => byte & 255);
}
