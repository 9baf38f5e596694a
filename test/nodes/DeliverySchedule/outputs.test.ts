import { BRANCH, configuredOutputs, outputsWith } from '../../../nodes/DeliverySchedule/outputs';
import { describeEvaluatedText } from '../../support/evaluatedText';

describe('the outputs of Delivery Schedule', () => {
	it('are those of the branches, with Done only for a loop', () => {
		const names = (loop: boolean) => configuredOutputs({ loop }).map(({ displayName }) => displayName);
		expect(names(false)).toEqual(['Send', 'Outside Window', 'Held Too Long']);
		expect(names(true)).toEqual(['Send', 'Outside Window', 'Held Too Long', 'Done']);
		expect(configuredOutputs({}).map(({ type }) => type)).toEqual(['main', 'main', 'main']);
	});

	it('take items by their branches', () => {
		for (const [branch, output] of Object.entries(BRANCH)) {
			const item = { json: { branch } };
			const outputs = outputsWith({ done: [], [branch]: [item] });
			expect(outputs).toHaveLength(configuredOutputs({ loop: true }).length);
			expect(outputs.map((items) => items.length)).toEqual(outputs.map((_, index) => (index === output ? 1 : 0)));
			expect(outputs[output]).toEqual([item]);
		}
		expect(outputsWith({})).toEqual([[], [], []]);
	});
});

describeEvaluatedText('DeliverySchedule', configuredOutputs, [{}, { loop: true }, { loop: false }]);
