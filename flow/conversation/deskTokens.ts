import { digest } from '../digest';
import type { FlowStore } from '../store/flowStore';

/** No conversation is waited for longer. */
const KNOWN_FOR_MS = 60 * 86_400_000;

/** @returns by what a conversation is known whose desk shows a token; nothing can be read from it */
export function deskReference(token: string): string {
	return digest(token).slice(0, 32);
}

/**
 * Makes the token of a conversation known, before its desk is told it: a desk can call back before it has answered.
 *
 * @throws StoreUnavailable
 */
export async function noteDeskToken(store: FlowStore, token: string): Promise<void> {
	await store.put(keyOf(deskReference(token)), '', KNOWN_FOR_MS);
}

/**
 * The token is long and random, and only its digest is compared, so that nothing can be learnt by guessing.
 *
 * @returns by what the conversation of a token is known; undefined for one that was never given out
 * @throws StoreUnavailable
 */
export async function referenceOfToken(store: FlowStore, token: string): Promise<string | undefined> {
	const reference = deskReference(token);
	return (await store.get(keyOf(reference))) === undefined ? undefined : reference;
}

function keyOf(reference: string): string {
	return `conversation-token:${reference}`;
}
