/** `/api/docs`: the OpenAPI document, made readable. */
import { html } from "hono/html";
import { operations } from "../../../contract/api.ts";
import type { Operation } from "../../../contract/api.ts";
import { PROBLEM_STATUS } from "../../../contract/problem.ts";
import type { oas31 } from "zod-openapi";
import type { OpenApiDocument } from "../http/openapi.ts";
import { problemsOf } from "../http/openapi.ts";
import { layout } from "./layout.ts";
import type { Html } from "./layout.ts";
import { fieldsOf, typeOf } from "./schema-fields.ts";
import type { Schema, TypePart } from "./schema-fields.ts";

export function docsPage(document: OpenApiDocument): Html {
  const schemas = Object.entries(document.components?.schemas ?? {});
  return layout({
    title: "API · Rapport",
    at: "/api/docs",
    body: html`
      <div class="docs">
        <aside>
          ${(document.tags ?? []).map(
            ({ name }) =>
              html`<h3>${name}</h3>
                <ul>
                  ${operationsOf(name).map(([id, { summary }]) => html`<li><a href="#${id}">${summary}</a></li>`)}
                </ul>`,
          )}
          <h3>Shapes</h3>
          <ul>
            ${schemas.map(([name]) => html`<li><a href="#shape-${name}">${name}</a></li>`)}
          </ul>
        </aside>
        <article>
          <h1>API</h1>
          <p>
            JSON in UTF-8 both ways; times in ISO 8601 with offset; ids are opaque. Answers may gain fields.
            For machines:
            <a href="/api/openapi.json">openapi.json</a>.
          </p>
          <p>
            Callers show a Google ID token as <code>Authorization: Bearer …</code>, or the cookie of these
            pages; with the cookie, what is no GET also needs the page's token as <code>X-CSRF-Token</code>.
            Lists take <code>cursor</code> and <code>limit</code> and give
            <code>{ "items": […], "nextCursor": … }</code>.
          </p>
          ${(document.tags ?? []).map(
            ({ name, description }) =>
              html`<h2>${name}</h2>
                <p>${description ?? ""}</p>
                ${operationsOf(name).map(([id, operation]) => operationSection(document, id, operation))}`,
          )}
          ${problemSection()}
          <h2>Shapes</h2>
          ${schemas.map(
            ([name, schema]) =>
              html`<section class="shape" id="shape-${name}">
                <h3>${name}</h3>
                ${fieldTable(schema)}
              </section>`,
          )}
        </article>
      </div>
    `,
  });
}

function operationsOf(tag: string): [string, Operation][] {
  return Object.entries<Operation>(operations).filter(([, operation]) => operation.tag === tag);
}

function operationSection(document: OpenApiDocument, id: string, operation: Operation): Html {
  const method = operation.method.toLowerCase() as "get" | "post" | "patch" | "put" | "delete";
  const described = document.paths?.[operation.path]?.[method];
  const parameters = (described?.parameters ?? []).flatMap((parameter) =>
    "in" in parameter ? [parameter] : [],
  );
  const body = described?.requestBody;
  const bodySchema =
    body !== undefined && "content" in body ? body.content["application/json"]?.schema : undefined;
  return html`<section class="operation" id="${id}">
    <h3><span class="method ${method}">${operation.method}</span> <code>${operation.path}</code></h3>
    <p>${operation.summary}.${operation.caller === "none" ? " Open to all." : ""}</p>
    ${
      parameters.length === 0
        ? ""
        : html`<table>
            ${parameters.map(
              ({ name, in: where, schema, description }) =>
                html`<tr>
                  <th><code>${name}</code></th>
                  <td>${typeText(schema ?? {})}</td>
                  <td>${description ?? (where === "path" ? "In the path" : "")}</td>
                </tr>`,
            )}
          </table>`
    }
    <dl>
      ${
        bodySchema === undefined
          ? ""
          : html`<dt>Body</dt>
              <dd>${typeText(bodySchema)}</dd>`
      }
      ${Object.entries(operation.answers).map(([status]) => {
        const answer = described?.responses?.[status] as oas31.ResponseObject | undefined;
        const schema = answer?.content?.["application/json"]?.schema;
        return html`<dt>${status}</dt>
          <dd>${schema === undefined ? "no body" : typeText(schema)}</dd>`;
      })}
      <dt>Errors</dt>
      <dd>
        ${joined(problemsOf(operation).map((code) => html`<a href="#problem-${code}"><code>${code}</code></a>`))}
      </dd>
    </dl>
  </section>`;
}

function problemSection(): Html {
  return html`<h2>Errors</h2>
    <p>
      RFC 9457 problems of type <code>application/problem+json</code>: branch on <code>code</code>, show
      <code>detail</code> to people. Shape: <a href="#shape-Problem">Problem</a>.
    </p>
    <table>
      ${Object.entries(PROBLEM_STATUS).map(
        ([code, status]) =>
          html`<tr id="problem-${code}">
            <th><code>${code}</code></th>
            <td>${status}</td>
          </tr>`,
      )}
    </table>`;
}

function fieldTable(schema: Schema): Html {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return html`<p>${typeText(schema)}</p>`;
  return html`<table>
    ${fields.map(
      ({ path, schema: field, required }) =>
        html`<tr>
          <th><code>${path}</code>${required ? "" : html` <small>optional</small>`}</th>
          <td>${typeText(field)}</td>
          <td>${field.description ?? ""}</td>
        </tr>`,
    )}
  </table>`;
}

function typeText(schema: Schema): Html {
  return html`${typeOf(schema).map(partText)}`;
}

function partText(part: TypePart): Html {
  return part.kind === "shape" ? html`<a href="#shape-${part.name}">${part.name}</a>` : html`${part.text}`;
}

function joined(parts: readonly Html[]): Html {
  return html`${parts.map((part, at) => (at === 0 ? part : html`, ${part}`))}`;
}
