/** What an account at Trengo has several of, to choose from. */

export const EMAIL_CHANNEL = 4400;
export const WHATSAPP_CHANNEL = 4401;
export const SMS_CHANNEL = 4402;
export const PERSONAL_CHANNEL = 4403;

export const CHANNELS = [
	{ id: EMAIL_CHANNEL, title: 'Shop mail', type: 'EMAIL' },
	{ id: WHATSAPP_CHANNEL, title: 'Shop WhatsApp', type: 'WA_BUSINESS' },
	{ id: SMS_CHANNEL, title: 'Shop SMS', type: 'SMS' },
	// Only private contacts can be used with it, and they with no other one.
	{ id: PERSONAL_CHANNEL, title: 'Mail of Eva', type: 'EMAIL' },
	{ id: 4404, title: 'Website', type: 'CHAT' },
];

export const LABELS = [
	{ id: 51, name: 'Order', slug: 'order', color: '#1a7f37' },
	{ id: 52, name: 'Complaint', slug: 'complaint', color: '#cf222e' },
	{ id: 53, name: 'VIP', slug: 'vip', color: '#9a6700' },
];

/** More than fit on a page. */
export const USERS = Array.from({ length: 27 }, (_, index) => {
	const name = index === 0 ? 'Eva Agent' : `Agent ${String(index + 1).padStart(2, '0')}`;
	return { id: 71 + index, first_name: name.split(' ')[0], last_name: name.split(' ')[1], full_name: name, email: `agent${index + 1}@shop.example` };
});

export const TEAMS = [
	{ id: 31, name: 'Sales' },
	{ id: 32, name: 'Support' },
];

export const CUSTOM_FIELDS = [
	{ id: 61, title: 'Plan', type: 'CONTACT' },
	{ id: 62, title: 'Birthday', type: 'PROFILE' },
	{ id: 63, title: 'Order number', type: 'TICKET' },
];

export const CONTACT_GROUPS = [
	{ id: 81, name: 'Newsletter' },
	{ id: 82, name: 'Wholesale' },
];

/** The lists by their paths. */
export const LISTS = new Map(Object.entries({
	'/channels': CHANNELS,
	'/contact_groups': CONTACT_GROUPS,
	'/custom_fields': CUSTOM_FIELDS,
	'/labels': LABELS,
	'/teams': TEAMS,
	'/users': USERS,
}));

/** @returns whether a list has an entry with this ID */
export function has(list, id) {
	return list.some((entry) => entry.id === id);
}
