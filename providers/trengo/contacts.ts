import type { Outcome } from '../../flow/outcome';
import { normalizeEmail } from '../../flow/participant/identifiers';
import type { Identifier } from '../../flow/participant/identifiers';
import { toE164 } from '../../flow/phone';
import { textIn } from '../answerBody';
import type { SendRequest } from '../sendRequest';
import { trengoBase } from './base';
import type { TrengoSettings } from './client';
import { done, ofReading, problemIn, trengoClient } from './client';
import { withIds } from './ids';
import { allPages, unlessListFails } from './pages';

/** A contact as Trengo has it. */
export interface TrengoContact {
	id: string;
	name?: string;
	email?: string;
	phone?: string;
	/** By what the contact is known in its channel, as Trengo writes it. */
	identifier?: string;
	/** A private contact belongs to one user and can be used only with the channel of that user. */
	isPrivate: boolean;
}

export interface NewContact {
	channelId: string;
	/** An email address or a phone number (E.164), as the channel wants it. */
	identifier: string;
	name?: string;
}

/** The contacts of an account at Trengo. Nothing is thrown but the cancelling of the run. */
export interface TrengoContacts {
	/**
	 * Finds everybody who has exactly this email address or phone number. Trengo's own search is by parts of words and by
	 * pages; all that it finds is read and compared in normal form.
	 */
	find(identifier: Identifier): Promise<Outcome<TrengoContact[]>>;
	get(id: string): Promise<Outcome<TrengoContact>>;
	/** An email channel gives back the contact that there is already; a phone channel makes a second one. */
	create(contact: NewContact): Promise<Outcome<TrengoContact>>;
	/** Changes what is given, and nothing else; groups take the place of those that the contact is in. */
	update(id: string, change: { name?: string; groupIds?: readonly string[] }): Promise<Outcome<TrengoContact>>;
	setCustomField(id: string, fieldId: string, value: string): Promise<Outcome<true>>;
	/** Adds a note that stays with the contact. */
	addNote(id: string, note: string): Promise<Outcome<true>>;
}

/** A search that finds more than a thousand is not about one person. */
const MOST_PAGES = 40;

/**
 * The contacts of an account (/contacts).
 *
 * @param sendRequest sends with the account's token. A POST must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function trengoContacts(sendRequest: SendRequest, settings: TrengoSettings): TrengoContacts {
	const base = trengoBase(settings.baseUrl);
	const { ask } = trengoClient(sendRequest, settings);

	return {
		async find(identifier) {
			const same = new Map<string, TrengoContact>();
			for (const term of termsFor(identifier)) {
				const found = await search(term);
				if ('problem' in found) return found;
				for (const contact of found.value) if (isSame(contact, identifier)) same.set(contact.id, contact);
			}
			return { value: [...same.values()] };
		},

		get: async (id) =>
			await withIds({ 'Contact ID': id }, async (contact) => await ask({ method: 'GET', path: `/contacts/${contact}`, aim: 'there is such a contact', read: contactIn })),

		create: async ({ channelId, identifier, name }) =>
			await withIds(
				{ 'Channel ID': channelId },
				async (channel) =>
					await ask({ method: 'POST', path: `/channels/${channel}/contacts`, body: { identifier, channel_id: channel, name }, aim: 'the contact was made', read: contactIn }),
			),

		update: async (id, { name, groupIds }) =>
			await withIds({ 'Contact ID': id, ...numbered('Contact Group', groupIds ?? []) }, async (contact, ...groups) => {
				const body = { name, ...(groupIds && { contact_group_ids: groups }) };
				return await ask({ method: 'PUT', path: `/contacts/${contact}`, body, aim: 'the contact was changed', read: (answer) => contactIn({ id, ...answer }) });
			}),

		setCustomField: async (id, fieldId, value) =>
			await withIds(
				{ 'Contact ID': id, 'Custom Field': fieldId },
				async (contact, field) =>
					await ask({ method: 'POST', path: `/contacts/${contact}/custom_fields`, body: { custom_field_id: field, value }, aim: 'the custom field was filled in', read: done }),
			),

		addNote: async (id, note) =>
			await withIds(
				{ 'Contact ID': id },
				async (contact) => await ask({ method: 'POST', path: `/contacts/${contact}/notes`, body: { note }, aim: 'the note was added', read: done }),
			),
	};

	async function search(term: string): Promise<Outcome<TrengoContact[]>> {
		const work = async () => {
			const entries = await allPages(sendRequest, base, '/contacts', { query: [{ name: 'term', value: term }], mostPages: MOST_PAGES });
			return { value: entries.map(contactIn).filter((contact) => contact !== undefined) };
		};
		return await unlessListFails<Outcome<TrengoContact[]>>(work, ({ message, outcome }) => {
			if (outcome) return { problem: ofReading(problemIn(outcome, 'there is such a contact')) };
			return { problem: { class: 'fixRequest', code: 'searchTooWide', text: message, advice: 'Give the ID of the contact.' } };
		});
	}
}

/** Trengo keeps some phone numbers with their plus and some without; one person can be there in both ways. */
function termsFor({ type, value }: Identifier): string[] {
	return type === 'phone' ? [value, value.replace(/^\+/, '')] : [value];
}

function isSame({ email, phone, identifier }: TrengoContact, { type, value }: Identifier): boolean {
	const normal = type === 'phone' ? toE164 : normalizeEmail;
	return [type === 'phone' ? phone : email, identifier].some((text) => text !== undefined && normal(text) === value);
}

/** @returns the contact that an answer tells of; undefined for none */
export function contactIn(entry: Record<string, unknown>): TrengoContact | undefined {
	const id = textIn(entry.id);
	if (id === undefined) return undefined;
	const known = {
		name: textIn(entry.name) ?? textIn(entry.full_name),
		email: textIn(entry.email),
		phone: textIn(entry.phone),
		identifier: textIn(entry.identifier),
	};
	const told = Object.entries(known).filter(([, text]) => text !== undefined);
	return { id, ...Object.fromEntries(told), isPrivate: entry.is_private === true };
}

function numbered(name: string, ids: readonly string[]): Record<string, string> {
	return Object.fromEntries(ids.map((id, at) => [`${name} ${at + 1}`, id]));
}
