import type { HttpOutcome } from '../../flow/http/send';
import { TemplateListError } from '../../flow/template/gateway';
import type { Template, TemplateButton, TemplateCard } from '../../flow/template/template';
import { asObject, objectIn, textIn } from '../answerBody';
import { requestFailure } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { approvalOf } from '../templateApproval';
import { BUTTON_KINDS, headerIn, PASSWORD_URL, unsupportedHeader, VALUELESS_BUTTONS } from '../templateWords';
import { readGraphError } from './graphError';

type Fields = Record<string, unknown>;

const FIELDS = 'id,name,language,status,category,components';

const PAGE_SIZE = 100;

/** No account has as many templates as 200 pages hold; it keeps a list that never ends from being read for ever. */
const MOST_PAGES = 200;

/** The button of a one-time password goes as the end of a URL. */
const KINDS: ReadonlyMap<string, TemplateButton['kind']> = new Map([...BUTTON_KINDS, ['OTP', 'url']]);

/** Components that are read here, or take no value. */
const KNOWN_COMPONENTS: ReadonlySet<string> = new Set([
	'BODY',
	'BUTTONS',
	'CALL_PERMISSION_REQUEST',
	'CAROUSEL',
	'FOOTER',
	'HEADER',
	'LIMITED_TIME_OFFER',
]);

/**
 * Reads all pages of the templates of an account. A page names the next by a cursor; the URL that it gives for that has
 * the token in it and may lead anywhere, so it is not followed.
 *
 * @param sendRequest sends with the account's token
 * @param url of the templates
 * @throws TemplateListError
 */
export async function listTemplates(sendRequest: SendRequest, url: string): Promise<Template[]> {
	const templates: Template[] = [];
	let after: string | undefined;
	for (let page = 0; page < MOST_PAGES; page++) {
		const query = new URLSearchParams({ fields: FIELDS, limit: String(PAGE_SIZE), ...(after !== undefined && { after }) });
		const { entries, next } = readPage(await sendRequest({ method: 'GET', url: `${url}?${query.toString()}`, headers: { accept: 'application/json' } }));
		templates.push(...entries.flatMap(templateOf));
		if (next === undefined || next === after) break;
		after = next;
	}
	return templates;
}

function readPage(outcome: HttpOutcome): { entries: Fields[]; next?: string } {
	const { data, paging: given } = objectIn(outcome.reply?.body);
	if (outcome.class === 'success' && Array.isArray(data)) {
		const paging = asObject(given);
		// The last page has a cursor, too, but no next one.
		const next = paging.next === undefined ? undefined : textIn(asObject(paging.cursors).after);
		return { entries: data.map(asObject), next };
	}
	const error = readGraphError(outcome.reply?.body);
	const { message } = requestFailure(outcome, { service: 'Meta', aim: 'the templates were read', error });
	throw new TemplateListError(`${message} Check Business Account ID and Access Token in the credential.`);
}

/** @returns one template, or none for what has no name */
function templateOf({ id, name, language, status, category, components: given }: Fields): Template[] {
	const [templateName, templateLanguage] = [textIn(name), textIn(language)];
	if (templateName === undefined || templateLanguage === undefined) return [];

	const components = componentsIn(given);
	const word = textIn(status) ?? 'UNKNOWN';
	const templateId = textIn(id);
	const categoryName = textIn(category);
	const footer = textIn(componentOf(components, 'FOOTER').text);
	const { cards } = componentOf(components, 'CAROUSEL');
	const offer = asObject(componentOf(components, 'LIMITED_TIME_OFFER').limited_time_offer);
	const unsupported = unsupportedParts(components);
	return [
		{
			...(templateId !== undefined && { id: templateId }),
			name: templateName,
			language: templateLanguage,
			...(categoryName !== undefined && { category: categoryName }),
			approval: approvalOf(word),
			status: word,
			...cardOf(components),
			...(footer !== undefined && { footer }),
			...(Array.isArray(cards) && { cards: cards.map((card) => cardOf(componentsIn(asObject(card).components))) }),
			...(offer.has_expiration === true && { hasExpiringOffer: true }),
			...(unsupported.length > 0 && { unsupported }),
		},
	];
}

/** What a template and a card have both. */
function cardOf(components: Fields[]): TemplateCard {
	const { text: body } = componentOf(components, 'BODY');
	return {
		...headerIn(componentOf(components, 'HEADER')),
		// White space is kept: it is a part of the text.
		body: typeof body === 'string' ? body : '',
		buttons: buttonsIn(components).map(buttonOf),
	};
}

function componentsIn(value: unknown): Fields[] {
	return Array.isArray(value) ? value.map(asObject) : [];
}

/** Types come in capitals or not, depending on how the template was made. */
function typeOf({ type }: Fields): string {
	return (textIn(type) ?? '').toUpperCase();
}

function componentOf(components: Fields[], type: string): Fields {
	return components.find((component) => typeOf(component) === type) ?? {};
}

function buttonsIn(components: Fields[]): Fields[] {
	return componentsIn(componentOf(components, 'BUTTONS').buttons);
}

function buttonOf(button: Fields): TemplateButton {
	const kind = KINDS.get(typeOf(button)) ?? 'other';
	const url = textIn(button.url) ?? (typeOf(button) === 'OTP' ? PASSWORD_URL : undefined);
	return { kind, text: textIn(button.text) ?? '', ...(kind === 'url' && url !== undefined && { url }) };
}

function unsupportedParts(components: Fields[]): string[] {
	const types = buttonsIn(components).map(typeOf);
	return [
		...unsupportedHeader(componentOf(components, 'HEADER')),
		...types.filter((type) => !KINDS.has(type) && !VALUELESS_BUTTONS.has(type)).map((type) => `button ${type}`),
		...components.map(typeOf).filter((type) => !KNOWN_COMPONENTS.has(type)),
	];
}
