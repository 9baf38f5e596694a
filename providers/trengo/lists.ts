import { textIn } from '../answerBody';
import type { SendRequest } from '../sendRequest';
import { trengoBase } from './base';
import type { TrengoSettings } from './client';
import { allPages } from './pages';

/** What an account has several of, to choose one. */
export interface TrengoEntry {
	id: string;
	name: string;
	/** Of a channel what it is, e.g. `EMAIL`; of a custom field what it is about: `PROFILE`, `CONTACT` or `TICKET`. */
	type?: string;
}

/** The lists by which people choose. */
export type TrengoListName = 'channels' | 'contactGroups' | 'customFields' | 'labels' | 'teams' | 'users';

/** In no reference that we know stand the channels; client libraries found them. */
const PATHS: Readonly<Record<TrengoListName, string>> = {
	channels: '/channels',
	contactGroups: '/contact_groups',
	customFields: '/custom_fields',
	labels: '/labels',
	teams: '/teams',
	users: '/users',
};

/**
 * @param sendRequest sends with the account's token
 * @returns all entries of a list, from all its pages
 * @throws TrengoListError
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export async function trengoList(sendRequest: SendRequest, { baseUrl }: TrengoSettings, list: TrengoListName): Promise<TrengoEntry[]> {
	const entries = await allPages(sendRequest, trengoBase(baseUrl), PATHS[list]);
	return entries.map(entryOf).filter((entry) => entry !== undefined);
}

function entryOf({ id: given, ...entry }: Record<string, unknown>): TrengoEntry | undefined {
	const id = textIn(given);
	if (id === undefined) return undefined;
	const name = [entry.title, entry.full_name, entry.name, entry.slug, entry.email].map(textIn).find((text) => text !== undefined) ?? id;
	const type = textIn(entry.type)?.toUpperCase();
	return { id, name, ...(type !== undefined && { type }) };
}
