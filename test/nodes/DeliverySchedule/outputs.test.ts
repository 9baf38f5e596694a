import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { BRANCH, configuredOutputs, outputsWith } from '../../../nodes/DeliverySchedule/outputs';

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

describe('the text of the function that n8n evaluates', () => {
	/** As the build writes it, which is the text that n8n gets; jest's own can differ. */
	function built(): string {
		const source = readFileSync(join(__dirname, '../../../nodes/DeliverySchedule/outputs.ts'), 'utf8');
		const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS };
		const { outputText } = ts.transpileModule(source, { compilerOptions });
		const exports: { configuredOutputs?: () => unknown } = {};
		new Function('exports', outputText)(exports);
		return String(exports.configuredOutputs);
	}

	it.each([
		['as it runs here', () => configuredOutputs.toString()],
		['as it is built', built],
	])('leans on nothing outside itself, and does not end the expression: %s', (_, text) => {
		const alone = new Function('exports', 'require', 'module', 'process', `return (${text()});`)() as typeof configuredOutputs;
		for (const parameters of [{}, { loop: true }, { loop: false }]) expect(alone(parameters)).toEqual(configuredOutputs(parameters));
		expect(text()).toMatch(/^function configuredOutputs\(/);
		expect(text()).not.toContain('}}');
	});
});
