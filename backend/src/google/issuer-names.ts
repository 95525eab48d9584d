/** The names an issuer has in its tokens. */

const GOOGLE = "https://accounts.google.com";
/** https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload: `iss` is either of the two. */
const GOOGLE_BARE = "accounts.google.com";

/** The first is the one that users are kept under. */
export function issuerNames(issuer: string): readonly [string, ...string[]] {
  return issuer === GOOGLE ? [GOOGLE, GOOGLE_BARE] : [issuer];
}
