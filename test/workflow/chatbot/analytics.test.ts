import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { loadAnalytics } from '../../../nodes/StartChatbot/analytics';
import { StartChatbot } from '../../../nodes/StartChatbot/StartChatbot.node';
import { passOn, runFlow } from '../../support/engine';
import { chat, inSession, left, say, start } from './chatting';

it('The sessions of a node are counted, as they started and as they were left', async () => {
	const first = await inSession(chat());
	const second = await inSession(chat());
	await left(first);
	await say('stop');
	await left(second);
	await left(start(chat(), { phone: 'none' }));
	await left(start(chat(() => { throw new Error('Broken'); })));

	const counts = { started: 2, endedExternally: 1, endedByUser: 1, notStarted: 1, expiredByTimeout: 0 };
	const numbers = (parameters: object) =>
		runFlow({
			items: [{ json: { kept: true } }],
			nodes: [
				{ name: 'Start', nodeType: passOn },
				{ name: 'Numbers', nodeType: new StartChatbot(), parameters: { operation: 'analytics', days: 30, ...parameters } },
			],
		});
	const run = await numbers({});
	const [[{ json }]] = run.outputs('Numbers');
	expect(json).toMatchObject({ kept: true, chatbotAnalytics: { total: counts, nodes: [{ nodeName: 'Chatbot', total: counts, days: [{ day: new Date().toISOString().slice(0, 10), ...counts }] }] } });
	expect((await numbers({ analyzedNode: 'Other' })).outputs('Numbers')[0][0].json).toMatchObject({ chatbotAnalytics: { nodes: [], total: { started: 0 } } });

	const context = { getWorkflow: () => ({ id: 'workflow' }), getNode: () => ({ id: 'node-1' }) } as unknown as ILoadOptionsFunctions;
	const lines = (await loadAnalytics.call(context)).map(({ name }) => name);
	expect(lines[0]).toBe('Sessions Started: 2');
	expect(lines).toContain('Session Ended by User: 1 (33 %)');
});
