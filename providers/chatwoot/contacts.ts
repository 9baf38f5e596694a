import type { Outcome } from '../../flow/outcome';
import { normalizeEmail } from '../../flow/participant/identifiers';
import type { Identifier } from '../../flow/participant/identifiers';
import { toE164 } from '../../flow/phone';
import { asObject, textIn } from '../answerBody';
import type { ServiceClient } from '../serviceClient';

/** A contact as Chatwoot has it. */
export interface ChatwootContact {
	id: string;
	email?: string;
	phone?: string;
	/** By what the contact is known in an inbox, by the IDs of inboxes. */
	sources: Readonly<Record<string, string>>;
}

/** Whom a new contact is. */
export interface NewChatwootContact {
	inboxId: string;
	phone?: string;
	email?: string;
	name?: string;
}

/** A page has 15; a search that finds more than this is not about one person. */
const MOST_PAGES = 20;
const PAGE_SIZE = 15;

/** The contacts of an account (/contacts). Nothing is thrown but the cancelling of the run. */
export function chatwootContacts({ ask }: ServiceClient) {
	return {
		/** Finds everybody who has exactly this phone number or email address; Chatwoot's own search is by parts of words. */
		async find(identifier: Identifier): Promise<Outcome<ChatwootContact[]>> {
			const same: ChatwootContact[] = [];
			for (let page = 1; page <= MOST_PAGES; page++) {
				// A plus in a query is a space, unless it is encoded; without it the number is found as well.
				const query = [{ name: 'q', value: identifier.value.replace(/^\+/, '') }, { name: 'page', value: page }];
				const found = await ask({ method: 'GET', path: '/contacts/search', query, aim: 'there is such a contact', read: contactsIn });
				if ('problem' in found) return found;
				same.push(...found.value.filter((contact) => isSame(contact, identifier)));
				if (found.value.length < PAGE_SIZE) break;
			}
			return { value: same };
		},

		/** Makes a contact, and lets it be reached through an inbox. */
		async create({ inboxId, phone, email, name }: NewChatwootContact): Promise<Outcome<ChatwootContact>> {
			const body = { inbox_id: Number(inboxId), name: name ?? phone ?? email, phone_number: phone, email };
			return await ask({ method: 'POST', path: '/contacts', body, aim: 'the contact was made', read: createdIn });
		},
	};
}

function contactsIn(answer: unknown): ChatwootContact[] | undefined {
	const { payload } = asObject(answer);
	return Array.isArray(payload) ? payload.map((entry) => contactIn(asObject(entry))).filter((contact) => contact !== undefined) : undefined;
}

function createdIn(answer: unknown): ChatwootContact | undefined {
	const { payload } = asObject(answer);
	const { contact } = asObject(payload);
	return contactIn(asObject(contact)) ?? contactIn(asObject(payload));
}

function contactIn(entry: Record<string, unknown>): ChatwootContact | undefined {
	const id = textIn(entry.id);
	if (id === undefined) return undefined;
	const inboxes = Array.isArray(entry.contact_inboxes) ? entry.contact_inboxes.map(asObject) : [];
	const sources = inboxes.map(({ inbox, source_id: source }) => [textIn(asObject(inbox).id), textIn(source)]);
	return {
		id,
		...(textIn(entry.email) !== undefined && { email: textIn(entry.email) }),
		...(textIn(entry.phone_number) !== undefined && { phone: textIn(entry.phone_number) }),
		sources: Object.fromEntries(sources.filter(([inbox, source]) => inbox !== undefined && source !== undefined)) as Record<string, string>,
	};
}

function isSame({ email, phone }: ChatwootContact, { type, value }: Identifier): boolean {
	return type === 'phone' ? phone !== undefined && toE164(phone) === value : email !== undefined && normalizeEmail(email) === value;
}
