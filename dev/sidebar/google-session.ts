/** Calls Google's REST APIs for one person, as the page needs it. */

export type GoogleSession = ReturnType<typeof createGoogleSession>;

export interface WriteRequest {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly ifMatch?: string;
}

/** Tokens last an hour, a demo stays open for days: `issueToken` is asked again when Google refuses the last one. */
export function createGoogleSession(google: { readonly url: string }, issueToken: () => string) {
  let accessToken = issueToken();

  async function request(
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Response> {
    const once = async (): Promise<Response> =>
      await fetch(`${google.url}${path}`, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${accessToken}` },
      });
    const response = await once();
    if (response.status !== 401) return response;
    accessToken = issueToken();
    return await once();
  }

  /** Null for a resource that is not there; an id of another shape than Google's is answered with 400. */
  async function find<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T | null> {
    const response = await request(withQuery(path, parameters));
    // Google's answers are what Google's own types say.
    if (response.ok) return (await response.json()) as T;
    if (response.status === 404 || response.status === 400) return null;
    throw await refusal(path, response);
  }

  async function get<T>(path: string, parameters?: Readonly<Record<string, string>>): Promise<T> {
    const found = await find<T>(path, parameters);
    if (found === null) throw new Error(`Google refused ${path}`);
    return found;
  }

  /** Null when what is written to is gone, or is not the version named any more. */
  async function change<T>({
    method,
    path,
    parameters = {},
    body,
    ifMatch,
  }: WriteRequest): Promise<T | null> {
    const response = await request(withQuery(path, parameters), {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(ifMatch === undefined ? {} : { "If-Match": ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (goneStatuses.includes(response.status)) return null;
    if (!response.ok) throw await refusal(path, response);
    const text = await response.text();
    return text === "" ? null : (JSON.parse(text) as T);
  }

  async function create<T>(write: WriteRequest): Promise<T> {
    const created = await change<T>(write);
    if (created === null) throw new Error(`Google refused ${write.path}`);
    return created;
  }

  return { find, get, change, create };
}

const goneStatuses = [404, 410, 412];

function withQuery(path: string, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(parameters).toString();
  return query === "" ? path : `${path}?${query}`;
}

/** In Google's own words, which the page shows. */
async function refusal(path: string, response: Response): Promise<Error> {
  const text = await response.text();
  const message = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
  return new Error(`Google answered ${response.status} to ${path}: ${message}`);
}
