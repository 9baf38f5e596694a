/** The templates as Infobip lists them. It knows placeholders by number only. */
import { placeholdersIn, TEMPLATES } from './templates.mjs';

const PAUSED = { PAUSED: 'FIRST_PAUSED' };

/** The templates of the account in Infobip's shape. */
export function infobipTemplates() {
	return catalog().map((template, index) => {
		const { name, language, status, category } = template;
		return {
			id: String(7_100_000 + index),
			businessAccountId: 15550002,
			name,
			language,
			status: PAUSED[status] ?? status,
			category,
			structure: structureOf(template),
			quality: 'HIGH',
			createdAt: '2026-01-01T00:00:00.000+0000',
			lastUpdatedAt: '2026-01-01T00:00:00.000+0000',
		};
	});
}

/** @returns an approved template of the account, as it is in the catalogue */
export function approvedTemplate(name, language) {
	return catalog().find((one) => one.name === name && one.language === language && one.status === 'APPROVED');
}

function catalog() {
	return TEMPLATES.filter(({ body }) => placeholdersIn(body).every((name) => /^\d+$/.test(name)));
}

function structureOf({ header, body, footer, buttons, cards, offer }) {
	return {
		...partsOf({ header, body, buttons }),
		...(footer !== undefined && { footer: { text: footer } }),
		...(cards && { carousel: { cards: cards.map(partsOf) } }),
		...(offer !== undefined && { limitedTimeOffer: { text: offer, hasExpiration: true } }),
		type: header || buttons.length > 0 || cards ? 'MEDIA' : 'TEXT',
	};
}

function partsOf({ header, body, buttons }) {
	return { ...(header && { header }), body: { text: body }, ...(buttons.length > 0 && { buttons: buttons.map(buttonOf) }) };
}

function buttonOf(button) {
	return button.type === 'FLOW' ? { ...button, flowAction: 'NAVIGATE', navigateScreen: 'START' } : button;
}
