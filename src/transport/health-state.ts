/** Whether this sidecar can do its work: one flag for each thing it depends on, and whether it is on its way out. */

export type Component = 'redis' | 'catalog' | 'spool';

/** Without these a sidecar cannot do its work; without the others, not all of it. */
const NEEDED: readonly Component[] = ['redis', 'catalog'];

export interface ComponentState {
  readonly ok: boolean;
  /** For a person: what is wrong; empty while nothing is. */
  readonly detail: string;
}

export class HealthState {
  readonly #components = new Map<Component, ComponentState>([
    ['redis', { ok: false, detail: 'not connected yet' }],
    ['catalog', { ok: false, detail: 'not loaded yet' }],
    ['spool', { ok: false, detail: 'not opened yet' }],
  ]);
  readonly #listeners = new Set<() => void>();
  #draining = false;

  /** Records a component's state and tells whoever watches. */
  set(component: Component, ok: boolean, detail = ''): void {
    const before = this.#components.get(component);
    if (before?.ok === ok && before.detail === detail) return;
    this.#components.set(component, { ok, detail });
    this.#tell();
  }

  /** No new work is wanted from now on. */
  drain(): void {
    this.#draining = true;
    this.#tell();
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Whether everything in the list works and the sidecar is staying; the empty list asks for what is needed. */
  ready(needed: readonly Component[] = []): boolean {
    if (this.#draining) return false;
    const names = needed.length === 0 ? NEEDED : needed;
    return names.every((name) => this.#components.get(name)?.ok === true);
  }

  components(): Readonly<Record<string, ComponentState>> {
    return Object.fromEntries(this.#components);
  }

  /** Calls back at every change; returns how to stop that. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
