/** The WhatsApp templates that the accounts at all providers have; each provider lists them in its own shape. */

const TRACK = { type: 'URL', text: 'Track', url: 'https://shop.example/track/{{1}}' };
const PAUSED_BY_QUALITY = 'PAUSED';

/** So many more with nothing to fill in, so that lists have more than one page. */
const MORE = 18;

const NAMED = [
	{
		name: 'order_shipped',
		language: 'en',
		category: 'UTILITY',
		body: 'Hello {{1}}, your order {{2}} is on its way.',
		buttons: [TRACK],
	},
	{
		name: 'order_shipped_named',
		language: 'en',
		category: 'UTILITY',
		body: 'Hello {{first_name}}, your order {{order_id}} is on its way.',
		buttons: [TRACK],
	},
	{
		name: 'welcome',
		language: 'en',
		category: 'MARKETING',
		header: { format: 'TEXT', text: 'Welcome' },
		body: 'Nice to have you here. May we tell you of new things?',
		footer: 'The Shop',
		buttons: [
			{ type: 'QUICK_REPLY', text: 'Yes' },
			{ type: 'QUICK_REPLY', text: 'No' },
		],
	},
	{
		name: 'welcome_ar',
		language: 'ar',
		category: 'MARKETING',
		header: { format: 'TEXT', text: 'أهلاً {{1}}' },
		body: 'مرحبًا {{1}}، رقم طلبك هو {{2}}.',
		footer: 'المتجر',
		buttons: [{ type: 'QUICK_REPLY', text: 'نعم' }],
	},
	{
		name: 'invoice',
		language: 'en',
		category: 'UTILITY',
		header: { format: 'DOCUMENT' },
		body: 'Dear {{1}}, this is the invoice for your order {{2}}.',
		buttons: [{ type: 'PHONE_NUMBER', text: 'Call Us', phoneNumber: '+31201234567' }],
	},
	{
		name: 'shipping_photo',
		language: 'en',
		category: 'UTILITY',
		header: { format: 'IMAGE' },
		body: 'This is how your order {{1}} left us.',
	},
	{
		name: 'unboxing',
		language: 'en',
		category: 'MARKETING',
		header: { format: 'VIDEO' },
		body: 'See how {{1}} unpacks.',
	},
	{
		name: 'pick_up',
		language: 'en',
		category: 'UTILITY',
		header: { format: 'LOCATION' },
		body: 'Your order {{1}} waits for you here.',
	},
	{
		name: 'promo_code',
		language: 'en',
		category: 'MARKETING',
		body: 'Hello {{1}}, this is for you.',
		buttons: [
			{ type: 'COPY_CODE', text: 'Copy offer code' },
			{ type: 'URL', text: 'Shop', url: 'https://shop.example/sale' },
		],
	},
	{
		name: 'flash_offer',
		language: 'en',
		category: 'MARKETING',
		header: { format: 'IMAGE' },
		body: 'Only for you, {{1}}.',
		offer: 'Ends soon',
		buttons: [
			{ type: 'COPY_CODE', text: 'Copy offer code' },
			{ type: 'URL', text: 'Shop', url: 'https://shop.example/flash/{{1}}' },
		],
	},
	{
		name: 'promo_carousel',
		language: 'en',
		category: 'MARKETING',
		body: 'Hello {{1}}, have a look.',
		cards: ['lamps', 'chairs'].map((range) => ({
			header: { format: 'IMAGE' },
			body: `New ${range} from {{1}}`,
			buttons: [
				{ type: 'QUICK_REPLY', text: 'More' },
				{ type: 'URL', text: 'See', url: `https://shop.example/${range}/{{1}}` },
			],
		})),
	},
	{
		name: 'book_visit',
		language: 'en',
		category: 'UTILITY',
		body: 'Choose when we may come, {{1}}.',
		buttons: [{ type: 'FLOW', text: 'Choose', flowId: 880001 }],
	},
	{
		name: 'paused_offer',
		language: 'en',
		category: 'MARKETING',
		status: PAUSED_BY_QUALITY,
		body: 'Hello {{1}}, a last offer.',
	},
	{
		name: 'new_offer',
		language: 'en',
		category: 'MARKETING',
		status: 'PENDING',
		body: 'Hello {{1}}, an offer that nobody has approved yet.',
	},
];

const PLAIN = Array.from({ length: MORE }, (_, index) => ({
	name: `notice_${String(index + 1).padStart(2, '0')}`,
	language: 'en_GB',
	category: 'UTILITY',
	body: `Notice ${index + 1}: we are here for you.`,
}));

/** `status` is APPROVED, PAUSED or PENDING. The place in the list never changes: Trengo's IDs rest on it. */
export const TEMPLATES = [...NAMED, ...PLAIN].map((template) => ({ status: 'APPROVED', buttons: [], ...template }));

/** @returns the names of the placeholders in a text, each once */
export function placeholdersIn(text = '') {
	return [...new Set([...text.matchAll(/\{\{(\w{1,60})\}\}/g)].map(([, name]) => name))];
}

/** @returns whether WhatsApp takes a text as the value of a placeholder */
export function isGoodValue(text) {
	return typeof text === 'string' && text !== '' && !/[\n\r\t]| {5}/.test(text);
}
