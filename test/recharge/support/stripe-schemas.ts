/** Holds what goes to and from the server of the tests against Stripe's own description of its API. */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

interface Excerpt {
  readonly operations: Readonly<Record<string, { readonly request: object; readonly response: object }>>;
  readonly schemas: Readonly<Record<string, object>>;
}

const file = new URL('../stripe/openapi-excerpt.json', import.meta.url);
const excerpt = JSON.parse(readFileSync(file, 'utf8')) as Excerpt;

/** Forms hold texts only: `"2000"` is an integer there. */
const forms = new Ajv({ strict: false, coerceTypes: true, allErrors: true });
const answers = new Ajv({ strict: false, allErrors: true });
const compiled = new Map<string, ValidateFunction>();

function problems(ajv: Ajv, name: string, schema: object, value: unknown): readonly string[] {
  let validate = compiled.get(name);
  if (validate === undefined) {
    validate = ajv.compile({ ...schema, schemas: excerpt.schemas });
    compiled.set(name, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    `${name}${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
  );
}

/** @param operation - such as `POST /v1/refunds`; one that is not in the excerpt is a problem of its own */
export function requestProblems(operation: string, form: object): readonly string[] {
  const known = excerpt.operations[operation];
  if (known === undefined) return [`${operation} is not in the excerpt`];
  return problems(forms, `${operation} request`, known.request, structuredClone(form));
}

export function responseProblems(operation: string, status: number, body: unknown): readonly string[] {
  const schema = status === 200 ? excerpt.operations[operation]?.response : excerpt.schemas['error'];
  return problems(answers, `${operation} ${status}`, schema ?? {}, body);
}

/** Of an object that an event carries, or of the event. */
export function objectProblems(name: string, value: unknown): readonly string[] {
  return problems(answers, name, excerpt.schemas[name] ?? {}, value);
}
