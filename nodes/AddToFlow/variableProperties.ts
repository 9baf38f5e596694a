import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { OUTSIDE } from './targetProperties';

type Show = NonNullable<INodeProperties['displayOptions']>['show'];

const ALL: INodePropertyOptions = { name: 'All', value: 'all', description: 'All flow variables' };
const CHOSEN: INodePropertyOptions = { name: 'Chosen', value: 'chosen', description: 'Only those that are named below' };
const RENAMED: INodePropertyOptions = { name: 'Renamed', value: 'renamed', description: 'Only those that are listed below, under other names' };
const NONE: INodePropertyOptions = { name: 'None', value: 'none' };

/** Which variables, as a choice. */
const choiceOf = (
	choice: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'default'> & { options: INodePropertyOptions[] },
	show: Show,
): INodeProperties => ({ ...choice, type: 'options', noDataExpression: true, displayOptions: { show } });

/** The list of names, and the list of new names, that such a choice can ask for. */
const listsOf = (
	choice: string,
	fields: { names: string; rows: string; placeholder: { from: string; to: string } },
	show: Show = {},
): INodeProperties[] => [
	{
		displayName: 'Variable Names',
		name: fields.names,
		type: 'string',
		default: '',
		noDataExpression: true,
		placeholder: 'e.g. orderId, total',
		description: 'Separated by commas. One that an item does not have is left out.',
		displayOptions: { show: { ...show, [choice]: ['chosen'] } },
	},
	{
		displayName: 'Variables',
		name: fields.rows,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Variable',
		default: {},
		displayOptions: { show: { ...show, [choice]: ['renamed'] } },
		options: [
			{
				displayName: 'Variable',
				name: 'rows',
				values: [
					{ displayName: 'From', name: 'from', type: 'string', default: '', placeholder: fields.placeholder.from },
					{ displayName: 'To', name: 'to', type: 'string', default: '', placeholder: fields.placeholder.to },
				],
			},
		],
	},
];

const HAND_OVER = { displayName: 'Variables to Hand Over', name: 'variables' };

const toWorkflow = {
	...HAND_OVER,
	description: 'What the secondary flow gets to know. Phone, email and "participant" always go along.',
	options: [ALL, CHOSEN, { name: 'Inputs of the Flow', value: 'declared', description: 'A form of the inputs that the flow declares' }, NONE, RENAMED],
};

const toOutside = {
	...HAND_OVER,
	description: 'What the secondary flow gets to know, besides phone and email. The details of the call ("request") and "participant" stay here.',
	options: [ALL, CHOSEN, NONE, RENAMED],
};

/** The variables here are about this participant; of another one's flow they are only a part if somebody says so. */
const handOver: INodeProperties[] = [
	choiceOf({ ...toWorkflow, default: 'all' }, { target: ['workflow'], participant: ['this'] }),
	choiceOf({ ...toWorkflow, default: 'none' }, { target: ['workflow'], participant: ['another'] }),
	choiceOf({ ...toOutside, default: 'all' }, { target: OUTSIDE, participant: ['this'] }),
	choiceOf({ ...toOutside, default: 'none' }, { target: OUTSIDE, participant: ['another'] }),
	...listsOf('variables', {
		names: 'variableNames',
		rows: 'variableRows',
		placeholder: { from: 'e.g. orderId (here)', to: 'e.g. reference (there)' },
	}),
];

const declaredInputs: INodeProperties = {
	displayName: 'Inputs of the Flow',
	name: 'workflowInputs',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	typeOptions: {
		loadOptionsDependsOn: ['workflowId.value'],
		resourceMapper: {
			localResourceMapperMethod: 'loadInputs',
			valuesLabel: 'Inputs of the Flow',
			mode: 'map',
			fieldWords: { singular: 'input', plural: 'inputs' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: false,
			showTypeConversionOptions: true,
		},
	},
	displayOptions: { show: { target: ['workflow'], variables: ['declared'] }, hide: { workflowId: [''] } },
};

const waits: INodeProperties = {
	displayName: 'Wait for the Secondary Flow',
	name: 'waits',
	type: 'boolean',
	default: false,
	noDataExpression: true,
	description:
		'Whether this participant waits here until the secondary flow has ended, and gets its variables. Otherwise the participant goes on in both flows.',
	displayOptions: { show: { target: ['route', 'workflow'] } },
};

const WAITING = { target: ['route', 'workflow'], waits: [true] };

const takeBack: INodeProperties[] = [
	choiceOf(
		{
			displayName: 'Variables to Take Back',
			name: 'takeBack',
			default: 'all',
			description: 'Which variables of the end of the secondary flow this flow gets; a variable of the same name is replaced',
			options: [ALL, CHOSEN, NONE, RENAMED],
		},
		WAITING,
	),
	...listsOf('takeBack', { names: 'takeBackNames', rows: 'takeBackRows', placeholder: { from: 'e.g. result (there)', to: 'e.g. score (here)' } }, WAITING),
];

/** The part of the panel that says which variables go along and come back. */
export const variableProperties: INodeProperties[] = [...handOver, declaredInputs, waits, ...takeBack];
