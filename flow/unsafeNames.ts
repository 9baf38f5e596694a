/** Names that would reach an object's prototype when later nodes copy the item. */
export const UNSAFE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
