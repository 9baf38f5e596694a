import type { INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { BRANCH, configuredOutputs } from '../../../nodes/WaitForCallback/outputs';

const names = (parameters: INodeParameters) => configuredOutputs(parameters).map(({ displayName }) => displayName);

describe('the outputs of Wait for Callback', () => {
	it('have timed-out items first, where n8n itself lets them go on, and those by a value last', () => {
		const outputs = names({ operation: 'wait', branches: { rows: [{ name: 'Paid' }, { name: ' ' }] } });
		expect(outputs).toEqual(['Timed Out', 'Called Back', 'Paid', 'Branch 2']);
		expect([outputs[BRANCH.timedOut], outputs[BRANCH.calledBack], outputs[BRANCH.firstValue]]).toEqual(['Timed Out', 'Called Back', 'Paid']);
	});

	it('are one when a callback is only prepared', () => {
		expect(names({ operation: 'prepare', branches: { rows: [{ name: 'Paid' }] } })).toEqual(['Prepared']);
	});

	it('lean on nothing outside their own function', () => {
		const alone = new Function(`return (${configuredOutputs.toString()})`)() as typeof configuredOutputs;
		expect(alone({})).toEqual(configuredOutputs({}));
		expect(NodeHelpers.getConnectionTypes(alone({}))).toEqual(['main', 'main']);
	});
});
