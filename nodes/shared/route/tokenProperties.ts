import type { INodeProperties } from 'n8n-workflow';

/** The route's token: unique for this node in this workflow, and known only to those who can open the workflow. */
const tokenOf = (generation: string) =>
	`={{ "fe_" + ($workflow.id + ":" + $nodeId + ":" + ${generation}).hash("sha256").slice(0, 40) }}`;

const GENERATED = { show: { tokenSource: ['generated'] } };

/** The choice of a route that takes calls without a token. */
export interface WithoutToken {
	name: string;
	description: string;
}

/**
 * The token by which callers of a node's URL are known.
 *
 * @param fallback where it comes from unless the builder chooses otherwise
 * @param none what it means that there is none
 */
export const tokenProperties = (fallback: 'generated' | 'none', none: WithoutToken): INodeProperties[] => [
	{
		displayName: 'Token',
		name: 'tokenSource',
		type: 'options',
		options: [
			{
				name: 'Generated for This Route',
				value: 'generated',
				description: 'A unique token, shown below. Nothing to set up.',
			},
			{
				name: 'From a Credential',
				value: 'credential',
				description: 'A token of your own, kept encrypted and shared by several routes if you like',
			},
			{ ...none, value: 'none' },
		],
		default: fallback,
	},
	// Hidden, because the text of an expression helps nobody; the fields that show it are read instead.
	{
		displayName: 'Generated Token',
		name: 'generatedToken',
		type: 'hidden',
		default: tokenOf('$parameter.tokenGeneration'),
	},
	{
		displayName: 'Previous Generated Token',
		name: 'previousGeneratedToken',
		type: 'hidden',
		default: tokenOf('($parameter.tokenGeneration - 1)'),
	},
	{
		displayName: 'Route Token',
		name: 'token',
		type: 'string',
		default: '={{ $parameter.generatedToken }}',
		description:
			'Callers send it as <code>Authorization: Bearer …</code>, <code>Authorization: Basic …</code> (as it is) or <code>X-Api-Token: …</code>. It is made from the IDs of this workflow and this node: whoever can open the workflow can see it. Save the workflow first if it is not shown.',
		displayOptions: GENERATED,
	},
	{
		displayName: 'Token Generation',
		name: 'tokenGeneration',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 1,
		noDataExpression: true,
		description: 'Raise it by one to get a new token, for example when the old one has leaked',
		displayOptions: GENERATED,
	},
	{
		displayName: 'Previous Token',
		name: 'previousToken',
		type: 'string',
		default: '={{ $parameter.previousGeneratedToken }}',
		description: 'The token before the last rotation. It opens the route until the date below.',
		displayOptions: { ...GENERATED, hide: { tokenGeneration: [1] } },
	},
	{
		displayName: 'Previous Token Valid Until',
		name: 'previousTokenValidUntil',
		type: 'dateTime',
		default: '',
		description: 'Gives callers time to move to the new token. Empty: the previous token is refused at once.',
		displayOptions: { ...GENERATED, hide: { tokenGeneration: [1] } },
	},
];
