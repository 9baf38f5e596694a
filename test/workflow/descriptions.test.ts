import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type {
	ICredentialType,
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
	Themed,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import type { BranchMode } from '../../flow/call/branches';
import { branchCount, parseStatusCodes } from '../../flow/call/branches';
import { CallApi } from '../../nodes/CallApi/CallApi.node';
import { configuredOutputs } from '../../nodes/CallApi/outputs';
import manifest from '../../package.json';
import type { FlowNode } from '../support/engine';
import { workflowOf } from '../support/engine';

const ROOT = join(__dirname, '..', '..');

/** The file from which a file of the package is made. */
const sourceOf = (built: string) => built.replace(/^dist\//, '').replace(/\.js$/, '');

/** Loads a class the way n8n does: the file `X.node.js` has the class `X`. */
function loaded<Kind>(built: string): Kind {
	const file = join(ROOT, sourceOf(built));
	const classes = jest.requireActual<Record<string, new () => Kind>>(file);
	return new classes[basename(file).split('.')[0]]();
}

const nodes = manifest.n8n.nodes.map((file) => ({ file: sourceOf(file), node: loaded<INodeType>(file) }));
const credentials = manifest.n8n.credentials.map((file) => ({
	file: sourceOf(file),
	credential: loaded<ICredentialType>(file),
}));

/** A node with these parameters in a workflow of its own, so that n8n can evaluate its description. */
function placed({ nodeType, ...node }: Omit<FlowNode, 'name'>) {
	const workflow = workflowOf({ nodes: [{ name: 'Node', nodeType, ...node }] });
	return { workflow, node: workflow.nodes.Node, description: nodeType.description };
}

/** Evaluates an expression of a description with n8n's own engine. */
async function evaluated(nodeType: INodeType, expression: string, parameters: INodeParameters = {}): Promise<unknown> {
	const { workflow, node } = placed({ nodeType, parameters });
	return await workflow.expression.withIsolate(async () =>
		workflow.expression.getSimpleParameterValue(node, expression, 'internal', {}),
	);
}

/** The names of all properties, also within collections, whose default does not suit its type. */
function unsuited(properties: INodeProperties[]): string[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []) as Array<INodeProperties | INodePropertyCollection>;
		const nested =
			property.type === 'collection'
				? unsuited(inner as INodeProperties[])
				: property.type === 'fixedCollection'
					? (inner as INodePropertyCollection[]).flatMap(({ values }) => unsuited(values))
					: [];
		return [...(suits(property) ? [] : [property.name]), ...nested];
	});
}

function suits({ type, default: value, options, typeOptions }: INodeProperties): boolean {
	const names = (options ?? []).map((option) => (option as INodePropertyOptions).value ?? option.name);
	switch (type) {
		case 'options':
			// What an account has is loaded when the panel is open.
			return names.includes(value as string) || (typeOptions?.loadOptionsMethod !== undefined && value === '');
		case 'multiOptions':
			return Array.isArray(value) && value.every((entry) => names.includes(entry as string));
		case 'boolean':
			return typeof value === 'boolean';
		case 'number':
			return (
				typeof value === 'number' &&
				value >= (typeOptions?.minValue ?? value) &&
				value <= (typeOptions?.maxValue ?? value)
			);
		case 'resourceLocator':
			return typeof value === 'object' && value !== null && 'mode' in value;
		case 'collection':
		case 'fixedCollection':
			return typeof value === 'object' && Object.keys(value as object).every((key) => names.includes(key));
		case 'resourceMapper':
			return (value as { mappingMode?: unknown }).mappingMode === 'defineBelow';
		default:
			return typeof value === 'string';
	}
}

function expectIcons(folder: string, icon: unknown): void {
	const { light, dark } = icon as Exclude<Themed<string>, string>;
	const [lightFile, darkFile] = [light, dark].map((name) =>
		readFileSync(join(folder, name.replace(/^file:/, '')), 'utf8'),
	);
	expect(lightFile).toContain('<svg');
	expect(darkFile).toContain('<svg');
	expect(lightFile).not.toBe(darkFile);
}

describe('The package', () => {
	it('lists all of its nodes and credentials', () => {
		const files = globSync('{nodes,credentials}/**/*.{node,credentials}.ts', { cwd: ROOT }).map((file) =>
			file.replace(/\.ts$/, ''),
		);

		expect([...nodes, ...credentials].map(({ file }) => file).sort()).toEqual(files.sort());
	});
});

describe.each(nodes)('$file', ({ file, node }) => {
	const { description } = node;
	const folder = join(ROOT, dirname(file));

	it('is named after its file, and has all that n8n shows', () => {
		expect(description.name.toLowerCase()).toBe(basename(file).split('.')[0].toLowerCase());
		expect(description.displayName).toBe(description.defaults.name);
		expect(description.description).toBeTruthy();
		expect(description.subtitle).toBeTruthy();
	});

	it('has an icon for light and for dark', () => expectIcons(folder, description.icon));

	it('has a codex file that names it and its documentation', () => {
		const codex = JSON.parse(readFileSync(join(ROOT, `${file}.json`), 'utf8'));

		expect(codex.node).toBe(`${manifest.name}.${description.name}`);
		expect(codex.categories).not.toHaveLength(0);
		const [, page] = codex.resources.primaryDocumentation[0].url.split('/blob/main/');
		expect(existsSync(join(ROOT, page))).toBe(true);
	});

	it('has defaults that suit their types', () => {
		expect(unsuited(description.properties)).toEqual([]);
	});

	it('has no issues when it is new', () => {
		const { node: placedNode } = placed({ nodeType: node });

		expect(NodeHelpers.getNodeParametersIssues(description.properties, placedNode, description)).toBeNull();
	});

	it('has a subtitle that n8n can evaluate', async () => {
		expect(await evaluated(node, description.subtitle ?? '')).toEqual(expect.stringMatching(/\S/));
	});

	it('asks only for credentials of this package', () => {
		const own = credentials.map(({ credential }) => credential.name);

		for (const { name } of description.credentials ?? []) expect(own).toContain(name);
	});
});

describe.each(credentials)('$file', ({ file, credential }) => {
	it('has a name of ours, an icon for light and for dark, and documentation', () => {
		expect(credential.name).toMatch(/^flowElements[A-Z]\w*Api$/);
		expect(credential.documentationUrl).toMatch(/^https:\/\//);
		expectIcons(join(ROOT, dirname(file)), credential.icon);
	});

	it('has defaults that suit their types', () => {
		expect(unsuited(credential.properties)).toEqual([]);
	});

	it('can be tested', () => {
		const testedBy = nodes
			.flatMap(({ node }) => node.description.credentials ?? [])
			.find(({ name }) => name === credential.name)?.testedBy;
		const tests = Object.assign({}, ...nodes.map(({ node }) => node.methods?.credentialTest ?? {}));

		expect(credential.test ?? tests[testedBy as string]).toBeDefined();
	});
});

describe('The outputs of Call API', () => {
	it.each<INodeParameters>([
		{},
		{ branchMode: 'simple' },
		{ statusBranches: '404, 409,404 ,  429' },
		{ branchMode: 'simple', statusBranches: '404' },
		{ waitForResponse: false },
		{ waitForResponse: false, branchMode: 'simple', statusBranches: '404' },
	])('are for n8n what the panel says: %j', async (parameters) => {
		const { workflow, node, description } = placed({ nodeType: new CallApi(), parameters });
		const outputs = await workflow.expression.withIsolate(async () =>
			NodeHelpers.getNodeOutputs(workflow, node, description),
		);

		expect(outputs).toEqual(configuredOutputs(node.parameters));
		const { branchMode, statusBranches, waitForResponse } = node.parameters;
		const choice = { mode: branchMode as BranchMode, statusCodes: parseStatusCodes(String(statusBranches ?? '')) };
		expect(outputs).toHaveLength(waitForResponse === false ? 1 : branchCount(choice));
	});

	it('leave out what is not a status code, so that the node can still be opened and mended', async () => {
		const { workflow, node, description } = placed({
			nodeType: new CallApi(),
			parameters: { statusBranches: '404, teapot, 99' },
		});
		const outputs = await workflow.expression.withIsolate(async () =>
			NodeHelpers.getNodeOutputs(workflow, node, description),
		);

		expect(outputs.map((output) => (output as { displayName: string }).displayName)).toEqual([
			'Success',
			'Client Error',
			'Server Error',
			'No Response',
			'404',
		]);
	});

	it("come before n8n's error output", async () => {
		const { workflow, node, description } = placed({ nodeType: new CallApi(), onError: 'continueErrorOutput' });
		const outputs = await workflow.expression.withIsolate(async () =>
			NodeHelpers.getNodeOutputs(workflow, node, description),
		);

		expect(outputs).toHaveLength(5);
		expect(outputs[4]).toMatchObject({ category: 'error', displayName: 'Error' });
	});
});

describe('The webhook of the Dynamic API Trigger', () => {
	const trigger = nodes.find(({ node }) => node.description.name === 'dynamicApiTrigger')?.node as INodeType;
	const [webhook] = trigger.description.webhooks ?? [];

	it.each([
		['sync', 'responseNode'],
		['async', 'onReceived'],
	])('of a route that answers %s has the response mode %s', async (answer, mode) => {
		expect(await evaluated(trigger, webhook.responseMode as string, { answer })).toBe(mode);
	});

	it('lies at the path of the panel, whatever the methods', async () => {
		expect(await evaluated(trigger, webhook.path, { path: 'orders/:orderId' })).toBe('orders/:orderId');
		expect(webhook.httpMethod.split(',')).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']));
	});
});
