import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import type { TrengoEntry, TrengoListName } from '../../providers/trengo/lists';
import { trengoList } from '../../providers/trengo/lists';
import { explained } from '../shared/explained';
import { serviceSending } from '../shared/sending';
import { trengoAccount } from '../shared/trengoAccount';

/** The editor waits for an answer. */
const SENDING = serviceSending({ maxRetries: 1, timeoutMs: 15_000 }, false);
const TURN_MS = 15_000;

/** @returns what lists the entries of an account for a field with a search */
export function searching(list: TrengoListName): (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult> {
	return async function (this: ILoadOptionsFunctions, filter = '') {
		const wanted = filter.trim().toLowerCase();
		const options = await optionsIn(this, list);
		return { results: options.filter(({ name }) => name.toLowerCase().includes(wanted)) };
	};
}

/** @returns what lists the entries of an account for a field with options */
export function listing(list: TrengoListName, isWanted: (entry: TrengoEntry) => boolean = () => true): (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]> {
	return async function (this: ILoadOptionsFunctions) {
		return await optionsIn(this, list, isWanted);
	};
}

/** @returns the same for a field that can be left to another one, which stands first: the editor marks a value that is not in the list as wrong */
export function listingOr(name: string, list: TrengoListName): (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]> {
	return async function (this: ILoadOptionsFunctions) {
		return [{ name, value: '' }, ...(await optionsIn(this, list))];
	};
}

/** A field of a ticket cannot be filled in at a contact; of which kind a field is, an account may not tell. */
export function isOfContact({ type }: TrengoEntry): boolean {
	return type !== 'TICKET';
}

async function optionsIn(context: ILoadOptionsFunctions, list: TrengoListName, isWanted: (entry: TrengoEntry) => boolean = () => true): Promise<Array<{ name: string; value: string }>> {
	return await explained(context, async () => {
		const { sendRequest, baseUrl } = await trengoAccount(context, 0, SENDING, TURN_MS);
		const entries = await trengoList(sendRequest, { baseUrl }, list);
		return entries
			.filter(isWanted)
			.map(({ id, name, type }) => ({ name: type === undefined ? name : `${name} (${type.toLowerCase().replaceAll('_', ' ')})`, value: id }))
			.toSorted((one, other) => one.name.localeCompare(other.name));
	});
}
