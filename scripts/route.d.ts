// The types of route.js, for the tests.
interface TriggerNode {
	id: string;
	type: string;
	webhookId?: string;
	parameters: object;
}

export function routeToken(workflow: { id: string; nodes: TriggerNode[] }, generation?: number): string;
export function routePath(workflow: { nodes: TriggerNode[] }): string;
export function hasRoute(workflow: { nodes: TriggerNode[] }): boolean;
export function messageTriggers(workflow: { nodes: TriggerNode[] }): Array<{ provider: string; path: string }>;
