import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { CHANNELS } from '../../../flow/optOut/channels';
import { readNodeChoice } from '../../../nodes/AddToFlow/panel';
import { NET_MS } from '../../../nodes/shared/parked/waking';

/** Reads a panel on which this is filled in, and nothing else. */
async function read(filledIn: INodeParameters) {
	const parameters: INodeParameters = { target: 'workflow', participant: 'this', workflowId: { __rl: true, mode: 'id', value: 'welcome' }, ...filledIn };
	const context = {
		getInputData: () => [{ json: {} }],
		getNode: () => ({ id: 'a', name: 'Add', type: 'addToFlow', typeVersion: 1, position: [0, 0], parameters }),
		getNodeParameter: (name: string, _index: number, fallback: unknown) => parameters[name] ?? fallback,
	};
	return await readNodeChoice(context as unknown as IExecuteFunctions);
}
const withOptions = async (options: INodeParameters) => await read({ options });

describe('which opt-outs are asked for', () => {
	it('are those from all channels, unless the builder chooses', async () => {
		expect((await read({})).optOuts).toBe('all');
		expect((await withOptions({})).optOuts).toBe('all');
		expect((await withOptions({ optOutChannel: 'all' })).optOuts).toBe('all');
	});

	it('are none only when the builder says so', async () => {
		expect((await withOptions({ optOutChannel: 'none' })).optOuts).toBeUndefined();
	});

	it.each(CHANNELS.map(({ value, label }) => [value, label]))('may be those from %s', async (channel, label) => {
		expect((await withOptions({ optOutChannel: channel })).optOuts).toBe(channel);
		expect((await withOptions({ optOutChannel: ` ${label} ` })).optOuts).toBe(channel);
	});

	it.each(['', 'telegram', 'None', ' none', 'no', 'undefined', 'toString', 'constructor', 0, false, ['sms', 'email']])(
		'cannot be %j, which would switch the check off',
		async (optOutChannel) => {
			const error = await withOptions({ optOutChannel }).catch((caught: unknown) => caught as Error);
			expect(error).toBeInstanceOf(NodeOperationError);
			expect((error as Error).message).toBe('Check Opt-Out List names no channel. Choose one from the list.');
		},
	);
});

describe('how long a secondary flow is waited for', () => {
	it.each<[INodeParameters, number]>([
		[{}, 168],
		[{ waitHours: '' }, 168],
		[{ waitHours: 0.01 }, 0.01],
		[{ waitHours: 700 }, 700],
		[{ waitHours: '700' }, 700],
	])('is, by %j, %d hours', async (options, hours) => {
		expect((await withOptions(options)).waitAtMostMs).toBe(hours * 3_600_000);
	});

	it.each([700.1, 701, 720, 8760, Infinity, 0, -1, 'long', 'NaN'])('cannot be %s hours', async (waitHours) => {
		await expect(withOptions({ waitHours })).rejects.toThrow('Wait at Most must be a number from 0.01 to 700. Check the expression in it.');
	});

	it('is always over before those who wake it give up', async () => {
		expect((await withOptions({ waitHours: 700 })).waitAtMostMs).toBeLessThan(NET_MS);
	});
});
