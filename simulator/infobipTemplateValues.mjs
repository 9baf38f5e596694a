/** Whether messages to Infobip are well formed, and have what their templates want. */
import { approvedTemplate } from './infobipTemplates.mjs';
import { isGoodValue, placeholdersIn } from './templates.mjs';

const BAD_TEXT = 'cannot have new-line/tab characters or more than 4 consecutive spaces';

/** Types of buttons that must be sent with a value, and the field that it is in. */
const BUTTON_FIELDS = { COPY_CODE: 'parameter', FLOW: 'flowToken', URL: 'parameter' };

/**
 * @param messages of POST /whatsapp/1/message/template
 * @returns what is wrong with their form, by paths; by that the whole request is refused. Undefined when all are well formed
 */
export function faultsOf(messages) {
	if (!Array.isArray(messages) || messages.length === 0) return { messages: ['must not be empty'] };
	const faults = messages.flatMap((message, index) => faultsOfMessage(message).map(([path, text]) => [`messages[${index}].${path}`, [text]]));
	return faults.length > 0 ? Object.fromEntries(faults) : undefined;
}

function faultsOfMessage({ from, to, messageId = '', content }) {
	const data = content?.templateData;
	const faults = [];
	if (!isText(from, 24)) faults.push(['from', 'size must be between 1 and 24']);
	if (!isText(to, 150)) faults.push(['to', 'size must be between 1 and 150']);
	if (messageId.length > 200) faults.push(['messageId', 'size must be between 0 and 200']);
	if (!isText(content?.templateName, 512)) faults.push(['content.templateName', 'size must be between 1 and 512']);
	if (!isText(content?.language, 20)) faults.push(['content.language', 'must not be blank']);
	if (!Array.isArray(data?.body?.placeholders)) return [...faults, ['content.templateData.body.placeholders', 'must not be null']];

	const { body, header } = data;
	body.placeholders.forEach((text, index) => {
		if (!isGoodValue(text)) faults.push([`content.templateData.body.placeholders[${index}]`, BAD_TEXT]);
	});
	if (header?.type === 'TEXT' && !isGoodValue(header.placeholder)) faults.push(['content.templateData.header.placeholder', BAD_TEXT]);
	if (header && 'mediaUrl' in header && !URL.canParse(header.mediaUrl)) faults.push(['content.templateData.header.mediaUrl', 'is not a valid url']);
	return faults;
}

function isText(value, most) {
	return typeof value === 'string' && value.length >= 1 && value.length <= most;
}

/** @returns the error in the report of a message that WhatsApp does not take, or undefined */
export function reportedError({ content: { templateName, language, templateData } }) {
	const template = approvedTemplate(templateName, language);
	if (!template) return 'noTemplate';
	const { carousel, limitedTimeOffer } = templateData;
	const cards = template.cards ?? [];
	const own = carousel?.cards ?? [];
	const isGood =
		fits(template, templateData) &&
		own.length === cards.length &&
		cards.every((card, index) => fits(card, { body: { placeholders: [] }, ...own[index] })) &&
		(template.offer === undefined) === (limitedTimeOffer === undefined);
	return isGood ? undefined : 'wrongValues';
}

function fits({ header, body, buttons }, given) {
	return given.body.placeholders.length === placeholdersIn(body).length && fitsHeader(header, given.header) && fitButtons(buttons, given.buttons ?? []);
}

function fitsHeader(header, given) {
	const needsValue = header && (header.format !== 'TEXT' || placeholdersIn(header.text).length > 0);
	return needsValue ? given?.type === header.format : given === undefined;
}

/** Quick replies may be left out: then the text of the button comes back. */
function fitButtons(buttons, given) {
	const needed = buttons.filter(({ type, url }) => BUTTON_FIELDS[type] !== undefined && (type !== 'URL' || placeholdersIn(url).length > 0));
	const valued = given.filter(({ type }) => type !== 'QUICK_REPLY');
	return needed.length === valued.length && needed.every(({ type }, index) => valued[index].type === type && typeof valued[index][BUTTON_FIELDS[type]] === 'string');
}
