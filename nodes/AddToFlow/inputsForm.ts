import type { FieldType, ILocalLoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

const ENTRY_POINT = 'n8n-nodes-base.executeWorkflowTrigger';

/** Names of types as the entry point has them; any other one takes any value. */
const TYPES: ReadonlySet<string> = new Set<FieldType>(['array', 'boolean', 'number', 'object', 'string']);

/** Makes a form of the inputs that the chosen flow declares. */
export async function loadInputs(this: ILocalLoadOptionsFunctions): Promise<ResourceMapperFields> {
	const trigger = await this.getWorkflowNodeContext(ENTRY_POINT);
	if (!trigger) {
		return { fields: [], emptyFieldsNotice: 'The flow does not begin with "When Executed by Another Workflow", so nobody can be added to it.' };
	}
	const source = trigger.getNodeParameter('inputSource', 0, 'passthrough') as string;
	if (source === 'passthrough') {
		return { fields: [], emptyFieldsNotice: 'The flow takes whatever it is given. Choose All, Chosen or Renamed under Variables to Hand Over.' };
	}
	const fields = source === 'jsonExample' ? fieldsOfExample(trigger.getNodeParameter('jsonExample', 0, '{}')) : declared(trigger.getNodeParameter('workflowInputs.values', 0, []));
	return { fields, ...(fields.length === 0 && { emptyFieldsNotice: 'The flow declares no inputs.' }) };
}

function declared(rows: unknown): ResourceMapperField[] {
	return (Array.isArray(rows) ? (rows as Array<{ name?: string; type?: string }>) : [])
		.filter(({ name }) => name)
		.map(({ name, type }) => field(name as string, type));
}

/** The types of the values of an example object, as the entry point itself takes them. */
function fieldsOfExample(text: unknown): ResourceMapperField[] {
	let example: unknown;
	try {
		example = typeof text === 'string' ? JSON.parse(text) : text;
	} catch {
		return [];
	}
	if (typeof example !== 'object' || example === null || Array.isArray(example)) return [];
	return Object.entries(example).map(([name, value]) => field(name, Array.isArray(value) ? 'array' : value === null ? 'any' : typeof value));
}

function field(name: string, type = 'any'): ResourceMapperField {
	return {
		id: name,
		displayName: name,
		required: false,
		defaultMatch: false,
		display: true,
		canBeUsedToMatch: true,
		...(TYPES.has(type) && { type: type as FieldType }),
	};
}
