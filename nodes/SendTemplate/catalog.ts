import { TemplateListError } from '../../flow/template/gateway';
import type { Template } from '../../flow/template/template';
import type { Account } from './accounts';

/** Providers count how often their lists are asked for; Meta takes 200 such calls an hour of a new account. */
export const FRESH_MS = 300_000;
/** Who has just had a template approved wants to see it in the list. */
export const FRESH_FOR_PICKING_MS = 30_000;
/** An account whose list cannot be read now is not asked by every item. */
const FAILED_MS = 30_000;
const MOST_ACCOUNTS = 100;

interface Kept {
	atMs: number;
	templates: Promise<Template[]>;
	hasFailed: boolean;
}

const lists = new Map<string, Kept>();

/**
 * Gives the templates of an account; its list is read once for all that ask meanwhile, and kept for a while.
 *
 * @param maxAgeMs how old the list may be, in milliseconds
 * @throws TemplateListError
 */
export async function templatesOf({ fingerprint: key, catalog }: Pick<Account, 'catalog' | 'fingerprint'>, maxAgeMs: number): Promise<Template[]> {
	const known = lists.get(key);
	const age = Date.now() - (known?.atMs ?? 0);
	if (known && age < (known.hasFailed ? Math.min(FAILED_MS, maxAgeMs) : maxAgeMs)) return await known.templates;

	const kept: Kept = { atMs: Date.now(), templates: catalog?.list() ?? Promise.resolve([]), hasFailed: false };
	lists.delete(key);
	lists.set(key, kept);
	if (lists.size > MOST_ACCOUNTS) lists.delete(lists.keys().next().value as string);
	kept.templates.catch((error: Error) => {
		kept.hasFailed = true;
		// Whatever that was, it says nothing of the account.
		if (!(error instanceof TemplateListError)) lists.delete(key);
	});
	return await kept.templates;
}

/** Forgets all lists, for tests. */
export function forgetTemplates(): void {
	lists.clear();
}
