import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';
import ts from 'typescript';

type ConfiguredOutputs = (parameters: INodeParameters) => INodeOutputConfiguration[];

/**
 * Tests of the outputs of a node that n8n computes by the text of a function.
 *
 * @param folder that of the node
 * @param configuredOutputs the function, as it runs here
 * @param choices what a panel can hold
 */
export function describeEvaluatedText(folder: string, configuredOutputs: ConfiguredOutputs, choices: INodeParameters[]): void {
	/** As the build writes it, which is the text that n8n gets; jest's own can differ. */
	function built(): string {
		const source = readFileSync(join(__dirname, `../../nodes/${folder}/outputs.ts`), 'utf8');
		const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS };
		const { outputText } = ts.transpileModule(source, { compilerOptions });
		const exports: { configuredOutputs?: () => unknown } = {};
		new Function('exports', outputText)(exports);
		return String(exports.configuredOutputs);
	}

	describe.each([
		['as it runs here', () => configuredOutputs.toString()],
		['as it is built', built],
	])('the text of the function that n8n evaluates, %s', (_, text) => {
		it('leans on nothing outside itself', () => {
			const alone = new Function('exports', 'require', 'module', 'process', `return (${text()});`)() as ConfiguredOutputs;
			for (const parameters of choices) expect(alone(parameters)).toEqual(configuredOutputs(parameters));
		});

		it('has no two closing braces in a row, which would end the expression', () => {
			expect(text()).toMatch(/^function configuredOutputs\(/);
			expect(text()).not.toContain('}}');
		});
	});
}
