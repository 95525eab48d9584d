/** Which calls need which scopes, refused in Google's words when the manifest or the user withholds them. */
import type { RealmSettings } from "../bridge-protocol.ts";
import { exception } from "./exception.ts";

const auth = "https://www.googleapis.com/auth/";
let scopes: Pick<RealmSettings, "manifestScopes" | "grantedScopes"> = {
  manifestScopes: [],
  grantedScopes: [],
};

export function setScopes(settings: RealmSettings): void {
  scopes = settings;
}

/** @param anyOf short names below https://www.googleapis.com/auth/, or whole ones; one of them is enough. */
export function requireScope(method: string, anyOf: readonly string[]): void {
  const wanted = anyOf.map((name) => (name.includes(":") ? name : `${auth}${name}`));
  const names = wanted.length === 1 ? wanted.join("") : `(${wanted.join(" || ")})`;
  if (!wanted.some((scope) => scopes.manifestScopes.includes(scope))) {
    throw exception(
      `Specified permissions are not sufficient to call ${method}. Required permissions: ${names}`,
    );
  }
  if (!wanted.some((scope) => scopes.grantedScopes.includes(scope))) {
    throw exception(`You do not have permission to call ${method}. Required permissions: ${names}`);
  }
}
