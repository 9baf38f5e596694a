import type { INode } from 'n8n-workflow';

import { requireStoppable } from '../../../nodes/DynamicApiTrigger/runStart';

describe('a trigger that must be able to stop a run', () => {
	it.each<Partial<INode>>([
		{},
		{ alwaysOutputData: true },
		{ alwaysOutputData: true, onError: 'stopWorkflow' },
		{ onError: 'continueRegularOutput' },
		{ continueOnFail: true },
	])('can with %j', (settings) => {
		expect(() => requireStoppable(settings as INode)).not.toThrow();
	});

	it.each<Partial<INode>>([
		{ alwaysOutputData: true, onError: 'continueRegularOutput' },
		{ alwaysOutputData: true, onError: 'continueErrorOutput' },
		{ alwaysOutputData: true, continueOnFail: true },
	])('cannot with %j', (settings) => {
		expect(() => requireStoppable(settings as INode)).toThrow('Always Output Data');
	});
});
