/** Answers calls to the APIs: who asks, may they, is there quota left, and then the method itself. */
import type { Authenticate } from "../access.ts";
import { applyFieldMask } from "../field-mask.ts";
import type { Quota } from "../quota/quota.ts";
import type { Usage } from "../quota/usage.ts";
import { errorAnswer, resourceAnswer } from "./api-request.ts";
import type { ApiAnswer, ApiRequest } from "./api-request.ts";
import { MethodTable } from "./method-table.ts";
import type { ApiMethod, FoundMethod } from "./method-table.ts";

export class Api {
  readonly #table: MethodTable;
  readonly #authenticate: Authenticate;
  readonly #quota: Quota;
  readonly #usage: Usage;

  constructor(parts: {
    methods: Iterable<ApiMethod>;
    authenticate: Authenticate;
    quota: Quota;
    usage: Usage;
  }) {
    this.#table = new MethodTable(parts.methods);
    this.#authenticate = parts.authenticate;
    this.#quota = parts.quota;
    this.#usage = parts.usage;
  }

  find(verb: string, path: string): FoundMethod | undefined {
    return this.#table.find(verb, path);
  }

  answer({ method, path }: FoundMethod, request: ApiRequest): ApiAnswer {
    try {
      const grant = this.#authenticate(request.authorization);
      const user = grant.account.email;
      this.#usage.count(user, method);
      method.authorize(grant);
      this.#quota.charge(user, method);
      const resource = method.answer({ grant, request, parameters: request.query, path });
      const fields = request.query.get("fields");
      return resourceAnswer(
        resource === undefined || fields === null ? resource : applyFieldMask(resource, fields),
      );
    } catch (error) {
      return errorAnswer(error);
    }
  }
}
