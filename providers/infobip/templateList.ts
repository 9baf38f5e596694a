import type { HttpOutcome } from '../../flow/http/send';
import { TemplateListError } from '../../flow/template/gateway';
import type { Template, TemplateButton, TemplateCard } from '../../flow/template/template';
import { asObject, objectIn, textIn } from '../answerBody';
import { requestFailure } from '../requestFailure';
import { approvalOf } from '../templateApproval';
import { BUTTON_KINDS, headerIn, PASSWORD_URL, unsupportedHeader, VALUELESS_BUTTONS } from '../templateWords';
import { readInfobipError } from './requestError';

type Fields = Record<string, unknown>;

/**
 * Reads the list of a sender's templates (GET /whatsapp/2/senders/{sender}/templates); it has one page.
 *
 * @throws TemplateListError
 */
export function readTemplates(outcome: HttpOutcome): Template[] {
	const { templates } = objectIn(outcome.reply?.body);
	if (outcome.class === 'success' && Array.isArray(templates)) return templates.map(asObject).flatMap(templateOf);
	if (outcome.reply?.status === 404) {
		throw new TemplateListError('Infobip knows no such sender. Check the Sender, and the Base URL in the credential.');
	}
	const error = readInfobipError(outcome.reply?.body);
	throw new TemplateListError(requestFailure(outcome, { service: 'Infobip', aim: 'the templates were read', error }).message);
}

/** @returns one template, or none for what has no name */
function templateOf({ id, name, language, status, category, subCategory, structure: given }: Fields): Template[] {
	const [templateName, templateLanguage] = [textIn(name), textIn(language)];
	if (templateName === undefined || templateLanguage === undefined) return [];

	const structure = asObject(given);
	const word = textIn(status) ?? 'UNKNOWN';
	const templateId = textIn(id);
	const categoryName = textIn(category);
	const footer = textIn(asObject(structure.footer).text);
	const cards = cardsOf(structure.carousel);
	const unsupported = unsupportedParts(structure, subCategory);
	return [
		{
			...(templateId !== undefined && { id: templateId }),
			name: templateName,
			language: templateLanguage,
			...(categoryName !== undefined && { category: categoryName }),
			approval: approvalOf(word),
			status: word,
			...headerIn(structure.header),
			body: bodyOf(structure.body),
			...(footer !== undefined && { footer }),
			buttons: buttonsIn(structure).map((button) => buttonOf(button, categoryName === 'AUTHENTICATION')),
			...(cards && { cards }),
			...(asObject(structure.limitedTimeOffer).hasExpiration === true && { hasExpiringOffer: true }),
			...(unsupported.length > 0 && { unsupported }),
		},
	];
}

/** White space is kept: it is a part of the text. */
function bodyOf(value: unknown): string {
	const { text } = asObject(value);
	return typeof text === 'string' ? text : '';
}

function buttonsIn(part: Fields): Fields[] {
	return Array.isArray(part.buttons) ? part.buttons.map(asObject) : [];
}

function buttonOf(button: Fields, isPassword: boolean): TemplateButton {
	const text = textIn(button.text) ?? '';
	if (isPassword) return { kind: 'url', text, url: PASSWORD_URL };
	const kind = BUTTON_KINDS.get(textIn(button.type) ?? '') ?? 'other';
	const url = textIn(button.url);
	return { kind, text, ...(kind === 'url' && url !== undefined && { url }) };
}

function cardsOf(carousel: unknown): TemplateCard[] | undefined {
	const { cards } = asObject(carousel);
	return Array.isArray(cards) ? cards.map(asObject).map(cardOf) : undefined;
}

function cardOf(card: Fields): TemplateCard {
	return { ...headerIn(card.header), body: bodyOf(card.body), buttons: buttonsIn(card).map((button) => buttonOf(button, false)) };
}

function unsupportedParts(structure: Fields, subCategory: unknown): string[] {
	const types = buttonsIn(structure).map(({ type }) => textIn(type) ?? '');
	return [
		...(structure.type === 'UNSUPPORTED' ? ['structure'] : []),
		...(subCategory === 'ORDER_STATUS' ? ['orderStatus'] : []),
		...unsupportedHeader(asObject(structure.header)),
		...types.filter((type) => !BUTTON_KINDS.has(type) && !VALUELESS_BUTTONS.has(type) && type !== 'ONE_TAP').map((type) => `button ${type}`),
	];
}
