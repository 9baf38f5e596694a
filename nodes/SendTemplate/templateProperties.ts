import type { INodeProperties } from 'n8n-workflow';

import { messageProvider } from '../shared/messageAccounts';

const only = (...provider: string[]) => ({ show: { provider } });

/** Providers that tell which templates an account has. */
export const LISTING = ['infobip', 'trengo', 'whatsAppCloud'];

const BY_ROWS = { name: 'List of Values', value: 'list', description: 'Name each placeholder and its value: for templates that an expression chooses' };
const BY_JSON = { name: 'JSON', value: 'json', description: "The provider's own JSON, for what no form can express" };

/** The part of the panel that says what is sent, and to whom. */
export const templateProperties: INodeProperties[] = [
	messageProvider('Who sends the message'),
	{
		displayName:
			'A template can be sent at any time: the 24 hours after the last message of the person do not matter to templates. Who is on the opt-out list is not sent anything.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Sender',
		name: 'sender',
		type: 'string',
		default: '',
		placeholder: 'e.g. 447860099299',
		description: 'The WhatsApp number that is registered with Infobip, with its country code and without the plus',
		displayOptions: only('infobip'),
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		default: '={{ $json.participant?.phone ?? $json.phone }}',
		placeholder: 'e.g. +31612345678',
		description: 'The phone number of the person',
	},
	{
		displayName: 'Template',
		name: 'template',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: 'An approved template of the account. The list is kept for a few minutes, because providers count how often it is asked for.',
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchTemplates', searchable: true } },
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. order_shipped', hint: 'With several languages, add the option Language' },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 12345' },
		],
		displayOptions: only(...LISTING),
	},
	{
		displayName: 'Template Name',
		name: 'templateName',
		type: 'string',
		default: '',
		placeholder: 'e.g. order_shipped',
		description: 'As Clickatell shows it. Clickatell does not tell which templates an account has, so it cannot be chosen from a list.',
		displayOptions: only('clickatell'),
	},
	{
		displayName: 'Fill In By',
		name: 'fillIn',
		type: 'options',
		noDataExpression: true,
		options: [{ name: 'Form', value: 'form', description: 'A field for each value that the template needs' }, BY_JSON, BY_ROWS],
		default: 'form',
		description: 'How the values get into the template',
		displayOptions: only(...LISTING),
	},
	{
		displayName: 'Fill In By',
		name: 'fillIn',
		type: 'options',
		noDataExpression: true,
		options: [BY_JSON, BY_ROWS],
		default: 'list',
		description: 'How the values get into the template',
		displayOptions: only('clickatell'),
	},
	{
		displayName: 'Values',
		name: 'values',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		typeOptions: {
			loadOptionsDependsOn: ['provider', 'sender', 'template.value', 'options.language', 'options.phoneNumberId'],
			resourceMapper: {
				resourceMapperMethod: 'loadTemplateForm',
				mode: 'add',
				fieldWords: { singular: 'value', plural: 'values' },
				addAllFields: true,
				supportAutoMap: false,
				noFieldsError: 'This template has no values to fill in.',
			},
		},
		displayOptions: { show: { provider: LISTING, fillIn: ['form'] } },
	},
	{
		displayName: 'Values',
		name: 'valueRows',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Value',
		default: {},
		description: 'The value of each placeholder',
		options: [
			{
				displayName: 'Value',
				name: 'rows',
				values: [
					{
						displayName: 'Placeholder',
						name: 'field',
						type: 'string',
						default: '',
						placeholder: 'e.g. 1',
						description: 'The number or name in the text of the template; or the name of another part, e.g. header_image, button_0_url',
					},
					{ displayName: 'Value', name: 'value', type: 'string', default: '' },
				],
			},
		],
		displayOptions: { show: { fillIn: ['list'] } },
	},
	{
		displayName: 'JSON',
		name: 'json',
		type: 'json',
		default: '{}',
		description:
			'WhatsApp Cloud API: the list of "components". Infobip: "templateData". Trengo: the list of "params". Clickatell: an object with "hsm" or "template".',
		displayOptions: { show: { fillIn: ['json'] } },
	},
];
