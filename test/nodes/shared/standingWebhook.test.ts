import type { IExecuteFunctions, WorkflowExecuteMode } from 'n8n-workflow';

import { callUrl, standingUrl } from '../../../nodes/shared/standingWebhook';

const RESUME = 'http://n8n.example/webhook-waiting/7?signature=abc';

const context = (mode: WorkflowExecuteMode, active: boolean) =>
	({
		getMode: () => mode,
		getWorkflow: () => ({ id: 'w', name: 'Flow', active }),
		getNode: () => ({ name: 'Wait', webhookId: 'hook', parameters: {} }),
		evaluateExpression: () => RESUME,
	}) as unknown as IExecuteFunctions;

it.each<[WorkflowExecuteMode, boolean]>([
	['webhook', true],
	// As a worker sees it in queue mode.
	['webhook', false],
	['trigger', false],
	['integrated', true],
])('A run by %s, of which n8n says published: %s, is called at the URL of its node', (mode, active) => {
	expect(standingUrl(context(mode, active))).toMatch(/\/webhook\/hook$/);
	expect(callUrl(context(mode, active), 'call')).toMatch(/\/webhook\/hook$/);
});

it.each<[WorkflowExecuteMode, boolean]>([
	['manual', false],
	// As n8n sees a run that has waited.
	['manual', true],
	['integrated', false],
	['retry', false],
])('A run by %s, of which n8n says published: %s, is called itself', (mode, active) => {
	expect(standingUrl(context(mode, active))).toBeUndefined();
	expect(callUrl(context(mode, active), 'call')).toBe(`${RESUME}/call`);
});
