import type { INodeProperties } from 'n8n-workflow';

import { resultFieldOption } from '../shared/resultField';

const WITH_WINDOW = { show: { limitTime: [true] } };
const WITH_SPEED = { show: { limitSpeed: [true] } };

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const notice: INodeProperties = {
	displayName:
		'Put it in front of the node that sends. An item that may not go out yet is held: the run waits, and goes on by itself when it is time. It survives a restart of n8n.',
	name: 'notice',
	type: 'notice',
	default: '',
};

const timeWindow: INodeProperties[] = [
	{
		displayName: 'Delivery Time Window',
		name: 'limitTime',
		type: 'boolean',
		default: true,
		description: 'Whether items go out only at certain times',
	},
	{
		displayName: 'Delivery Windows',
		name: 'windows',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Window',
		default: { rows: [{ days: [1, 2, 3, 4, 5], start: '09:00', end: '18:00' }] },
		description: 'Items go out while one of these is open',
		displayOptions: WITH_WINDOW,
		options: [
			{
				displayName: 'Window',
				name: 'rows',
				values: [
					{
						displayName: 'Days',
						name: 'days',
						type: 'multiOptions',
						options: DAYS.map((name, index) => ({ name, value: index + 1 })),
						default: [1, 2, 3, 4, 5],
						description: 'The days on which the window opens',
					},
					{
						displayName: 'Start',
						name: 'start',
						type: 'string',
						default: '09:00',
						placeholder: 'e.g. 09:00',
						description: 'By a 24-hour clock',
					},
					{
						displayName: 'End',
						name: 'end',
						type: 'string',
						default: '18:00',
						placeholder: 'e.g. 18:00',
						description: 'From this time on the window is closed. An end before the start is on the next day; the same as the start means 24 hours.',
					},
				],
			},
		],
	},
	{
		displayName: 'Time Zone',
		name: 'zone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Berlin',
		description:
			'The IANA time zone in which the windows are meant, or an expression that takes it from a field of the item. Empty: the time zone of the workflow.',
		displayOptions: WITH_WINDOW,
	},
	{
		displayName: 'Outside the Window',
		name: 'whenClosed',
		type: 'options',
		options: [
			{ name: 'Hold Until It Opens', value: 'hold' },
			{ name: 'Leave by "Outside Window"', value: 'leave' },
		],
		default: 'hold',
		description: 'What becomes of an item that comes while the window is closed',
		displayOptions: WITH_WINDOW,
	},
];

const speed: INodeProperties[] = [
	{
		displayName: 'Sending Speed',
		name: 'limitSpeed',
		type: 'boolean',
		default: false,
		description: 'Whether only so many items go out in a time, over all runs of all flows that share the line',
	},
	{
		displayName: 'Items',
		name: 'sends',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100_000, numberPrecision: 0 },
		default: 60,
		description: 'So many go out at the most in any period of the length below, wherever it begins. They are spaced evenly.',
		displayOptions: WITH_SPEED,
	},
	{
		displayName: 'Per',
		name: 'per',
		type: 'options',
		// In the order of their length, which is easier to find one's way in than the alphabet.
		options: [
			{ name: 'Second', value: 'second' },
			{ name: 'Minute', value: 'minute' },
			{ name: 'Hour', value: 'hour' },
			{ name: 'Day', value: 'day' },
		],
		default: 'minute',
		displayOptions: WITH_SPEED,
	},
	{
		displayName: 'Shared Line',
		name: 'line',
		type: 'string',
		default: '',
		placeholder: 'e.g. whatsapp-number-1',
		description: 'All Delivery Schedules with the same name share one line and its speed, in all flows. Empty: this node alone.',
		displayOptions: WITH_SPEED,
	},
];

const longestHold: INodeProperties[] = [
	{
		displayName: 'Longest Hold',
		name: 'longestHold',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'An item that would have to wait longer leaves by Held Too Long, as soon as that is known. 0: no limit.',
	},
	{
		displayName: 'Longest Hold Unit',
		name: 'longestHoldUnit',
		type: 'options',
		options: [
			{ name: 'Days', value: 'day' },
			{ name: 'Hours', value: 'hour' },
			{ name: 'Minutes', value: 'minute' },
			{ name: 'Seconds', value: 'second' },
		],
		default: 'hour',
		displayOptions: { hide: { longestHold: [0] } },
	},
];

const loop: INodeProperties[] = [
	{
		displayName: 'Loop Over Several Items',
		name: 'loop',
		type: 'boolean',
		default: false,
		description:
			'Whether items of a list are let go one after the other, each at its slot. Wire the end of the Send branch back to this node, as with Loop Over Items; when all have gone, they leave by Done.',
	},
];

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Burst',
			name: 'burst',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100_000, numberPrecision: 0 },
			default: 1,
			description: 'So many items may go out at the same moment. The sending speed holds all the same.',
		},
		{
			displayName: 'Excluded Dates',
			name: 'excludedDates',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2026-12-25, 2026-12-31..2027-01-01',
			description: 'Dates on which nothing goes out, such as public holidays, separated by commas; ".." makes a range',
		},
		{
			displayName: 'Fallback Time Zone',
			name: 'fallbackZone',
			type: 'string',
			default: '',
			placeholder: 'e.g. Europe/Berlin',
			description: 'For items whose time zone is missing or not a zone. Empty: the time zone of the workflow.',
		},
		resultFieldOption('schedule', 'slot, waited time and position'),
	],
};

/** The panel, from what a builder sets first to what most never touch. */
export const properties: INodeProperties[] = [notice, ...timeWindow, ...speed, ...longestHold, ...loop, options];
