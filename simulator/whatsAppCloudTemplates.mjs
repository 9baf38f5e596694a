/** The templates as Meta lists them, page by page. */
import { URLSearchParams } from 'node:url';

import { placeholdersIn, TEMPLATES } from './templates.mjs';

/** A page holds no more than this, whatever is asked for, so that there is more than one. */
const PAGE_SIZE = 20;

/** GET /:version/:businessAccountId/message_templates */
export function listed({ path, query, headers }) {
	const { name, fields, limit = PAGE_SIZE, after } = query;
	const found = TEMPLATES.map(metaTemplate).filter((template) => name === undefined || template.name === name);
	const from = after === undefined ? 0 : Number(Buffer.from(after, 'base64').toString('utf8'));
	const to = from + Math.min(Number(limit), PAGE_SIZE);
	const page = found.slice(from, to).map((template) => onlyFields(template, fields));
	if (page.length === 0) return { data: [] };

	const cursors = { before: cursorAt(from), after: cursorAt(from + page.length) };
	const further = new URLSearchParams({ ...query, after: cursors.after });
	return { data: page, paging: { cursors, ...(to < found.length && { next: `http://${headers.host}${path}?${further}` }) } };
}

/** @returns a template of the catalogue as Meta has it */
export function metaTemplate(template, index) {
	const { name, language, status, category, offer } = template;
	const isNamed = placeholdersIn(template.body).some((placeholder) => !/^\d+$/.test(placeholder));
	return {
		id: String(920_070_352_646_000 + index),
		name,
		language,
		status,
		category,
		parameter_format: isNamed ? 'NAMED' : 'POSITIONAL',
		components: [
			...componentsOf(template, isNamed),
			...(offer === undefined ? [] : [{ type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: offer, has_expiration: true } }]),
			...(template.cards ? [{ type: 'CAROUSEL', cards: template.cards.map((card) => ({ components: componentsOf(card, isNamed) })) }] : []),
		],
	};
}

function componentsOf({ header, body, footer, buttons }, isNamed) {
	return [
		...(header ? [{ type: 'HEADER', ...header }] : []),
		{ type: 'BODY', text: body, ...exampleOf(body, isNamed) },
		...(footer === undefined ? [] : [{ type: 'FOOTER', text: footer }]),
		...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons: buttons.map(buttonOf) }]),
	];
}

function exampleOf(body, isNamed) {
	const names = placeholdersIn(body);
	if (names.length === 0) return {};
	if (!isNamed) return { example: { body_text: [names.map((name) => `Example ${name}`)] } };
	return { example: { body_text_named_params: names.map((name) => ({ param_name: name, example: `Example ${name}` })) } };
}

function buttonOf({ type, text, url, phoneNumber, flowId }) {
	return {
		type,
		text,
		...(url !== undefined && { url }),
		...(phoneNumber !== undefined && { phone_number: phoneNumber }),
		...(flowId !== undefined && { flow_id: flowId, flow_action: 'NAVIGATE', navigate_screen: 'START' }),
	};
}

/** The id always comes along. */
function onlyFields(template, fields) {
	if (fields === undefined) return template;
	const wanted = new Set(['id', ...fields.split(',')]);
	return Object.fromEntries(Object.entries(template).filter(([name]) => wanted.has(name)));
}

function cursorAt(position) {
	return Buffer.from(String(position)).toString('base64');
}
