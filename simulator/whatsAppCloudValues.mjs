/** Whether a message to Meta has what its template wants. */
import { isGoodValue, placeholdersIn } from './templates.mjs';

const MEDIA = ['DOCUMENT', 'IMAGE', 'VIDEO'];

/** What a button of a type must be sent with; the others may be left out. */
const BUTTON_PARAMETERS = { COPY_CODE: 'coupon_code', FLOW: 'action', URL: 'text' };

/**
 * @param message body of POST /:version/:phoneNumberId/messages
 * @param templates of the account
 * @returns status, code, message and details of the refusal, or undefined
 */
export function faultOf({ messaging_product: product, to, type, template: given }, templates) {
	if (product !== 'whatsapp') return [400, 100, 'The parameter messaging_product is required.'];
	if (typeof to !== 'string' || to === '') return [400, 100, 'The parameter to is required.'];
	if (type !== 'template') return [400, 131047, 'Re-engagement message', 'More than 24 hours have passed since the recipient last replied to the sender number.'];

	const { name, language, components = [] } = given ?? {};
	const template = templates.find((one) => one.name === name && one.language === language?.code && one.status !== 'PENDING');
	if (!template) return [404, 132001, 'Template name does not exist in the translation', `template name (${name}) does not exist in ${language?.code}`];
	if (template.status === 'PAUSED') return [400, 132015, 'Template is paused', 'Template is paused due to low quality.'];
	if (textsOf(components).some((text) => !isGoodValue(text))) {
		return [400, 100, 'Invalid parameter', 'Param text cannot be empty, have new-line/tab characters or more than 4 consecutive spaces'];
	}
	return faultOfValues(template.components, components) ?? faultOfCards(template.components, components) ?? faultOfOffer(template.components, components);
}

function textsOf(components) {
	const own = components.flatMap(({ parameters = [] }) => parameters).filter(({ type }) => type === 'text');
	const inCards = components.flatMap(({ cards = [] }) => cards).flatMap((card) => textsOf(card.components ?? []));
	return [...own.map(({ text }) => text), ...inCards];
}

function faultOfValues(wanted, given) {
	return faultOfHeader(wanted, given) ?? faultOfBody(wanted, given) ?? faultOfButtons(wanted, given);
}

function faultOfHeader(wanted, given) {
	const header = wanted.find(({ type }) => type === 'HEADER');
	const parameters = parametersOf(given, 'header');
	if (!header || header.format === 'TEXT') return faultOfCount('header', placeholdersIn(header?.text), parameters);

	const format = header.format.toLowerCase();
	const isMedia = MEDIA.includes(header.format);
	const [parameter] = parameters;
	const value = parameter?.[format];
	const isGood = parameter?.type === format && (isMedia ? value?.link !== undefined || value?.id !== undefined : value?.latitude !== undefined);
	return isGood ? undefined : [400, 132012, 'Parameter format does not match format in the created template', `header: Format mismatch, expected ${header.format}, received ${parameter?.type?.toUpperCase() ?? 'UNKNOWN'}`];
}

function faultOfBody(wanted, given) {
	const names = placeholdersIn(wanted.find(({ type }) => type === 'BODY').text);
	const parameters = parametersOf(given, 'body');
	const isNamed = names.some((name) => !/^\d+$/.test(name));
	const missing = isNamed && names.find((name) => !parameters.some(({ parameter_name: own }) => own === name));
	if (missing) return [400, 100, 'Invalid parameter', `Parameter name is missing or empty: ${missing}`];
	return faultOfCount('body', names, parameters);
}

function faultOfCount(place, names, parameters) {
	if (parameters.length === names.length) return undefined;
	return [400, 132000, 'Number of parameters does not match the expected number of params', `${place}: number of localizable_params (${parameters.length}) does not match the expected number of params (${names.length})`];
}

function faultOfButtons(wanted, given) {
	const buttons = wanted.find(({ type }) => type === 'BUTTONS')?.buttons ?? [];
	const faults = buttons.map(({ type, url }, index) => {
		const needed = type === 'URL' && placeholdersIn(url).length === 0 ? undefined : BUTTON_PARAMETERS[type];
		const own = given.find((component) => component.type === 'button' && String(component.index) === String(index));
		const isGood = needed === undefined ? !own || type === 'QUICK_REPLY' : own?.parameters?.[0]?.type === needed;
		return isGood ? undefined : [400, 131008, 'Required parameter is missing', `buttons: Button at index ${index} of type ${type} requires ${needed === undefined ? 'no' : 'a'} parameter`];
	});
	return faults.find((fault) => fault !== undefined);
}

function faultOfCards(wanted, given) {
	const cards = wanted.find(({ type }) => type === 'CAROUSEL')?.cards ?? [];
	const own = given.find(({ type }) => type === 'carousel')?.cards ?? [];
	if (own.length !== cards.length) return [400, 132000, 'Number of parameters does not match the expected number of params', `carousel: ${own.length} cards, expected ${cards.length}`];
	return cards.map((card, index) => faultOfValues(card.components, own.find((one) => Number(one.card_index) === index)?.components ?? [])).find((fault) => fault !== undefined);
}

function faultOfOffer(wanted, given) {
	if (!wanted.some(({ type }) => type === 'LIMITED_TIME_OFFER')) return undefined;
	const expires = parametersOf(given, 'limited_time_offer')[0]?.limited_time_offer?.expiration_time_ms;
	return Number.isInteger(expires) ? undefined : [400, 131008, 'Required parameter is missing', 'limited_time_offer: expiration_time_ms is missing'];
}

function parametersOf(components, type) {
	return components.find((component) => component.type === type)?.parameters ?? [];
}
