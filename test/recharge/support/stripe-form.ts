/** Forms and queries as Stripe's API writes them: `metadata[a]=b`, `created[gte]=1`. */
export type Form = Readonly<Record<string, unknown>>;

export function readForm(text: string): Form {
  const form: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const steps = name.split(/[[\]]+/).filter((step) => step !== '');
    let place = form;
    for (const step of steps.slice(0, -1)) place = (place[step] ??= {}) as Record<string, unknown>;
    place[steps.at(-1) ?? ''] = value;
  }
  return form;
}

export function textIn(form: Form, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value : '';
}

export function metadataIn(form: Form): Record<string, string> {
  return { ...(form['metadata'] as Record<string, string> | undefined) };
}
