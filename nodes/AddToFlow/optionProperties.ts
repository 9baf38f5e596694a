import type { INodeProperties } from 'n8n-workflow';

import { CHANNELS } from '../../flow/optOut/channels';
import { defaultCountryOption } from '../shared/country';
import { retriesOption, timeoutOption } from '../shared/requestOptions';
import { resultFieldOption } from '../shared/resultField';
import { optOutChannelOption } from '../shared/optOutOption';
import { OUTSIDE } from './targetProperties';

/** The part of the panel that most builders never touch. */
export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			optOutChannelOption(CHANNELS.map(({ value }) => value), 'all', {
				unchecked: 'For flows that send nothing, or that must reach everybody',
				description: 'Who is on the list is not added. The list is asked by the phone number and the email address above; without either it cannot be asked.',
			}),
			defaultCountryOption,
			{
				displayName: 'Depth Limit',
				name: 'depthLimit',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
				default: 10,
				description: 'How often Add to Flow may lead on from flow to flow, so that flows that add to each other come to an end',
			},
			{ ...retriesOption('How often a request is repeated where that cannot add anybody twice, as after "too many requests"'), displayOptions: { show: { '/target': OUTSIDE } } },
			resultFieldOption('addToFlow', 'who was added, or why not'),
			{
				displayName: 'Read Report',
				name: 'readReport',
				type: 'boolean',
				default: true,
				description: 'Whether to read from Infobip who has really entered. Otherwise everybody counts as added whom Infobip took.',
				displayOptions: { show: { '/target': ['infobip'] } },
			},
			{
				displayName: 'Report Within (Seconds)',
				name: 'reportSeconds',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 3600 },
				default: 60,
				description: 'How long to wait for the report. Who is still pending then counts as added, with "confirmed" false.',
				displayOptions: { show: { '/target': ['infobip'] } },
			},
			{
				displayName: 'Runs at a Time',
				name: 'concurrency',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
				default: 10,
				description: 'How many runs or calls of the secondary flow are under way at once; a run that waits for something does not count',
				displayOptions: { show: { '/target': ['alertsPanel', 'route', 'workflow'] } },
			},
			{ ...timeoutOption(), displayOptions: { show: { '/target': OUTSIDE } } },
			{
				displayName: 'Wait at Most (Hours)',
				name: 'waitHours',
				type: 'number',
				typeOptions: { minValue: 0.01, maxValue: 700 },
				default: 168,
				description: 'How long to wait for a secondary flow that itself waits for something. It goes on, and the participant leaves by In All Other Cases.',
				displayOptions: { show: { '/target': ['workflow'], '/waits': [true] } },
			},
		],
	},
];
