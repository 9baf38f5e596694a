import { createHash, timingSafeEqual } from 'node:crypto';

/** A secret that is shorter can be guessed. */
const SHORTEST = 16;

/**
 * Looks at a token or a secret that a person has chosen.
 *
 * @param name what it is, e.g. `token`
 * @param secret the secret; it is in no message
 * @returns what is wrong with it, in words for the builder, or undefined when it can be used
 */
export function secretFault(name: string, secret: string): string | undefined {
	if (/\s/.test(secret)) return `The ${name} has white space in it. Callers could not send it.`;
	if (secret.length < SHORTEST) return `The ${name} is shorter than ${SHORTEST} characters and could be guessed.`;
	return undefined;
}

/** Compares in constant time. Hashing first gives both sides the same length, which `timingSafeEqual` needs. */
export function isSameSecret(one: Buffer | string, other: Buffer | string): boolean {
	const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();
	return timingSafeEqual(hash(one), hash(other));
}
