import type { INodeParameters, IWebhookFunctions } from 'n8n-workflow';

import { readParticipantPanel } from '../../../nodes/DynamicApiTrigger/participantPanel';

const read = (parameters: INodeParameters, country?: string) =>
	readParticipantPanel(
		{ getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback } as unknown as IWebhookFunctions,
		country,
	);
const on = (parameters: INodeParameters, country?: string) => read({ trackParticipant: true, ...parameters }, country);
const rows = (...of: INodeParameters[]) => ({ providerIds: { rows: of } });

it('tracks nobody unless it is told to', () => {
	expect(read({})).toBeUndefined();
	expect(read({ trackParticipant: false, phoneAttribute: '', keepAttributes: 'chosen' })).toBeUndefined();
});

it.each<[INodeParameters, object]>([
	[{}, { phoneAttribute: 'phone', emailAttribute: 'email', providerIds: [], keep: 'all', defaultCountry: 'NL' }],
	[{ phoneAttribute: ' mobile ', emailAttribute: '' }, { phoneAttribute: 'mobile', emailAttribute: '' }],
	[{ keepAttributes: 'none', keptAttributes: 'a' }, { keep: 'none' }],
	[{ keepAttributes: 'chosen', keptAttributes: ' first name, city,, ' }, { keep: ['first name', 'city'] }],
	[{ keepAttributes: 'chosen', keptAttributes: ['a', ' b '] }, { keep: ['a', 'b'] }],
	[
		{ phoneAttribute: '', emailAttribute: '', ...rows({ provider: ' infobip ', attribute: ' personId ' }, { provider: 'trengo', attribute: 'contact' }) },
		{ providerIds: [{ provider: 'infobip', attribute: 'personId' }, { provider: 'trengo', attribute: 'contact' }] },
	],
])('reads %j', (parameters, rule) => {
	expect(on(parameters, 'NL')).toMatchObject(rule);
});

it.each<[INodeParameters, string]>([
	[{ phoneAttribute: '', emailAttribute: ' ' }, 'Fill in Phone Attribute or Email Attribute'],
	[{ keepAttributes: 'chosen' }, 'Chosen Attributes is empty'],
	[{ keepAttributes: 'chosen', keptAttributes: [' '] }, 'Chosen Attributes is empty'],
	[rows({ provider: '', attribute: 'a' }), 'Provider IDs: "" cannot be the name of a provider'],
	[rows({ provider: 'Infobip', attribute: 'a' }), 'Provider IDs: "Infobip" cannot be the name of a provider'],
	[rows({ provider: 'phone', attribute: 'a' }), 'cannot be the name of a provider'],
	[rows({ provider: 'infobip' }), 'Attribute of "infobip" is empty'],
	[rows({ provider: 'infobip', attribute: 'a' }, { provider: 'infobip', attribute: 'b' }), '"infobip" comes twice'],
])('refuses %j', (parameters, words) => {
	expect(() => on(parameters)).toThrow(words);
});
