import { setTimeout } from 'node:timers/promises';

import { SendTemplate } from '../../../nodes/SendTemplate/SendTemplate.node';
import { passOn, runFlow } from '../../support/engine';
import { EMAIL, newEmail, own, plan, trengo } from './customers';

/** Sends a template by the same account. @returns what it tells */
async function sendTemplate(): Promise<unknown> {
	const finished = await runFlow({
		items: [{ json: { phone: '+31612345678' } }],
		credentials: { flowElementsTrengoApi: { baseUrl: `${own.simulator.url}/api/v2/`, token: ' simulator-key ' } },
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Send', nodeType: new SendTemplate(), parameters: { provider: 'trengo', to: '={{ $json.phone }}', template: { __rl: true, mode: 'id', value: '107' }, fillIn: 'list', options: { checkTemplate: false } } },
		],
	});
	return finished.outputs('Send')[0][0]?.json.sendTemplate ?? finished.outputs('Send').flat()[0]?.json.sendTemplate;
}

it('elements that use the same token stand in one line: when one is asked to wait, all wait', async () => {
	await plan({ method: 'GET', path: '/contacts', status: 429, retryAfter: 4 });
	const identified = trengo({ operation: 'identify', channel: EMAIL, email: newEmail(), name: '', options: { checkChannel: false } });
	await setTimeout(700);
	const beganMs = Date.now();
	expect(await sendTemplate()).toMatchObject({ provider: 'trengo', at: expect.any(String) });
	expect(Date.now() - beganMs).toBeGreaterThanOrEqual(2_000);
	expect((await identified).results).toMatchObject([{ status: 'done' }]);
});

it('their requests count together: after ten of one, another waits for its turn', async () => {
	await trengo({ operation: 'addLabel', ticketId: '1', label: { __rl: true, mode: 'id', value: '51' } }, { items: Array.from({ length: 10 }, () => ({ json: {} })) });
	const beganMs = Date.now();
	await sendTemplate();
	expect(Date.now() - beganMs).toBeGreaterThanOrEqual(2_500);
});
