import type { INodeParameters, IWebhookFunctions } from 'n8n-workflow';

import { readRatePanel } from '../../../nodes/DynamicApiTrigger/ratePanel';

const read = (parameters: INodeParameters) =>
	readRatePanel({
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
	} as unknown as IWebhookFunctions);

it('sets no limit unless it is told to', () => {
	expect(read({})).toBeUndefined();
	expect(read({ rateLimit: 'off', rateCalls: -1 })).toBeUndefined();
});

it.each<[INodeParameters, object]>([
	[{ rateLimit: 'route' }, { count: 60, perSeconds: 60, sharedBy: 'route' }],
	[{ rateLimit: 'route', rateCalls: 5, ratePer: 'second' }, { count: 5, perSeconds: 1, sharedBy: 'route' }],
	[{ rateLimit: 'route', rateCalls: 100_000, ratePer: 'hour' }, { count: 100_000, perSeconds: 3600, sharedBy: 'route' }],
	[{ rateLimit: 'caller' }, { count: 60, perSeconds: 60, sharedBy: 'address' }],
	[{ rateLimit: 'caller', rateCaller: 'token' }, { sharedBy: 'token' }],
	[{ rateLimit: 'caller', rateCaller: 'attribute', rateAttribute: ' customer ' }, { sharedBy: { attribute: 'customer' } }],
])('reads %j', (parameters, limit) => {
	expect(read(parameters)).toMatchObject(limit);
});

it.each<[INodeParameters, string]>([
	[{ rateLimit: 'route', rateCalls: 0 }, 'Calls must be a whole number from 1 to 100000'],
	[{ rateLimit: 'route', rateCalls: 1.5 }, 'Calls must be a whole number'],
	[{ rateLimit: 'route', rateCalls: 100_001 }, 'Calls must be a whole number'],
	[{ rateLimit: 'caller', rateCaller: 'attribute' }, 'Attribute Name is empty'],
])('refuses %j', (parameters, words) => {
	expect(() => read(parameters)).toThrow(words);
});
