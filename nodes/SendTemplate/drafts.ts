import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { fillTemplate } from '../../flow/template/fillTemplate';
import { findTemplate } from '../../flow/template/findTemplate';
import type { TemplateMessage } from '../../flow/template/gateway';
import { unlessListIsAway } from '../../flow/template/gateway';
import type { Refusal } from '../../flow/template/refusals';
import { refusal } from '../../flow/template/refusals';
import type { Template } from '../../flow/template/template';
import { templateChanges, wordingChanges } from '../../flow/template/templateChanges';
import { toE164 } from '../../flow/phone';
import type { Unread } from '../shared/item';
import { occurrences, stepOf, uuidOf } from '../shared/stepId';
import type { Account } from './accounts';
import { accountOf } from './accounts';
import { FRESH_MS, templatesOf } from './catalog';
import type { Filling, ItemChoice, NodeChoice } from './panel';
import { isExpression, readItemChoice } from './panel';

/** A message as it is to be sent. */
export interface Draft {
	index: number;
	item: INodeExecutionData;
	account: Account;
	message: TemplateMessage;
	/** As the account has it, where that could be looked up. */
	template?: Template;
	/** Why it could not be looked up. */
	unchecked?: string;
	/** What reads otherwise in the template than in the form, though the values still fit. */
	newWording: string[];
	dryRun: boolean;
}

/** An item that makes no message, and why. */
export interface Refused {
	index: number;
	item: INodeExecutionData;
	/** As far as it is known. */
	template: Pick<ItemChoice['template'], 'id' | 'language' | 'name'>;
	refusal: Refusal;
}

export type Read = Draft | Refused | Unread;

/** How many templates are looked up at once; all but the first of an account wait for its list. */
const LOOKUPS_AT_ONCE = 10;

/**
 * Reads all items before anything is sent, so that a panel that cannot work sends nothing.
 *
 * @throws NodeOperationError for an item that cannot be read, unless n8n goes on after errors
 */
export async function readDrafts(context: IExecuteFunctions, choice: NodeChoice): Promise<Read[]> {
	const accounts = new Map<string, Promise<Account>>();
	const zone = context.getTimezone();
	const read = async (item: INodeExecutionData, index: number): Promise<Read> => {
		try {
			const own = await readItemChoice(context, index, choice);
			requireTemplate(context, own);
			if (!accounts.has(own.sender)) accounts.set(own.sender, accountOf(context, index, choice, own.sender));
			const account = await (accounts.get(own.sender) as Promise<Account>);
			return await draftOf({ index, item, account }, own, { ...choice, zone });
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			return { index, item, error: error as Error };
		}
	};
	const items = context.getInputData();
	// The first one settles that the panel works and the list can be read; the others need not find that out at once.
	const first = await mapInOrder(items.slice(0, 1), 1, read);
	const others = await mapInOrder(items.slice(1), LOOKUPS_AT_ONCE, async (item, at) => await read(item, at + 1), context.getExecutionCancelSignal());
	return withMessageIds(context, [...first, ...others], choice);
}

/** A field that was never filled in is a fault of the panel; an expression that gives nothing is a fault of the item. */
function requireTemplate(context: IExecuteFunctions, { template }: ItemChoice): void {
	const isEmpty = template.id === '' && template.name === '';
	if (!isEmpty || isExpression(context, 'template') || isExpression(context, 'templateName')) return;
	throw new Error('Template is empty. Choose one from the list, or write its name.');
}

async function draftOf(
	base: Pick<Draft, 'account' | 'index' | 'item'>,
	{ to, defaultCountry, template: key, filling, dryRun, messageId }: ItemChoice,
	choice: NodeChoice & { zone: string },
): Promise<Draft | Refused> {
	const refused = (why: Refusal): Refused => ({ index: base.index, item: base.item, template: key, refusal: why });
	const phone = typeof to === 'string' || typeof to === 'number' ? toE164(String(to), defaultCountry) : undefined;
	if (phone === undefined) return refused(invalidPhone(to, defaultCountry));
	if (key.id === '' && key.name === '') return refused(refusal('templateNotFound', 'The expression for the template gives nothing for this item.', 'Check the expression.'));

	const looked = choice.checksTemplate ? await lookUp(base.account, key) : {};
	if ('refusal' in looked) return refused(looked.refusal);
	const { template, unchecked } = looked;
	if (!template && isUntold(key, choice)) return refused(untold(unchecked));
	const content = contentOf(template ?? key, filling, { template, zone: choice.zone });
	if ('refusal' in content) return refused(content.refusal);
	const newWording = template && filling.by === 'form' ? wordingChanges(filling.fields, template) : [];
	return { ...base, dryRun, newWording, message: { messageId, to: phone, content: content.content }, ...(template && { template }), ...(unchecked !== undefined && { unchecked }) };
}

function invalidPhone(to: unknown, defaultCountry: string | undefined): Refusal {
	const isEmpty = to === undefined || to === null || to === '';
	const remedy = defaultCountry ? '' : ', or set Default Country';
	return refusal('invalidPhone', isEmpty ? 'To is empty.' : 'To is no valid phone number.', `Give it with its country code, e.g. +31612345678${remedy}.`);
}

/** Trengo sends by ID, and the others by name and language; only the list tells one from the other. */
function isUntold({ id, name, language }: ItemChoice['template'], { provider }: NodeChoice): boolean {
	if (provider === 'trengo') return id === '';
	return name === '' || (provider !== 'clickatell' && language === '');
}

function untold(unchecked = 'It was not read, because Check Template is off.'): Refusal {
	const text = `Which template is meant, only the list of the account can tell. ${unchecked}`;
	return refusal('templateListUnavailable', text, 'Send it again when the list can be read, choose the template from the list, or give its name and language.');
}

type LookedUp = { template?: Template; unchecked?: string } | { refusal: Refusal };

async function lookUp(account: Account, key: ItemChoice['template']): Promise<LookedUp> {
	const look = async (): Promise<LookedUp> => {
		const found = findTemplate(await templatesOf(account, FRESH_MS), key);
		// The list may be from before the template was made or approved.
		return 'refusal' in found ? findTemplate(await templatesOf(account, RECENT_MS), key) : found;
	};
	return await unlessListIsAway(look, ({ message }) => ({ unchecked: message }));
}

/** So old a list may be to say that there is no such template. */
const RECENT_MS = 30_000;

function contentOf(
	identity: { id?: string; name: string; language: string },
	filling: Filling,
	{ template, zone }: { template: Template | undefined; zone: string },
): { content: TemplateMessage['content'] } | { refusal: Refusal } {
	const named = { ...(identity.id && { id: identity.id }), name: identity.name, language: identity.language };
	if (filling.by === 'json') return { content: { ...named, raw: filling.json } };
	if (filling.by === 'fault') return { refusal: refusal('invalidValues', filling.message, 'Check the expression in it.') };

	if (template?.unsupported?.length) {
		const text = `The template has parts that no form can fill in: ${template.unsupported.join(', ')}.`;
		return { refusal: refusal('templateUnsupported', text, 'Choose JSON under Fill In By.') };
	}
	const changes = template && filling.by === 'form' ? templateChanges(filling.fields, template) : [];
	if (changes.length > 0) {
		const text = `The template has changed since the form was filled in. ${changes.join(' ')}`;
		return { refusal: refusal('templateChanged', text, 'Open the node and fill in the form anew.') };
	}
	const filled = fillTemplate(named, filling.values, template, { zone });
	if ('filled' in filled) return { content: filled.filled };
	const text = filled.faults.map(({ label, message }) => `${label}: ${message}`).join(' ');
	return { refusal: refusal('invalidValues', text, 'Mend the values that are named.', { faults: filled.faults }) };
}

/**
 * Gives each message its ID: the builder's own, or one that is the same when n8n does the same step of the same run again,
 * also if its items then come in another order.
 */
function withMessageIds(context: IExecuteFunctions, all: readonly Read[], { provider }: NodeChoice): Read[] {
	const step = stepOf(context);
	const nth = occurrences();
	return all.map((read) => {
		if (!('message' in read)) return read;
		const { to, content, messageId: own } = read.message;
		const about = [to, content.id ?? '', content.name, content.language];
		const parts = own === '' ? [...step, ...about, nth(about)] : [provider, read.account.key, own];
		return { ...read, message: { ...read.message, messageId: uuidOf(parts) } };
	});
}
