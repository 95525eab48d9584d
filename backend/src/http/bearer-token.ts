/** `Authorization: Bearer …`, whatever the token is. */
export function bearerTokenOf(headers: Headers): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
}
