/** The cookies of the pages: HttpOnly, Lax, and bound to this very host where the public address is https. */
import { parse, serialize } from "hono/utils/cookie";

export interface CookieName {
  /** What the browser calls it. */
  readonly name: string;
  readonly secure: boolean;
}

/** `__Host-` keeps subdomains and plain http from setting it: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie */
export function cookieName(name: string, publicUrl: string): CookieName {
  const secure = publicUrl.startsWith("https:");
  return { name: secure ? `__Host-${name}` : name, secure };
}

export function readCookie(headers: Headers, { name }: CookieName): string | undefined {
  return parse(headers.get("cookie") ?? "", name)[name];
}

/** The value of a `Set-Cookie` header. */
export function setCookie({ name, secure }: CookieName, value: string, maxAgeSeconds: number): string {
  return serialize(name, value, {
    path: "/",
    httpOnly: true,
    secure,
    sameSite: "Lax",
    maxAge: maxAgeSeconds,
  });
}

export function dropCookie(cookie: CookieName): string {
  return setCookie(cookie, "", 0);
}
